"""The bank test: real processes move points at random; one is killed with -9, one loses its connection, nothing is lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from points.actions import account_of, system_account
from points.actions.posting import Entry, post
from points.models import Account, Transfer
from points.reports.ledger import problems

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
CLERKS, EACH, SECONDS = 3, 400, 120
# more than the one that is killed could ever do before the others have begun
ENDLESS = 1_000_000


@pytest.fixture
def books(town):
    """Three passbooks with something in them."""
    issue = system_account(Account.Kind.ISSUE, town.community)
    found = [account_of(person, town.community) for person in (town.wang, town.li, town.zeng)]
    for number, book in enumerate(found):
        post(Entry(f"begin:{number}", "award", issue, book, 50, town.community), by=town.clerk)
    return found


@pytest.fixture
def clerks(books, tmp_path):
    """The processes and the files of what they were told is done."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATA": str(tmp_path),
        "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
        "SUITE_QUEUE": "unused",
    }
    started = []
    for seed in range(CLERKS):
        told = tmp_path / f"told-{seed}"
        command = [sys.executable, "-m", "tests.points.clerk", str(seed), str(EACH if seed else ENDLESS)]
        with told.open("w") as out:
            started.append((subprocess.Popen(command, cwd=settings.BASE, env=env, stdout=out), told))
    yield started
    for process, _told in started:
        process.kill()
        process.wait()


def acknowledged(told) -> set[str]:
    return {line for line in told.read_text().split("\n")[:-1] if line}


def wait_until(condition) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the clerks did not get there"
        time.sleep(0.02)


def whole() -> bool:
    """What a reader sees at any moment: written balances and transfers agree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(balance) FROM points_account WHERE kind = 'person'), "
            "(SELECT sum(amount) FROM points_transfer WHERE kind = 'award')"
        )
        balances, issued = cursor.fetchone()
    return balances == issued


def end_a_connection() -> int:
    """PostgreSQL's own way of losing a client in the middle of its work."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_killed_clients_lose_no_point(clerks):
    """Acknowledged is stored, nothing is half done, and every sum is what it should be, at every moment."""
    victim, told = clerks[0]
    wait_until(lambda: all(len(acknowledged(each)) >= 5 for _process, each in clerks))
    assert whole()
    victim.send_signal(signal.SIGKILL)
    end_a_connection()
    while any(process.poll() is None for process, _told in clerks):
        assert whole()
        time.sleep(0.05)
    assert victim.returncode == -signal.SIGKILL
    assert {process.returncode for process, _told in clerks[1:]} == {0}
    stored = set(Transfer.objects.filter(key__startswith="clerk:").values_list("key", flat=True))
    for _process, each in clerks:
        assert acknowledged(each) <= stored
    assert len(acknowledged(told)) < ENDLESS
    assert problems() == []


def test_a_database_that_dies_in_the_middle_keeps_all_or_nothing(books, town):
    """The client is gone after the row was written and before the balance moved."""
    doomed = """
import os, signal, sys
import django
django.setup()
from points.actions import posting
from points.models import Account
posting.move = lambda moved: os.kill(os.getpid(), signal.SIGKILL)
book, issue = Account.objects.filter(kind="person").select_related("unit").first(), Account.objects.get(kind="issue")
posting.post(posting.Entry("doomed", "award", issue, book, 5, book.unit), by=None)
"""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATA": str(settings.DATA),
        "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
        "SUITE_QUEUE": "unused",
    }
    ended = subprocess.run([sys.executable, "-c", doomed], cwd=settings.BASE, env=env, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert not Transfer.objects.filter(key="doomed").exists()
    assert Account.objects.of_people().aggregate(total=Sum("balance"))["total"] == 150
    assert problems() == []
