"""From attendance to the record of 民政部令第67号: drawn up, confirmed by somebody else, corrected, never overwritten."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record as audit
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.models import Consent, Person
from grids.models import Unit
from points.models import Item
from volunteers import record_news as news
from volunteers import workdays
from volunteers.actions import crediting
from volunteers.models import (
    Attendance,
    RecordPolicy,
    RecordVersion,
    ServiceRecord,
    ServiceRecordQuerySet,
    Session,
    SignBook,
)
from volunteers.models.attendance import title_of

State = ServiceRecord.State
CONSENT = "volunteer"


def subject_of(session: Session) -> str:
    return f"session:{session.pk}"


def of_session(session: Session) -> ServiceRecordQuerySet:
    return ServiceRecord.objects.filter(subject=subject_of(session))


def working_day(after: date, number: int) -> date:
    """The so-many-th working day after a day, by the committee's calendar."""
    calendar = workdays.official()
    day = after
    while number:
        day += timedelta(days=1)
        number -= calendar.works(day)
    return day


def refuse_confirmed(attended: Attendance) -> None:
    if attended.records.filter(state__in=(State.CONFIRMED, State.REFUSED)).exists():
        raise ValidationError(_("这个人的服务记录已经处理过，请在记录里更正。"), code="confirmed")


@transaction.atomic
def draw_up(session: Session, *, by: User, only: Sequence[int] | None = None) -> int:
    """One waiting record for everybody who served, as their attendance stands now; safe to call again."""
    item = SignBook.objects.select_related("item__category").get(session=session).item
    rows = session.attendances.select_related("session__activity")
    if only is not None:
        rows = rows.filter(pk__in=only)
    known = {row.person_id: row for row in of_session(session).exclude(state=State.VOID)}
    fresh: list[ServiceRecord] = []
    for attended in rows:
        there = known.get(attended.person_id)
        if there is not None:
            follow(there, attended)
        elif item is not None and attended.minutes:
            fresh.append(ServiceRecord(**facts_of(session, item), person_id=attended.person_id, attended=attended,
                                       minutes=attended.minutes, entered_by=by))  # fmt: skip
    ServiceRecord.objects.bulk_create(fresh)
    return len(fresh)


def follow(there: ServiceRecord, attended: Attendance) -> None:
    """A record that waits says what the attendance says; without minutes there is nothing to record."""
    waiting = ServiceRecord.objects.waiting().filter(pk=there.pk)
    if attended.minutes:
        waiting.update(minutes=attended.minutes)
    else:
        waiting.delete()


def facts_of(session: Session, item: Item) -> dict[str, Any]:
    """Articles 7 and 11: what, when, where, by whom, and until when it must be confirmed."""
    activity, policy = session.activity, RecordPolicy.current()
    ended = timezone.localdate(session.ends_at)
    return {
        "activity_name": title_of(session)[:80],
        "on": timezone.localdate(session.starts_at),
        "place": (session.place or activity.place)[:80],
        # what was done; the text of the activity asks people to come
        "content": item.name,
        "organiser": community_of(session.unit).name,
        "responsible": activity.by.name[:40],
        "unit": session.unit,
        "subject": subject_of(session),
        "category": item.category,
        "item": item,
        "late_entry": (timezone.localdate() - ended).days > policy.late_days,
        "due_on": working_day(ended, policy.due_days),
    }


def community_of(unit: Unit) -> Unit:
    """Who records and certifies is the residents' committee, not one of its grids (article 26)."""
    above = Unit.objects.above(unit)
    return above.filter(kind=Unit.Kind.COMMUNITY).first() or unit


@transaction.atomic
def enter(
    person: Person, *, subject: str, unit: Unit, item: Item, minutes: int, by: User, **told: Any
) -> ServiceRecord:
    """For service without a session (help, meals, shifts): ``told`` holds the other facts of article 7."""
    policy, on = RecordPolicy.current(), told["on"]
    there = ServiceRecord.objects.exclude(state=State.VOID).filter(person=person, subject=subject).first()
    if there is not None:
        return there
    return ServiceRecord.objects.create(
        person=person, subject=subject, unit=unit, item=item, category=item.category, entered_by=by,
        minutes=min(minutes, policy.session_minutes), organiser=told.pop("organiser", community_of(unit).name),
        late_entry=(timezone.localdate() - on).days > policy.late_days, due_on=working_day(on, policy.due_days), **told,
    )  # fmt: skip


