"""一年两评选: a draft, shown to everybody, objections answered, then fixed by a second person."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.models import Person
from grids.models import Unit
from grids.publish import bump_public_version
from points.models import Evaluation, Objection, Standing, Unnamed
from points.reports import ranking

# natural days; practice is five to seven
SHORTEST_SHOW = timedelta(days=5)
State = Evaluation.State


@transaction.atomic
def draft(unit: Unit, *, year: int, half: int, by: User) -> Evaluation:
    first, last = ranking.period(year, half)
    if last >= timezone.localdate():
        raise ValidationError(_("这半年还没有过完，过完再评。"), code="too_early")
    others = Evaluation.objects.filter(unit=unit)
    if others.filter(first__gte=first).exists():
        raise ValidationError(_("这半年或更晚的半年已经评过了。"), code="already")
    before = others.before(first).first()
    if before and before.state != State.FINAL:
        raise ValidationError(_("请先把%(title)s的评选定下来。") % {"title": before.title}, code="one_before")
    try:
        with transaction.atomic():
            row = Evaluation.objects.create(
                unit=unit, year=year, half=half, first=first, last=last, previous=before, drafted_by=by
            )
    except IntegrityError:
        raise ValidationError(_("同事刚刚已经开始评这半年了，请刷新页面。"), code="already") from None
    count(row)
    record("evaluation.drafted", by=by, target=f"evaluation:{row.pk}", mark=row.mark)
    return row


def count(row: Evaluation) -> None:
    """Freeze the ledger's last line, and write what it says up to there."""
    row.mark = ranking.mark_now()
    row.save(update_fields=["mark"])
    row.standings.all().delete()
    found = ranking.lines(row)
    hidden = set(Unnamed.objects.values_list("person__point_accounts", flat=True))
    Standing.objects.bulk_create(
        Standing(evaluation=row, account_id=line.account, merit=line.merit, place=line.place, minutes=line.minutes,
                 star=line.star, hidden=line.account in hidden)
        for line in found
    )  # fmt: skip


@transaction.atomic
def redraw(row: Evaluation, *, by: User) -> Evaluation:
    """Once more from the ledger of today; only while nobody outside has seen it."""
    if not Evaluation.objects.filter(pk=row.pk, state=State.DRAFT).update(drafted_by=by, drafted_at=timezone.now()):
        raise moved_on()
    row.refresh_from_db()
    count(row)
    record("evaluation.redrawn", by=by, target=f"evaluation:{row.pk}", mark=row.mark)
    return row


@transaction.atomic
def show(row: Evaluation, *, until: date, by: User) -> Evaluation:
    if until < timezone.localdate() + SHORTEST_SHOW:
        raise ValidationError(_("公示至少 5 天，请把截止日期往后写。"), code="too_short")
    if not row.standings.exists():
        raise ValidationError(_("名单是空的，没有什么可以公示。"), code="nobody")
    drafts = Evaluation.objects.filter(pk=row.pk, state=State.DRAFT)
    if not drafts.update(state=State.SHOWN, shown_at=timezone.now(), shown_until=until):
        raise moved_on()
    row.refresh_from_db()
    record("evaluation.shown", by=by, target=f"evaluation:{row.pk}", mark=row.mark, until=until)
    bump_public_version()
    return row


@transaction.atomic
def withdraw(row: Evaluation, *, reason: str, by: User) -> Evaluation:
    """Back to a draft, to be counted again: after an objection that was right."""
    if not clean_line(reason):
        raise ValidationError(_("请写明为什么撤回。"), code="no_reason")
    shown = Evaluation.objects.filter(pk=row.pk, state=State.SHOWN)
    if not shown.update(state=State.DRAFT, shown_at=None, shown_until=None):
        raise moved_on()
    row.refresh_from_db()
    record("evaluation.withdrawn", by=by, target=f"evaluation:{row.pk}", reason=reason)
    bump_public_version()
    return row


