"""Measures the roster import beside a floor and a plain library, in one run, at two sizes, on each database there is.

Every run is a process of its own on an empty register, so that none profits from another's caches, and its peak of
memory is its own. Only ratios are printed as results; times stand beside them for orientation.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
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
OWN_POSTGRES = "postgres://postgres@127.0.0.1:5432/linli_bench"


class Command(BaseCommand):
    help = "Measure the roster import against calamine + bulk writes, and against plain django-import-export."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--postgres", default=OWN_POSTGRES, help="address of a PostgreSQL database made for this run"
        )
        parser.add_argument("--rows", type=int, default=0, help="one more size, without the plain library")
        parser.add_argument("--one", choices=("floor", "plain", "ours"), help="used by the run itself")

    def handle(self, **options) -> None:
        if options["one"]:
            self.stdout.write(json.dumps(measure(options["one"], options["rows"])))
            return
        self.compare("SQLite", "", options["rows"])
        if made := make_database(options["postgres"]):
            self.compare("PostgreSQL", options["postgres"], options["rows"])
            drop_database(made)
        else:
            self.stdout.write("PostgreSQL: none answers here, not measured")

    def compare(self, name: str, database: str, further: int) -> None:
        self.stdout.write(f"\n{name}: rows x 40 columns, from the upload to the last written row")
        self.stdout.write(
            f"{'rows':>8}{'ours / floor':>14}{'plain / ours':>14}{'floor s':>9}{'plain s':>9}{'ours s':>9}{'ours MB':>9}"
        )
        for rows in (*SIZES, *([further] if further else [])):
            which = ("floor", "plain", "ours") if rows in SIZES else ("floor", "ours")
            found = {one: run(one, rows, database) for one in which}
            floor, ours = found["floor"]["seconds"], found["ours"]["seconds"]
            plain = found["plain"]["seconds"] if "plain" in found else None
            self.stdout.write(
                f"{rows:>8}{ours / floor:>12.1f} x"
                + (f"{plain / ours:>12.1f} x{floor:>9.1f}{plain:>9.1f}" if plain else f"{'':>14}{floor:>9.1f}{'':>9}")
                + f"{ours:>9.1f}{found['ours']['megabytes']:>9.0f}"
            )
        self.stdout.write(
            f"aims: at most {MOST_OVER_FLOOR} x the floor, at least {LEAST_OVER_PLAIN} x quicker than plain"
        )


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
    start = perf_counter()
    match one:
        case "floor":
            others.floor(content)
        case "plain":
            others.plain(content)
        case "ours":
            ours(content, unit, clerk)
    seconds = perf_counter() - start
    if Person.objects.count() != rows:
        raise CommandError(f"{one}: {Person.objects.count()} of {rows} people arrived on {connection.vendor}")
    # kilobytes here; the child that parses the file counts for itself
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": seconds, "megabytes": peak / 1024}


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
