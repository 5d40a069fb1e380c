"""Each pattern finds what it is for and lets the ordinary pass; whoever it is about does not look."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from points import actions as points
from points.actions import oddities
from points.models import Item, Oddity

TODAY = timezone.localdate()


def found():
    oddities.look_for()
    return sorted(Oddity.objects.values_list("kind", flat=True))


def test_more_than_eight_hours_in_a_day(town):
    for person, deeds in ((town.wang, "cleaning guiding patrol"), (town.li, "cleaning guiding")):
        for code in deeds.split():
            item = Item.objects.get(code=code)
            points.award(
                person, None, key=f"{person.pk}:{code}", by=town.clerk, unit=town.north, item=item, minutes=240
            )
    assert found() == ["long_day"]
    assert found() == ["long_day"]
    assert "王小明" in Oddity.objects.get().title


def test_a_credit_to_oneself(town, give):
    town.wang.user = town.clerk
    town.wang.save()
    give(town.li, 5)
    credit = points.post(
        points.Entry("own", "earn", points.system_account("issue", town.community), points.account_of(town.wang), 5,
                     town.community), by=town.clerk)  # fmt: skip
    assert credit and found() == ["own_credit"]
    assert Oddity.objects.get().about == town.clerk


def test_more_than_half_to_one_household(town, give):
    for _n in range(6):
        give(town.wang, 1)
    for _n in range(4):
        give(town.zeng, 1)
    assert found() == ["one_household"]


def test_a_statement_is_its_makers_whoever_books_it(town):
    cleaning = Item.objects.get(code="cleaning")
    for n in range(10):
        lines = [points.Line(town.wang, cleaning, 60, f"record:{n}")]
        facts = {"title": "大扫除", "on": TODAY - timedelta(days=n), "unit": town.community, "lines": lines}
        sheet = points.open_settlement(f"session:{n}", by=town.clerk, **facts)
        points.review_settlement(sheet, by=town.secretary)
        points.settle(sheet, by=town.secretary)
    assert found() == ["one_household"]
    assert Oddity.objects.get().about == town.clerk


def test_half_to_one_household_or_few_credits_are_ordinary(town, give):
    for person in (town.wang, town.zeng):
        for _n in range(5):
            give(person, 1)
    for _n in range(5):
        give(town.wang, 1, by=town.secretary)
    assert found() == []


def test_several_just_below_the_limit_of_the_second_person(town, give):
    for n, amount in enumerate((46, 50, 48)):
        give(town.wang, amount, on=TODAY - timedelta(days=n))
    give(town.zeng, 44, by=town.secretary)
    assert found() == ["just_below"]


def test_apps_above_tell_what_only_they_know_once(town):
    assert told(town) == told(town)
    assert Oddity.objects.get().get_kind_display() == "一台手机替 5 人以上签到"


def told(town):
    return oddities.note_oddity("shared_device", key="session:12:abc", unit=town.north, title="一台手机替 6 人签到")


def test_looked_at_once_with_a_word_and_by_somebody_else(town):
    row = oddities.note_oddity("own_credit", key="1", unit=town.north, title="给自己记分", about=town.clerk)
    with pytest.raises(ValidationError, match="写一句"):
        oddities.look_at(row, wrong=False, reason=" ", by=town.secretary)
    with pytest.raises(ValidationError, match="和您有关"):
        oddities.look_at(row, wrong=False, reason="没问题", by=town.clerk)
    oddities.look_at(row, wrong=True, reason="已冲正", by=town.secretary)
    with pytest.raises(ValidationError, match="已经有人看过"):
        oddities.look_at(row, wrong=False, reason="没问题", by=town.secretary)
    row.refresh_from_db()
    assert (row.state, row.looked_by) == ("wrong", town.secretary)
