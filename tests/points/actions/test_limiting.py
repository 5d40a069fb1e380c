from datetime import date

import pytest
from django.core.exceptions import ValidationError

from points import actions
from points.models import Budget, Cap, Category, RuleVersion, Transfer

ON = date(2026, 11, 20)


def test_a_days_limit_leaves_what_is_left_and_says_which(town, cleaning, give):
    """cleaning: 3 an hour, at most 12 a day"""
    first = give(town.wang, None, item=cleaning, minutes=180, on=ON)
    second = give(town.wang, None, item=cleaning, minutes=180, on=ON)
    assert (first.amount, first.cut) == (9, "")
    assert (second.amount, second.asked, second.cut) == (3, 9, "“环境清洁”每天最多 12 分")
    with pytest.raises(ValidationError, match="每天最多 12 分") as refused:
        give(town.wang, None, item=cleaning, minutes=60, on=ON)
    assert refused.value.code == "capped"


def test_another_day_and_another_person_have_their_own_limit(town, cleaning, give):
    give(town.wang, 12, item=cleaning, on=ON)
    assert give(town.wang, 12, item=cleaning, on=date(2026, 11, 21)).amount == 12
    assert give(town.li, 12, item=cleaning, on=ON).amount == 12


def test_what_was_taken_back_leaves_room_again(town, cleaning, give):
    given = give(town.wang, 12, item=cleaning, on=ON)
    actions.reverse(given, by=town.secretary, reason="记错")
    assert give(town.wang, 5, item=cleaning, on=ON).amount == 5


@pytest.mark.parametrize(("span", "second"), [("event", 8), ("month", 2), ("year", 2)])
def test_limits_of_a_category(town, cleaning, give, span, second):
    Cap.objects.create(unit=town.community, category=cleaning.category, span=span, points=8)
    give(town.wang, 6, item=cleaning, on=date(2026, 11, 2))
    assert give(town.wang, 9, item=cleaning, on=ON).amount == second


def test_a_limit_on_everything_counts_all_categories(town, cleaning, give):
    Cap.objects.create(unit=town.community, category=None, span="month", points=10)
    give(town.wang, 6, item=cleaning, on=ON)
    other = cleaning.category.items.model.objects.get(code="escorting")
    assert give(town.wang, None, item=other, on=ON).cut == "全部积分每月最多 10 分"


def test_a_new_rule_leaves_past_credits_alone(town, cleaning, give):
    """Point 23"""
    before = give(town.wang, None, item=cleaning, minutes=60, on=date(2026, 11, 3))
    RuleVersion.objects.create(
        item=cleaning, unit=town.community, basis="hour", points=5, valid_from=date(2026, 11, 10)
    )
    after = give(town.wang, None, item=cleaning, minutes=60, on=ON)
    late = give(town.li, None, item=cleaning, minutes=60, on=date(2026, 11, 3))
    before.refresh_from_db()
    assert [row.amount for row in (before, after, late)] == [3, 5, 3]
    assert [row.rule.points for row in (before, after, late)] == [3, 5, 3]


def test_over_budget_is_refused_before_posting_with_the_shortfall(town, cleaning, give):
    """Point 27"""
    Budget.objects.create(unit=town.community, category=cleaning.category, month=date(2026, 11, 1), points=10)
    give(town.wang, 8, item=cleaning, on=ON)
    with pytest.raises(ValidationError, match="还剩 2 分，差 3 分") as refused:
        give(town.li, 5, item=cleaning, on=ON)
    assert refused.value.code == "over_budget"
    assert Transfer.objects.count() == 1
    # another month and another category are not touched
    give(town.li, 5, item=cleaning, on=date(2026, 12, 1))
    give(town.li, 5, item=Category.objects.get(code="mediation").items.get(), on=ON)
