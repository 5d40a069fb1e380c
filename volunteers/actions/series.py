"""Activities that repeat: sessions are made ahead from the rule, each slot once, and later only changed.

Changing "this and later" parts the rule in two and moves the sessions that are there; none is made a second time.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from grids.publish import bump_public_version
from volunteers import news
from volunteers.actions import shifting, signing
from volunteers.actions.activities import cancel_session, clean_reason
from volunteers.actions.timing import same_time
from volunteers.models import Activity, Series, Session
from volunteers.repeating import days_of, monday_of, moved_weekdays
from volunteers.workdays import is_holiday, official

# without an end the sessions of so many days stand on the calendar; the clock adds to them
AHEAD = timedelta(days=120)
LONGEST = timedelta(days=366)
RULE = ("weekdays", "every", "begins_at", "minutes", "place", "places", "skips_holidays")


@transaction.atomic
def repeat(activity: Activity, *, by: User, **rule: Any) -> Series:
    """From now on by this rule; sessions up to its end, or some months ahead."""
    refuse_rule(rule)
    series = Series.objects.create(activity=activity, **rule)
    extend(series)
    record("series.begun", by=by, target=f"activity:{activity.pk}")
    bump_public_version()
    return series


def refuse_rule(rule: dict[str, Any]) -> None:
    if not rule.get("weekdays"):
        raise ValidationError(_("请至少选择一个星期几。"), code="no_days")
    first, last = rule.get("first_on"), rule.get("last_on")
    if first and last and last < first:
        raise ValidationError(_("结束日期不能早于开始日期。"), code="dates")
    if first and last and last - first > LONGEST:
        raise ValidationError(_("一次最多安排一年，到时可以再续。"), code="too_long")


def extend(series: Series) -> int:
    """Make the sessions that are missing up to the horizon; a second call makes none. How many were made.

    They are parted into the shifts of the last session before them.
    """
    horizon = timezone.localdate() + AHEAD
    until = series.last_on or horizon
    first = max(series.first_on, (series.made_until or series.first_on) - timedelta(days=1))
    if first > until:
        return 0
    calendar = official()

    def off(day: date) -> bool:
        return series.skips_holidays and is_holiday(calendar, day)

    days = days_of(series.weekdays, series.every, first, until, series.first_on, off)
    now = timezone.now()
    rows = [row for day in days if (row := slot(series, day)).starts_at > now]
    before = list(series.sessions.order_by("slot_on").values_list("pk", flat=True))
    Session.objects.bulk_create(rows, ignore_conflicts=True)
    Series.objects.filter(pk=series.pk).update(made_until=until)
    made = series.sessions.exclude(pk__in=before)
    last = series.sessions.planned().filter(pk__in=before).order_by("slot_on").last()
    if last is not None and last.in_shifts:
        shifting.copy_shifts(last, made.order_by("slot_on"), by=None)
    return made.count()


def slot(series: Series, day: date) -> Session:
    activity = series.activity
    start, end = times(series, day)
    return Session(
        activity=activity,
        unit_id=activity.unit_id,
        series=series,
        term_id=series.term_id,
        slot_on=day,
        place=series.place or activity.place,
        places=series.places if series.places is not None else activity.places,
        starts_at=start,
        ends_at=end,
    )


def times(series: Series, day: date) -> tuple[datetime, datetime]:
    begins: time = series.begins_at
    start = datetime.combine(day, begins, timezone.get_current_timezone())
    return start, start + timedelta(minutes=series.minutes)


@transaction.atomic
def change_from(session: Session, *, by: User, **changes: Any) -> Series:
    """This and later ones by a changed rule. Who signed up keeps the place, and is told if the time or place moved."""
    if unknown := set(changes) - set(RULE):
        raise TypeError(f"not changeable: {unknown}")
    old = series_of(session)
    rule = {name: changes.get(name, getattr(old, name)) for name in RULE}
    refuse_rule(rule)
    first = session.slot_on
    new = Series.objects.create(
        activity=old.activity, term=old.term, first_on=first, last_on=old.last_on, made_until=old.made_until, **rule
    )
    move_sessions(old, new, first, by=by)
    end_rule(old, first)
    # weekdays that came new have no sessions yet
    new.made_until = None
    extend(new)
    record("series.changed", by=by, target=f"activity:{old.activity_id}", fields=sorted(changes))
    bump_public_version()
    return new


def series_of(session: Session) -> Series:
    if session.series_id is None:
        raise ValidationError(_("这一场不是重复活动里的，只能单独改。"), code="no_series")
    return Series.objects.select_for_update().get(pk=session.series_id)


def move_sessions(old: Series, new: Series, first: date, *, by: User) -> None:
    """Each session keeps its row: its own number, its sign-ups, its place in people's calendars."""
    moves, gone = moved_weekdays(old.weekdays, new.weekdays)
    calendar = official()
    later = Session.objects.select_for_update(of=("self",)).filter(series=old, slot_on__gte=first)
    for row in later.select_related("activity").order_by("slot_on"):
        weekday = row.slot_on.isoweekday()
        if weekday in gone:
            drop(row, by=by)
            continue
        day = monday_of(row.slot_on) + timedelta(days=moves[weekday] - 1)
        if new.skips_holidays and is_holiday(calendar, day):
            drop(row, by=by)
        else:
            fit(row, old, new, day)


