"""What the book of points costs: posts per second beside a floor, a statement of 300 people, pages as the ledger grows.

The floor is the same two statements, an INSERT and an UPDATE, sent by the database's own driver from as many processes,
in rounds that take turns with ours: a busy machine slows both, and the ratio says more than the rate. Runs on an empty
database only: ``make bench-points`` makes one of its own, or DATABASE_URL names an empty one.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from community.models import Person
from grids import actions as grids
from grids.models import Posting, Unit
from points import actions
from points.models import Account, Evaluation, Item, Transfer
from points.reports import ranking
from points.reports.ledger import problems

CLIENTS, SECONDS, ROUNDS, PEOPLE = 8, 4, 3, 1000
SIZES = "10000,100000,1000000"
# share of the floor; seconds for 300 people; milliseconds of a passbook, seconds of the proof and of the ranking
SHARE, SETTLE, PAGE, CHECK, RANK = 0.5, 1.0, 100, 10.0, 2.0
GROW = """
INSERT INTO points_transfer (key, digest, src_id, dst_id, amount, asked, kind, unit_id, category_id, subject, cut, reason,
                             effective, at)
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
SELECT 'bench:' || i, {digest}, {issue}, {book} + i % {books}, 1 + i % 9, 1 + i % 9, 'earn', {unit}, {category},
       'bench', '', '', {day}, CURRENT_TIMESTAMP
