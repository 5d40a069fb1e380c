"""From a resolution to what was done: publicity with objections, action items taken over by somebody else, satisfaction."""

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Avg, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.actions.adding import read_phone
from community.images import Picture
from deliberation.actions.publicity import put_up
from deliberation.actions.topics import move
from deliberation.models import ActionItem, Objection, Resolution, Topic, TopicRating
from grids.publish import bump_public_version, objections
from issues.limits import calendar

Kind, State = Resolution.Kind, ActionItem.State
# what consultation can end with when the owners are to decide (article 278)
OPEN_TO_OWNERS_MATTERS = (Kind.OPINION, Kind.DEFERRED, Kind.OWNERS)
# under this average of stars a topic comes back
SATISFIED = 3


def checked(text: str) -> str:
    text = clean_block(text)[:2000]
    if not text:
        raise ValidationError(_("请写决议的内容。"), code="required")
    if sentences := objections(text):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    return text


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def resolve(topic: Topic, *, kind: str, text: str, days: int = 7, day_kind: str = "nd", by: User) -> Resolution:
    """Consultation never decides what only the owners may decide."""
    text = checked(text)
    if kind in (Kind.VOTED, Kind.REFUSED):
        raise ValidationError(_("业主共同决定由表决产生，请发起业主表决。"), code="vote")
    if topic.owners_matter and kind not in OPEN_TO_OWNERS_MATTERS:
        raise ValidationError(
            _("这件事依法要由业主共同决定，议事会只能形成意见、暂缓，或者提请业主表决。"), code="owners"
        )
    if topic.procedure is not None and topic.step < len(topic.procedure.steps):
        left = topic.procedure.steps[topic.step]["name"]
        raise ValidationError(_("还没有走完议事方法的步骤，下一步是“%(step)s”。") % {"step": left}, code="steps")
    move(topic, Topic.State.RESOLVED)
    facts = {"kind": kind, "text": text, "digest": digest(text), "days": days, "day_kind": day_kind}
    return Resolution.objects.create(topic=topic, by=by, **facts)


# --- publicity ---------------------------------------------------------------------------------
@transaction.atomic
def publish(
    resolution: Resolution, *, by: User, photo: Picture | None = None, at: datetime | None = None, place: str = ""
) -> Resolution:
    """The period begins now and ends with the last moment of its last day; the paper on the wall may follow."""
    now = timezone.now()
    facts = {"published_at": now, "until": calendar().add(now, resolution.days, resolution.day_kind)}
    if not Resolution.objects.filter(pk=resolution.pk, published_at=None).update(**facts):
        raise ValidationError(_("已经在公示了。"), code="moved_on")
    resolution.refresh_from_db()
    if photo is not None:
        put_up(resolution, photo=photo, at=at or now, place=place, by=by)
    bump_public_version()
    return resolution


@transaction.atomic
def reword(resolution: Resolution, *, text: str, by: User) -> Resolution:
    """Another text is published anew, from the first day."""
    if resolution.vote_id is not None:
        raise ValidationError(_("这是表决计票的结果，文字不能改。"), code="vote")
    text, now = checked(text), timezone.now()
    found = Resolution.objects.filter(pk=resolution.pk, effective_at=None).exclude(digest=digest(text))
    facts: dict[str, Any] = {"text": text, "digest": digest(text)}
    if resolution.published_at is not None:
        until = calendar().add(now, resolution.days, resolution.day_kind)
        facts |= {"published_at": now, "until": until, "restarted": F("restarted") + 1}
    if not found.update(**facts):
        raise ValidationError(_("文字没有变化，或者决议已经生效，不能再改。"), code="moved_on")
    resolution.refresh_from_db()
    bump_public_version()
    return resolution


@transaction.atomic
def object_to(resolution: Resolution, *, text: str, name: str, phone: str = "") -> Objection:
    text, name = clean_block(text)[:500], clean_line(name)[:40]
    if not text or not name:
        raise ValidationError(_("请写意见和称呼，我们才能答复您。"), code="required")
    if not Resolution.objects.filter(pk=resolution.pk, published_at__isnull=False, until__gt=timezone.now()).exists():
        raise ValidationError(_("现在不在公示期内，请直接向社区反映。"), code="over")
    return Objection.objects.create(
        resolution=resolution, text=text, name=name, phone=read_phone(phone) if phone else ""
    )


