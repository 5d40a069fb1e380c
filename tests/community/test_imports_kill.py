"""A worker killed with -9 in the middle of writing or taking back a roster: the next one goes on and ends exactly right."""

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
from tests.community.rosters.made import LIBREOFFICE, apply, take_file

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
# dies in its second chunk, after the last row is written and before the transaction ends
DOOMED = """
import os, signal, sys
import django
django.setup()
from community.actions import roster_undo, roster_writing
from jobs.work import carry
roster_writing.AT_ONCE = 10
chunks = []
for module in (roster_writing, roster_undo):
    def keep_trace(*args, kept=module.keep_trace):
        kept(*args)
        chunks.append(args)
        if len(chunks) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    module.keep_trace = keep_trace
carry(int(sys.argv[1]))
"""


def work_until_killed(job: int) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATA": str(settings.DATA),
        "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
        "SUITE_QUEUE": "unused",
    }
    ended = subprocess.run([sys.executable, "-c", DOOMED, str(job)], cwd=settings.BASE, env=env, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    Job.objects.filter(pk=job).update(lease_until=timezone.now() - timedelta(seconds=1))


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Dwelling, Household, Residence, Phone)]


def test_killed_writing_keeps_whole_families_and_a_second_run_writes_the_rest_once(town):
    roster = take_file(town.clerk, town.community, LIBREOFFICE.read_bytes())
    roster_actions.confirm(roster, by=town.clerk)
    before = counts()
    work_until_killed(roster.job_id)
    people = counts()[0] - before[0]
    assert 10 <= people < 20
    assert roster.rows.exclude(written_at=None).count() == people
    drain()
    roster.refresh_from_db()
    assert (roster.state, roster.written["new"]) == ("applied", 40)
    assert counts() == [43, 12, 12, 43, 42]


def test_killed_undoing_goes_on_and_leaves_the_register_as_it_was(town, monkeypatch):
    monkeypatch.setattr("community.actions.roster_writing.AT_ONCE", 10)
    before = counts()
    roster = apply(take_file(town.clerk, town.community, LIBREOFFICE.read_bytes()), town.clerk)
    roster_actions.undo(roster, reason="传错了文件", by=town.clerk)
    work_until_killed(roster.job_id)
    assert before[0] < counts()[0] < 43
    drain()
    roster.refresh_from_db()
    assert (roster.state, roster.written["kept"], counts()) == ("undone", 0, before)
