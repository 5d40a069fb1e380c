"""What the clock does for helps, wishes, meals and rosters; each may run twice."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from jobs.work import Run, every, work
from volunteers import help_news as news
from volunteers.actions import helping, meals, rostering, wishing
from volunteers.models import Duty, HelpOffer, Meal, MealRoute, Roster, WishClaim

SOON = timedelta(days=2)


@every(minutes=10)
@work("volunteers.pass_silent")
def pass_silent(run: Run) -> None:
    """Neighbours who gave no word in time: the next one is asked."""
    for done, offer in enumerate(HelpOffer.objects.silent(timezone.now()).order_by("pk")[:500], 1):
        with run.chunk(done=done):
            helping.pass_silent(offer)


@every(hours=1)
@work("volunteers.look_after_claims")
def look_after_claims(run: Run) -> None:
    """A word two days before the end, once; what is overdue goes back to the wall."""
    today, done = timezone.localdate(), 0
    for row in WishClaim.objects.overdue(today).select_related("wish")[:500]:
        done += 1
        with run.chunk(done=done):
            wishing.take_back_overdue(row, on=today)
    for row in WishClaim.objects.open().filter(until__lte=today + SOON, reminded_at=None).select_related("wish", "by"):
        done += 1
        with run.chunk(done=done):
            if WishClaim.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=timezone.now()):
                news.remind_claim(row)


@every(minutes=10)
@work("volunteers.watch_meals")
def watch_meals(run: Run) -> None:
    """Lays out the day an hour before riders leave, and cries when a meal was not handed over in time."""
    now, done = timezone.now(), 0
    leaves_by = (timezone.localtime(now) + timedelta(hours=1)).time()
    today = timezone.localdate(now)
    begun = MealRoute.objects.current().filter(weekdays__contains=str(today.isoweekday()), leaves_at__lte=leaves_by)
    for route in begun.exclude(runs__on=today).select_related("rider__user"):
        done += 1
        with run.chunk(done=done):
            meals.lay_out(route, today)
    missed = Meal.objects.missed(now).filter(alarmed_at=None, run__on__gte=today - timedelta(days=1))
    for meal in missed.select_related("run__route__unit"):
        done += 1
        with run.chunk(done=done):
            meals.alarm(meal)


@every(hours=1)
@work("volunteers.look_after_rosters")
def look_after_rosters(run: Run) -> None:
    """Four weeks stay laid out; duties short of people 48 hours before are told of once."""
    now, done = timezone.now(), 0
    for roster in Roster.objects.current():
        done += 1
        with run.chunk(done=done):
            rostering.lay_out(roster, now)
    soon = Duty.objects.filter(Q(starts_at__gt=now) & Q(starts_at__lte=now + rostering.ALERT), alerted_at=None)
    for duty in soon.short_of_people().select_related("roster__unit"):
        done += 1
        with run.chunk(done=done):
            rostering.alert_short(duty)
