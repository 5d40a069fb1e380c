"""What is kept no longer than the committee's policy says: first who reported goes, later the whole matter.

Acceptance point 33 of domain/issues.md. Both are rules of ``community.actions.retention``, which tells beforehand what
would go (``forget --dry-run``) and keeps the clock.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import Message
from community.actions.retention import Rule, start_of
from grids.publish import bump_public_version
from issues import department_news, flow, news
from issues.actions.steps import ERASED, add_step
from issues.models import (
    Approval,
    Call,
    Issue,
    Joiner,
    Order,
    Photo,
    Policy,
    Proposal,
    Stand,
    Step,
    Tombstone,
    Visit,
    Whistle,
)
from issues.redacting import find, mask

AT_ONCE = 200
WITHOUT_REPORTER: dict[str, Any] = {
    "reporter_name": "",
    "reporter_phone": "",
    "phone_index": "",
    "phone_tail": "",
    "reporter": None,
    "shares_contact": False,
}
WITHOUT_JOINER: dict[str, Any] = {"name": "", "phone": "", "phone_index": "", "user": None}
OWN_WORDS = ("text", "place", "rating_text", "public_text")
# what others wrote about the matter: model → the way to it, and the fields with free words
WORDS: dict[type[models.Model], tuple[str, tuple[str, ...]]] = {
    Joiner: ("issue", ("text",)),
    Visit: ("issue", ("text",)),
    Approval: ("issue", ("reason", "answer")),
    Stand: ("issue", ("who", "text")),
    Proposal: ("issue", ("title", "why", "answer")),
    Whistle: ("issue", ("text", "place", "record")),
    Call: ("whistle__issue", ("result", "score_text")),
}


@dataclass(frozen=True, slots=True)
class MonthsRule(Rule):
    """``months`` is asked anew each time: the committee changes its policy while the portal runs."""

    months: Callable[[], int] = lambda: 0

    def limit(self, on: date) -> datetime:
        return start_of(months_after(on, -self.months()))

    def next_on(self) -> date | None:
        first = self.rows().order_by(self.clock).values_list(self.clock, flat=True).first()
        return months_after(timezone.localdate(first), self.months()) if first else None


def months_after(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ended() -> QuerySet[Issue]:
    return Issue.objects.filter(state__in=flow.ENDS, closed_at__isnull=False)


def known_reporters() -> QuerySet[Issue]:
    """Ended, and not looked through since: a matter may be opened again after its reporter was forgotten."""
    return ended().filter(Q(forgotten_at=None) | Q(forgotten_at__lt=F("closed_at")))


def whole_families() -> QuerySet[Issue]:
    """Ended ones with everything that was merged into them or split off; the last of these to end sets the clock."""
    own = F("closed_at")
    last = Greatest(own, Coalesce(Max("merged__closed_at"), own), Coalesce(Max("parts__closed_at"), own))
    going_on = Issue.objects.exclude(state__in=flow.ENDS)
    waited_for = Q(pk__in=going_on.exclude(merged_into=None).values("merged_into"))
    waited_for |= Q(pk__in=going_on.exclude(split_from=None).values("split_from"))
    return ended().exclude(waited_for).annotate(family_ended_at=last)


# --- who reported ------------------------------------------------------------------------------


def forget_reporters(rows: QuerySet[Issue]) -> int:
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for some in batches(pks):
        for issue in Issue.objects.filter(pk__in=some).select_related("split_from", "merged_into"):
            forget_reporter(issue)
        forget_messages(some)
        Joiner.objects.filter(issue__in=some).update(**WITHOUT_JOINER)
    return len(pks)


def forget_reporter(issue: Issue) -> None:
    """That something was reported and done stays; who it was cannot be told from it any more."""
    joiners = list(issue.joiners.all())
    secrets = [issue.reporter_name, issue.reporter_phone, *(said for one in joiners for said in (one.name, one.phone))]
    known = {secret for secret in secrets if len(secret) > 1}
    words = {name: masked(issue, name, known) for name in OWN_WORDS}
    answers = {code: masked_answer(said, known) for code, said in issue.answers.items()}
    fields = WITHOUT_REPORTER | words | {"answers": answers, "forgotten_at": timezone.now()}
    Issue.objects.filter(pk=issue.pk).update(**fields)
    mask_others(issue, known)
    told = erase_steps(issue.steps.all(), known, everything=True)
    for kin in kin_of(issue):
        forget_among_kin(kin, known)
    if any(secrets) or told or issue.reporter_id:
        add_step(issue, Step.Verb.FORGET, by=None)
    if issue.public_title:
        bump_public_version()


def masked(row: models.Model, name: str, known: set[str]) -> str:
    words, limit = getattr(row, name), getattr(row._meta.get_field(name), "max_length", None)
    return without(mask(words, known), known)[:limit]


def without(words: str, known: set[str]) -> str:
    """What the search for names and numbers passed over, because it is written in an unusual way or not a name."""
    for secret in sorted(known, key=len, reverse=True):
        words = words.replace(secret, ERASED)
    return words


def masked_answer(said: Any, known: set[str]) -> Any:
    if isinstance(said, list):
        return [masked_answer(one, known) for one in said]
    return without(mask(said, known), known) if isinstance(said, str) else said


def mask_others(issue: Issue, known: set[str]) -> None:
    for model, (way, names) in WORDS.items():
        for row in model._default_manager.filter(**{way: issue}):
            changed = {name: said for name in names if (said := masked(row, name, known)) != getattr(row, name)}
            if changed:
                model._default_manager.filter(pk=row.pk).update(**changed)


def erase_steps(steps: QuerySet[Step], known: set[str], *, everything: bool) -> int:
    """Whole words go, never a part of them: only the marker keeps the chain (``steps.digest``) whole."""
    gone = [row.pk for row in steps.exclude(text="") if tells(row.text, known, everything=everything)]
    return Step.objects.filter(pk__in=gone).exclude(text=ERASED).update(text=ERASED)


def tells(words: str, known: set[str], *, everything: bool) -> bool:
    """A name that only looks like one may be the handler's, which is meant to stay on the record."""
    if without(words, known) != words:
        return True
    return everything and any(finding.kind != "name" for finding in find(words))


