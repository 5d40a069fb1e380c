"""Topics: raised by anybody, screened with a reason the proposer reads, supported, walked step by step."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.actions.adding import read_phone
from community.images import Picture
from deliberation.models import Procedure, Support, Topic, Walked
from grids.models import Unit
from grids.publish import bump_public_version, objections
from issues.models import Proposal

State, Source = Topic.State, Topic.Source


def raise_topic(
    unit: Unit,
    *,
    key: UUID,
    title: str,
    by: User | None,
    text: str = "",
    name: str = "",
    phone: str = "",
    source: str = Source.RESIDENT,
) -> Topic:
    """Waits for screening, read by staff alone; the same key always gives the same topic."""
    earlier = Topic.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    title = clean_line(title)[:60]
    if not title:
        raise ValidationError(_("请用一句话写明想商量什么。"), code="required")
    number = read_phone(phone) if phone else ""
    facts = {"unit": unit, "title": title, "text": clean_block(text)[:1000], "source": source}
    try:
        with transaction.atomic():
            return Topic.objects.create(key=key, raised_by=by, name=clean_line(name)[:40], phone=number, **facts)
    except IntegrityError:
        twin = Topic.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin


def from_proposal(proposal: Proposal) -> str:
    """转议事: what issues hand on; already looked at by whoever took the proposal up. Answers the topic's address."""
    topic, _new = Topic.objects.get_or_create(
        proposal=proposal,
        defaults={
            "unit": proposal.unit,
            "title": proposal.title,
            "public_title": proposal.title,
            "public_text": "",
            "source": Source.ISSUE,
            "raised_by": proposal.decided_by,
            "state": State.ACCEPTED,
            "answer": proposal.answer,
            "screened_by": proposal.decided_by,
        },
    )
    bump_public_version()
    return reverse("deliberation:topic", args=[topic.pk])


# --- screening ---------------------------------------------------------------------------------
@transaction.atomic
def accept(
    topic: Topic,
    *,
    title: str,
    by: User,
    text: str = "",
    procedure: Procedure | None = None,
    owners_matter: bool = False,
    answer: str = "",
) -> Topic:
    """Taken up under a title for everybody; a matter of article 278 keeps its mark to the end."""
    title, text = clean_line(title)[:60], clean_block(text)[:1000]
    if not title:
        raise ValidationError(_("请写公开的题目，不要写出姓名、电话和门牌。"), code="required")
    if sentences := [*objections(title), *objections(text)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    facts = {"public_title": title, "public_text": text, "procedure": procedure, "owners_matter": owners_matter}
    move(topic, State.ACCEPTED, screened_by=by, answer=clean_line(answer)[:300], **facts)
    tell_proposer(topic, _("您提的议题已列入议事：%(title)s") % {"title": title})
    return topic


@transaction.atomic
def plan(topic: Topic, *, by: User, procedure: Procedure | None = None, owners_matter: bool = False) -> Topic:
    """Before its first step: which way it goes, and whether only the owners may decide it."""
    found = Topic.objects.filter(pk=topic.pk, state=State.ACCEPTED, step=0)
    if not found.update(procedure=procedure, owners_matter=owners_matter):
        raise ValidationError(_("已经走了一步，议事方法不能再换。"), code="moved_on")
    topic.refresh_from_db()
    bump_public_version()
    return topic


@transaction.atomic
def reject(topic: Topic, *, answer: str, title: str = "", by: User) -> Topic:
    """Not taken up, with a reason; with a title for everybody the reason is public too."""
    answer, title = clean_line(answer)[:300], clean_line(title)[:60]
    if not answer:
        raise ValidationError(_("请写明为什么不列入，提出的人会看到。"), code="required")
    if sentences := [*objections(title), *objections(answer)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    move(topic, State.REJECTED, screened_by=by, answer=answer, public_title=title)
    tell_proposer(topic, _("您提的议题没有列入议事：%(answer)s") % {"answer": answer})
    return topic


@transaction.atomic
def merge(topic: Topic, *, into: Topic, answer: str, by: User) -> Topic:
    """Two of the same; whoever supported the one supports the other."""
    answer = clean_line(answer)[:300]
    if not answer:
        raise ValidationError(_("请写明为什么合并，提出的人会看到。"), code="required")
    if into.pk == topic.pk or into.state not in (State.RAISED, State.ACCEPTED):
        raise ValidationError(_("请选择一个还在商议的议题。"), code="into")
    move(topic, State.MERGED, screened_by=by, answer=answer, merged_into=into)
    users = topic.supports.exclude(user__in=into.supports.values("user")).values_list("user", flat=True)
    Support.objects.bulk_create([Support(topic=into, user_id=user) for user in users], ignore_conflicts=True)
    tell_proposer(topic, _("您提的议题并入了另一个议题：%(title)s") % {"title": into})
    return topic


def move(topic: Topic, state: str, **facts: Any) -> None:
    starts = [start for start, ends in Topic.MOVES.items() if state in ends]
    if not Topic.objects.filter(pk=topic.pk, state__in=starts).update(state=state, **facts):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    topic.refresh_from_db()
    bump_public_version()


def tell_proposer(topic: Topic, title: str) -> None:
    if topic.raised_by is not None and topic.source == Source.RESIDENT:
        tell(topic.raised_by, title, link=reverse("deliberation:topic_mine", args=[topic.token]))


# --- supporting, walking -----------------------------------------------------------------------
def support(topic: Topic, *, by: User) -> int:
    """One voice per account, however often it is pressed. How many there are."""
    if topic.state not in (State.ACCEPTED, State.RAISED):
        raise ValidationError(_("这个议题已经有结论，不能再表示支持。"), code="over")
    Support.objects.get_or_create(topic=topic, user=by)
    bump_public_version()
    return topic.supports.count()


@transaction.atomic
def walk(topic: Topic, *, number: int, text: str, by: User, photo: Picture | None = None) -> Walked:
    """Do the step ``number`` (from 1) of the topic's procedure; steps come in order, each once."""
    steps = topic.procedure.steps if topic.procedure else []
    if topic.state != State.ACCEPTED or number > len(steps):
        raise ValidationError(_("这个议题现在没有要走的步骤。"), code="moved_on")
    step = steps[number - 1]
    text = clean_block(text)[:1000]
    if not text:
        raise ValidationError(_("请写明这一步的经过和结果。"), code="required")
    if step["evidence"] and photo is None:
        raise ValidationError(_("这一步要有照片（例如签到表、记录）。请拍一张放进来。"), code="evidence")
    if sentences := objections(text):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if not Topic.objects.filter(pk=topic.pk, state=State.ACCEPTED, step=number - 1).update(step=F("step") + 1):
        raise ValidationError(_("这一步已经有人记过了，请看最新进展。"), code="moved_on")
    walked = Walked(topic=topic, number=number, name=step["name"], text=text, by=by)
    if photo is not None:
        walked.photo.save(f"{topic.pk}-{number}.jpg", ContentFile(photo.data), save=False)
    walked.save(force_insert=True)
    topic.refresh_from_db()
    bump_public_version()
    return walked
