"""The bank test's other half: the database server itself dies with -9 while clerks move points, and comes back."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.points.server import Server, until

pytestmark = pytest.mark.kill
CLERKS, ROUNDS, MORE, ENDLESS = 3, 2, 25, 1_000_000
# the book and what lies under it; the apps above would take most of the time
BEGIN = """
import django
django.setup()
from django.core.management import call_command
for app in ("accounts", "grids", "community", "points"):
    call_command("migrate", app, verbosity=0)
from config.demo.town import build
from points.actions import Entry, account_of, post, system_account
town = build()
issue = system_account("issue", town.community)
for number, person in enumerate((town.wang, town.li, town.zeng)):
    post(Entry(f"begin:{number}", "award", issue, account_of(person), 50, town.community), by=town.clerk)
"""


@pytest.fixture
def server():
    made = Server()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def env(server, tmp_path):
    """Of the portal's processes: this server, nothing else."""
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA": str(tmp_path), "DATABASE_URL": server.url}
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | own


def portal(env, *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=settings.BASE, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def clerks(env, tmp_path):
    """Three passbooks, and processes that move points between them until they are stopped."""
    portal(env, "-c", BEGIN)
    started = []
    for seed in range(CLERKS):
        told = tmp_path / f"told-{seed}"
        command = [sys.executable, "-m", "tests.points.clerk", str(seed), str(ENDLESS)]
        with told.open("w") as out:
            started.append((subprocess.Popen(command, cwd=settings.BASE, env=env, stdout=out), told))
    yield started
    stop(started)


def stop(started) -> None:
    for process, _told in started:
        process.kill()
        process.wait()


def acknowledged(told) -> set[str]:
    return set(told.read_text().split("\n")[:-1])


def work_on(started) -> None:
    """Until everybody was told of some more that are done."""
    before = {told: len(acknowledged(told)) for _process, told in started}

    def all_went_on() -> bool:
        assert {process.poll() for process, _told in started} == {None}, "a clerk gave up"
        return all(len(acknowledged(told)) >= count + MORE for told, count in before.items())

    until(all_went_on, "the clerks did not go on")


def test_a_server_that_is_killed_keeps_what_it_acknowledged(server, env, clerks):
    """Point 19: acknowledged is stored, at most what was in a clerk's hands at a kill is more, every sum is whole."""
    for _round in range(ROUNDS):
        work_on(clerks)
        server.kill()
        server.start()
        work_on(clerks)
    stop(clerks)
    known = set[str]().union(*(acknowledged(told) for _process, told in clerks))
    stored = {key for (key,) in server.ask("SELECT key FROM points_transfer WHERE key LIKE 'clerk:%'")}
    assert known <= stored
    # each kill of the server, and the end of the clerks, may fall between what is stored and what is said
    assert len(stored - known) <= CLERKS * (ROUNDS + 1)
    [(balances, issued)] = server.ask(
        "SELECT (SELECT sum(balance) FROM points_account WHERE kind = 'person'), "
        "(SELECT sum(amount) FROM points_transfer WHERE kind = 'award')"
    )
    assert balances == issued
    assert json.loads(portal(env, "manage.py", "check_ledger", "--json"))["problems"] == []
