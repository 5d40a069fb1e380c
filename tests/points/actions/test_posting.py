import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from points import actions
from points.actions.posting import Entry, post
from points.models import Account, RuleVersion, Transfer


@pytest.fixture
def books(town):
    """The passbooks of Wang and Li, and where points come from."""
    return (
        actions.account_of(town.wang),
        actions.account_of(town.li),
        actions.system_account(Account.Kind.ISSUE, town.community),
    )


def test_every_point_comes_from_somewhere(books, town):
    wang, _li, issue = books
    post(Entry("a", "earn", issue, wang, 5, town.building), by=town.clerk)
    derived = dict(Account.objects.with_derived().values_list("pk", "derived"))
    assert derived[wang.pk] == 5
    assert derived[issue.pk] == -5
    assert sum(derived.values()) == 0


def test_the_same_key_is_written_once(books, town):
    wang, _li, issue = books
    first, second = (post(Entry("a", "earn", issue, wang, 5, town.building), by=town.clerk) for _time in "12")
    assert first == second
    assert Account.objects.get(pk=wang.pk).balance == 5


def test_the_same_key_with_another_amount_is_refused(books, town):
    wang, _li, issue = books
    post(Entry("a", "earn", issue, wang, 5, town.building), by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        post(Entry("a", "earn", issue, wang, 6, town.building), by=town.clerk)
    assert refused.value.code == "key_reused"
    assert Account.objects.get(pk=wang.pk).balance == 5


def test_nobody_gives_more_than_is_there(books, town):
    wang, li, issue = books
    post(Entry("a", "earn", issue, wang, 5, town.building), by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        post(Entry("b", "gift", wang, li, 6, town.building), by=town.clerk)
    assert refused.value.code == "too_little"
    # the key was given up with the rest
    assert not Transfer.objects.filter(key="b").exists()


def test_of_several_either_all_are_written_or_none(books, town):
    wang, li, issue = books
    good, bad = Entry("a", "earn", issue, wang, 5, town.building), Entry("b", "gift", li, wang, 1, town.building)
    with pytest.raises(ValidationError):
        post(good, bad, by=town.clerk)
    assert not Transfer.objects.exists()
    assert Account.objects.get(pk=wang.pk).balance == 0


def test_some_keys_known_and_some_new(books, town):
    wang, li, issue = books
    known = Entry("a", "earn", issue, wang, 5, town.building)
    post(known, by=town.clerk)
    both = post(known, Entry("b", "earn", issue, li, 2, town.building), by=town.clerk)
    assert [row.key for row in both] == ["a", "b"]
    assert [Account.objects.get(pk=book.pk).balance for book in (wang, li)] == [5, 2]


def test_nothing_is_written_without_a_key(books, town):
    with pytest.raises(ValueError, match="key"):
        post(Entry("", "earn", books[2], books[0], 5, town.building), by=town.clerk)


CHANGES = {
    "queryset": lambda row: Transfer.objects.filter(pk=row.pk).update(amount=9),
    "save": lambda row: Transfer(pk=row.pk, key=row.key, amount=9, src=row.src, dst=row.dst, unit=row.unit, asked=9,
                                 kind="earn", effective=row.effective).save(force_update=True),
    "delete": lambda row: row.delete(),
    "sql": lambda row: run("UPDATE points_transfer SET amount = 9"),
    "sql delete": lambda row: run("DELETE FROM points_transfer"),
    "rule": lambda row: RuleVersion.objects.update(points=99),
}  # fmt: skip


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_every_change(books, town, change):
    """I16"""
    [row] = post(Entry("a", "earn", books[2], books[0], 5, town.building), by=town.clerk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(row)
    assert Transfer.objects.get().amount == 5


@pytest.mark.parametrize("change", [{"balance": -1}, {"floor": None}, {"debt": -1}, {"cached": False}])
def test_the_database_refuses_a_wrong_account(books, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=books[0].pk).update(**change)


def test_a_sum_account_keeps_no_balance(books):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=books[2].pk).update(balance=1)