FROM n
"""
FACTS = "'earn|{issue}|' || ({book} + i % {books}) || '|' || (1 + i % 9) || '|None'"
DIALECT = {
    "postgresql": ("encode(sha256(convert_to({facts}, 'UTF8')), 'hex')", "CURRENT_DATE - (i % 150)"),
    "sqlite": ("SHA256({facts})", "date('now', '-' || (i % 150) || ' days')"),
}


class Command(BaseCommand):
    help = "Measure what the book of points costs, beside the same two statements without Django."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sizes", default=SIZES, help="how many transfers, smallest first")
        parser.add_argument("--clients", type=int, default=CLIENTS, help="processes that post at once; 0: none")
        parser.add_argument("--seconds", type=float, default=SECONDS, help="how long a round of posting takes")

    def handle(self, *args: Any, **options: Any) -> None:
        if Transfer.objects.exists() or Unit.objects.exists():
            raise CommandError("The database is not empty: name one that is, or use make bench-points.")
        self.reached: list[tuple[str, bool]] = []
        town()
        if options["clients"]:
            self.posting(options["clients"], options["seconds"])
        self.settling()
        for size in map(int, options["sizes"].split(",")):
            self.grown(size)
        for name, held in self.reached:
            self.stdout.write(f"{'reached' if held else 'MISSED '}  {name}")

    def target(self, name: str, held: bool) -> None:
        self.reached.append((name, held))

    def posting(self, clients: int, seconds: float) -> None:
        """Ours and the floor take turns; the median of the rounds' ratios counts."""
        rates: dict[str, list[float]] = {"ours": [], "floor": []}
        for _round in range(ROUNDS):
            for who, found in rates.items():
                found.append(together(who, clients, seconds))
        ours, floor = median(rates["ours"]), median(rates["floor"])
        share = median(mine / bare for mine, bare in zip(rates["ours"], rates["floor"], strict=True))
        self.stdout.write(f"{clients} clients: {ours:.0f} posts/s, floor {floor:.0f}/s, share {share:.2f}")
        self.target(f"at least {SHARE} of the floor", share >= SHARE)
        # the floor writes rows that are no transfers of ours; what it moved goes with it
        make_whole()

    def settling(self) -> None:
        clerk, secretary, unit = User.objects.get(username="a"), User.objects.get(username="b"), Unit.objects.first()
        people, item = Person.objects.order_by("pk")[:300], Item.objects.get(code="cleaning")
        lines = [actions.Line(person, item, 60, f"bench:{person.pk}") for person in people]
        sheet = actions.open_settlement(
            "bench", title="大扫除", on=timezone.localdate(), unit=unit, lines=lines, by=clerk
        )
        actions.review_settlement(sheet, by=secretary)
        took = timed(lambda: actions.settle(sheet, by=secretary))
        self.stdout.write(f"a statement of {len(lines)} people: {took:.2f} s")
        self.target(f"300 people within {SETTLE:.0f} s", took <= SETTLE)

    def grown(self, size: int) -> None:
        grow(size)
        browser = Client()
        browser.force_login(User.objects.get(username="a"), backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("points:account", args=[Account.objects.of_people().order_by("pk")[7].pk])
        host = {"HTTP_HOST": "localhost"}
        browser.get(address, **host)
        page = median(timed(lambda: browser.get(address, **host)) for _time in range(9)) * 1000
        with CaptureQueriesContext(connection) as asked:
            browser.get(address, **host)
        found: list = []
        check = timed(lambda: found.extend(problems()))
        with transaction.atomic():
            rank = timed(lambda: ranking.lines(half_year()))
        if found:
            raise CommandError(f"The book is not whole: {found[:3]}")
        self.stdout.write(
            f"{size:>9,} transfers: passbook {page:.0f} ms, {len(asked)} queries; proof {check:.2f} s; ranking {rank:.2f} s"
        )
        self.target(f"{size:,}: passbook within {PAGE} ms", page <= PAGE)
        self.target(
            f"{size:,}: proof within {CHECK:.0f} s, ranking within {RANK:.0f} s", check <= CHECK and rank <= RANK
        )


def timed(deed: Callable[[], Any]) -> float:
    start = perf_counter()
    deed()
    return perf_counter() - start


def town() -> None:
    """One community, two people on its staff, a thousand passbooks."""
    unit = grids.add_unit(Unit.Kind.COMMUNITY, "测量社区", "999999009001", by=None)
    for name in ("a", "b"):
        grids.post(Posting.Role.WORKER, unit, user=User.objects.create_user(name, name=name), by=None)
    Person.objects.bulk_create([Person(name=f"居民{number}") for number in range(PEOPLE)])
    people = Person.objects.order_by("pk")
    Account.objects.bulk_create(
        [Account(kind=Account.Kind.PERSON, person=person, unit=unit, cached=True, floor=0) for person in people]
    )
    actions.system_account(Account.Kind.ISSUE, unit)


def together(who: str, clients: int, seconds: float) -> float:
    """Posts per second of that many real processes."""
    command = [sys.executable, "-m", "points.management.client", who, str(seconds)]
    started = [
        subprocess.Popen(
            [*command, f"{os.getpid()}-{perf_counter()}-{number}"],
            cwd=settings.BASE,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=subprocess.PIPE,
        )
        for number in range(clients)
    ]
    return sum(int(process.communicate()[0]) for process in started) / seconds


def make_whole() -> None:
    """Balances as the transfers say, for the floor's rows are of no kind and the growth writes rows only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE points_account SET balance = "
            "COALESCE((SELECT SUM(amount) FROM points_transfer WHERE dst_id = points_account.id), 0) "
            "- COALESCE((SELECT SUM(amount) FROM points_transfer WHERE src_id = points_account.id), 0) WHERE cached"
        )


def grow(size: int) -> None:
    """In one statement, up to that many transfers, spread over the passbooks and half a year."""
    first = Transfer.objects.count() + 1
    book, issue = Account.objects.of_people().order_by("pk").first(), Account.objects.get(kind=Account.Kind.ISSUE)
    digest, day = DIALECT[connection.vendor]
    facts = {"issue": issue.pk, "book": book.pk, "books": PEOPLE}
    names = facts | {"first": first, "last": size, "unit": book.unit_id, "category": 2, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(GROW.format(digest=digest.format(facts=FACTS.format(**facts)), **names))
    make_whole()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE points_transfer")


def half_year() -> Evaluation:
    """The ranking of what there is, without writing it down."""
    today = timezone.localdate()
    first, last = ranking.period(today.year, 1 if today.month < 7 else 2)
    unit = Unit.objects.first()
    return Evaluation(unit=unit, year=today.year, half=1, first=first, last=last, mark=ranking.mark_now())
