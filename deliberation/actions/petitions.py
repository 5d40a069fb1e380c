"""A fifth of the owners ask for an owners' meeting: signed online or on paper, counted exactly, then it must be called.

物业管理条例 article 13 says "twenty in a hundred of the owners"; the ministry's rules of 2009 (建房〔2009〕274号) ask for a
fifth of the area as well. Which of the two holds is a setting of each petition and stands on its page.
"""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.models import Dwelling
from deliberation.actions.rolls import label, owners_of, spelt
from deliberation.models import Petition, PetitionHead, PetitionOwner, PetitionSignature, Topic
from deliberation.tally import PETITION, Flat, head_key
from grids.models import Posting, Unit
from grids.publish import bump_public_version, objections

State, Channel = Petition.State, PetitionSignature.Channel


def start(
    unit: Unit,
    *,
    key: UUID,
    title: str,
    text: str,
    until: date,
    by: User,
    both: bool = True,
    call_days: int = 30,
    topic: Topic | None = None,
) -> Petition:
    """With the register as it is today; the same key always gives the same petition."""
    earlier = Petition.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    title, text = clean_line(title)[:60], clean_block(text)[:1000]
    if not title or not text:
        raise ValidationError(_("请写明题目，以及要求表决什么。"), code="required")
    if sentences := [*objections(title), *objections(text)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if until < timezone.localdate():
        raise ValidationError(_("联名的最后一天不能早于今天。"), code="order")
    facts = {"title": title, "text": text, "until": until, "both": both, "call_days": call_days, "topic": topic}
    try:
        with transaction.atomic():
            petition = Petition.objects.create(unit=unit, key=key, by=by, **facts)
            heads = put_heads(petition)
            record("petition.begun", by=by, target=f"petition:{petition.pk}", heads=heads)
    except IntegrityError:
        twin = Petition.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin
    bump_public_version()
    return petition


def put_heads(petition: Petition) -> int:
    """Copy the owners. Without an area no fifth of the area can be counted, so such flats must be looked up first."""
    found = Dwelling.objects.filter(building__in=Unit.objects.within(petition.unit)).select_related("building")
    dwellings = list(found.in_order())
    unmeasured = sum(row.area is None for row in dwellings)
    if petition.both and unmeasured:
        raise ValidationError(
            _("还有 %(n)d 套房没有面积，算不出百分之二十的面积。请先在房屋资料里补齐，或者选只看人数。")
            % {"n": unmeasured},
            code="area",
        )
    if not dwellings:
        raise ValidationError(_("这个范围里没有房屋，没有人可以联名。"), code="nobody")
    heads, people = gathered(petition, dwellings)
    PetitionHead.objects.bulk_create(heads.values(), batch_size=500)
    rows = [PetitionOwner(head=heads[key], person_id=person) for key, person in people]
    PetitionOwner.objects.bulk_create(rows, batch_size=500)
    return len(heads)


def gathered(petition: Petition, dwellings: list[Dwelling]) -> tuple[dict[str, PetitionHead], set[tuple[str, int]]]:
    owners = owners_of(dwellings)
    heads: dict[str, PetitionHead] = {}
    people: set[tuple[str, int]] = set()
    for row in dwellings:
        listed = owners[row.pk]
        keys = tuple(one["key"] for one in listed) or (f"f{row.pk}",)
        key, names = head_key(Flat(str(row.pk), 0, keys)), {one["key"]: one["name"] for one in listed}
        name = label(key, names) if listed else _("还没有登记业主")
        head = heads.setdefault(
            spelt(key), PetitionHead(petition=petition, key=spelt(key), label=name[:200], address="", area=0)
        )
        head.area += int((row.area or 0) * 100)
        head.address = f"{head.address}、{row.full_address()}".strip("、")[:300]
        people |= {(spelt(key), one["person"]) for one in listed if one["person"]}
    return heads, people


# --- the numbers -------------------------------------------------------------------------------
def numbers(petition: Petition) -> dict[str, int | bool]:
    """Heads and area in 0.01 m²: all, signed, the least that is a fifth, and whether it is reached."""
    signed = PetitionHead.objects.filter(petition=petition, signatures__withdrawn_at=None, signatures__isnull=False)
    whole = {"heads": petition.heads.count(), "area": total(petition.heads.all())}
    part = {"heads": signed.count(), "area": total(signed)}
    found: dict[str, int | bool] = {}
    for name in ("heads", "area"):
        least = PETITION.least(whole[name])
        found |= {f"all_{name}": whole[name], f"signed_{name}": part[name], f"least_{name}": least}
        found |= {f"left_{name}": max(0, least - part[name]), f"met_{name}": PETITION.passes(part[name], whole[name])}
    return found | {"reached": bool(found["met_heads"] and (found["met_area"] or not petition.both))}


def total(heads: QuerySet) -> int:
    return heads.aggregate(area=Sum("area"))["area"] or 0


# --- signing -----------------------------------------------------------------------------------
@transaction.atomic
def sign(head: PetitionHead, *, channel: str, by: User, scan: File | None = None) -> PetitionSignature:
    """Once a head. Whoever makes it a fifth opens the duty to call."""
    petition = hold(head.petition)
    signature = PetitionSignature(head=head, channel=channel, by=by)
    if channel == Channel.PAPER:
        if scan is None:
            raise ValidationError(_("请拍一张有签名的纸的照片。"), code="scan")
        signature.scan.save(f"{uuid4().hex}.jpg", scan, save=False)
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError(_("这一户已经签过名了。"), code="twice") from twice
    record("petition.signed", by=by, target=f"petition:{petition.pk}", head=head.pk, channel=channel)
    open_the_duty(petition, by=by)
    bump_public_version()
    return signature


def hold(petition: Petition) -> Petition:
    """The row is taken first, so that two who sign at once are counted one after the other."""
    found = Petition.objects.filter(pk=petition.pk).signing(timezone.localdate())
    if not found.update(signed=F("signed") + 1):
        raise ValidationError(_("联名已经结束，不能再签名，也不能撤回。"), code="over")
    petition.refresh_from_db()
    return petition


def open_the_duty(petition: Petition, *, by: User) -> None:
    if not numbers(petition)["reached"]:
        return
    now = timezone.now()
    due = timezone.localdate(now) + timedelta(days=petition.call_days)
    found = Petition.objects.filter(pk=petition.pk, state=State.OPEN)
    if not found.update(state=State.REACHED, reached_at=now, due_on=due):
        return
    petition.refresh_from_db()
    record("petition.reached", by=by, target=f"petition:{petition.pk}", due=due.isoformat())
    words = {"title": petition.title, "day": due.isoformat()}
    tell_callers(petition, _("业主联名达到百分之二十，要在 %(day)s 以前召集：%(title)s") % words, "reached")


def tell_callers(petition: Petition, title: str, mark: str) -> None:
    """The committee's secretary and whoever entered it; each once."""
    posts = Posting.objects.current().over(petition.unit).filter(role=Posting.Role.SECRETARY).exclude(user=None)
    link = reverse("deliberation:petition_desk", args=[petition.pk])
    for user in User.objects.filter(pk__in=[petition.by_id, *posts.values_list("user", flat=True)]):
        tell(user, title, link=link, key=f"petition:{petition.pk}:{mark}:{user.pk}")


@transaction.atomic
def withdraw(signature: PetitionSignature, *, by: User) -> None:
    """Before the vote is called; a duty that is open stays open."""
    petition = hold(signature.head.petition)
    if not PetitionSignature.objects.filter(pk=signature.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("这个签名已经撤回了。"), code="moved_on")
    record("petition.withdrawn", by=by, target=f"petition:{petition.pk}", head=signature.head_id)
    bump_public_version()


@transaction.atomic
def close(petition: Petition, *, reason: str, by: User) -> None:
    """Given up before a fifth have signed; afterwards it can only be called."""
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写明为什么撤回。"), code="required")
    if not Petition.objects.filter(pk=petition.pk, state=State.OPEN).update(state=State.CLOSED, reason=reason):
        raise ValidationError(_("联名已经达到百分之二十或者已经结束，不能撤回。"), code="moved_on")
    record("petition.closed", by=by, target=f"petition:{petition.pk}", reason=reason)
    bump_public_version()


def answer_by(petition: Petition, *, by: User) -> None:
    """Its vote is announced: the duty is met."""
    found = Petition.objects.filter(pk=petition.pk, state__in=(State.OPEN, State.REACHED))
    if found.update(state=State.CALLED, called_at=timezone.now()):
        record("petition.called", by=by, target=f"petition:{petition.pk}")


def owe_again(petition: Petition, *, by: User) -> None:
    """The vote that answered it was given up: the duty is open again, with its old date."""
    found = Petition.objects.filter(pk=petition.pk, state=State.CALLED)
    state = State.OPEN if petition.reached_at is None else State.REACHED
    if found.update(state=state, called_at=None):
        record("petition.owed_again", by=by, target=f"petition:{petition.pk}")
