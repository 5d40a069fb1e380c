"""“我也遇到”: what neighbours have reported already, shown before the same is sent twice, and joining it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block, clean_line, phone_digits
from grids.models import Unit
from grids.publish import bump_public_version
from issues import flow, news
from issues.actions.ending import SOLVED_BY_STARS
from issues.actions.family import family, joiners_of, main_of
from issues.actions.opinions import propose_if_many
from issues.actions.steps import add_step
from issues.actions.visiting import answer_visit
from issues.likeness import Matter, rank
from issues.models import TONES, Category, Issue, IssueQuerySet, Joiner, Policy, Step, Visit
from issues.sorting import suggest

LATELY = timedelta(days=30)
# so many rows are read and compared at most, the newest first
READ = 150
# of a long text the beginning says what it is about
COMPARED = 300
# open ones and those answered lately can be joined; after the end somebody reports anew
JOINABLE = (*flow.OPEN, Issue.State.ANSWERED)
SHOWABLE = (*JOINABLE, Issue.State.CLOSED, Issue.State.ENDED)
# a joiner still has a word when the first reporter has given theirs
RATED_AFTER = (Issue.State.ANSWERED, Issue.State.CLOSED, Issue.State.ENDED)
# longest words of a joiner
TEXT = 300
SIGNER = signing.TimestampSigner(salt="issues.join")
REF_LASTS = timedelta(days=1)
COLUMNS = (
    *("pk", "number", "state", "due_at", "received_at", "joined", "public_title", "public_text", "start"),
    *("category_id", "category__name", "category__code"),
    *("unit_id", "unit__kind", "unit__name", "unit__parent_id", "unit__parent__name"),
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

    @property
    def when(self) -> str:
        if self.days == 0:
            return _("今天")
        return _("昨天") if self.days == 1 else _("%(n)d 天前") % {"n": self.days}


def candidates(*, text: str, unit: Unit, category: Category | None) -> list[Candidate]:
    """At most five, the likeliest first."""
    new = described_now(text, unit, category, timezone.now())
    rows = list(nearby(unit, category).annotate(start=Left("text", COMPARED)).values(*COLUMNS)[:READ])
    return [shown(row, score) for row, score in likeliest(new, rows) if not sounds_confidential(row)]


def similar_to(issue: Issue, user: User) -> list[tuple[Issue, float]]:
    """For the desk: what this one may be merged into, the likeliest first; confidential ones among their own."""
    private = bool(issue.category and issue.category.confidential)
    seen = Issue.objects.visible_to(user).filter(state__in=JOINABLE, received_at__gte=timezone.now() - LATELY)
    seen = seen.filter(near(issue.unit, issue.category)).exclude(pk=issue.pk)
    seen = seen.filter(category__confidential=True) if private else seen.exclude(category__confidential=True)
    rows = list(seen.annotate(start=Left("text", COMPARED)).values(*COLUMNS)[:READ])
    new = described_now(issue.text, issue.unit, issue.category, issue.received_at)
    scores = {row["pk"]: score for row, score in likeliest(new, rows)}
    found = Issue.objects.select_related("unit__parent", "category", "handler", "department").in_bulk(scores)
    return [(found[pk], score) for pk, score in scores.items()]


def nearby(unit: Unit, category: Category | None) -> IssueQuerySet:
    """Lately, and near, among what others may hear of."""
    lately = shareable().filter(state__in=SHOWABLE, received_at__gte=timezone.now() - LATELY)
    return lately.filter(near(unit, category))


def near(unit: Unit, category: Category | None) -> Q:
    """Of the same community, and of the same grid or the same group of categories."""
    above = list(Unit.objects.above(unit))
    community = next((each for each in above if each.kind == Unit.Kind.COMMUNITY), unit)
    grid = next((each for each in above if each.kind == Unit.Kind.GRID), unit)
    close = Q(unit__in=Unit.objects.within(grid))
    if category is not None:
        group = category.parent_id or category.pk
        close |= Q(category=group) | Q(category__parent=group)
    return close & Q(unit__in=Unit.objects.within(community))


def shareable() -> IssueQuerySet:
    """What others may hear of at all; a part is joined by joining the whole."""
    return Issue.objects.filter(split_from=None, hidden_by_reporter=False).exclude(category__confidential=True)


def sounds_confidential(row: dict) -> bool:
    """Nobody has sorted it yet, and it reads like a matter of the confidential kinds."""
    if row["category_id"] is not None:
        return False
    first = suggest(row["start"])[:1]
    return bool(first) and first[0][0] in confidential_codes()


def confidential_codes() -> set[str]:
    return set(Category.objects.filter(confidential=True).values_list("code", flat=True))


def likeliest(new: Matter, rows: list[dict]) -> list[tuple[dict, float]]:
    """At most five, compared by text, place, kind and day."""
    found = {row["pk"]: row for row in rows}
    return [(found[each.matter.key], each.score) for each in rank(new, map(compared, rows))]


def compared(row: dict) -> Matter:
    building = row["unit__kind"] == Unit.Kind.BUILDING
    return Matter(
        text=row["start"],
        category=row["category__code"] or "",
        building=row["unit_id"] if building else None,
        grid=row["unit__parent_id"] if building else row["unit_id"],
        received=timezone.localdate(row["received_at"]),
        key=row["pk"],
    )


def described_now(text: str, unit: Unit, category: Category | None, received: datetime) -> Matter:
    facts = {"pk": None, "start": text[:COMPARED], "unit_id": unit.pk, "unit__parent_id": unit.parent_id}
    facts |= {"category__code": category.code if category else "", "unit__kind": unit.kind, "received_at": received}
    return compared(facts)


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


def described(issue: Issue) -> Candidate:
    """One matter in the words everybody may read."""
    found = Issue.objects.filter(pk=issue.pk).annotate(start=Left("text", COMPARED))
    return shown(found.values(*COLUMNS).get(), 1.0)


def ref_of(number: str) -> str:
    """Numbers can be guessed; only who was shown a matter may open the page that asks “you too?”."""
    return SIGNER.sign(number)


def matter_of(ref: str) -> Issue | None:
    """What a ``ref`` of a candidate, or the number of a public matter, stands for; the main one where it was merged."""
    try:
        found = Issue.objects.filter(number=SIGNER.unsign(ref, max_age=REF_LASTS))
    except signing.BadSignature:
        found = Issue.objects.public().filter(number=ref)
    issue = found.select_related("merged_into").first()
    if issue is None:
        return None
    return shareable().select_related("category", "unit__parent").filter(pk=main_of(issue).pk).first()


def join(
    issue: Issue,
    *,
    key: UUID,
    name: str = "",
    phone: str = "",
    text: str = "",
    unit: Unit | None = None,
    user: User | None = None,
) -> Joiner:
    """Once for each key, account and telephone number; the same again gives the same row and counts nothing."""
    main = main_of(issue)
    facts = {"name": clean_line(name), "unit": unit, "user": user, "text": clean_block(text)[:TEXT]} | number(phone)
    earlier = joined_before(main, key, facts)
    if earlier is not None:
        return earlier
    refuse_own(main, facts)
    try:
        return enter(main, key, facts)
    except IntegrityError:
        # a second tap came in at the same moment; the first one's row is the answer
        twin = joined_before(main, key, facts)
        if twin is None:
            raise
        return twin


def number(phone: str) -> dict[str, str]:
    digits = phone_digits(phone) if phone.strip() else ""
    if digits is None:
        raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
    return {"phone": digits, "phone_index": blind_index(digits, "phone")}


def joined_before(main: Issue, key: UUID, facts: dict) -> Joiner | None:
    same = Q(user=facts["user"]) if facts["user"] else Q(pk=None)
    if facts["phone_index"]:
        same |= Q(phone_index=facts["phone_index"])
    return Joiner.objects.filter(key=key).first() or joiners_of(main).filter(same).first()


def refuse_own(main: Issue, facts: dict) -> None:
    own = Q(reporter=facts["user"]) if facts["user"] else Q(pk=None)
    if facts["phone_index"]:
        own |= Q(phone_index=facts["phone_index"])
    if family(main).filter(own).exists():
        raise ValidationError(already(), code="own")


def already() -> str:
    """The same for the reporter and for joiners: nobody learns by trying numbers who reported."""
    return _("这个号码已经登记在这件事里，不用再登记，有进展会告诉您。")


@transaction.atomic
def enter(main: Issue, key: UUID, facts: dict) -> Joiner:
    found = shareable().filter(pk=main.pk, state__in=JOINABLE)
    # counts without a new version: whoever works on the matter is not disturbed
    if not found.update(joined=F("joined") + 1):
        raise ValidationError(_("这件事已经结束了。如果又遇到，请作为新的事项反映。"), code="ended")
    joiner = Joiner.objects.create(issue=main, key=key, token=token_urlsafe(16), **facts)
    # by nobody: colleagues read in the timeline that it happened, not who it was
    step = add_step(main, Step.Verb.JOIN, by=None)
    main.refresh_from_db(fields=["joined"])
    if main.public_title:
        bump_public_version()
    news.queue(step)
    propose_if_many(main)
    return joiner


def may_rate(joiner: Joiner) -> bool:
    return main_of(joiner.issue).state in RATED_AFTER and rating_of(joiner) is None


def rating_of(joiner: Joiner) -> Visit | None:
    return joiner.visits.answered().filter(round=round_of(joiner.issue)).first()


def round_of(issue: Issue) -> int:
    return issue.reopened + 1


@transaction.atomic
def rate_joined(joiner: Joiner, *, stars: int, text: str = "") -> Visit:
    """A joiner's own word on the answer, once per closing, on the page or by the link that was sent."""
    main, issue = main_of(joiner.issue), joiner.issue
    if main.state not in RATED_AFTER:
        raise ValidationError(_("这件事还在办，办完再请您评价。"), code="not_yet")
    until = timezone.now() + timedelta(days=Policy.current().rate_days)
    opened = {"token": token_urlsafe(16), "issue": issue, "expires_at": until}
    asked, _new = Visit.objects.get_or_create(joiner=joiner, round=round_of(issue), again=False, defaults=opened)
    if asked.answered_at is not None:
        raise ValidationError(_("您已经评价过了，谢谢。如果问题又出现，可以再反映一次。"), code="rated")
    words = {"n": stars, "words": clean_line(text)[:200]}
    add_step(main, Step.Verb.NOTE, by=None, text=_("附议的居民评价：%(n)s 分 %(words)s") % words)
    return answer_visit(asked, solved=SOLVED_BY_STARS[stars], stars=stars, text=text)
