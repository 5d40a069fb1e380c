"""A worker killed with -9 in the middle of writing a roster: nothing of it stays, and the next one ends right."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from community.actions import roster as roster_actions
from community.models import Dwelling, Household, Person, Phone, Residence
from jobs.models import Job
from jobs.work import drain
from tests.community.rosters.made import LIBREOFFICE, take_file

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
# dies after the last row is written and before the transaction ends
DOOMED = """
import os, signal, sys
import django
django.setup()
from community.actions import roster_writing
from jobs.work import carry
roster_writing.record = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
carry(int(sys.argv[1]))
"""


def work_until_killed(job: int) -> int:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATA": str(settings.DATA),
        "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
        "SUITE_QUEUE": "unused",
    }
    return subprocess.run([sys.executable, "-c", DOOMED, str(job)], cwd=settings.BASE, env=env, timeout=60).returncode


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Dwelling, Household, Residence, Phone)]


def test_killed_writing_leaves_nothing_and_a_second_run_writes_all_once(town):
    roster = take_file(town.clerk, town.community, LIBREOFFICE.read_bytes())
    roster_actions.confirm(roster, by=town.clerk)
    before = counts()
    assert work_until_killed(roster.job_id) == -signal.SIGKILL
    assert counts() == before
    Job.objects.filter(pk=roster.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    drain()
    roster.refresh_from_db()
    assert roster.state == "applied"
    assert counts() == [43, 12, 12, 43, 42]
