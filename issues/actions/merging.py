"""并单 and 拆分: two matters that are one, and one that is several. Nobody who reported is lost on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_block
from community.images import Picture
from grids.publish import bump_public_version
from issues import flow
from issues.actions.family import main_of
from issues.actions.intake import FIRST, next_number
from issues.actions.moves import FRESH, assign
from issues.actions.opinions import propose_if_many
from issues.actions.photos import attach
from issues.actions.steps import add_step, move
from issues.limits import calendar, limits_of
from issues.models import Approval, Category, Department, Issue, Photo, Step

S = Issue.State
# into what is still being dealt with
TAKES_OTHERS = (*flow.OPEN, S.ANSWERED)
MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    category: Category | None = None
    to: User | Department | None = None


@transaction.atomic
def merge(issue: Issue, *, into: Issue, by: User, seen: int | None = None) -> Step:
    """``issue`` goes on as part of ``into``, or of the matter ``into`` was merged into; the earlier limit counts."""
    main = main_of(fresh(into))
    locked(issue, main)
    main = fresh(main)
    refuse_merge(issue, main)
    step = move(issue, "merge", by=by, seen=seen, text=main.number, merged_into=main)
    settle_approvals(issue, by)
    for other in issue.merged.order_by("pk"):
        Issue.objects.filter(pk=other.pk).update(merged_into=main, version=F("version") + 1)
        add_step(other, Step.Verb.MERGE, by=by, text=main.number)
    hurry(main, issue)
    add_step(main, Step.Verb.MERGE, by=by, text=issue.number)
    if main.public_title:
        bump_public_version()
    propose_if_many(main)
    return step


def fresh(issue: Issue) -> Issue:
    return Issue.objects.select_related("merged_into", "category").get(pk=issue.pk)


def locked(*mains: Issue) -> None:
    """In the order of their keys: of A into B and B into A the second waits here, and sees what the first has done.

    Merged ones are touched after their main only, so nobody waits in a circle.
    """
    pks = [main.pk for main in mains]
    list(Issue.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


def refuse_merge(issue: Issue, main: Issue) -> None:
    if main.pk == issue.pk:
        raise ValidationError(_("这两件已经是同一件事了，请看最新进展。"), code="cycle")
    if main.state == S.MERGED:
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    if main.state not in TAKES_OTHERS:
        raise ValidationError(_("%(number)s 已经结束，请并到还在办理的事项。"), code="ended", params=number(main))
    if is_confidential(issue) != is_confidential(main):
        raise ValidationError(_("涉及个人隐私的事项不能和其他事项并在一起。"), code="confidential")
    if issue.parts.filter(state__in=flow.OPEN).exists():
        raise ValidationError(_("这件事拆出来的几件还没有办完，请先办完再并单。"), code="open_parts")
    if main.split_from_id == issue.pk or issue.split_from_id == main.pk:
        raise ValidationError(_("拆出来的事项不能再并回去，请直接办完它。"), code="own_part")


def number(issue: Issue) -> dict[str, str]:
    return {"number": issue.number}


def is_confidential(issue: Issue) -> bool:
    return bool(issue.category and issue.category.confidential)


def hurry(main: Issue, other: Issue) -> None:
    """The earliest limit and the greatest severity of the two; a clock that stands keeps what is left till then."""
    fields: dict[str, Any] = {"severity": max(main.severity, other.severity)}
    fields["due_at"] = due = min(main.due_at, other.due_at)
    if main.stopped_at is not None:
        fields["left"] = calendar().left(main.stopped_at, due, main.measure)
    if main.responded_at is None:
        fields["respond_due_at"] = earliest(main.respond_due_at, other.respond_due_at)
    Issue.objects.filter(pk=main.pk).update(version=F("version") + 1, **fields)
    main.refresh_from_db()


def earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def settle_approvals(issue: Issue, by: User) -> None:
    """What waited for a second person's word has nothing to wait for any more."""
    ended = {"state": Approval.State.REFUSED, "decided_at": timezone.now(), "answer": _("事项已并单")}
    issue.approvals.asked().filter(asked_by=by).update(**ended)
    issue.approvals.asked().update(decided_by=by, **ended)


@transaction.atomic
def unmerge(issue: Issue, *, by: User, seen: int | None = None) -> Step:
    """On its own again, to be given out anew; its first limit still counts where it is not over."""
    main = issue.merged_into
    if main is None:
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    locked(main)
    anew = FRESH | {"assigned_at": None, "merged_into": None} | limits_left(issue)
    step = move(issue, "unmerge", by=by, seen=seen, text=main.number, **anew)
    add_step(main, Step.Verb.UNMERGE, by=by, text=issue.number)
    if main.public_title:
        bump_public_version()
    return step


def limits_left(issue: Issue) -> dict[str, Any]:
    """What was promised stays promised; what is over begins anew."""
    now = timezone.now()
    limits = limits_of(issue.category, issue.severity, now)
    found: dict[str, Any] = {}
    if issue.due_at <= now:
        found |= {"due_at": limits.due_at, "measure": limits.measure}
    if issue.responded_at is None and (issue.respond_due_at is None or issue.respond_due_at <= now):
        found["respond_due_at"] = limits.respond_due_at
    return found


@transaction.atomic
def split(
    issue: Issue, *, parts: Sequence[Part], by: User, photos: bool = False, seen: int | None = None
) -> list[Issue]:
    """Each part has its own kind, limit and handler; who reported stays with the whole, and is told by it alone.

    One level, at most ten parts (as in Signalen). ``photos``: each part gets copies of the resident's photos.
    """
    parts = [part for part in parts if clean_block(part.text)]
    refuse_split(issue, parts)
    made = [open_part(issue, part) for part in parts]
    numbers = "、".join(part.number for part in made)
    move(issue, "split", by=by, seen=seen, text=numbers)
    copies = pictures(issue) if photos else []
    for row, part in zip(made, parts, strict=True):
        step = add_step(row, Step.Verb.SPLIT, by=by, text=issue.number)
        attach(copies, step)
        if part.to is not None:
            assign(row, to=part.to, by=by)
    return made


def refuse_split(issue: Issue, parts: Sequence[Part]) -> None:
    if issue.split_from_id is not None:
        sentence = _("这件事本身就是拆出来的，不能再拆。请回到 %(number)s 去拆。")
        raise ValidationError(sentence, code="one_level", params=number(issue.split_from))
    if not parts:
        raise ValidationError(_("请至少写一件要分开办的事。"), code="no_parts")
    if issue.parts.count() + len(parts) > MOST_PARTS:
        raise ValidationError(_("一件事最多拆成 10 件。"), code="too_many")


def open_part(issue: Issue, part: Part) -> Issue:
    now = timezone.now()
    row = Issue(key=uuid4(), token=token_urlsafe(16), split_from=issue, text=clean_block(part.text))
    row.unit, row.place, row.channel, row.entered_by = issue.unit, issue.place, issue.channel, issue.entered_by
    row.category, row.severity, row.received_at = part.category, issue.severity, now
    if part.category is not None:
        row.severity = max(issue.severity, part.category.severity)
    for name, moment in limits_of(row.category, row.severity, now)._asdict().items():
        setattr(row, name, moment)
    row.number = next_number(timezone.localdate().year)
    row.save(force_insert=True)
    return row


def pictures(issue: Issue) -> list[Picture]:
    """The resident's own, with bytes of their own, so that deleting one matter leaves the other's photos."""
    found = []
    for photo in Photo.objects.filter(issue=issue, step__verb__in=FIRST):
        with photo.file.open() as file:
            found.append(Picture(file.read(), photo.width, photo.height))
    return found
