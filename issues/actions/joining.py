"""“我也遇到”: what neighbours have reported already, shown before the same is sent twice, and joining it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Unit
from issues import flow
from issues.models import TONES, Category, Issue, IssueQuerySet
from issues.sorting import suggest

LATELY = timedelta(days=30)
# so many rows are read and compared at most, the newest first
READ = 200
SHOWN = 5
# of a long text the beginning says what it is about
COMPARED = 400
# open ones and those answered lately can be joined; after the end somebody reports anew
JOINABLE = (*flow.OPEN, Issue.State.ANSWERED)
SHOWABLE = (*JOINABLE, Issue.State.CLOSED, Issue.State.ENDED)
SIGNER = signing.TimestampSigner(salt="issues.join")
COLUMNS = (
    *("pk", "number", "unit_id", "state", "due_at", "received_at", "joined", "public_title", "public_text", "start"),
    *("category_id", "category__name", "category__code", "unit__kind", "unit__name", "unit__parent__name"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that may be the same, as everybody may see it: no word of the reporter, nothing below the grid.

    ``ref`` goes into ``issues:join``; ``people`` counts the reporter too; ``score`` is 0 … 1.
    """

    ref: str
    number: str
    title: str
    text: str
    place: str
    days: int
    state: str
    tone: str
    people: int
    joinable: bool
    score: float


def candidates(*, text: str, unit: Unit, category: Category | None) -> list[Candidate]:
    """At most five, the likeliest first."""
    new = {"start": text, "unit_id": unit.pk, "category_id": category.pk if category else None}
    rows = list(nearby(unit, category).annotate(start=Left("text", COMPARED)).values(*COLUMNS)[:READ])
    found = [(row, score) for row, score in likeliest(new, rows) if not sounds_confidential(row)]
    return [shown(row, score) for row, score in found[:SHOWN]]


def nearby(unit: Unit, category: Category | None) -> IssueQuerySet:
    """Of the same community, lately, and of the same grid or the same group of categories."""
    above = list(Unit.objects.above(unit))
    community = next((each for each in above if each.kind == Unit.Kind.COMMUNITY), unit)
    grid = next((each for each in above if each.kind == Unit.Kind.GRID), unit)
    close = Q(unit__in=Unit.objects.within(grid))
    if category is not None:
        group = category.parent_id or category.pk
        close |= Q(category=group) | Q(category__parent=group)
    return shareable().filter(close, unit__in=Unit.objects.within(community), state__in=SHOWABLE)


def shareable() -> IssueQuerySet:
    """What others may hear of at all; a part is joined by joining the whole."""
    since = timezone.now() - LATELY
    return Issue.objects.filter(received_at__gte=since, split_from=None, hidden_by_reporter=False).exclude(
        category__confidential=True
    )


def sounds_confidential(row: dict) -> bool:
    """Nobody has sorted it yet, and it reads like a matter of the confidential kinds."""
    if row["category_id"] is not None:
        return False
    first = suggest(row["start"])[:1]
    return bool(first) and first[0][0] in confidential_codes()


def confidential_codes() -> set[str]:
    return set(Category.objects.filter(confidential=True).values_list("code", flat=True))


def likeliest(new: dict, rows: list[dict]) -> Iterator[tuple[dict, float]]:
    """Same place and same kind first, until texts can be compared."""

    def nearness(row: dict) -> float:
        same = row["unit_id"] == new["unit_id"], row["category_id"] == new["category_id"]
        return sum(same) / len(same)

    yield from sorted(((row, nearness(row)) for row in rows), key=lambda pair: -pair[1])


def shown(row: dict, score: float) -> Candidate:
    exact = row["unit__kind"] == Unit.Kind.BUILDING
    place = row["unit__parent__name"] if exact else row["unit__name"]
    category = row["category__name"] or _("还没有分类的事")
    return Candidate(
        ref=ref_of(row["number"]),
        number=row["number"],
        title=row["public_title"] or category,
        text=row["public_text"],
        place=place,
        days=(timezone.localdate() - timezone.localdate(row["received_at"])).days,
        state=Issue.State(row["state"]).label,
        tone=TONES[row["state"]],
        people=row["joined"] + 1,
        joinable=row["state"] in JOINABLE,
        score=score,
    )


def ref_of(number: str) -> str:
    """Numbers can be guessed; only who was shown a matter may open the page that asks “you too?”."""
    return SIGNER.sign(number)
