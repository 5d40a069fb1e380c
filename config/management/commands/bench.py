"""What the pages cost at a real community's size, as ratios to a floor page measured in the same run.

The floor page is the least a signed-in page can do: session, user, one query, one line of text. Each row
is measured at three numbers of matters, so that growth shows. Runs on a data folder that holds the
demonstration community (``make bench`` fills one of its own).
"""

import gzip
import secrets
from statistics import median
from time import perf_counter
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path, reverse

from accounts.models import User
from community.models import Person
from config.urls import urlpatterns as portal
from grids.models import Posting, Unit
from issues.models import Issue

SIZES = (0, 1_000, 10_000)
ROUNDS = 25


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Unit.objects.values_list("name", flat=True).first())


# the first address: finding the floor page must not cost the reading of all others
urlpatterns = [path("bench/floor/", floor), *portal]


class Command(BaseCommand):
    help = "Measure the pages against a floor page, at growing numbers of matters."

    def handle(self, **options) -> None:
        worker = Posting.objects.current().filter(role=Posting.Role.WORKER).values("user").first()
        if worker is None or Person.objects.count() < 1_000:
            raise CommandError("这里没有示范社区的数据。请用 make bench，它会自己准备一份。")
        user = User.objects.get(pk=worker["user"])
        with override_settings(ROOT_URLCONF=__name__, REQUIRE_SECOND_FACTOR=False, ALLOWED_HOSTS=["*"]):
            columns = [self.measure(size, user) for size in SIZES]
        self.report(columns)

    def measure(self, size: int, user: User) -> dict[str, dict]:
        """Page → its times beside the floor page's, its queries, its size compressed."""
        grow(size)
        reader, staff = Client(), Client()
        staff.force_login(user)
        search = staff.post(reverse("community:people"), {"q": "wang"}).url
        matter = reverse("issues:issue", args=[Issue.objects.order_by("pk").values_list("pk", flat=True)[0]])
        pages = {
            "floor": (staff, "/bench/floor/"),
            "home, first reader": (reader, reverse("home")),
            "home, next readers": (reader, reverse("home")),
            "matters, first reader": (reader, reverse("issues:matters")),
            "report form": (reader, reverse("issues:report")),
            "desk": (staff, reverse("desk")),
            "queue, all": (staff, reverse("issues:queue") + "?show=all"),
            "matter": (staff, matter),
            "residents": (staff, reverse("community:people")),
            "resident search": (staff, search),
            "tree": (staff, reverse("grids:tree")),
        }
        times: dict[str, list[float]] = {name: [] for name in pages}
        # page by page within each round, so that a busy machine slows the floor page as well
        for _ in range(ROUNDS):
            for name, (client, url) in pages.items():
                times[name].append(take_time(client, url, fresh="first" in name))
        return {
            name: {
                "ratio": median(one / floor for one, floor in zip(times[name], times["floor"], strict=True)),
                "ms": min(times[name]) * 1000,
                **weigh(client, url, fresh="first" in name),
            }
            for name, (client, url) in pages.items()
        }

    def report(self, columns: list[dict]) -> None:
        people, matters = Person.objects.count(), Issue.objects.count()
        self.stdout.write(
            f"{connection.vendor}: {people} residents, matters up to {matters}; "
            "x = median ratio to the floor page, ms = quickest"
        )
        head = "".join(f"{f'+{size} matters':>20}" for size in SIZES)
        self.stdout.write(f"{'page':<24}{'SQL':>5}{'KB gz':>8}{head}")
        for name, last in columns[-1].items():
            cells = "".join(f"{column[name]['ratio']:>9.1f} x {column[name]['ms']:>5.0f} ms" for column in columns)
            self.stdout.write(f"{name:<24}{last['queries']:>5}{last['kilobytes']:>8.1f}{cells}")


def take_time(client: Client, url: str, *, fresh: bool) -> float:
    if fresh:
        forget_pages()
    start = perf_counter()
    answer = client.get(url)
    spent = perf_counter() - start
    if answer.status_code != 200:
        raise CommandError(f"{url} 打不开（{answer.status_code}），请先修好再测。")
    return spent


def weigh(client: Client, url: str, *, fresh: bool) -> dict[str, float]:
    if fresh:
        forget_pages()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    return {"queries": len(queries), "kilobytes": len(gzip.compress(answer.content, 6)) / 1024}


def forget_pages() -> None:
    for cache in caches.all():
        cache.clear()


def grow(size: int) -> None:
    """Copies of the matters that are there, until there are ``size`` more than at first."""
    models = list(Issue.objects.order_by("pk")[:50])
    missing = size - Issue.objects.filter(number__startswith="bench-").count()
    copies = []
    for index in range(max(0, missing)):
        source = models[index % len(models)]
        fields = {field.attname: getattr(source, field.attname) for field in Issue._meta.concrete_fields}
        fields |= {
            "id": None,
            "number": f"bench-{secrets.token_hex(4)}",
            "key": uuid4(),
            "token": secrets.token_hex(12),
        }
        copies.append(Issue(**fields))
    Issue.objects.bulk_create(copies, batch_size=1_000)
