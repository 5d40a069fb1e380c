"""What every test stands on: the town, clean caches, and the rule that pages and logs stay clean."""

import logging
import os
from copy import deepcopy
from datetime import date

import pytest
import redis
from django.conf import settings as portal
from django.core.cache import caches
from django.db import connection, transaction
from django.template import engines
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts import pdf
from config.demo import town as small_town
from tests import pages
from tests.emptying import Sown
from tests.missing import Missing
from tests.snapshot import Snapshot

REDIS = portal.REDIS_URL


# day → the town as it was built on that day; a test may travel in time
TOWNS: dict[date, Snapshot] = {}


@pytest.fixture
def town(db):
    today = timezone.localdate()
    if not connection.in_atomic_block:
        return small_town.build()
    if today not in TOWNS:
        TOWNS[today] = Snapshot(small_town.build)
        return deepcopy(TOWNS[today].built)
    return TOWNS[today].restore()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A transactional test leaves its rows: what the migrations had sown is put back after each."""
    with django_db_blocker.unblock():
        sown = Sown()
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: sown.come_back())
    yield
    patch.undo()


@pytest.fixture(scope="module")
def filled_town(django_db_setup, django_db_blocker, tmp_path_factory):
    """The town with a matter, a notice and the rest, built once for a whole file of page tests."""
    media = override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media")))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield pages.Crowd(pages.fill(small_town.build()))
        transaction.set_rollback(True)


@pytest.fixture
def crowd(filled_town, db, settings):
    """Everybody of the access table; what a test changes is undone after it."""
    settings.REQUIRE_SECOND_FACTOR = True
    # everybody signed in when the town was filled; a slow machine opens the last page much later
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    return filled_town


@pytest.fixture
def queries():
    """``with queries(12):`` at most that many; a failure lists them all."""

    class AtMost(CaptureQueriesContext):
        def __init__(self, most: int) -> None:
            super().__init__(connection)
            self.most = most

        def __exit__(self, *failure) -> None:
            super().__exit__(*failure)
            listing = "\n".join(query["sql"] for query in self.captured_queries)
            assert failure[0] or len(self) <= self.most, f"{len(self)} queries, at most {self.most}:\n{listing}"

    return AtMost


@pytest.fixture
def drawer():
    """Pango and a Chinese font, which the portal does without: there is no button then. CI must have both."""
    if not pdf.able():
        why = "没有 Pango 或中文字体，画不出 PDF。Debian/Ubuntu：apt-get install libpangoft2-1.0-0 fonts-noto-cjk"
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(why)


@pytest.fixture
def browser_of(settings):
    """``browser_of(town.north_worker)``: a client signed in as them; nobody for None."""
    settings.REQUIRE_SECOND_FACTOR = False

    def make(user=None, **options) -> Client:
        client = Client(**options)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture(autouse=True)
def clean_caches():
    yield
    if REDIS:
        forget(REDIS, portal.REDIS_CACHE["KEY_PREFIX"])
    else:
        for name in portal.CACHES:
            caches[name].clear()


def forget(address: str, prefix: str) -> None:
    """Only this worker's keys: the same Redis may carry other workers' and the broker's."""
    server = redis.Redis.from_url(address)
    if keys := list(server.scan_iter(f"{prefix}:*", count=1000)):
        server.delete(*keys)


@pytest.fixture(autouse=True)
def own_files(request, settings, tmp_path_factory):
    """Uploads of one test are not another's, and never the portal's."""
    if "filled_town" not in request.fixturenames:
        settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(autouse=True)
def no_broker(request, settings):
    """Jobs are rows; only a test marked ``broker`` or ``kill`` reaches Redis as a carrier."""
    if not (request.node.get_closest_marker("broker") or request.node.get_closest_marker("kill")):
        settings.REDIS_URL = ""


@pytest.fixture(autouse=True, scope="session")
def missing_variables():
    missing = Missing("%s")
    for engine in engines.all():
        engine.engine.string_if_invalid = missing
    return missing


class Loud(logging.Handler):
    """Keeps what is logged as an error, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name}: {record.getMessage()}")


LOUD = Loud()
logging.getLogger().addHandler(LOUD)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    LOUD.heard.clear()
    Missing.seen.clear()
    result = yield
    if LOUD.heard and not item.get_closest_marker("logs_errors"):
        pytest.fail("an error was logged (mark the test logs_errors if it is meant):\n" + "\n".join(LOUD.heard))
    if Missing.seen:
        pytest.fail("a template asks for what its view did not give:\n" + "\n".join(sorted(Missing.seen)))
    return result
