"""Settings of the real worker processes that the kill test starts: the suite's database, a short lease."""

import os

from config import settings as portal

globals().update({name: value for name, value in vars(portal).items() if name.isupper()})
INSTALLED_APPS = [*portal.INSTALLED_APPS, "tests.jobs.counting"]
DATABASES = {"default": {**portal.DATABASE, "NAME": os.environ["SUITE_DATABASE"]}}
JOB_LEASE_SECONDS = 2
CELERY_TASK_DEFAULT_QUEUE = os.environ["SUITE_QUEUE"]
JOB_CLOCK_SECONDS = 1.0
