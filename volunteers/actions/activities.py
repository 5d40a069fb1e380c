"""Activities: published in one step, changed, withdrawn; their single sessions changed and cancelled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from grids.models import Unit
from grids.publish import bump_public_version, objections
from volunteers import news
from volunteers.actions import shifting, signing
from volunteers.actions.timing import refuse_times, same_time
from volunteers.models import Activity, Question, Session

WORDS = ("title", "place", "contact")
FACTS = (
    "kind", "title", "text", "team", "place", "contact", "places", "min_age", "max_age", "needs_insurance", "sign_up", "item",
    "closes_hours", "remind_hours", "accept_hours",
)  # fmt: skip


@transaction.atomic
def publish(
    unit: Unit, *, key: UUID, title: str, place: str, starts_at: datetime, ends_at: datetime, by: User, **facts: Any
) -> Activity:
    """Written and public at once, with its first session; the same form sent twice is one activity."""
    if known := Activity.objects.filter(key=key, by=by).first():
        return known
    activity = write(unit, key=key, title=title, place=place, by=by, **facts)
    add_session(activity, starts_at=starts_at, ends_at=ends_at, by=by)
    return show(activity, by=by)


@transaction.atomic
def write(unit: Unit, *, key: UUID, title: str, place: str, by: User, **facts: Any) -> Activity:
    """A draft; nobody outside the desk sees it."""
    needs = facts.pop("needs", ())
    cleaned = clean_facts({"title": title, "place": place, **facts})
    refuse_private(cleaned)
    try:
        with transaction.atomic():
            activity = Activity.objects.create(unit=unit, key=key, by=by, **cleaned)
    except IntegrityError:
        raise ValidationError(_("这个活动刚刚已经发布过了，请到活动列表里看。"), code="sent_twice") from None
    activity.needs.set(needs)
    record("activity.written", by=by, target=f"activity:{activity.pk}")
    return activity


def clean_facts(facts: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"not changeable: {unknown}")
    cleaned = dict(facts)
    for name in WORDS:
        if name in facts:
            cleaned[name] = clean_line(facts[name] or "")
    if "text" in facts:
        cleaned["text"] = clean_block(facts["text"] or "")
    if "title" in cleaned and not cleaned["title"]:
        raise ValidationError(_("请填写活动名称。"), code="no_title")
    if "place" in cleaned and not cleaned["place"]:
        raise ValidationError(_("请填写地点，例如“居委会二楼活动室”。"), code="no_place")
    return cleaned


def refuse_private(facts: dict[str, Any]) -> None:
    """The contact line is public by intent: an office number belongs there."""
    words = "\n".join(str(facts.get(name) or "") for name in ("title", "text", "place"))
    if wrong := objections(words):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in wrong])


@transaction.atomic
def show(activity: Activity, *, by: User) -> Activity:
    hidden = Activity.objects.filter(pk=activity.pk, published_at=None)
    if not hidden.update(published_at=timezone.now(), withdrawn_at=None):
        raise ValidationError(_("这个活动已经在公开了，请刷新页面。"), code="moved_on")
    bump_public_version()
    record("activity.published", by=by, target=f"activity:{activity.pk}")
    activity.refresh_from_db()
    return activity


@transaction.atomic
def change(activity: Activity, *, by: User, **facts: Any) -> Activity:
    needs = facts.pop("needs", None)
    cleaned = clean_facts(facts)
    refuse_private(cleaned)
    Activity.objects.filter(pk=activity.pk).update(**cleaned)
    if needs is not None:
        activity.needs.set(needs)
    if activity.is_public:
        bump_public_version()
    record("activity.changed", by=by, target=f"activity:{activity.pk}", fields=sorted(cleaned))
    activity.refresh_from_db()
    return activity


@transaction.atomic
def withdraw(activity: Activity, *, reason: str, by: User) -> None:
    """Not held any more: every coming session is cancelled, and whoever signed up for one is told."""
    reason = clean_reason(reason)
    public = Activity.objects.filter(pk=activity.pk, withdrawn_at=None).exclude(published_at=None)
    if not public.update(withdrawn_at=timezone.now()):
        raise ValidationError(_("这个活动没有在公开，请刷新页面。"), code="moved_on")
    for session in activity.sessions.planned().coming().whole().order_by("pk"):
        cancel_session(session, reason=reason, by=by)
    bump_public_version()
    record("activity.withdrawn", by=by, target=f"activity:{activity.pk}", reason=reason)


def clean_reason(reason: str) -> str:
    reason = clean_line(reason)[:100]
    if not reason:
        raise ValidationError(_("请写明原因，大家会看到，例如“下雨改期”。"), code="no_reason")
    return reason


@transaction.atomic
def add_session(activity: Activity, *, starts_at: datetime, ends_at: datetime, by: User, **facts: Any) -> Session:
    """One more time; ``places`` and ``place`` are the activity's unless said otherwise."""
    refuse_times(starts_at, ends_at)
    facts = {"place": activity.place, "places": activity.places} | facts
    try:
        with transaction.atomic():
            session = Session.objects.create(
                activity=activity, unit_id=activity.unit_id, starts_at=starts_at, ends_at=ends_at, **facts
            )
    except IntegrityError:
        raise same_time() from None
    if activity.is_public:
        bump_public_version()
    return session