def kin_of(issue: Issue) -> Iterator[Issue]:
    """What was merged with it or split from it tells of the same people, in copied words."""
    yield from (kin for kin in (issue.split_from, issue.merged_into) if kin is not None)
    yield from Issue.objects.filter(Q(split_from=issue) | Q(merged_into=issue))


def forget_among_kin(kin: Issue, known: set[str]) -> None:
    """Only these people: what else it holds goes when its own time has come."""
    changed = {name: said for name in OWN_WORDS if (said := without(getattr(kin, name), known)) != getattr(kin, name)}
    if changed:
        Issue.objects.filter(pk=kin.pk).update(**changed)
    erase_steps(kin.steps.all(), known, everything=False)


def forget_messages(pks: list[int]) -> None:
    """What was told about it, to whom and under which number, has long been read."""
    links = [reverse("issues:receipt", args=[token]) for token in of(Issue, pks, "token", "pk")]
    links += [reverse("issues:joined", args=[token]) for token in of(Joiner, pks, "token")]
    links += [reverse("issues:visit", args=[token]) for token in of(Visit, pks, "token")]
    links += [link(Issue(pk=pk)) for pk in pks for link in (news.desk_link, department_news.case_link)]
    for some in batches(links):
        Message.objects.filter(link__in=some).delete()


def of(model: type[models.Model], pks: list[int], field: str, way: str = "issue") -> Iterable[Any]:
    return model._default_manager.filter(**{f"{way}__in": pks}).values_list(field, flat=True)


def batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


# --- the whole matter --------------------------------------------------------------------------


def delete_matters(rows: QuerySet[Issue]) -> int:
    due = set(rows.values_list("pk", flat=True))
    # a main matter whose kin is kept, for whatever reason, stays with it
    while held := kept_kin(due):
        due -= held
    # within the same transaction: what leaves together holds nothing back
    for some in batches(sorted(due)):
        Issue.objects.filter(pk__in=some).update(merged_into=None, split_from=None)
    for some in batches(sorted(due)):
        delete_some(some)
    if due:
        bump_public_version()
    return len(due)


def kept_kin(due: set[int]) -> set[int]:
    pairs = Issue.objects.filter(Q(merged_into__isnull=False) | Q(split_from__isnull=False))
    held: set[int] = set()
    for pk, *above in pairs.values_list("pk", "merged_into", "split_from"):
        if pk not in due:
            held.update(main for main in above if main in due)
    return held


def delete_some(pks: list[int]) -> None:
    forget_messages(pks)
    issues = Issue.objects.filter(pk__in=pks)
    Tombstone.objects.bulk_create(tombstone(issue) for issue in issues.select_related("category"))
    # the number under which another system sent it stays, so that the same order does not come in once more
    Order.objects.filter(issue__in=pks).update(issue=None, due_at=None)
    for photo in Photo.objects.filter(issue__in=pks):
        for file in (photo.file, photo.thumb, photo.redacted, photo.redacted_thumb):
            if file:
                # a file without a row can be looked for; a row without its file is a broken page
                transaction.on_commit(partial(drop_file, file.storage, file.name))
    issues.delete()


def drop_file(storage: Storage, name: str) -> None:
    storage.delete(name)


def tombstone(issue: Issue) -> Tombstone:
    return Tombstone(
        number=issue.number,
        unit_id=issue.unit_id,
        category_name=issue.category.name if issue.category else "",
        state=issue.state,
        received_at=issue.received_at,
        closed_at=issue.closed_at,
    )


RULES = (
    MonthsRule(
        "issue_contact",
        gettext_lazy("事项里反映人和附议人的称呼、电话"),
        known_reporters,
        "closed_at",
        forget_reporters,
        months=lambda: Policy.current().contact_months,
    ),
    MonthsRule(
        "issue",
        gettext_lazy("办结已久的事项，连同照片"),
        whole_families,
        "family_ended_at",
        delete_matters,
        months=lambda: Policy.current().case_months,
    ),
)