@transaction.atomic
def fix(row: Evaluation, *, by: User) -> Evaluation:
    """Final: not before the publicity is over, not with an objection open, not by whoever made the list."""
    if row.drafted_by_id == by.pk:
        raise ValidationError(_("名单是您制的，要由别人审定，请同事来办。"), code="own_draft")
    if row.state == State.SHOWN and row.shown_until and row.shown_until >= timezone.localdate():
        raise ValidationError(_("公示还没有结束，结束后再审定。"), code="too_early")
    over = Evaluation.objects.filter(pk=row.pk, state=State.SHOWN, shown_until__lt=timezone.localdate())
    if not over.exclude(drafted_by=by).update(state=State.FINAL, fixed_by=by, fixed_at=timezone.now()):
        raise moved_on()
    # looked at while the row is held: whoever objects at this moment came before, or is told that it is over
    if row.objections.filter(answered_at=None).exists():
        raise ValidationError(_("还有意见没有答复，请先答复。"), code="objections_open")
    row.refresh_from_db()
    record("evaluation.fixed", by=by, target=f"evaluation:{row.pk}", mark=row.mark)
    bump_public_version()
    return row


def moved_on() -> ValidationError:
    return ValidationError(_("这次评选已经到了下一步，请刷新页面。"), code="moved_on")


# --- objections --------------------------------------------------------------------------------
@transaction.atomic
def object_to(
    row: Evaluation, *, text: str, key: UUID, user: User | None, name: str = "", phone: str = ""
) -> Objection:
    """By somebody signed in, or typed in by staff for whoever came by; the same form twice is one objection."""
    text = clean_block(text)
    if not text:
        raise ValidationError(_("请写下您的意见。"), code="no_text")
    held = Evaluation.objects.select_for_update(no_key=True).filter(pk=row.pk).first()
    if held is None or held.state != State.SHOWN:
        raise ValidationError(_("公示已经结束。有意见请给社区打电话。"), code="moved_on")
    facts = {"evaluation": row, "text": text, "user": user, "name": clean_line(name), "phone": clean_line(phone)}
    found, new = Objection.objects.get_or_create(key=key, defaults=facts)
    if not new and (found.evaluation_id, found.text) != (row.pk, text):
        raise ValidationError(_("这条意见已经交过一次，但内容不同。请刷新页面，重新填写。"), code="key_reused")
    return found


@transaction.atomic
def answer(objection: Objection, *, text: str, upheld: bool, by: User) -> Objection:
    text = clean_block(text)
    if not text:
        raise ValidationError(_("请写下答复。"), code="no_text")
    if objection.user_id == by.pk:
        raise ValidationError(_("这是您自己提的意见，请同事来答复。"), code="own_objection")
    waiting = Objection.objects.filter(pk=objection.pk, answered_at=None)
    if not waiting.update(answer=text, upheld=upheld, answered_by=by, answered_at=timezone.now()):
        raise ValidationError(_("这条意见已经有人答复了。"), code="moved_on")
    objection.refresh_from_db()
    record("evaluation.answered", by=by, target=f"objection:{objection.pk}", upheld=upheld)
    if objection.user:
        where = f"/points/evaluations/{objection.evaluation_id}/"
        tell(objection.user, _("您对评选公示的意见有答复了"), text, link=where, key=f"objection:{objection.pk}")
    return objection


# --- names -------------------------------------------------------------------------------------
@transaction.atomic
def hide_name(person: Person, *, by: User) -> None:
    """Not in any public list, from this moment and in later ones; the place itself stays."""
    Unnamed.objects.get_or_create(person=person, defaults={"by": by})
    set_hidden(person, True)


@transaction.atomic
def show_name(person: Person, *, by: User) -> None:
    Unnamed.objects.filter(person=person).delete()
    set_hidden(person, False)
    record("evaluation.named", by=by, target=f"person:{person.pk}")


def set_hidden(person: Person, hidden: bool) -> None:
    Standing.objects.filter(account__person=person).update(hidden=hidden)
    bump_public_version()


def join_unnamed(kept: Person, other: Person) -> None:
    """Two records become one: whoever asked under either of them stays unnamed."""
    if Unnamed.objects.filter(person=kept).exists():
        Unnamed.objects.filter(person=other).delete()
