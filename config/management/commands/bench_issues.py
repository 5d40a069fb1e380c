"""What matters cost as they grow: pages and deeds at 1,000, 10,000 and 100,000 matters, beside a floor page.

The floor page is Django's least: session, user and one query, without the portal's own middleware (what that adds stands
in the row below it). Its time is taken in the same rounds, so that a busy machine slows both, and the ratio says more than
the milliseconds. Every row runs the same way, in this process, twice: with a new connection to the database for each
request, as the peers were measured, and with a kept one, as the portal runs. Public pages are kept for other readers, and
here everybody is the first.

Runs on an empty database only, whichever is configured: ``make bench-issues`` makes one of its own, or DATABASE_URL names
an empty one. What is to be reached is printed below the table, and whether it was.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from config.bench import matters
from config.management.commands.bench import forget_pages
from issues.models import Issue

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 30
S = Issue.State
Read = Callable[[], HttpResponse]
FLOOR = "/bench/floor/"
BARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
# row → most times the floor page with new connections, most milliseconds for 95 of 100, most queries; None: not set
TARGETS = {
    "list": (6, 300, 12),
    "search, words": (None, 300, 12),
    "search, nothing found": (None, 300, 12),
    "detail": (4, 150, None),
    "dashboard": (None, 800, 12),
    "public map": (None, 300, 12),
    "public state": (1.2, None, None),
    "report": (5, None, None),
    "change of state": (6, None, None),
}
# grows with the matters by no more than this
FLAT = 1.3


class Command(BaseCommand):
    help = "Measure what matters cost as they grow, beside a floor page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of matters, smallest first")
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, **options: Any) -> None:
        if Issue.objects.exists():
            raise CommandError("这个数据库里已经有事项，测量只在空的数据库里做。请用 make bench-issues。")
        place, columns = matters.Place(), []
        sizes = sorted(int(size) for size in options["sizes"].split(","))
        settings = {"REQUIRE_SECOND_FACTOR": False, "ALLOWED_HOSTS": ["*"]}
        with override_settings(ROOT_URLCONF="config.management.commands.bench", **settings):
            for size in sizes:
                matters.grow(place, size)
                keep_up()
                columns.append(measure(place, options["rounds"]))
        self.report(sizes, columns)

    def report(self, sizes: list[int], columns: list[dict[str, dict]]) -> None:
        self.stdout.write(
            f"{connection.vendor}; p50 / p95 in ms and x = median ratio to the floor page, a new connection for each "
            "request; kept = ms and x with a kept connection, growth = last x by first x, SQL = queries"
        )
        head = "".join(f"{f'{size:,} matters':>30}" for size in sizes)
        self.stdout.write(f"{'':<26}{head}{'kept':>20}{'growth':>9}{'SQL':>5}")
        for name, last in columns[-1].items():
            cells = "".join(
                f"{cell['p50']:>10.1f} /{cell['p95']:>7.1f}{cell['ratio']:>8.1f} x"
                for cell in (column[name] for column in columns)
            )
            kept = f"{last['kept']['p50']:>10.1f}{last['kept']['ratio']:>8.1f} x"
            growth = last["ratio"] / columns[0][name]["ratio"]
            self.stdout.write(f"{name:<26}{cells}{kept}{growth:>8.1f}x{last['queries']:>5}")
        for name, wanted in TARGETS.items():
            self.stdout.write(verdict(name, wanted, columns[-1][name], columns[0][name]))


def verdict(name: str, wanted: tuple, last: dict, first: dict) -> str:
    times, milliseconds, queries = wanted
    growth = last["ratio"] / first["ratio"]
    judged = [
        (f"{last['ratio']:.1f} of {times} x", times is None or last["ratio"] <= times),
        (f"{last['p95']:.0f} of {milliseconds} ms", milliseconds is None or last["p95"] <= milliseconds),
        (f"{last['queries']} of {queries} queries", queries is None or last["queries"] <= queries),
        (f"growth {growth:.1f} of {FLAT}", growth <= FLAT),
    ]
    words = [f"{words}{'' if met else ' MISSED'}" for words, met in judged if " of None" not in words]
    return f"{name + ':':<26}{', '.join(words)}"


def keep_up() -> None:
    """What the server's own upkeep does after a while."""
    whole = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if whole else "ANALYZE")


def measure(place: matters.Place, rounds: int) -> dict[str, dict]:
    """Page or deed → its times, their ratio to the floor page of the same round, and its queries.

    Public pages have rounds of their own, for what they forget would make the desk's pages slower than they are.
    """
    rows = reads(place)
    floor = rows.pop("floor")
    found: dict[str, dict] = {}
    for public in (False, True):
        some = {"floor": floor} | {name: read for name, read in rows.items() if name.startswith("public") == public}
        for read in some.values():
            read()
        anew, kept = (taken(some, rounds, fresh=public, kept=kept) for kept in (False, True))
        for name, read in some.items():
            found[name] = anew[name] | {"kept": kept[name], "queries": queries_of(read, public)}
    return {name: found[name] for name in ("floor", *rows)}


