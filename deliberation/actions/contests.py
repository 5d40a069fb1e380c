"""A contest before it is voted on: drafted, announced, cancelled."""

import secrets
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from deliberation.models import Contest, ContestCategory
from grids.models import Unit
from grids.publish import bump_public_version, objections

State = Contest.State
FACTS = ("title", "note", "min_age", "nominate_until", "opens_at", "closes_at")
MOST_CATEGORIES, MOST_PLACES, MOST_POINTS = 10, 50, 1000


def begin(unit: Unit, *, key: UUID, by: User, categories: list[dict[str, Any]], **facts: Any) -> Contest:
    """A draft; the same key always gives the same contest. A category: ``name places points for_family``."""
    earlier = Contest.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    contest = Contest(unit=unit, key=key, by=by, **checked(facts))
    try:
        with transaction.atomic():
            contest.save(force_insert=True)
            write_categories(contest, categories)
            record("contest.begun", by=by, target=f"contest:{contest.pk}")
    except IntegrityError:
        twin = Contest.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin
    return contest


@transaction.atomic
def change(contest: Contest, *, by: User, categories: list[dict[str, Any]], **facts: Any) -> Contest:
    """While nothing is announced."""
    if not Contest.objects.filter(pk=contest.pk, state=State.DRAFT).update(**checked(facts)):
        raise ValidationError(_("这次评选已经公告，不能再改。要改，请取消它，另外发起一次。"), code="frozen")
    contest.categories.all().delete()
    write_categories(contest, categories)
    contest.refresh_from_db()
    record("contest.changed", by=by, target=f"contest:{contest.pk}")
    return contest


def write_categories(contest: Contest, categories: list[dict[str, Any]]) -> None:
    if not 1 <= len(categories) <= MOST_CATEGORIES:
        words = {"most": MOST_CATEGORIES}
        raise ValidationError(_("请写 1 到 %(most)d 个奖项，每行一个。") % words, code="categories")
    for number, facts in enumerate(categories, 1):
        if facts["places"] > MOST_PLACES or facts["points"] > MOST_POINTS:
            words = {"places": MOST_PLACES, "points": MOST_POINTS}
            raise ValidationError(
                _("一个奖项最多评 %(places)d 名，奖励最多 %(points)d 分。") % words, code="categories"
            )
        ContestCategory.objects.create(contest=contest, number=number, **facts)


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of a contest: {unknown}")
    facts["title"], facts["note"] = clean_line(facts["title"])[:60], clean_block(facts.get("note", ""))[:1000]
    if not facts["title"]:
        raise ValidationError(_("请写评选的名称。"), code="required")
    if sentences := [*objections(facts["title"]), *objections(facts["note"])]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if not facts["nominate_until"] <= facts["opens_at"] < facts["closes_at"]:
        raise ValidationError(_("时间要依次是：推荐截止、开始投票、截止投票。"), code="order")
    return facts


@transaction.atomic
def announce(contest: Contest, *, by: User) -> Contest:
    """From here on the clock ends the nominations and opens and closes the vote."""
    if contest.nominate_until <= timezone.now():
        raise ValidationError(_("推荐截止的时间已经过了，请先改时间。"), code="late")
    changes = {"state": State.ANNOUNCED, "salt": secrets.token_hex(16)}
    if not Contest.objects.filter(pk=contest.pk, state=State.DRAFT).update(**changes):
        raise ValidationError(_("已经有人公告过了，请看最新的状态。"), code="moved_on")
    contest.refresh_from_db()
    bump_public_version()
    record("contest.announced", by=by, target=f"contest:{contest.pk}")
    return contest


@transaction.atomic
def cancel(contest: Contest, *, reason: str, by: User) -> Contest:
    """Before it is counted; ballots stay where they are and are counted by nobody."""
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写明为什么取消，大家会看到。"), code="required")
    found = Contest.objects.filter(pk=contest.pk, state__in=(State.DRAFT, State.ANNOUNCED))
    if not found.update(state=State.CANCELLED, reason=reason):
        raise ValidationError(_("这次评选已经计票或已经取消，不能再取消。"), code="moved_on")
    contest.refresh_from_db()
    bump_public_version()
    record("contest.cancelled", by=by, target=f"contest:{contest.pk}", reason=reason)
    return contest
