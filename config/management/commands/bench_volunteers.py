"""What activities cost beside a floor page: 500 activities, 10,000 sessions, 300 people at one, a year of three a week.

The floor page is the least a signed-in page can do; its time is taken in the same rounds, so the ratio says more than
the milliseconds. Runs on an empty database only: ``make bench-volunteers`` makes one of its own, or DATABASE_URL names
one. To reach (median ratio): activity list 8, detail 6, sign-up 6, calendar feed 3; lists at most 12 queries.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from config.bench import club, matters
from config.management.commands.bench_issues import Read, expect, measure_some
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
            with connection.cursor() as cursor:
                # as the server's own upkeep does after a while
                cursor.execute("ANALYZE")
            rows = reads(town, options["rounds"])
            self.report(measure_some(rows, options["rounds"], fresh=False))

    def report(self, found: dict[str, dict]) -> None:
        self.stdout.write(f"{connection.vendor}; p50 / p95 in ms, x = median ratio to the floor page, SQL = queries")
        for name, cell in found.items():
            target = f"   to reach {TARGETS[name]} x" if name in TARGETS else ""
            times = f"{cell['p50']:>10.1f} /{cell['p95']:>7.1f}{cell['ratio']:>8.1f} x{cell['queries']:>5}"
            self.stdout.write(f"{name:<26}{times}{target}")


def reads(town: club.Club, rounds: int) -> dict[str, Read]:
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
        "floor": get(staff, "/bench/floor/"),
        "activity list": get(reader, reverse("volunteers:activities")),
        "activity detail": get(reader, reverse("volunteers:activity", args=[town.club.pk])),
        "sign-up": sign_up,
        "calendar feed": get(Client(), reverse("volunteers:feed", args=[town.token])),
        "month": get(reader, month),
        "volunteer home": get(reader, reverse("volunteers:mine")),
        "staff list": get(staff, reverse("volunteers:sessions")),
        "staff list, last page": get(staff, reverse("volunteers:sessions") + "?show=past&page=99999"),
        "session of 300 people": get(staff, reverse("volunteers:session", args=[town.festival.pk])),
        "volunteers": get(staff, reverse("volunteers:volunteers")),
    }