def drop(row: Session, *, by: User) -> None:
    if row.state == Session.State.PLANNED and row.ends_at > timezone.now():
        cancel_session(row, reason=_("活动改了时间，这一天不再举办"), by=by)


def fit(row: Session, old: Series, new: Series, day: date) -> None:
    """What somebody set for this one time alone stays; the rest follows the new rule, and so do its shifts."""
    before = (row.starts_at, row.ends_at, row.place)
    start, end = times(new, day)
    facts: dict[str, Any] = {"series": new, "slot_on": day}
    if (row.starts_at, row.ends_at) == times(old, row.slot_on):
        facts |= {"starts_at": start, "ends_at": end}
    if row.place == (old.place or row.activity.place):
        facts["place"] = new.place or row.activity.place
    if row.places == (old.places if old.places is not None else row.activity.places):
        facts["places"] = max(new.places, row.taken) if new.places is not None else row.activity.places
    moved = any(getattr(row, name) != facts.get(name, getattr(row, name)) for name in ("starts_at", "ends_at", "place"))
    if moved and row.state == Session.State.PLANNED:
        facts |= {"sequence": F("sequence") + 1, "changed_at": timezone.now()}
    try:
        with transaction.atomic():
            Session.objects.filter(pk=row.pk).update(**facts)
    except IntegrityError:
        raise same_time() from None
    if moved and row.state == Session.State.PLANNED:
        row.sign_ups.update(reminded_at=None)
        row.refresh_from_db()
        news.tell_changed(row)
        shifting.follow(row, *before)
    if row.state == Session.State.PLANNED:
        signing.fill_up(signing.hold(row.pk))


def end_rule(series: Series, first: date) -> None:
    """The rule holds up to the day before; one that never held goes."""
    if first <= series.first_on and not series.sessions.exists():
        Series.objects.filter(pk=series.pk).delete()
    else:
        last = max(first - timedelta(days=1), series.first_on)
        Series.objects.filter(pk=series.pk).update(last_on=last, made_until=last)


@transaction.atomic
def cancel_from(session: Session, *, reason: str, by: User) -> int:
    """This and later ones are not held; how many were cancelled."""
    reason = clean_reason(reason)
    series = series_of(session)
    later = list(series.sessions.planned().coming().filter(slot_on__gte=session.slot_on).order_by("slot_on"))
    for row in later:
        cancel_session(row, reason=reason, by=by)
    last = max(session.slot_on - timedelta(days=1), series.first_on)
    Series.objects.filter(pk=series.pk).update(last_on=last, made_until=last)
    return len(later)
