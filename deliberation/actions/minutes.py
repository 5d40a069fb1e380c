"""Minutes: written from the record, put right by hand, frozen and sent to each party that was there to be signed."""

import hashlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from deliberation.actions.arriving import present
from deliberation.actions.meetings import moved_on
from deliberation.models import AgendaItem, Meeting, Minutes, Motion, Seat, Signature
from deliberation.models.ballot import Choice

DAYS_TO_SIGN = 7
OVER = (Meeting.State.CLOSED, Meeting.State.ADJOURNED)


def draft_minutes(meeting: Meeting, *, by: User) -> Minutes:
    """Once; whoever began them goes on with them."""
    return Minutes.objects.get_or_create(meeting=meeting, defaults={"text": words_of(meeting), "by": by})[0]


def words_of(meeting: Meeting) -> str:
    lines = [line for part in (head(meeting), presence(meeting)) for line in part]
    for item in meeting.items.prefetch_related("motions__said_by", "motions__recusals__seat", "speakers__seat"):
        lines += ["", *about_item(item)]
    if meeting.state == Meeting.State.ADJOURNED:
        lines += ["", _("休会：%(reason)s") % {"reason": meeting.reason}]
    return clean_block("\n".join(lines))[:20000]


def head(meeting: Meeting) -> list[str]:
    start, end = timezone.localtime(meeting.opened_at), timezone.localtime(meeting.closed_at)
    return [
        _("时间：%(start)s 至 %(end)s") % {"start": start.strftime("%Y-%m-%d %H:%M"), "end": end.strftime("%H:%M")},
        _("地点：%(place)s") % {"place": meeting.place or _("线上")},
        _("主持：%(chair)s　记录：%(recorder)s") % {"chair": meeting.chair, "recorder": meeting.recorder},
    ]


def presence(meeting: Meeting) -> list[str]:
    lines = []
    for row in present(meeting):
        here = "、".join(named(seat) for seat in row["here"]) or _("无人到会")
        away = "、".join(seat.name for seat in row["away"])
        words = {"party": row["party"], "here": here, "away": away}
        lines.append(_("%(party)s：%(here)s（缺席：%(away)s）") % words if away else _("%(party)s：%(here)s") % words)
    listening = meeting.seats.arrived().filter(party="").count()
    return [*lines, _("旁听居民：%(n)d 人") % {"n": listening}] if listening else lines


def named(seat: Seat) -> str:
    return _("%(name)s（%(proxy)s 代）") % {"name": seat.name, "proxy": seat.proxy} if seat.proxy else seat.name


def about_item(item: AgendaItem) -> list[str]:
    lines = [_("%(number)d．%(title)s") % {"number": item.number, "title": item.title}]
    if item.state in (AgendaItem.State.WAITING, AgendaItem.State.CARRIED):
        return [*lines, _("没有议到，留到下一次。")]
    for speaker in item.speakers.all():
        if speaker.spoken_at and speaker.text:
            words = {"name": named(speaker.seat), "stance": speaker.get_stance_display(), "text": speaker.text}
            lines.append(_("%(name)s（%(stance)s）：%(text)s") % words)
    for motion in item.motions.all():
        lines += about_motion(motion)
    return lines


def about_motion(motion: Motion) -> list[str]:
    lines = [_("动议：%(text)s") % {"text": motion.text}]
    lines += [
        _("%(name)s回避：%(reason)s") % {"name": one.seat.name, "reason": one.reason} for one in motion.recusals.all()
    ]
    if motion.state not in (Motion.State.PASSED, Motion.State.FAILED):
        return [*lines, str(motion.get_state_display())]
    words = {"result": motion.get_state_display(), "entitled": motion.entitled, "needed": motion.needed}
    words |= {"yes": motion.yes, "no": motion.no, "abstain": motion.abstain, "silent": motion.silent}
    lines.append(
        _(
            "表决：应表决 %(entitled)d，需同意 %(needed)d；同意 %(yes)d，不同意 %(no)d，弃权 %(abstain)d，"
            "未表决 %(silent)d。%(result)s。"
        )
        % words
    )
    said = {voice.key: Choice(voice.choice).label for voice in motion.said_by.all()}
    each = [f"{voice['name'] or voice['party']} {said.get(voice['key'], _('未表决'))}" for voice in motion.voices]
    return [*lines, "；".join(each) + "。", _("动议校验码：%(digest)s") % {"digest": motion.digest}]


@transaction.atomic
def write_minutes(minutes: Minutes, *, text: str, by: User) -> Minutes:
    text = clean_block(text)[:20000]
    if not text:
        raise ValidationError(_("请写纪要的正文。"), code="required")
    if not Minutes.objects.filter(pk=minutes.pk, state=Minutes.State.DRAFT).update(text=text, at=timezone.now()):
        raise ValidationError(_("纪要已经送签，文字不能再改。有不同意见的一方可以写在签字里。"), code="frozen")
    minutes.refresh_from_db()
    return minutes


@transaction.atomic
def send_minutes(minutes: Minutes, *, by: User) -> Minutes:
    """The text is frozen; every party that was there is asked to sign."""
    now = timezone.now()
    facts = {"state": Minutes.State.SENT, "sent_at": now, "digest": hashlib.sha256(minutes.text.encode()).hexdigest()}
    facts["due_on"] = timezone.localdate() + timedelta(days=DAYS_TO_SIGN)
    found = Minutes.objects.filter(pk=minutes.pk, state=Minutes.State.DRAFT, text=minutes.text)
    if not found.update(**facts):
        raise moved_on()
    minutes.refresh_from_db()
    parties = [row["party"] for row in present(minutes.meeting) if row["here"]]
    Signature.objects.bulk_create([Signature(minutes=minutes, party=party) for party in parties])
    title = _("请您看会议纪要并签字：%(title)s") % {"title": minutes.meeting.title}
    for seat in minutes.meeting.seats.voices().arrived().exclude(user=None).select_related("user"):
        tell(seat.user, title, link=reverse("deliberation:seat", args=[seat.token]), key=f"minutes:{seat.pk}")
    record("minutes.sent", by=by, target=f"minutes:{minutes.pk}", digest=minutes.digest, parties=len(parties))
    return minutes


@transaction.atomic
def sign(signature: Signature, *, name: str, words: str = "", by: User | None) -> Signature:
    """A party's word, once: signed, or signed with what it sees otherwise."""
    name, words = clean_line(name)[:40], clean_block(words)[:500]
    if not name:
        raise ValidationError(_("请写是谁签的。"), code="required")
    state = Signature.State.DISSENT if words else Signature.State.SIGNED
    facts = {"state": state, "name": name, "words": words, "by": by, "at": timezone.now()}
    if not Signature.objects.filter(pk=signature.pk, state=Signature.State.WAITING).update(**facts):
        raise ValidationError(_("这一方已经签过了。"), code="signed")
    signature.refresh_from_db()
    record("minutes.signed", by=by, target=f"signature:{signature.pk}", state=state, digest=signature.minutes.digest)
    return signature
