"""Meals on a route: the day is laid out in the morning, each stop is one tap, a missed meal is heard of within the hour."""

import secrets
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Person
from grids.models import Unit
from volunteers import help_news as news
from volunteers.models import Meal, MealRoute, MealRun, MealStop

S = Meal.State
TOLD = (S.DELIVERED, S.NOBODY, S.SKIPPED)


@transaction.atomic
def make_route(
    unit: Unit, *, name: str, rider: Person, leaves_at: time, deliver_by: time, weekdays: str, by: User
) -> MealRoute:
    if deliver_by <= leaves_at:
        raise ValidationError(_("最晚送到要晚于出发时间。"), code="times")
    facts = {"rider": rider, "leaves_at": leaves_at, "deliver_by": deliver_by, "weekdays": weekdays}
    route = MealRoute.objects.create(unit=unit, name=clean_line(name), **facts)
    record("meal.route_made", by=by, target=f"meal_route:{route.pk}")
    return route


@transaction.atomic
def add_stop(route: MealRoute, person: Person, *, note: str = "", by: User) -> MealStop:
    """At the end of the route; the same elder once."""
    MealRoute.objects.select_for_update().get(pk=route.pk)
    known = route.stops.current().filter(person=person).first()
    if known:
        return known
    last = route.stops.current().order_by("-position").first()
    position = last.position + 1 if last else 1
    stop = MealStop.objects.create(route=route, person=person, position=position, note=clean_line(note))
    record("meal.stop_added", by=by, target=f"person:{person.pk}", route=route.pk)
    return stop


@transaction.atomic
def end_stop(stop: MealStop, *, by: User) -> None:
    """From today on no meal; one that has not left yet is called off."""
    if MealStop.objects.current().filter(pk=stop.pk).update(ended_on=timezone.localdate()):
        today = Meal.objects.filter(stop=stop, run__on=timezone.localdate(), state=S.PENDING)
        today.update(state=S.SKIPPED, at=timezone.now(), by=by)
        record("meal.stop_ended", by=by, target=f"person:{stop.person_id}", route=stop.route_id)


@transaction.atomic
def move_stop(stop: MealStop, *, up: bool) -> None:
    """One place up or down the road."""
    MealRoute.objects.select_for_update().get(pk=stop.route_id)
    stops = list(MealStop.objects.current().filter(route=stop.route_id))
    at = next((place for place, each in enumerate(stops) if each.pk == stop.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(stops):
        return
    stops[at], stops[other] = stops[other], stops[at]
    for place, each in enumerate(stops, 1):
        each.position = place
    MealStop.objects.bulk_update(stops, ["position"])


@transaction.atomic
def lay_out(route: MealRoute, on: date) -> MealRun | None:
    """The stops of this day, once; on days without meals none."""
    if str(on.isoweekday()) not in route.weekdays:
        return None
    deliver_by = timezone.make_aware(datetime.combine(on, route.deliver_by))
    facts = {"rider": route.rider, "deliver_by": deliver_by, "token": secrets.token_urlsafe(18)}
    run, new = MealRun.objects.get_or_create(route=route, on=on, defaults=facts)
    if new:
        stops = route.stops.current().order_by("position", "pk")
        rows = [Meal(run=run, person_id=stop.person_id, stop=stop, position=n) for n, stop in enumerate(stops, 1)]
        Meal.objects.bulk_create(rows)
        news.tell_rider(run)
    return run


@transaction.atomic
def tell(meal: Meal, state: str, *, by: User | None = None) -> Meal:
    """One tap at the door; a wrong one is corrected by tapping the right one. Nobody at the door is heard of at once."""
    if state not in TOLD:
        raise ValidationError(_("请选择送到了没有。"), code="state")
    facts: dict[str, Any] = {"state": state, "at": timezone.now(), "by": by}
    if not Meal.objects.filter(pk=meal.pk, looked_at=None).update(**facts):
        raise ValidationError(_("工作人员已经去看过了，不用再改。"), code="moved_on")
    meal.refresh_from_db()
    if state == S.NOBODY:
        alarm(meal)
    return meal


@transaction.atomic
def alarm(meal: Meal) -> bool:
    """Staff hear of it once."""
    if not Meal.objects.filter(pk=meal.pk, alarmed_at=None).update(alarmed_at=timezone.now()):
        return False
    news.alarm_meal(meal)
    return True


@transaction.atomic
def look(meal: Meal, *, found: str, by: User) -> Meal:
    """Somebody went there: what they found ends the alarm."""
    found = clean_line(found)
    if not found:
        raise ValidationError(_("请写一句看到的情况，例如“出门看病了，人没事”。"), code="no_text")
    facts = {"looked_at": timezone.now(), "looked_by": by, "found": found[:200]}
    if not Meal.objects.filter(pk=meal.pk, looked_at=None).update(**facts):
        raise ValidationError(_("已经有同事去看过了。"), code="moved_on")
    meal.refresh_from_db()
    return meal