# --- a word on it ------------------------------------------------------------------------------
@transaction.atomic
def confirm(record: ServiceRecord, *, by: User) -> ServiceRecord:
    """Somebody else's word (never one's own record), with the volunteer's consent, once."""
    refuse_own(record, by)
    if record.late_entry and record.entered_by_id == by.pk:
        raise ValidationError(_("补录的记录要由另一位同事确认。"), code="own_entry")
    if not Consent.objects.filter(person=record.person_id, purpose=CONSENT, withdrawn_on=None).exists():
        sentence = _("%(name)s 还没有同意登记志愿服务。请先征得本人同意，在居民页面登记后再确认。")
        raise ValidationError(sentence % {"name": record.person.name}, code="no_consent")
    waiting = ServiceRecord.objects.waiting().filter(pk=record.pk)
    if not waiting.update(state=State.CONFIRMED, confirmed_by=by, confirmed_at=timezone.now()):
        raise moved_on()
    record.refresh_from_db()
    crediting.credit_late(record, by=by)
    news.tell_confirmed(record)
    return record


def confirm_all(session: Session, *, by: User) -> tuple[int, list[str]]:
    """Everybody of one session; how many, and why the others still wait."""
    done, left = 0, []
    for row in of_session(session).waiting().select_related("person", "item").order_by("pk"):
        try:
            confirm(row, by=by)
        except ValidationError as refusal:
            left.append(refusal.messages[0])
        else:
            done += 1
    audit("record.confirmed_all", by=by, target=subject_of(session), count=done)
    return done, list(dict.fromkeys(left))


@transaction.atomic
def refuse(record: ServiceRecord, *, reason: str, by: User) -> None:
    refuse_own(record, by)
    reason = needed(reason)
    if not ServiceRecord.objects.waiting().filter(pk=record.pk).update(state=State.REFUSED, reason=reason):
        raise moved_on()
    audit("record.refused", by=by, target=f"record:{record.pk}", reason=reason)
    news.tell_refused(record, reason)


@transaction.atomic
def correct(record: ServiceRecord, *, reason: str, by: User, **facts: Any) -> ServiceRecord:
    """Article 13. The old words stay as a version; points that were given follow the new minutes."""
    refuse_own(record, by)
    reason = needed(reason)
    fresh = {name: clean(value) for name, value in facts.items() if name in ServiceRecord.FACTS}
    held = ServiceRecord.objects.select_for_update().get(pk=record.pk)
    if held.state not in (State.WAITING, State.CONFIRMED):
        raise moved_on()
    refuse_minutes(fresh.get("minutes", held.minutes))
    changed = {name: value for name, value in fresh.items() if getattr(held, name) != value}
    if not changed:
        raise ValidationError(_("没有改动，不用保存。"), code="same")
    old = {name: str(getattr(held, name)) if name == "on" else getattr(held, name) for name in ServiceRecord.FACTS}
    RecordVersion.objects.create(record=held, number=held.version, facts=old, reason=reason, by=by)
    ServiceRecord.objects.filter(pk=held.pk).update(**changed, version=held.version + 1)
    audit("record.corrected", by=by, target=f"record:{held.pk}", reason=reason, fields=sorted(changed))
    record.refresh_from_db()
    if "minutes" in changed and record.state == State.CONFIRMED:
        crediting.credit_again(record, reason=reason, by=by)
    return record


@transaction.atomic
def void(record: ServiceRecord, *, reason: str, by: User | None) -> None:
    """It was no service, or it stands twice: it counts no more, and what it earned is taken back."""
    if by is not None:
        refuse_own(record, by)
    reason = needed(reason)
    if not ServiceRecord.objects.filter(pk=record.pk).exclude(state=State.VOID).update(state=State.VOID, reason=reason):
        raise moved_on()
    audit("record.voided", by=by, target=f"record:{record.pk}", reason=reason)
    crediting.take_back(record, reason=reason, by=by)


# --- pieces ------------------------------------------------------------------------------------
def refuse_own(record: ServiceRecord, by: User) -> None:
    if record.person.user_id == by.pk:
        raise ValidationError(_("自己的服务记录要由另一位同事处理。"), code="own")


def refuse_minutes(minutes: int) -> None:
    most = RecordPolicy.current().session_minutes
    if not 1 <= minutes <= most:
        raise ValidationError(_("服务时间要在 1 到 %(most)s 分钟之间。") % {"most": most}, code="minutes")


def clean(value: Any) -> Any:
    return clean_block(value) if isinstance(value, str) else value


def needed(reason: str) -> str:
    reason = clean_line(reason)[:200]
    if len(reason) < 2:
        raise ValidationError(_("请写明原因，本人会看到。"), code="reason")
    return reason


def moved_on() -> ValidationError:
    return ValidationError(_("这条记录已经有人处理过了，请刷新页面。"), code="moved_on")
