"""Motions: put forward, frozen by their hash, voted by those who are there, and what comes of them."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from deliberation.actions import resolving
from deliberation.actions.arriving import wanting
from deliberation.actions.meetings import State, hold, moved_on
from deliberation.models import AgendaItem, Meeting, Motion, Recusal, Resolution, Seat, Topic, Voice
from deliberation.models.ballot import Choice


def is_owners_matter(item: AgendaItem) -> bool:
    return item.owners_matter or bool(item.topic and item.topic.owners_matter)


def refuse_to_decide_for_owners(item: AgendaItem, kind: str) -> None:
    if is_owners_matter(item) and kind not in resolving.OPEN_TO_OWNERS_MATTERS:
        raise ValidationError(
            _("这件事依法（《民法典》第二百七十八条）要由业主共同决定，会议只能形成意见、暂缓，或者提请业主表决。"),
            code="owners",
        )


@transaction.atomic
def propose(item: AgendaItem, *, key: UUID, text: str, kind: str, by: User, mover: Seat | None = None) -> Motion:
    """On the item that is talked of; the same key is the same motion."""
    earlier = Motion.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    hold(item.meeting, State.SESSION)
    item.refresh_from_db()
    if item.state != AgendaItem.State.CURRENT:
        raise ValidationError(_("先议到这一项，才能提动议。"), code="not_current")
    if item.motions.filter(state=Motion.State.PASSED).exists():
        raise ValidationError(_("这一项已经有结果了，请议下一项。"), code="settled")
    refuse_to_decide_for_owners(item, kind)
    return Motion.objects.create(
        key=key, meeting=item.meeting, item=item, mover=mover, text=resolving.checked(text), kind=kind
    )


@transaction.atomic
def reword_motion(motion: Motion, *, text: str, kind: str, by: User) -> Motion:
    """Before the vote only: what is voted on is what was read out."""
    refuse_to_decide_for_owners(motion.item, kind)
    found = Motion.objects.filter(pk=motion.pk, state=Motion.State.DRAFT)
    if not found.update(text=resolving.checked(text), kind=kind):
        raise ValidationError(_("已经开始表决，文字不能再改。要改就等表决结束，重新提一个动议。"), code="frozen")
    motion.refresh_from_db()
    return motion


@transaction.atomic
def withdraw(motion: Motion, *, by: User) -> None:
    if not Motion.objects.filter(pk=motion.pk, state=Motion.State.DRAFT).update(state=Motion.State.WITHDRAWN):
        raise moved_on()


@transaction.atomic
def recuse(motion: Motion, *, seat: Seat, reason: str, by: User) -> Recusal:
    """Before the vote begins: from then on the base of the vote stays."""
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写为什么回避。"), code="required")
    hold(motion.meeting, State.SESSION)
    motion.refresh_from_db()
    if motion.state != Motion.State.DRAFT:
        raise ValidationError(_("表决已经开始，不能再登记回避。"), code="frozen")
    return Recusal.objects.get_or_create(motion=motion, seat=seat, defaults={"reason": reason})[0]


# --- voting ------------------------------------------------------------------------------------
@transaction.atomic
def open_voting(motion: Motion, *, by: User) -> Motion:
    """Text, rule and voices are frozen. Not without every required party, and one vote of a meeting at a time."""
    held = hold(motion.meeting, State.SESSION)
    if missing := wanting(held):
        words = {"missing": "；".join(missing)}
        raise ValidationError(_("%(missing)s，不能表决。等人到了再表决，或者休会改日再开。") % words, code="quorum")
    if held.motions.filter(state=Motion.State.VOTING).exclude(pk=motion.pk).exists():
        raise ValidationError(_("另一个动议正在表决，一次只表决一个。"), code="one_vote")
    motion = Motion.objects.select_related("item__topic", "meeting").get(pk=motion.pk)
    refuse_to_decide_for_owners(motion.item, motion.kind)
    voices = voices_of(held, motion)
    if not voices:
        raise ValidationError(_("到会的人都回避了，没有人可以表决。"), code="nobody")
    facts = {"digest": resolving.digest(motion.text), "majority": held.kind.majority, "voices": voices}
    facts |= {"entitled": len(voices), "opened_at": timezone.now(), "state": Motion.State.VOTING}
    if not Motion.objects.filter(pk=motion.pk, state=Motion.State.DRAFT, text=motion.text).update(**facts):
        raise moved_on()
    motion.refresh_from_db()
    record("motion.voting", by=by, target=f"motion:{motion.pk}", digest=motion.digest, entitled=motion.entitled)
    return motion


def voices_of(meeting: Meeting, motion: Motion) -> list[dict]:
    """Whoever is there and has no interest: seat by seat, or one voice for each party."""
    away = motion.recusals.values_list("seat", flat=True)
    seats = list(meeting.seats.voices().arrived().exclude(pk__in=list(away)))
    if not meeting.kind.one_voice:
        return [{"key": f"seat:{seat.pk}", "party": seat.party, "name": seat.name} for seat in seats]
    here = {seat.party for seat in seats}
    return [
        {"key": f"party:{number}", "party": party, "name": ""}
        for number, party in enumerate(meeting.kind.parties)
        if party in here
    ]


def voice_of(motion: Motion, seat: Seat) -> str | None:
    """The key under which this seat may say something to this motion."""
    if seat.arrived_at is None or motion.recusals.filter(seat=seat).exists():
        return None
    shared = (voice["key"] for voice in motion.voices if voice["party"] == seat.party and not voice["name"])
    mine = next(shared, f"seat:{seat.pk}")
    return mine if any(voice["key"] == mine for voice in motion.voices) else None


@transaction.atomic
def say(motion: Motion, *, key: str, choice: str, by: User | None) -> Voice:
    """What one voice says; another word before the end takes its place, none comes after it."""
    if choice not in Choice.values:
        raise ValidationError(_("请选同意、不同意或者弃权。"), code="choice")
    if not Motion.objects.filter(pk=motion.pk, state=Motion.State.VOTING).update(said=F("said") + 1):
        raise ValidationError(_("现在没有在表决这个动议。"), code="closed")
    if not any(voice["key"] == key for voice in motion.voices):
        raise ValidationError(_("这一位没有到会，或者已经回避，不能表决。"), code="no_voice")
    facts = {"choice": choice, "by": by, "at": timezone.now()}
    return Voice.objects.update_or_create(motion=motion, key=key, defaults=facts)[0]


@transaction.atomic
def close_voting(motion: Motion, *, by: User) -> Motion:
    """Counted in whole numbers against the base frozen at the beginning; what passes becomes a resolution."""
    held = hold(motion.meeting, State.SESSION)
    if not Motion.objects.filter(pk=motion.pk, state=Motion.State.VOTING).update(said=F("said")):
        raise moved_on()
    motion.refresh_from_db()
    said = list(motion.said_by.values_list("choice", flat=True))
    counts = {choice: said.count(choice) for choice in Choice.values}
    passed = counts["yes"] >= motion.needed
    state = Motion.State.PASSED if passed else Motion.State.FAILED
    Motion.objects.filter(pk=motion.pk).update(state=state, closed_at=timezone.now(), **counts)
    motion.refresh_from_db()
    if passed:
        try_to_resolve(motion, by)
    facts = {"state": motion.state, "digest": motion.digest, "entitled": motion.entitled, **counts}
    record("motion.counted", by=by, target=f"motion:{motion.pk}", meeting=held.pk, **facts)
    return motion


def try_to_resolve(motion: Motion, by: User) -> None:
    """The vote stands also when its topic must walk on first; the resolution then waits for somebody's button."""
    try:
        make_resolution(motion, by=by)
    except ValidationError:
        motion.refresh_from_db()


