"""The way of an issue to its answer: each move is one guarded UPDATE, one step on the timeline, and its news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.images import Picture
from grids.models import Posting, Unit
from grids.publish import bump_public_version, objections
from issues.actions.photos import attach
from issues.actions.steps import add_step, drop_requests, move, required
from issues.limits import limits_of
from issues.models import Category, Department, Issue, Step
from issues.rules import handles

# what a matter forgets when somebody new gets it
FRESH = {"signed_at": None, "handler": None, "department": None}


@transaction.atomic
def file(issue: Issue, *, by: User, category: Category | None = None, seen: int | None = None) -> Step:
    """立案: it is ours to deal with; whoever files it may say what kind it is."""
    if category is not None and category != issue.category:
        sort(issue, category=category, severity=issue.severity, by=by, seen=seen)
        seen = None
    return move(issue, "file", by=by, seen=seen, filed_at=timezone.now())


@transaction.atomic
def assign(
    issue: Issue, *, to: User | Department, by: User | None, note: str = "", why: str = "", seen: int | None = None
) -> Step:
    """``seen``: the version of the issue on the page where this was decided; likewise below.

    To somebody in charge of the place, or to a department that serves it. ``why``: the rule that decided, for display.
    """
    step = give(issue, "assign", to, by, seen, why=why)
    add_words(issue, note, by)
    return step


@transaction.atomic
def reassign(issue: Issue, *, to: User | Department, by: User, note: str = "", seen: int | None = None) -> Step:
    """改派: from one to another; what the first one asked for falls away."""
    if to in (issue.handler, issue.department):
        raise ValidationError(_("这件事已经在%(name)s手上，请选择别人。") % {"name": to.name}, code="same")
    step = give(issue, "reassign", to, by, seen)
    drop_requests(issue)
    add_words(issue, note, by)
    return step


def give(issue: Issue, name: str, to: User | Department, by: User | None, seen: int | None, why: str = "") -> Step:
    refuse_stranger(issue, to)
    now = timezone.now()
    fields: dict[str, Any] = FRESH | {"assigned_at": now, "filed_at": issue.filed_at or now, "why": why[:200]}
    fields["department" if isinstance(to, Department) else "handler"] = to
    return move(issue, name, by=by, seen=seen, text=to.name, **fields)


def add_words(issue: Issue, note: str, by: User | None) -> None:
    if (note := clean_block(note)) and by is not None:
        add_internal_note(issue, text=note, by=by)


def refuse_stranger(issue: Issue, to: User | Department) -> None:
    if isinstance(to, Department):
        if not Department.objects.serving(issue.unit).filter(pk=to.pk).exists():
            raise ValidationError(_("这个部门不服务这个地点，请选择名单里的部门。"), code="out_of_scope")
    elif not Unit.objects.overseen_by(to, *Posting.STAFF).filter(pk=issue.unit_id).exists():
        raise ValidationError(_("这位工作人员不负责这个地点，请选择名单里的人。"), code="out_of_scope")


@transaction.atomic
def take(issue: Issue, *, by: User, seen: int | None = None) -> Step:
    refuse_stranger(issue, by)
    now = timezone.now()
    fields: dict[str, Any] = {"assigned_at": now, "signed_at": now, "filed_at": issue.filed_at or now}
    return move(issue, "take", by=by, seen=seen, text=by.name, handler=by, department=None, **fields)


@transaction.atomic
def sign(issue: Issue, *, by: User, seen: int | None = None) -> Step:
    """签收: it is in hand now."""
    return move(issue, "sign", by=by, seen=seen, text=by.name, signed_at=timezone.now())


@transaction.atomic
def contact(issue: Issue, *, by: User, text: str = "", seen: int | None = None) -> Step:
    """The reporter was reached; this is what the response limit asks for."""
    now = issue.responded_at or timezone.now()
    return move(issue, "contact", by=by, seen=seen, text=clean_block(text), responded_at=now)


@transaction.atomic
def answer(
    issue: Issue,
    *,
    text: str,
    by: User,
    outcome: str = str(Issue.Outcome.SOLVED),
    photos: Iterable[Picture] = (),
    seen: int | None = None,
) -> Step:
    """反馈: what was done, for the reporter to read; an answer is a response too."""
    text = required(text, _("请写明办理结果，居民会看到这段话。"))
    pictures = list(photos)
    if needs_photo(issue) and not pictures:
        raise ValidationError(_("这一类事项办完要拍一张现场照片，请选一张再提交。"), code="photo_after")
    now = timezone.now()
    fields: dict[str, Any] = {"answered_at": now, "responded_at": issue.responded_at or now, "outcome": outcome}
    step = move(issue, "answer", by=by, seen=seen, text=text, signed_at=issue.signed_at or now, **fields)
    attach(pictures, step)
    return step


def needs_photo(issue: Issue) -> bool:
    return bool(issue.category and issue.category.photo_after)


@transaction.atomic
def decline(issue: Issue, *, reason: str, by: User, seen: int | None = None) -> Step:
    """不予受理: the reporter reads why, and may ask again."""
    reason = required(reason, _("请写明为什么不受理、居民可以找谁，居民会看到这段话。"))
    return move(issue, "decline", by=by, seen=seen, text=reason, closed_at=timezone.now())


@transaction.atomic
def sort(issue: Issue, *, category: Category | None, severity: int, by: User | None, seen: int | None = None) -> Step:
    """Another category or severity, with the limits that go with it, counted from when the matter came in.

    Who has the matter in hand gets no more time by it: that is asked for, and granted by somebody else.
    """
    limits = limits_of(category, severity, begun(issue))
    if by is not None and handles(by, issue):
        limits = limits._replace(due_at=min(limits.due_at, issue.due_at))
    elif issue.more_time:
        limits = limits._replace(due_at=max(limits.due_at, issue.due_at))
    words = _("%(category)s，%(severity)s") % {
        "category": category.name if category else _("未分类"),
        "severity": Issue(severity=severity).get_severity_display(),
    }
    fields = {"category": category, "severity": severity, **limits._asdict()}
    return move(issue, "sort", by=by, seen=seen, text=words, **fields)


def begun(issue: Issue) -> datetime:
    """When the present limits began: with the receipt, or when the matter was begun again."""
    again = issue.steps.filter(verb=Step.Verb.REOPEN).order_by("-pk").values_list("at", flat=True).first()
    return again or issue.received_at


@transaction.atomic
def add_internal_note(issue: Issue, *, text: str, by: User) -> Step:
    text = required(text, _("请写下备注内容。"))
    return add_step(issue, "note", by=by, text=text)


@transaction.atomic
def publish(issue: Issue, *, title: str, by: User, text: str = "") -> Step:
    """Give the matter a title (and a text) for everybody, or take it back with ""; the reporter's words stay private."""
    if issue.category and issue.category.confidential:
        raise ValidationError(_("这一类事项涉及个人隐私，不对外公开。"), code="confidential")
    title, text = clean_line(title)[:60], clean_block(text) if title else ""
    if sentences := [*objections(title), *objections(text)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    Issue.objects.filter(pk=issue.pk).update(public_title=title, public_text=text)
    issue.public_title, issue.public_text = title, text
    bump_public_version()
    return add_step(issue, "title", by=by, text=title or _("不再公开"))


@transaction.atomic
def reveal_contact(issue: Issue, *, reason: str, by: User, address: str = "") -> dict[str, str]:
    """The reporter's name and number in the clear, and a line in the audit chain that says who wanted them and why."""
    reason = required(reason, _("请写明为什么要查看联系方式。"))
    record("issues.reveal_contact", by=by, target=f"issue:{issue.pk}", reason=reason[:200], address=address)
    return {"name": issue.reporter_name, "phone": issue.reporter_phone}
