"""What activities cost beside a floor page: 500 activities, 10,000 sessions, 300 people at one, a year of three a week.

Beside Django's least page and in its rounds, with new connections and with kept ones, as ``bench_issues`` says. Runs on an empty database only: ``make bench-volunteers`` makes one of its own, or DATABASE_URL names
one. To reach (median ratio): activity list 8, detail 6, sign-up 6, calendar feed 3; lists at most 12 queries.
"""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from config.bench import club, matters
from config.management.commands.bench_issues import FLOOR, Read, bare_reader, expect, keep_up, queries_of, taken
from volunteers.actions.proposing import best_sharing
from volunteers.models import Activity

ROUNDS = 30
# what the peer measured on two cores, as ratios to the same floor
TARGETS = {"activity list": 8, "activity detail": 6, "sign-up": 6, "calendar feed": 3}


class Command(BaseCommand):
    help = "Measure the pages of activities beside a floor page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, **options: Any) -> None:
        if Activity.objects.exists():
            raise CommandError("这个数据库里已经有活动，测量只在空的数据库里做。请用 make bench-volunteers。")
        settings = {"REQUIRE_SECOND_FACTOR": False, "ALLOWED_HOSTS": ["*"]}
        with override_settings(ROOT_URLCONF="config.management.commands.bench", **settings):
            town = club.Club(matters.Place())
            keep_up()
            self.report(measure(reads(town), options["rounds"]))
            self.share(town)

    def report(self, found: dict[str, dict]) -> None:
        self.stdout.write(
            f"{connection.vendor}; p50 / p95 in ms and x = median ratio to the floor page, a new connection for each "
            "request; kept = ms and x with a kept connection, SQL = queries"
        )
        for name, cell in found.items():
            kept = f"{cell['kept']['p50']:>10.1f}{cell['kept']['ratio']:>8.1f} x"
            times = f"{cell['p50']:>10.1f} /{cell['p95']:>7.1f}{cell['ratio']:>8.1f} x{kept}{cell['queries']:>5}"
            self.stdout.write(f"{name:<26}{times}{judged(name, cell['ratio'])}")

    def share(self, town: club.Club) -> None:
        """The best sharing of all needs among all helpers, three times; the slowest counts."""
        longest = 0.0
        for _round in range(3):
            begin = perf_counter()
            found = best_sharing(town.needs, town.place.community)
            longest = max(longest, perf_counter() - begin)
        size = f"{club.NEEDS} needs, {club.VOLUNTEERS} helpers, {len(found)} matched"
        self.stdout.write(f"sharing out: {size}: {longest:.2f} s of 1 s{'' if longest <= 1 else ' MISSED'}")


def judged(name: str, ratio: float) -> str:
    most = TARGETS.get(name)
    return f"   of {most} x{'' if ratio <= most else ' MISSED'}" if most else ""


def measure(rows: dict[str, Read], rounds: int) -> dict[str, dict]:
    for read in rows.values():
        read()
    anew, kept = (taken(rows, rounds, fresh=False, kept=kept) for kept in (False, True))
    return {name: anew[name] | {"kept": kept[name], "queries": queries_of(rows[name], False)} for name in rows}


def reads(town: club.Club) -> dict[str, Read]:
    """Nobody of these is served from the cache: everybody is signed in, as volunteers and staff are."""
    staff, reader, sender = Client(), Client(), Client()
    for client, user in ((staff, town.place.clerk), (reader, town.reader), (sender, town.place.clerk)):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    people = iter(town.people[club.GUESTS :])
    address = reverse("volunteers:session_sign_up", args=[town.open.pk])

    def get(client: Client, url: str) -> Read:
        return lambda: expect(client.get(url), 200, url)

    def sign_up() -> HttpResponse:
        return expect(sender.post(address, {"name": next(people).name, "phone": "19900000001"}), 302, "sign-up")

    month = reverse("volunteers:calendar")
    return {
        "floor": get(bare_reader(town.place), FLOOR),
        "floor behind our doors": get(staff, FLOOR),
        "activity list": get(reader, reverse("volunteers:activities")),
        "activity detail": get(reader, reverse("volunteers:activity", args=[town.club.pk])),
        "sign-up": sign_up,
        "calendar feed": get(Client(), reverse("volunteers:feed", args=[town.token])),
        "month": get(reader, month),
        "volunteer home": get(reader, reverse("volunteers:mine")),
        "staff list": get(staff, reverse("volunteers:sessions")),
        "staff list, last page": get(staff, reverse("volunteers:sessions") + "?show=past&page=99999"),
        "session of 30 people": get(staff, reverse("volunteers:session", args=[town.small.pk])),
        "session of 300 people": get(staff, reverse("volunteers:session", args=[town.festival.pk])),
        "volunteers": get(staff, reverse("volunteers:volunteers")),
    }
