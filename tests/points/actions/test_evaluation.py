"""一年两评选: what counts, where the line is drawn, who may fix it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError

from points import actions as points
from points.actions import commending, evaluation, orders
from points.actions.opening import account_of
from points.models import Commendation, Standing, StarLevel
from points.reports import ranking, shop_checks

SPRING = date(2026, 3, 8)


@pytest.fixture(autouse=True)
def summer(town):
    """The half year is over."""
    with time_machine.travel("2026-07-10 10:00+08:00", tick=False):
        yield


def refused(act, code):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def draft(town, year=2026, half=1, by=None):
    return evaluation.draft(town.community, year=year, half=half, by=by or town.clerk)


def places(row):
    return [
        (each.account.person.name, each.merit, each.place) for each in row.standings.select_related("account__person")
    ]


def shown_and_fixed(town, row):
    evaluation.show(row, until=date(2026, 7, 16), by=town.clerk)
    with time_machine.travel("2026-07-17 10:00+08:00", tick=False):
        return evaluation.fix(row, by=town.secretary)


def test_deeds_of_the_half_year_count_and_equal_ones_share_a_place(town, give):
    for person, earned in ((town.wang, 20), (town.li, 30), (town.zeng, 20)):
        give(person, earned, on=SPRING)
    give(town.wang, 99, on=date(2025, 12, 31))
    give(town.wang, 99, on=date(2026, 7, 1))
    assert places(draft(town)) == [("李翠花", 30, 1), ("王小明", 20, 2), ("曾南山", 20, 2)]
    give(town.li, 1, on=SPRING)
    later = evaluation.redraw(town.community.point_evaluations.get(), by=town.clerk)
    assert places(later)[0] == ("李翠花", 31, 1)


def test_the_place_after_equal_ones_counts_them(town, give):
    for person, earned in ((town.wang, 20), (town.li, 20), (town.zeng, 10)):
        give(person, earned, on=SPRING)
    assert [place for _name, _merit, place in places(draft(town))] == [1, 1, 3]


def test_spending_never_lowers_a_place(town, give, put, order):
    give(town.wang, 30, on=SPRING)
    give(town.li, 20, on=SPRING)
    orders.pick(order(town.wang, put("大米", 25, stock=3)), by=town.clerk)
    assert places(draft(town)) == [("王小明", 30, 1), ("李翠花", 20, 2)]


def test_what_was_wrong_counts_no_more(town, give):
    points.award(town.wang, 30, key="deed", by=town.clerk, on=SPRING)
    give(town.li, 20, on=SPRING)
    points.take_back("deed", by=town.secretary, reason="记错了")
    assert places(draft(town)) == [("李翠花", 20, 1)]


def test_awards_do_not_make_a_place(town, give):
    give(town.wang, 10, on=SPRING)
    honour = commending.propose(account_of(town.wang), title="热心邻居", reason="扫雪", points=500, unit=town.community,
                                key=uuid4(), by=town.clerk)  # fmt: skip
    commending.decide(honour, grant=True, by=town.secretary)
    assert places(draft(town)) == [("王小明", 10, 1)]


def test_an_honours_points_go_back_first_where_the_community_had_advanced(town, give, put, order, balance):
    points.award(town.wang, 10, key="deed", by=town.clerk)
    orders.pick(order(town.wang, put("香皂", 8, stock=3)), by=town.clerk)
    points.take_back("deed", by=town.secretary, reason="没有到场")
    honour = commending.propose(account_of(town.wang), title="热心邻居", reason="扫雪", points=20, unit=town.community,
                                key=uuid4(), by=town.clerk)  # fmt: skip
    commending.decide(honour, grant=True, by=town.secretary)
    assert (balance(town.wang), account_of(town.wang).debt) == (12, 0)


def test_frozen_at_its_mark_and_the_same_when_counted_again(town, give):
    points.award(town.wang, 30, key="deed", by=town.clerk, on=SPRING)
    row = shown_and_fixed(town, draft(town))
    give(town.li, 99, on=SPRING)
    points.take_back("deed", by=town.secretary, reason="记错了")
    assert ranking.same_as_stored(row)
    assert list(shop_checks.frozen()) == []
    Standing.objects.update(merit=31)
    assert "评选的名单" in next(shop_checks.frozen())


def test_what_came_too_late_counts_the_next_time(town, give):
    give(town.wang, 30, on=SPRING)
    points.award(town.zeng, 5, key="wrong", by=town.clerk, on=SPRING)
    shown_and_fixed(town, draft(town))
    give(town.li, 7, on=SPRING)
    points.take_back("wrong", by=town.secretary, reason="记错了")
    give(town.li, 10, on=date(2026, 8, 1))
    give(town.zeng, 6, on=date(2026, 8, 1))
    give(town.wang, 2, on=date(2026, 8, 1))
    with time_machine.travel("2027-01-05 10:00+08:00", tick=False):
        autumn = draft(town, half=2)
    assert places(autumn) == [("李翠花", 17, 1), ("王小明", 2, 2), ("曾南山", 1, 3)]


def test_a_half_year_that_runs_or_was_judged_is_not_drafted(town, give):
    give(town.wang, 30, on=SPRING)
    refused(lambda: draft(town, half=2), "too_early")
    row = draft(town)
    refused(lambda: draft(town), "already")
    refused(lambda: draft(town, year=2025, half=2), "already")
    with time_machine.travel("2027-01-05 10:00+08:00", tick=False):
        refused(lambda: draft(town, half=2), "one_before")
    assert row.state == "draft"


def test_shown_long_enough_answered_and_fixed_by_another(town, give):
    give(town.wang, 30, on=SPRING)
    row = draft(town)
    refused(lambda: evaluation.show(row, until=date(2026, 7, 12), by=town.clerk), "too_short")
    evaluation.show(row, until=date(2026, 7, 16), by=town.clerk)
    said = evaluation.object_to(row, text="少记了一次", key=uuid4(), user=town.stranger)
    refused(lambda: evaluation.fix(row, by=town.secretary), "too_early")
    with time_machine.travel("2026-07-17 10:00+08:00", tick=False):
        refused(lambda: evaluation.fix(row, by=town.clerk), "own_draft")
        refused(lambda: evaluation.fix(row, by=town.secretary), "objections_open")
        evaluation.answer(said, text="核对过，没有少记。", upheld=False, by=town.clerk)
        refused(lambda: evaluation.answer(said, text="再答", upheld=True, by=town.clerk), "moved_on")
        assert evaluation.fix(row, by=town.secretary).state == "final"
        refused(lambda: evaluation.withdraw(row, reason="x", by=town.secretary), "moved_on")
        refused(lambda: evaluation.object_to(row, text="晚了", key=uuid4(), user=None), "moved_on")


def test_an_objection_that_is_right_leads_to_a_new_list(town, give):
    give(town.wang, 30, on=SPRING)
    row = draft(town)
    evaluation.show(row, until=date(2026, 7, 16), by=town.clerk)
    first = row.mark
    refused(lambda: evaluation.redraw(row, by=town.clerk), "moved_on")
    give(town.li, 40, on=SPRING)
    evaluation.withdraw(row, reason="少记一次，已补记", by=town.clerk)
    evaluation.redraw(row, by=town.clerk)
    assert row.mark > first
    assert places(row) == [("李翠花", 40, 1), ("王小明", 30, 2)]


def test_whoever_does_not_want_to_be_named_keeps_the_place(town, give):
    give(town.wang, 30, on=SPRING)
    evaluation.hide_name(town.wang, by=town.clerk)
    row = draft(town)
    assert [(each.hidden, each.place) for each in row.standings.all()] == [(True, 1)]
    evaluation.show_name(town.wang, by=town.clerk)
    assert not row.standings.get().hidden


def test_stars_are_a_table_and_count_hours_and_points_so_far(town, cleaning):
    for n in range(11):
        points.award(town.wang, None, key=f"clean:{n}", by=town.clerk, unit=town.community, item=cleaning, minutes=60,
                     on=SPRING + timedelta(days=n))  # fmt: skip
    assert draft(town).standings.get().star == 1
    StarLevel.objects.filter(level=2).update(hours=11, points=33)
    assert evaluation.redraw(town.community.point_evaluations.get(), by=town.clerk).standings.get().star == 2


@pytest.mark.parametrize(
    ("hours", "wanted", "both", "reached"),
    [(10, 30, True, False), (10, 30, False, True), (10, None, True, True), (None, 30, True, False)],
)
def test_a_level_asks_for_hours_points_or_both(hours, wanted, both, reached):
    assert StarLevel(level=1, hours=hours, points=wanted, both=both).reached(minutes=600, points=29) is reached


def test_honours_are_proposed_by_one_granted_by_another_and_paid_once(town, give, balance):
    give(town.wang, 30, on=SPRING)
    row = draft(town)
    key = uuid4()
    refused(
        lambda: commending.propose_first(row, places=1, title="积分之星", points=5, key=key, by=town.clerk), "too_early"
    )
    shown_and_fixed(town, row)
    for _twice in range(2):
        assert commending.propose_first(row, places=1, title="积分之星", points=5, key=key, by=town.clerk) == 1
    honour = Commendation.objects.get()
    refused(lambda: commending.decide(honour, grant=True, by=town.clerk), "own_proposal")
    commending.decide(honour, grant=True, by=town.secretary)
    refused(lambda: commending.decide(honour, grant=True, by=town.secretary), "moved_on")
    assert balance(town.wang) == 35


def test_nobody_grants_an_honour_to_themselves(town, give):
    town.wang.user = town.secretary
    town.wang.save()
    honour = commending.propose(account_of(town.wang), title="热心邻居", reason="扫雪", points=0, unit=town.community,
                                key=uuid4(), by=town.clerk)  # fmt: skip
    refused(lambda: commending.decide(honour, grant=True, by=town.secretary), "own_account")