@transaction.atomic
def make_resolution(motion: Motion, *, by: User) -> Resolution:
    """With the words that were voted on, and so with the same hash; free items become a topic first."""
    item = AgendaItem.objects.select_related("topic__procedure", "meeting").get(pk=motion.item_id)
    if motion.state != Motion.State.PASSED or Motion.objects.filter(pk=motion.pk, resolution__isnull=False).exists():
        raise moved_on()
    topic = item.topic or topic_of(item, by)
    resolution = resolving.resolve(topic, kind=motion.kind, text=motion.text, by=by)
    if resolution.digest != motion.digest:
        raise ValidationError(_("动议的文字和校验码对不上，请联系系统管理员。"), code="digest")
    Motion.objects.filter(pk=motion.pk, resolution=None).update(resolution=resolution)
    motion.refresh_from_db()
    return resolution


def topic_of(item: AgendaItem, by: User) -> Topic:
    topic = Topic.objects.create(
        unit=item.meeting.unit,
        title=item.title,
        public_title=item.title,
        source=Topic.Source.TALK,
        raised_by=by,
        state=Topic.State.ACCEPTED,
        screened_by=by,
        owners_matter=item.owners_matter,
    )
    AgendaItem.objects.filter(pk=item.pk).update(topic=topic)
    return topic
