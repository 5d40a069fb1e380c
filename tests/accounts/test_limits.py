import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.limits import client_address, sweep, within_limit
from accounts.models import Counter

pytestmark = pytest.mark.django_db


def test_third_try_of_two_is_refused():
    assert [within_limit("t", "a", 2, 60) for _ in range(3)] == [True, True, False]


def test_keys_and_scopes_count_apart():
    assert all(within_limit(scope, key, 1, 60) for scope in "tu" for key in "ab")


def test_span_starts_anew_when_it_is_over():
    within_limit("t", "a", 1, 60)
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert within_limit("t", "a", 1, 60)
        assert not within_limit("t", "a", 1, 60)


def test_nothing_is_within_a_limit_of_none():
    assert not within_limit("t", "a", 0, 60)


def test_phone_number_is_not_stored_in_the_clear():
    within_limit("t", "19900000012", 1, 60)
    assert "19900000012" not in Counter.objects.get().digest


def test_sweep_takes_only_what_is_over():
    within_limit("t", "old", 1, 60)
    within_limit("t", "new", 1, 600)
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert sweep() == 1
    assert Counter.objects.count() == 1


def test_forged_forwarding_header_is_not_believed(rf, settings):
    """ASVS 4.1.3, 15.3.4"""
    settings.TRUSTED_PROXIES = []
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": "198.51.100.1"})
    assert client_address(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("nonsense", "10.0.0.8"),
        ("", "10.0.0.8"),
    ],
)
def test_own_proxies_are_believed_and_nobody_behind_them(rf, settings, header, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    request = rf.get("/", REMOTE_ADDR="10.0.0.8", headers={"x-forwarded-for": header})
    assert client_address(request) == address


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_never_get_more_than_the_limit():
    start, allowed = threading.Barrier(8), []

    def run():
        start.wait()
        allowed.append(within_limit("t", "a", 3, 60))
        connection.close()

    threads = [threading.Thread(target=run) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 5 + [True] * 3
