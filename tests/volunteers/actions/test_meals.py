"""Meals: laid out once a day, one tap per door, a missed one is heard of within the hour, once."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from tests.volunteers.neighbours import neighbour
from volunteers.actions import meals
from volunteers.models import Meal, MealRun

S = Meal.State


@pytest.fixture
def route(town):
    rider = neighbour(town, "骑手")
    row = meals.make_route(
        town.north,
        name="柳荫线",
        rider=rider,
        leaves_at=time(0, 1),
        deliver_by=time(23, 59),
        weekdays="1234567",
        by=town.clerk,
    )
    meals.add_stop(row, town.wang, note="软一点", by=town.clerk)
    meals.add_stop(row, town.li, by=town.clerk)
    return row


@pytest.fixture
def run(route):
    return meals.lay_out(route, timezone.localdate())


def alarms(town) -> int:
    return Message.objects.filter(recipient=town.north_worker, title__startswith="有一份午餐没送到").count()


def test_a_day_is_laid_out_once_and_the_rider_hears_once(route, run):
    assert meals.lay_out(route, timezone.localdate()) == run
    assert [meal.person.name for meal in run.meals.all()] == ["王小明", "李翠花"]
    assert Message.objects.filter(recipient=route.rider.user, title__startswith="今天的送餐路线").count() == 1


def test_no_meal_on_days_without_one(route):
    route.weekdays = "7" if timezone.localdate().isoweekday() != 7 else "1"
    assert meals.lay_out(route, timezone.localdate()) is None


def test_a_missed_meal_is_heard_of_by_the_next_tick_and_once(town, run, run_job):
    first, second = run.meals.all()
    meals.tell(first, S.DELIVERED)
    run_job("volunteers.watch_meals")
    assert alarms(town) == 0
    MealRun.objects.filter(pk=run.pk).update(deliver_by=timezone.now() - timedelta(minutes=1))
    run_job("volunteers.watch_meals")
    run_job("volunteers.watch_meals")
    assert alarms(town) == 1
    assert [meal.pk for meal in Meal.objects.visible_to(town.north_worker).missed(timezone.now())] == [second.pk]


def test_nobody_at_the_door_is_heard_of_at_once_until_somebody_looked(town, run):
    meal = run.meals.first()
    meals.tell(meal, S.NOBODY)
    meals.tell(meal, S.NOBODY)
    assert alarms(town) == 1
    meals.look(meal, found="出门看病了，人没事", by=town.north_worker)
    assert not Meal.objects.missed(timezone.now()).exists()
    with pytest.raises(ValidationError):
        meals.tell(meal, S.DELIVERED)


def test_a_wrong_tap_is_corrected_by_the_right_one(run):
    meal = run.meals.first()
    meals.tell(meal, S.NOBODY)
    assert meals.tell(meal, S.DELIVERED).state == S.DELIVERED


def test_who_wants_no_more_meals_gets_none_today(town, route, run):
    meals.end_stop(route.stops.get(person=town.li), by=town.clerk)
    assert run.meals.get(person=town.li).state == S.SKIPPED
    assert route.stops.current().count() == 1


def test_stops_change_places(town, route):
    meals.move_stop(route.stops.get(person=town.li), up=True)
    assert [stop.person.name for stop in route.stops.current()] == ["李翠花", "王小明"]