@transaction.atomic
def answer_objection(objection: Objection, *, answer: str, by: User) -> Objection:
    answer = clean_block(answer)[:500]
    if not answer:
        raise ValidationError(_("请写答复。"), code="required")
    facts = {"answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not Objection.objects.filter(pk=objection.pk, answer="").update(**facts):
        raise ValidationError(_("已经有人答复过了。"), code="moved_on")
    objection.refresh_from_db()
    return objection


@transaction.atomic
def take_effect(resolution: Resolution, *, by: User) -> Resolution:
    """Not before the end of the period, and not while an objection waits for its answer."""
    now = timezone.now()
    if resolution.until is None or now <= resolution.until:
        raise ValidationError(_("公示期还没有满，不能生效。"), code="period")
    waiting = resolution.objections.filter(answer="").count()
    if waiting:
        raise ValidationError(_("还有 %(n)d 条意见没有答复，答复以后才能生效。") % {"n": waiting}, code="objections")
    found = Resolution.objects.filter(pk=resolution.pk, effective_at=None, until__lte=now)
    if not found.exclude(objections__answer="").update(effective_at=now):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    resolution.refresh_from_db()
    bump_public_version()
    return resolution


# --- what is done ------------------------------------------------------------------------------
@transaction.atomic
def add_action(resolution: Resolution, *, text: str, measure: str, who: User, due_on: date, by: User) -> ActionItem:
    text, measure = clean_line(text)[:200], clean_line(measure)[:200]
    if not text or not measure:
        raise ValidationError(_("请写做什么，以及怎样算做好。"), code="required")
    if not Resolution.objects.filter(pk=resolution.pk, effective_at__isnull=False, no_action=False).exists():
        raise ValidationError(_("决议生效以后才能安排落实。"), code="not_yet")
    item = ActionItem.objects.create(resolution=resolution, text=text, measure=measure, who=who, due_on=due_on)
    link = reverse("deliberation:topic_desk", args=[resolution.topic_id])
    tell(who, _("有一件事要您落实：%(text)s") % {"text": text}, link=link, key=f"action:{item.pk}")
    bump_public_version()
    return item


@transaction.atomic
def nothing_to_do(resolution: Resolution, *, by: User) -> None:
    if resolution.kind == Kind.OWNERS and resolution.topic.votes.filter(state__in=("draft", "announced")).exists():
        raise ValidationError(_("业主表决还没有结束，等计票以后再看要不要落实。"), code="voting")
    found = Resolution.objects.filter(pk=resolution.pk, effective_at__isnull=False, actions=None)
    if not found.update(no_action=True):
        raise ValidationError(_("决议还没有生效，或者已经安排了落实。"), code="moved_on")
    finish_if_all_done(resolution)


@transaction.atomic
def finish_action(item: ActionItem, *, result: str, by: User, photo: Picture | None = None) -> ActionItem:
    result = clean_line(result)[:300]
    if not result or photo is None:
        raise ValidationError(_("请写办理结果，并放一张办好的照片或单据。"), code="required")
    facts = {"state": State.DONE, "result": result, "done_by": by, "done_at": timezone.now()}
    if not ActionItem.objects.filter(pk=item.pk, state=State.OPEN).update(**facts):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    item.photo.save(f"{item.pk}-{uuid4().hex[:8]}.jpg", ContentFile(photo.data), save=False)
    ActionItem.objects.filter(pk=item.pk).update(photo=item.photo.name)
    item.refresh_from_db()
    return item


@transaction.atomic
def accept_action(item: ActionItem, *, by: User) -> ActionItem:
    """Taken over by somebody other than whoever did it."""
    if item.done_by_id == by.pk:
        raise ValidationError(_("这件事是您办的，请另一个人来验收。"), code="same_person")
    facts = {"state": State.ACCEPTED, "accepted_by": by, "accepted_at": timezone.now()}
    if not ActionItem.objects.filter(pk=item.pk, state=State.DONE).exclude(done_by=by).update(**facts):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    item.refresh_from_db()
    finish_if_all_done(item.resolution)
    return item


@transaction.atomic
def return_action(item: ActionItem, *, why: str, by: User) -> ActionItem:
    why = clean_line(why)[:200]
    if not why:
        raise ValidationError(_("请写明哪里没有做好。"), code="required")
    found = ActionItem.objects.filter(pk=item.pk, state=State.DONE).exclude(done_by=by)
    if not found.update(state=State.OPEN, returned=why, done_by=None, done_at=None):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    item.refresh_from_db()
    return item


def finish_if_all_done(resolution: Resolution) -> None:
    """What was only sent to the owners is not at its end before they have decided."""
    topic = Topic.objects.get(pk=resolution.topic_id)
    last = topic.resolution
    waits = last.kind == Kind.OWNERS or last.effective_at is None or not last.actions.exists()
    if not last.no_action and waits:
        return
    if ActionItem.objects.filter(resolution__topic=topic).open().exists():
        return
    move(topic, Topic.State.DONE)


@transaction.atomic
def rate(topic: Topic, *, stars: int, text: str = "", by: User) -> TopicRating:
    """Once an account, after all is done."""
    if topic.state != Topic.State.DONE:
        raise ValidationError(_("事情落实以后才能打分。"), code="not_yet")
    facts = {"stars": stars, "text": clean_line(text)[:200]}
    rating, _new = TopicRating.objects.update_or_create(topic=topic, user=by, defaults=facts)
    bump_public_version()
    return rating


@transaction.atomic
def reopen_if_unhappy(topic: Topic, *, by: User | None = None) -> Topic | None:
    """Under the line the topic comes back as a new one that names the old; once."""
    average = topic.ratings.aggregate(stars=Avg("stars"))["stars"]
    if topic.state != Topic.State.DONE or average is None or average >= SATISFIED:
        return None
    again = _("重新商议：%(title)s") % {"title": topic}
    if topic.again.exists():
        return None
    bump_public_version()
    facts = {"unit": topic.unit, "title": again[:60], "public_title": again[:60], "source": Topic.Source.REOPENED}
    return Topic.objects.create(
        state=Topic.State.ACCEPTED, earlier=topic, raised_by=by, owners_matter=topic.owners_matter, **facts
    )
