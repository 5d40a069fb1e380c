"""What an owners' vote costs: ballots of several processes at once, counts that grow, and its pages beside a floor page.

3,000 households, 5,000 flats. Each process is a portal of its own that posts ballots through all its doors; beside them
the same processes write the two bare rows of a ballot, which is the floor of this machine and this database. Runs on
an empty database only: ``make bench-votes`` makes one of its own, or DATABASE_URL names one. To reach: 300 ballots a
minute, 3,000 heads counted within a second, 100,000 within five.
"""

import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from time import perf_counter, sleep, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import User
from config.bench import ballots, matters
from config.management.commands.bench_issues import FLOOR, Read, bare_reader, expect, keep_up, queries_of, taken
from deliberation.actions.counting import result_of
from deliberation.models import Ballot, OwnersVote

PROCESSES, BALLOTS, ROUNDS = 4, 600, 30
SIZES = (3_000, 10_000, 100_000)
A_MINUTE = 300
BACKEND = "django.contrib.auth.backends.ModelBackend"
DOORS = {"REQUIRE_SECOND_FACTOR": False, "ALLOWED_HOSTS": ["*"]}


class Command(BaseCommand):
    help = "Measure owners' votes: ballots a minute, counting, pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--processes", type=int, default=PROCESSES)
        parser.add_argument("--ballots", type=int, default=BALLOTS)
        parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
        # one of the processes: bare or ballots, the vote, the first head and how many, when to begin
        parser.add_argument("--hand", nargs=5, help=SUPPRESS)

    def handle(self, **options: Any) -> None:
        if options["hand"]:
            way, *numbers = options["hand"]
            return self.hand(way, *map(int, numbers))
        if OwnersVote.objects.exists():
            raise CommandError("这个数据库里已经有表决，测量只在空的数据库里做。请用 make bench-votes。")
        processes, each = options["processes"], options["ballots"] // options["processes"]
        with override_settings(ROOT_URLCONF="config.management.commands.bench", **DOORS):
            estate = ballots.Estate(matters.Place(), processes * each)
            keep_up()
            self.stdout.write(f"{connection.vendor}; {ballots.HOUSEHOLDS} households, {ballots.FLATS} flats")
            self.cast(estate, processes, each)
            self.count(estate, [int(size) for size in options["sizes"].split(",")])
            self.pages(estate, options["rounds"])
        return None

    # --- ballots a minute ----------------------------------------------------------------------
    def hand(self, way: str, pk: int, first: int, each: int, begin: int) -> None:
        """Waits until all are ready, writes its share, and says when it began and ended."""
        deeds = {"bare": bare_rows, "ballots": posts}[way](pk, first, each)
        sleep(max(0, begin - time()))
        start = time()
        for deed in deeds:
            deed()
        self.stdout.write(f"{start} {time()}")

    def cast(self, estate: ballots.Estate, processes: int, each: int) -> None:
        found = {}
        for way, vote in (("bare", estate.floor), ("ballots", estate.vote)):
            found[way] = processes * each * 60 / at_once(way, vote.pk, processes, each)
        written = Ballot.objects.current().filter(head__vote=estate.vote).count()
        if written != processes * each:
            raise CommandError(f"写了 {written} 张票，应当是 {processes * each} 张。")
        rate = found["ballots"]
        missed = "" if rate >= A_MINUTE else " MISSED"
        self.stdout.write(
            f"{processes} processes, {written} ballots: {rate:,.0f} a minute of {A_MINUTE}{missed}; bare rows "
            f"{found['bare']:,.0f} a minute, a ballot costs {found['bare'] / rate:.1f} x of one"
        )

    # --- counting ------------------------------------------------------------------------------
    def count(self, estate: ballots.Estate, sizes: list[int]) -> None:
        before = None
        for size in sizes:
            vote = ballots.open_vote(estate.place, f"{size} 户")
            ballots.said_by_all(vote, ballots.heads_of(vote, size))
            start = perf_counter()
            result = result_of(vote)
            seconds = perf_counter() - start
            if result["total_heads"] != size:
                raise CommandError(f"数出 {result['total_heads']} 户，应当是 {size} 户。")
            growth = f", {seconds / before[1]:.1f} x for {size / before[0]:.1f} x the heads" if before else ""
            self.stdout.write(f"counting {size:>7,} heads: {seconds * 1000:>8.0f} ms{growth}")
            before = size, seconds

    # --- pages ---------------------------------------------------------------------------------
    def pages(self, estate: ballots.Estate, rounds: int) -> None:
        rows = reads(estate)
        for read in rows.values():
            read()
        found = taken(rows, rounds, fresh=False, kept=False)
        self.stdout.write(
            "p50 / p95 in ms and x = median ratio to the floor page, a new connection each; SQL = queries"
        )
        for name, cell in found.items():
            times = f"{cell['p50']:>10.1f} /{cell['p95']:>7.1f}{cell['ratio']:>8.1f} x"
            self.stdout.write(f"{name:<26}{times}{queries_of(rows[name], False):>5}")


