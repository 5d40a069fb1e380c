"""Measures the roster import beside a floor and a plain library, in one run, at two sizes, on each database there is.

Every run is a process of its own on an empty register, so that none profits from another's caches, and its peak of
memory is its own. Ratios are the results, times stand beside them for orientation. Beside the clock stands the processor's
time (the process, its children, its PostgreSQL session if that runs here): on a machine that others use, it is the one to trust.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import psycopg2
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from accounts.models import User
from community.actions import roster as roster_actions
from community.imports import zipguard
from community.models import Person, RosterImport
from config.bench import others, roster
from grids import actions as grids
from grids.models import Posting, Unit
from jobs.work import drain

SIZES = (3_000, 12_000)
# at most this many times the floor, at least this many times quicker than the plain library
MOST_OVER_FLOOR, LEAST_OVER_PLAIN = 4, 20
TITLES = ("ours / floor", "plain / ours", "floor", "plain", "ours")
CLOCKS = ("seconds", "processor")
OWN_POSTGRES = "postgres://postgres@127.0.0.1:5432/linli_bench"


class Command(BaseCommand):
    help = "Measure the roster import against calamine + bulk writes, and against plain django-import-export."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--postgres", default=OWN_POSTGRES, help="address of a PostgreSQL database made for this run"
        )
        parser.add_argument("--rows", type=int, default=0, help="one more size, without the plain library")
        parser.add_argument("--rounds", type=int, default=1, help="measure each so often, in turn, and keep the least")
        parser.add_argument("--one", choices=("floor", "plain", "ours"), help="used by the run itself")

    def handle(self, **options) -> None:
        if options["one"]:
            self.stdout.write(json.dumps(measure(options["one"], options["rows"])))
            return
        self.compare("SQLite", "", options["rows"], options["rounds"])
        if made := make_database(options["postgres"]):
            self.compare("PostgreSQL", options["postgres"], options["rows"], options["rounds"])
            drop_database(made)
        else:
            self.stdout.write("PostgreSQL: none answers here, not measured")

    def compare(self, name: str, database: str, further: int, rounds: int) -> None:
        self.stdout.write(
            f"\n{name}: rows x 40 columns, from the upload to the last written row; by the clock | by processor"
        )
        self.stdout.write(f"{'rows':>8}" + "".join(f"{title:>18}" for title in TITLES) + f"{'ours MB':>9}")
        for rows in (*SIZES, *([further] if further else [])):
            which = ("floor", "plain", "ours") if rows in SIZES else ("floor", "ours")
            # in turn, so that whatever else the machine does meets them all
            taken = [{one: run(one, rows, database) for one in which} for _round in range(rounds)]
            self.stdout.write(f"{rows:>8}" + line_of({one: best([turn[one] for turn in taken]) for one in which}))
        self.stdout.write(
            f"aims: at most {MOST_OVER_FLOOR} x the floor, at least {LEAST_OVER_PLAIN} x quicker than plain"
        )


def best(turns: list[dict]) -> dict:
    """The least of its times is its own work; of memory the most is what it may need."""
    return {fact: min(turn[fact] for turn in turns) for fact in CLOCKS} | {
        "megabytes": max(turn["megabytes"] for turn in turns)
    }


def line_of(found: dict[str, dict]) -> str:
    cells = [ratio(found, "ours", "floor"), ratio(found, "plain", "ours")]
    cells += [pair(found[one], "s") if one in found else "" for one in ("floor", "plain", "ours")]
    return "".join(f"{cell:>18}" for cell in cells) + f"{found['ours']['megabytes']:>9.0f}"


def ratio(found: dict[str, dict], more: str, less: str) -> str:
    if more not in found:
        return ""
    return pair({fact: found[more][fact] / found[less][fact] for fact in CLOCKS}, "x")


def pair(facts: dict, unit: str) -> str:
    return " |".join(f"{facts[fact]:>6.1f} {unit}" for fact in CLOCKS)


def run(one: str, rows: int, database: str) -> dict:
    """One measurement in a fresh process, on a fresh data folder or an emptied database."""
    if database:
        make_database(database)
    with tempfile.TemporaryDirectory() as folder:
        settings = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        settings |= {"DATA": folder} | ({"DATABASE_URL": database} if database else {})
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "-v0"], env=settings, check=True)
        asked = [*manage, "bench_import", "--one", one, "--rows", str(rows)]
        answer = subprocess.run(asked, env=settings, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def measure(one: str, rows: int) -> dict:
    if Person.objects.exists():
        raise CommandError("这里已经有居民。请用 make bench-import，它会自己准备一份空的数据。")
    unit = roster.territory(rows)
    clerk = User.objects.create_user("clerk", name="文社工")
    grids.post(Posting.Role.WORKER, unit, user=clerk, by=None)
    content = roster.workbook(rows)
    # a worker has read the portal's addresses long before a roster comes
    reverse("home")
    start, worked = perf_counter(), work()
    match one:
        case "floor":
            others.floor(content)
        case "plain":
            others.plain(content)
        case "ours":
            ours(content, unit, clerk)
    seconds, worked = perf_counter() - start, work() - worked
    if Person.objects.count() != rows:
        raise CommandError(f"{one}: {Person.objects.count()} of {rows} people arrived on {connection.vendor}")
    # kilobytes here; the child that parses the file counts for itself
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": seconds, "processor": worked, "megabytes": peak / 1024}


def work() -> float:
    """Seconds of processor so far: of this process, of those it started, and of its PostgreSQL session if that is here."""
    of_ours = sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    return of_ours + work_of_session()


def work_of_session() -> float:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    name, _end, facts = session.read_text().rpartition(")") if session.exists() else ("", "", "")
    if not name.endswith("(postgres"):
        return 0
    user, system = map(int, facts.split()[11:13])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def ours(content: bytes, unit: Unit, clerk: User) -> None:
    file = ContentFile(content, name="bench.xlsx")
    taken = roster_actions.upload(file, unit=unit, by=clerk, limits=zipguard.WIDE)
    drain()
    taken.refresh_from_db()
    if taken.state != RosterImport.State.PREVIEW:
        raise CommandError(f"{taken.state}: {taken.refusal}")
    roster_actions.confirm(taken, by=clerk)
    drain()


def make_database(address: str) -> str:
    """Create the database of that address, empty; "" when no server answers there."""
    server, _, name = address.rpartition("/")
    try:
        with admin(server) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
    except psycopg2.OperationalError:
        return ""
    return address


def drop_database(address: str) -> None:
    server, _, name = address.rpartition("/")
    with admin(server) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def admin(server: str):
    bench = psycopg2.connect(f"{server}/postgres", connect_timeout=3)
    bench.autocommit = True
    return bench.cursor()
