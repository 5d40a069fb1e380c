"""Duty rosters: the weekly template makes the coming weeks, turns are taken, given to a stand-in, or swapped by two."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.person import hold as hold_person
from community.models import Person
from grids.models import Unit
from volunteers import help_news as news
from volunteers.models import Duty, Roster, Shift, Swap, Turn
from volunteers.models.roster import DAY, moment, uncovered

AHEAD = timedelta(days=28)
ALERT = timedelta(hours=48)


@transaction.atomic
def make_roster(
    unit: Unit,
    *,
    name: str,
    place: str,
    by: User,
    around_the_clock: bool = False,
    note: str = "",
    starts_on: date | None = None,
) -> Roster:
    facts = {
        "around_the_clock": around_the_clock,
        "note": clean_line(note),
        "starts_on": starts_on or timezone.localdate(),
    }
    row = Roster.objects.create(unit=unit, name=clean_line(name), place=clean_line(place), **facts)
    record("roster.made", by=by, target=f"duty_roster:{row.pk}")
    return row


@transaction.atomic
def set_shift(
    roster: Roster, *, weekday: int, starts_at: time, minutes: int, needed: int, people: Iterable[Person] = (), by: User
) -> Shift:
    """A line of the template; coming duties that nobody has touched follow it."""
    facts = {"minutes": minutes, "needed": needed}
    shift, _new = Shift.objects.update_or_create(roster=roster, weekday=weekday, starts_at=starts_at, defaults=facts)
    shift.people.set(people)
    lay_out(roster)
    record("roster.changed", by=by, target=f"duty_roster:{roster.pk}", weekday=weekday)
    return shift


@transaction.atomic
def drop_shift(shift: Shift, *, by: User) -> None:
    """Out of the template; duties still to come go with it, those of the past stay."""
    coming = Duty.objects.filter(roster=shift.roster, starts_at__gt=timezone.now())
    gone = [duty.pk for duty in coming if is_of(duty, shift)]
    Duty.objects.filter(pk__in=gone).delete()
    shift.delete()
    record("roster.changed", by=by, target=f"duty_roster:{shift.roster_id}", weekday=shift.weekday)


def is_of(duty: Duty, shift: Shift) -> bool:
    start = timezone.localtime(duty.starts_at)
    return start.isoweekday() == shift.weekday and start.time() == shift.starts_at


@transaction.atomic
def lay_out(roster: Roster, now: datetime | None = None) -> int:
    """Duties of the next four weeks from the template, each once; how many are new."""
    now = now or timezone.now()
    today, made = timezone.localdate(now), 0
    shifts = list(roster.shifts.prefetch_related("people"))
    known = set(roster.duties.filter(starts_at__gte=now - timedelta(days=1)).values_list("starts_at", flat=True))
    for offset in range(AHEAD.days):
        day = today + timedelta(days=offset)
        if day < roster.starts_on or (roster.ends_on and day > roster.ends_on):
            continue
        for shift in shifts:
            if shift.weekday == day.isoweekday():
                start = moment(day, shift.starts_at.hour * 60 + shift.starts_at.minute)
                if start > now and start not in known:
                    begin_duty(roster, shift, start)
                    made += 1
    return made


def begin_duty(roster: Roster, shift: Shift, start: datetime) -> None:
    end = start + timedelta(minutes=shift.minutes)
    duty, new = Duty.objects.get_or_create(
        roster=roster, starts_at=start, defaults={"ends_at": end, "needed": shift.needed}
    )
    if new:
        Turn.objects.bulk_create([Turn(duty=duty, person=person) for person in shift.people.all()])


def gaps(roster: Roster) -> list[tuple[int, int]]:
    """Minutes of the week in which nobody watches, where somebody always should."""
    if not roster.around_the_clock:
        return []
    return uncovered([(shift.first_minute, shift.first_minute + shift.minutes) for shift in roster.shifts.all()])


# --- turns -------------------------------------------------------------------------------------
@transaction.atomic
def take_turn(duty: Duty, person: Person, *, by: User) -> Turn:
    """Somebody fills a gap; nobody watches at two places at once, however many pages say so at once."""
    person = hold_person(person)
    duty = Duty.objects.select_for_update().select_related("roster").get(pk=duty.pk)
    held = duty.turns.held()
    if mine := held.filter(person=person).first():
        return mine
    if held.count() >= duty.needed:
        raise ValidationError(_("这一班人已经够了。"), code="full")
    refuse_overlap(person, duty)
    turn = Turn.objects.create(duty=duty, person=person)
    record("turn.taken", by=by, target=f"person:{person.pk}", duty=duty.pk)
    return turn


@transaction.atomic
def always(duty: Duty, person: Person, *, by: User) -> None:
    """This duty and the same one of every week to come, where there is room and they have no other."""
    take_turn(duty, person, by=by)
    coming = Duty.objects.filter(roster=duty.roster_id, starts_at__gt=duty.starts_at)
    for shift in duty.roster.shifts.all():
        if is_of(duty, shift):
            shift.people.add(person)
            for other in coming:
                if is_of(other, shift):
                    with suppress(ValidationError):
                        take_turn(other, person, by=by)


def refuse_overlap(person: Person, duty: Duty, besides: Iterable[int] = ()) -> None:
    others = Turn.objects.held().filter(person=person, duty__in=Duty.objects.between(duty.starts_at, duty.ends_at))
    if clash := others.exclude(duty=duty).exclude(pk__in=besides).select_related("duty__roster").first():
        facts = {"name": clash.duty.roster.name, "when": news.when(clash.duty)}
        raise ValidationError(_("这个时间已经排了别的班：%(name)s %(when)s。") % facts, code="overlap")


@transaction.atomic
def leave_turn(turn: Turn, *, by: User) -> None:
    """Staff take somebody off; the gap is seen."""
    if not Turn.objects.held().filter(pk=turn.pk).update(ended_at=timezone.now()):
        raise ValidationError(_("这一班已经换了人，请刷新看看。"), code="moved_on")
    record("turn.left", by=by, target=f"person:{turn.person_id}", duty=turn.duty_id)


@transaction.atomic
def seek_stand_in(turn: Turn) -> int:
    """Ask those who do duty on this roster and are free then; the turn is kept until somebody takes it."""
    fresh = Turn.objects.held().filter(pk=turn.pk, seeks_since=None, duty__starts_at__gt=timezone.now())
    if not fresh.update(seeks_since=timezone.now()):
        raise ValidationError(_("已经在找人替班了，或者这一班已经开始。"), code="moved_on")
    others = Person.objects.filter(shifts__roster=turn.duty.roster_id) | Person.objects.filter(
        turns__duty__roster=turn.duty.roster_id
    )
    busy = Turn.objects.held().filter(duty__in=Duty.objects.between(turn.duty.starts_at, turn.duty.ends_at))
    free = others.exclude(pk__in=busy.values("person")).distinct().order_by("pk")
    people = list(free.select_related("user")[:50])
    transaction.on_commit(partial(news.seek_stand_in, turn, people))
    return len(people)


@transaction.atomic
def stand_in(turn: Turn, person: Person) -> Turn:
    """The first who says yes has it."""
    person = hold_person(person)
    if turn.duty.ends_at <= timezone.now():
        raise ValidationError(_("这一班已经结束了。"), code="over")
    refuse_overlap(person, turn.duty)
    if turn.duty.turns.held().filter(person=person).exists():
        raise ValidationError(_("这一班您自己也在，不能替。"), code="overlap")
    wanted = Turn.objects.held().filter(pk=turn.pk, seeks_since__isnull=False)
    if not wanted.update(ended_at=timezone.now()):
        raise ValidationError(_("已经有人替班了，谢谢您！"), code="taken")
    new = Turn.objects.create(duty=turn.duty, person=person)
    transaction.on_commit(partial(news.tell_stood_in, turn, person))
    return new


# --- swaps -------------------------------------------------------------------------------------
@transaction.atomic
def ask_swap(mine: Turn, theirs: Turn) -> Swap:
    if mine.duty.roster_id != theirs.duty.roster_id or mine.person_id == theirs.person_id:
        raise ValidationError(_("只能和同一张值班表上的另一个人换。"), code="not_together")
    refuse_past(mine, theirs)
    if mine.swaps.filter(state=Swap.State.ASKED).exists():
        raise ValidationError(_("这一班已经请人换了，等对方答复或者先收回。"), code="asked")
    swap = Swap.objects.create(mine=mine, theirs=theirs, token=secrets.token_urlsafe(18))
    transaction.on_commit(partial(news.tell_swap, swap.pk))
    return swap


def refuse_past(*turns: Turn) -> None:
    now = timezone.now()
    if any(turn.ended_at or turn.duty.starts_at <= now for turn in turns):
        raise ValidationError(_("这一班已经开始或者换了人，不能再换。"), code="over")


@transaction.atomic
def agree_swap(swap: Swap) -> Swap:
    """Both turns change hands, or neither does."""
    answer_swap(swap, Swap.State.AGREED)
    keys = (swap.mine_id, swap.theirs_id)
    for person in Person.objects.filter(turns__in=keys).order_by("pk"):
        hold_person(person)
    held = {t.pk: t for t in Turn.objects.select_for_update().select_related("duty", "person").filter(pk__in=keys)}
    mine, theirs = held[swap.mine_id], held[swap.theirs_id]
    refuse_past(mine, theirs)
    refuse_overlap(mine.person, theirs.duty, besides=keys)
    refuse_overlap(theirs.person, mine.duty, besides=keys)
    Turn.objects.filter(pk__in=keys).update(ended_at=timezone.now())
    Turn.objects.create(duty=mine.duty, person=theirs.person)
    Turn.objects.create(duty=theirs.duty, person=mine.person)
    return swap


@transaction.atomic
def refuse_swap(swap: Swap) -> Swap:
    return answer_swap(swap, Swap.State.REFUSED)


def answer_swap(swap: Swap, state: str) -> Swap:
    waiting = Swap.objects.filter(pk=swap.pk, state=Swap.State.ASKED)
    if not waiting.update(state=state, answered_at=timezone.now()):
        raise ValidationError(_("这次换班已经答复过了。"), code="used")
    swap.refresh_from_db()
    transaction.on_commit(partial(news.tell_swapped, swap.pk))
    return swap


# --- the clock ---------------------------------------------------------------------------------
@transaction.atomic
def alert_short(duty: Duty) -> bool:
    """48 hours before, once: a gap that opens later is seen on the page."""
    held = duty.turns.held().count()
    if held >= duty.needed:
        return False
    if not Duty.objects.filter(pk=duty.pk, alerted_at=None).update(alerted_at=timezone.now()):
        return False
    news.alert_short(duty, duty.needed - held)
    return True


def words_of(gap: tuple[int, int]) -> str:
    """周三 02:00–06:00."""
    days = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"), _("周日")]
    (first, begin), (last, end) = divmod(gap[0], DAY), divmod(gap[1], DAY)
    until = f"{end // 60:02}:{end % 60:02}"
    if end == 0:
        last, until = last - 1, "24:00"
    after = until if first == last else f"{days[last]} {until}"
    return f"{days[first]} {begin // 60:02}:{begin % 60:02}–{after}"
