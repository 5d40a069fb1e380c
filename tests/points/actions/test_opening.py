import pytest

from community import actions as community
from community.actions.erasing import erase
from points import actions
from points.models import Account, Transfer
from points.reports.ledger import problems


@pytest.fixture
def double(town):
    """Wang once more in the register, without a number."""
    return community.add_person("王小明", dwelling=town.south_home, relation="99", by=None)


def test_two_books_of_one_person_become_one(town, double, give, balance):
    give(town.wang, 10)
    given = give(double, 5, key="shift:1")
    community.merge(town.wang, double, choices={}, by=town.clerk)
    assert balance(town.wang) == 15
    assert Account.objects.filter(person=town.wang).count() == 2
    # what was given to the other record is still taken back, from the book that stayed
    actions.reverse(given, by=town.clerk, reason="记错")
    assert balance(town.wang) == 10
    assert problems() == []


def test_a_debt_goes_over_with_the_book(town, double, give):
    give(town.wang, 3)
    given = give(double, 5)
    gone = actions.system_account(Account.Kind.EXPIRED, town.community)
    actions.post(actions.Entry("e", "expire", given.dst, gone, 5, town.community), by=None)
    actions.reverse(given, by=town.clerk, reason="记错")
    community.merge(town.wang, double, choices={}, by=town.clerk)
    assert Account.objects.open().get(person=town.wang).debt == 5
    give(town.wang, 5)
    assert Account.objects.open().get(person=town.wang).balance == 3
    assert problems() == []


def test_points_for_a_record_that_was_merged_reach_the_one_that_stayed(town, double, give, balance):
    community.merge(town.wang, double, choices={}, by=town.clerk)
    give(double, 5)
    assert balance(town.wang) == 5


def test_an_erased_persons_book_stays_whole_and_says_no_name(town, give):
    given = give(town.zeng, 10)
    community.move_out(town.zeng.residences.get(), on=given.effective, by=town.clerk)
    erase(town.zeng, reason="本人要求", by=town.clerk)
    account = Account.objects.get(pk=given.dst_id)
    assert (account.balance, account.person.name) == (10, "（已删除）")
    assert problems() == []


def test_a_person_with_points_cannot_be_removed(town, give):
    from django.db.models import ProtectedError

    give(town.zeng, 1)
    with pytest.raises(ProtectedError):
        town.zeng.delete()
    assert Transfer.objects.count() == 1


def test_books_belong_to_the_community(town, give):
    assert give(town.wang, 1, unit=town.building).dst.unit == town.community


def test_a_team_has_a_book_of_its_own(town):
    team = actions.team_account("team:12", "夕阳红合唱队", town.north)
    assert team == actions.team_account("team:12", "夕阳红合唱队", town.north)
    assert (team.kind, team.unit) == ("team", town.community)
