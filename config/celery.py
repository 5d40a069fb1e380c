"""Celery carries "run job N" and nothing else; every state lives in the jobs table."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def defaults() -> dict:
    """Read when the first message is sent or received, not while the settings are being loaded."""
    return {
        # a page waits a second at most for a broker that is down; the sweeper announces the job later
        "task_publish_retry": False,
        # without max_retries the connection alone tries for six seconds, whatever the line above says
        "broker_transport_options": {"socket_connect_timeout": 1, "socket_timeout": 10, "max_retries": 0},
        "broker_connection_retry_on_startup": True,
        "worker_hijack_root_logger": False,
        # what is due and how often stands in jobs.work.CLOCK; beat only says "look"
        "beat_schedule": {"tick": {"task": "jobs.tick", "schedule": settings.JOB_CLOCK_SECONDS}},
    }


app = Celery("linli")
app.add_defaults(defaults)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# the web server's threads must find this app too, not only the thread that imported it
app.set_default()
