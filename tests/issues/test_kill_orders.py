"""A worker killed with -9 while work orders come in: the next one goes on, and each number is one matter."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from issues.actions import orders
from issues.actions.verifying import broken_matters
from issues.models import Issue, Order
from jobs.models import Job
from jobs.work import drain
from tests.issues.imports.made import csv_file, order

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
# dies in its second chunk, before the transaction ends
DOOMED = """
import os, signal, sys
import django
from django.conf import settings
settings.MEDIA_ROOT = os.environ["SUITE_MEDIA"]
django.setup()
from issues.actions import order_rows
from jobs.work import carry
order_rows.AT_ONCE = 10
whole = order_rows.bring_one
def bring_one(batch, row, *rest):
    whole(batch, row, *rest)
    if row.number == "A15":
        os.kill(os.getpid(), signal.SIGKILL)
order_rows.bring_one = bring_one
carry(int(sys.argv[1]))
"""


def work_until_killed(job: int) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATA": str(settings.DATA),
        "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
        "SUITE_MEDIA": str(settings.MEDIA_ROOT),
        "SUITE_QUEUE": "unused",
    }
    ended = subprocess.run([sys.executable, "-c", DOOMED, str(job)], cwd=settings.BASE, env=env, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    Job.objects.filter(pk=job).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_killed_bringing_in_goes_on_and_each_number_is_one_matter(town):
    file = csv_file(*(order(f"A{number}") for number in range(30)))
    batch = orders.upload(file, unit=town.community, system="12345", by=town.clerk)
    drain()
    batch.refresh_from_db()
    orders.confirm(batch, by=town.clerk)
    work_until_killed(batch.job_id)
    assert Order.objects.count() == Issue.objects.count() == 10
    drain()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["brought"]) == ("done", 30)
    assert Order.objects.values("number").distinct().count() == Issue.objects.count() == 30
    assert not [found for _last, found in broken_matters() if found]