def at_once(way: str, vote: int, processes: int, each: int) -> float:
    """Seconds from the first process's first row to the last one's last."""
    begin = int(time()) + 10 + 5 * processes
    hand = [sys.executable, str(settings.BASE / "manage.py"), "bench_votes", "--hand", way, str(vote)]
    running = [
        subprocess.Popen([*hand, str(number * each), str(each), str(begin)], stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    spans = []
    for process in running:
        said, _errors = process.communicate()
        if process.returncode:
            raise CommandError("有一个投票的进程没有做完，请先修好再测。")
        spans.append([float(word) for word in said.split()])
    return max(end for _start, end in spans) - min(start for start, _end in spans)


def bare_rows(vote: int, first: int, each: int) -> list:
    heads = OwnersVote.objects.get(pk=vote).heads.order_by("pk").values_list("pk", flat=True)[first : first + each]

    def write(head: int) -> None:
        with transaction.atomic():
            OwnersVote.objects.filter(pk=vote).update(cast=F("cast") + 1)
            Ballot.objects.create(head_id=head, choice="yes", channel="online", receipt=f"f{head:x}")

    return [lambda head=head: write(head) for head in heads]


def posts(vote: int, first: int, each: int) -> list:
    """Owners who have signed in already, each with a ballot to send."""
    settings.REQUIRE_SECOND_FACTOR, settings.ALLOWED_HOSTS = False, ["*"]
    url = reverse("deliberation:ballot", args=[vote])

    def ready(number: int) -> Read:
        client = Client()
        client.force_login(User.objects.get(username=f"owner-{number}"), backend=BACKEND)
        return lambda: expect(client.post(url, {"choice": "yes"}), 200, url)

    return [ready(number) for number in range(first, first + each)]


def reads(estate: ballots.Estate) -> dict[str, Read]:
    """The public result is read by somebody signed in, so that it is made anew each time."""
    staff, owner = Client(), Client()
    staff.force_login(estate.place.clerk, backend=BACKEND)
    first = estate.vote.heads.order_by("pk").first()
    owner.force_login(first.owners.get().person.user, backend=BACKEND)
    OwnersVote.objects.filter(pk=estate.floor.pk).update(state=OwnersVote.State.COUNTED, result=result_of(estate.floor))
    pk, vote = estate.floor.pk, estate.vote.pk

    def get(client: Client, url: str) -> Read:
        return lambda: expect(client.get(url), 200, url)

    building = estate.place.buildings[0][0]
    return {
        "floor": get(bare_reader(estate.place), FLOOR),
        "floor behind our doors": get(staff, FLOOR),
        "ballot": get(owner, reverse("deliberation:ballot", args=[vote])),
        "vote that runs": get(owner, reverse("deliberation:vote_public", args=[vote])),
        "public result": get(owner, reverse("deliberation:vote_public", args=[pk])),
        "votes": get(owner, reverse("deliberation:votes_public")),
        "desk: vote": get(staff, reverse("deliberation:vote", args=[vote])),
        "desk: a building": get(staff, reverse("deliberation:vote_building", args=[vote, building])),
        "desk: a household": get(staff, reverse("deliberation:vote_head", args=[vote, first.pk])),
    }