def taken(rows: dict[str, Read], rounds: int, *, fresh: bool, kept: bool) -> dict[str, dict]:
    """``fresh``: nobody has read the page before; ``kept``: the connection of the request before is used again."""
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _round in range(rounds):
        for name, read in rows.items():
            if fresh:
                forget_pages()
            if not kept and not connection.in_atomic_block:
                connection.close()
            start = perf_counter()
            read()
            times[name].append(perf_counter() - start)
    return {name: facts(times[name], times["floor"]) for name in rows}


def facts(times: list[float], floors: list[float]) -> dict[str, float]:
    return {
        "p50": median(times) * 1000,
        "p95": quantiles(times, n=20, method="inclusive")[-1] * 1000,
        "ratio": median(one / floor for one, floor in zip(times, floors, strict=True)),
    }


def queries_of(read: Read, fresh: bool) -> int:
    """What it costs once the portal knows its own name again, but where everybody is the first."""
    read()
    if fresh:
        forget_pages()
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def reads(place: matters.Place) -> dict[str, Read]:
    staff, reader = Client(), Client()
    staff.force_login(place.clerk, backend="django.contrib.auth.backends.ModelBackend")
    building = place.buildings[0][0]
    waiting = Issue.objects.filter(number__startswith="B", state=S.RECEIVED).order_by("-pk")
    waiting = iter(waiting.values_list("pk", flat=True))
    numbers = count(1)

    def get(client: Client, url: str) -> Read:
        return lambda: expect(client.get(url), 200, url)

    def report() -> HttpResponse:
        typed = {"text": f"楼道的声控灯不亮了 {uuid4().hex[:6]}", "unit": building, "key": uuid4(), "looked": "1"}
        return expect(reader.post(reverse("issues:report"), typed, REMOTE_ADDR=address(numbers)), 302, "report")

    def suggest() -> HttpResponse:
        typed = {"text": "楼道的声控灯不亮了，晚上看不见", "unit": building}
        return expect(reader.post(reverse("issues:suggest"), typed, REMOTE_ADDR=address(numbers)), 200, "suggest")

    def change() -> HttpResponse:
        pk = next(waiting, None) or taken_back()
        return expect(staff.post(reverse("issues:act", args=[pk, "file"]), {"seen": "0"}), 302, "file")

    def state() -> HttpResponse:
        # from few addresses, as portals of cities poll, and from each of them seldom enough
        return expect(reader.get(told, REMOTE_ADDR=f"10.255.0.{next(numbers) % 20}"), 200, told)

    told = reverse("issues:open311_request", args=[Issue.objects.public().latest("received_at").number, "json"])
    looked_at = {name: get(staff if inside else reader, url) for name, inside, url in pages()}
    deeds = {"public state": state, "typing a report": suggest, "report": report, "change of state": change}
    return {"floor": get(bare_reader(place), FLOOR)} | looked_at | deeds


def bare_reader(place: matters.Place) -> Client:
    """Signed in too, but with nothing between the request and the page but session and user."""
    client = Client()
    client.force_login(place.clerk, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(MIDDLEWARE=BARE):
        # a client keeps the middleware of its first request
        expect(client.get(FLOOR), 200, FLOOR)
    return client


def pages() -> list[tuple[str, bool, str]]:
    """(name, whether staff open it, address) of what is only looked at."""
    queue = reverse("issues:queue")
    with_photo = Issue.objects.filter(photos__isnull=False)
    newest = (with_photo.filter(state=S.WORKING) or with_photo).latest("received_at").pk
    public = Issue.objects.public().latest("received_at").number
    return [
        ("floor behind our doors", True, FLOOR),
        ("list", True, queue),
        ("list, late", True, queue + "?show=overdue"),
        ("list, last page", True, queue + "?page=99999"),
        ("search, words", True, queue + "?q=电梯"),
        ("search, nothing found", True, queue + "?q=没有的词语"),
        ("search, number", True, queue + "?number=B00001"),
        ("board", True, reverse("issues:board")),
        ("load by grid", True, reverse("issues:workload")),
        ("detail", True, reverse("issues:issue", args=[newest])),
        ("dashboard", True, reverse("issues:figures")),
        ("public list", False, reverse("issues:matters")),
        ("public map", False, reverse("issues:map_data")),
        ("public matter", False, reverse("issues:matter", args=[public])),
    ]


def address(numbers: Iterator[int]) -> str:
    """Everybody reports from another address, or the limits would stop the measuring."""
    number = next(numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def taken_back() -> int:
    """Of a small number none may be new, or all have been filed already: one is made new again."""
    pk = Issue.objects.filter(number__startswith="B").earliest("received_at").pk
    Issue.objects.filter(pk=pk).update(state=S.RECEIVED, version=0, stopped_at=None, closed_at=None)
    return pk


def expect(answer: HttpResponse, status: int, what: str) -> HttpResponse:
    if answer.status_code != status:
        raise CommandError(f"{what} 的结果是 {answer.status_code}，不是 {status}，请先修好再测。")
    return answer