@transaction.atomic
def change_session(session: Session, *, by: User, **facts: Any) -> Session:
    """Only this one time. Whoever signed up for it is told, nobody else."""
    if unknown := set(facts) - {"title", "place", "starts_at", "ends_at", "places"}:
        raise TypeError(f"not changeable: {unknown}")
    held = signing.hold(session.pk)
    changed = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if not changed:
        return held
    if {"starts_at", "ends_at"} & set(changed):
        refuse_times(changed.get("starts_at", held.starts_at), changed.get("ends_at", held.ends_at))
    refuse_fewer(held, changed)
    before = (held.starts_at, held.ends_at, held.place)
    write_session(held, changed)
    if held.within is not None:
        shifting.refuse_outside(held.within, held.starts_at, held.ends_at)
    if {"starts_at", "ends_at", "place"} & set(changed):
        news.tell_changed(held)
        shifting.follow(held, *before)
    signing.fill_up(held)
    record("session.changed", by=by, target=f"session:{held.pk}", fields=sorted(changed))
    bump_public_version()
    return held


def refuse_fewer(session: Session, changed: dict[str, Any]) -> None:
    places = changed.get("places")
    if places is not None and places < session.taken:
        raise ValidationError(_("已经有 %(taken)s 人报上，名额不能比这更少。") % {"taken": session.taken}, code="taken")


def write_session(session: Session, changed: dict[str, Any]) -> None:
    """A held session gets new facts; readers' calendars notice by its sequence."""
    found = Session.objects.filter(pk=session.pk, state=Session.State.PLANNED)
    # moved somewhere else, it is to be reminded of again
    moved = "starts_at" in changed
    try:
        with transaction.atomic():
            if not found.update(sequence=F("sequence") + 1, changed_at=timezone.now(), **changed):
                raise ValidationError(_("这一场已经取消，不能再改。"), code="moved_on")
    except IntegrityError:
        raise same_time() from None
    if moved:
        session.sign_ups.update(reminded_at=None)
    session.refresh_from_db()


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User) -> None:
    """It stays on the calendar as cancelled, with its shifts; whoever signed up for it is told, nobody else."""
    reason = clean_reason(reason)
    held = signing.hold(session.pk)
    planned = Session.objects.filter(pk=held.pk, state=Session.State.PLANNED)
    cancelled = {"state": Session.State.CANCELLED, "reason": reason, "changed_at": timezone.now()}
    if not planned.update(sequence=F("sequence") + 1, **cancelled):
        raise ValidationError(_("这一场已经取消了。"), code="moved_on")
    held.refresh_from_db()
    news.tell_cancelled(held)
    for shift in held.shifts.planned().order_by("pk"):
        cancel_session(shift, reason=reason, by=by)
    bump_public_version()
    record("session.cancelled", by=by, target=f"session:{held.pk}", reason=reason)


@transaction.atomic
def ask(activity: Activity, *, text: str, kind: str, by: User, choices: str = "", required: bool = False) -> Question:
    """One more question at sign-up; what the register knows is not asked."""
    text, choices = clean_line(text)[:80], clean_line(choices)[:200]
    if not text:
        raise ValidationError(_("请写问题。"), code="no_text")
    if kind == Question.Kind.CHOICE and not choices:
        raise ValidationError(_("请写可选的答案，用顿号隔开。"), code="no_choices")
    place = activity.questions.count()
    return Question.objects.create(
        activity=activity, text=text, kind=kind, choices=choices, required=required, position=place
    )
