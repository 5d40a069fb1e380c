"""Faults are found and mended; concurrent writers do not make any, and would without the lock."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from config.demo import town as small_town
from grids import actions
from grids.actions import tree
from grids.models import Unit, UnitPlace

WAITS = 10


def test_the_town_is_whole(town):
    assert not list(actions.tree_faults())


def test_two_communities_as_roots_are_whole(town):
    actions.add_unit("community", "独立社区", "999998001001", by=None)
    assert not list(actions.tree_faults())


@pytest.mark.parametrize("wrong", [{"lft": 1}, {"rght": 99}, {"level": 1}, {"tree_id": 77}])
def test_a_wrong_place_is_found_and_mended(town, wrong):
    Unit.objects.filter(pk=town.north.pk).update(**wrong)
    assert any(f"unit {town.north.pk}:" in fault for fault in actions.tree_faults())
    actions.rebuild_tree()
    assert not list(actions.tree_faults())


def test_a_wrong_kind_is_found(town):
    Unit.objects.filter(pk=town.north.pk).update(kind="building", slug="abc")
    assert any("must not hang below" in fault for fault in actions.tree_faults())


def test_a_circle_is_found(town):
    Unit.objects.filter(pk=town.area.pk).update(parent=town.north)
    assert f"unit {town.area.pk}: hangs below itself" in list(actions.tree_faults())


def test_a_building_without_short_code_is_found(town):
    Unit.objects.filter(pk=town.building.pk).update(slug=None)
    assert f"unit {town.building.pk}: building without a short code" in list(actions.tree_faults())


def test_a_history_that_says_something_else_is_found(town):
    UnitPlace.objects.filter(unit=town.building).delete()
    assert any("history says" in fault for fault in actions.tree_faults())


postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time by itself")


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def add_two_at_once(town) -> None:
    """The second writer reads the tree while the first has written and not yet committed."""
    started, failures = threading.Event(), []

    def second() -> None:
        try:
            started.wait(WAITS)
            actions.add_unit("building", "9栋", town.north.code + "009", parent=town.north, by=None)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        actions.add_unit("building", "8栋", town.north.code + "008", parent=town.north, by=None)
        started.set()
        until = time.monotonic() + WAITS
        while not someone_waits() and time.monotonic() < until:
            time.sleep(0.02)
    thread.join(WAITS)
    assert not failures


@postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_the_tree_whole():
    add_two_at_once(small_town.build())
    assert Unit.objects.of_kind("building").count() == 5
    assert not list(actions.tree_faults())


@postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_writers_break_the_tree(monkeypatch):
    town = small_town.build()
    monkeypatch.setattr(tree, "lock_tree", lambda: None)
    add_two_at_once(town)
    assert list(actions.tree_faults())


@postgres
@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_the_tree_whole():
    town, failures = small_town.build(), []

    def write(writer: int) -> None:
        try:
            for number in range(5):
                code = f"{town.south.code}{100 + writer * 10 + number}"
                actions.add_unit("building", f"{code[-3:]}栋", code, parent=town.south, by=town.secretary)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert Unit.objects.of_kind("building").count() == 43
    assert not list(actions.tree_faults())
