"""Opposed wishes recorded side by side, and what should be talked over by all: found by rule or handed on by hand."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from grids.publish import bump_public_version, objections
from issues import flow
from issues.actions.family import main_of, people_of
from issues.actions.steps import add_step, required
from issues.models import Category, Issue, Policy, Proposal, Stand

Kind, State = Proposal.Kind, Proposal.State
LIVE = (*flow.OPEN, Issue.State.ANSWERED)
# the same matter told twice is one matter; a part of one is none of its own
NOT_COUNTED = (Issue.State.DECLINED, Issue.State.MERGED)
MOST_PEOPLE = 100_000

# the app that holds meetings takes a proposal up: ``maker(proposal)`` answers the address of the topic it made
TopicMaker = Callable[[Proposal], str]
MAKERS: list[TopicMaker] = []


def register_topic_maker(maker: TopicMaker) -> None:
    """Called in ``AppConfig.ready`` by an app above; said twice, it counts once."""
    if maker not in MAKERS:
        MAKERS.append(maker)


class Mediated(NamedTuple):
    """What the page of a matter says of a mediation that came of it; nothing of what is in it."""

    label: str
    state: str
    url: str


class Mediator(NamedTuple):
    """The app that mediates: which of its rows came of a matter, how one is told, and where one is begun."""

    rows: Callable[[Issue], QuerySet]
    told: Callable[[Any], Mediated]
    begin_at: Callable[[Issue], str]


MEDIATORS: list[Mediator] = []


def register_mediator(mediator: Mediator) -> None:
    """Called in ``AppConfig.ready`` by an app above; said twice, it counts once."""
    if mediator not in MEDIATORS:
        MEDIATORS.append(mediator)


def mediations_of(issue: Issue, *, any_begun: bool) -> tuple[list[Mediated], str]:
    """The cases, and the address at which one may be begun; ([], "") where nobody mediates."""
    found = [who.told(row) for who in MEDIATORS for row in who.rows(issue)] if any_begun else []
    return found, next((who.begin_at(issue) for who in MEDIATORS), "")


@transaction.atomic
def record_stand(issue: Issue, *, side: str, who: str, count: int, text: str, by: User) -> Stand:
    """What a group wants and why, for everybody to read: groups and numbers, never names."""
    main = main_of(issue)
    if main.state not in LIVE:
        raise ValidationError(_("这件事已经结束，不能再记意见。"), code="ended")
    who = required(clean_line(who), _("请写明是哪些人，例如“5 层以上的住户”。"))
    text = required(text, _("请写明他们的理由。"))
    if not 1 <= count <= MOST_PEOPLE:
        raise ValidationError(_("请写明有多少户（人）。"), code="count")
    if sentences := [*objections(who), *objections(text)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    stand = Stand.objects.create(issue=main, side=side, who=who[:40], count=count, text=text[:500], by=by)
    words = {"side": stand.get_side_display(), "who": stand.who, "count": stand.count}
    add_step(main, "note", by=by, text=_("记下一方意见：%(side)s，%(who)s %(count)d 户（人）") % words)
    show_anew(main)
    return stand


@transaction.atomic
def end_stand(stand: Stand, *, by: User) -> None:
    """It was recorded wrongly, or they think otherwise now; the row stays."""
    if not Stand.objects.filter(pk=stand.pk, ended_at=None).update(ended_at=timezone.now()):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    words = {"side": stand.get_side_display(), "who": stand.who}
    add_step(stand.issue, "note", by=by, text=_("一方意见不再有效：%(side)s，%(who)s") % words)
    show_anew(stand.issue)


def show_anew(issue: Issue) -> None:
    if issue.public_title:
        bump_public_version()


def sides(issue: Issue) -> list[dict]:
    """For everybody: each side with its total and its groups, against beside for; [] where nobody took a side."""
    rows = list(issue.stands.filter(ended_at=None).values("pk", "side", "who", "count", "text"))
    if not rows:
        return []
    present = {row["side"] for row in rows}
    wanted = [side for side in Stand.Side if side != Stand.Side.IF or side in present]
    return [side_of(side, [row for row in rows if row["side"] == side]) for side in wanted]


def side_of(side: Stand.Side, rows: list[dict]) -> dict:
    return {"side": side.value, "label": side.label, "total": sum(row["count"] for row in rows), "rows": rows}


def propose(issue: Issue, *, by: User, why: str = "") -> Proposal:
    """转议事 by hand: one click; the same open proposal is never there twice."""
    main = main_of(issue)
    refuse_private(main)
    return put(why=clean_line(why)[:200] or _("工作人员提出：%(name)s") % {"name": by.name}, **about(main))


def refuse_private(issue: Issue) -> None:
    if issue.category is not None and issue.category.confidential:
        raise ValidationError(_("这一类事项涉及个人隐私，不能放到议事会上。"), code="confidential")


def about(issue: Issue) -> dict:
    return {"kind": Kind.TOPIC, "unit": issue.unit, "category": issue.category, "issue": issue, "title": title(issue)}


def title(issue: Issue) -> str:
    """Staff's own words or the kind; what the reporter wrote is not read out in a meeting."""
    named = {"unit": issue.unit.name, "category": issue.category.name if issue.category else issue.number}
    return issue.public_title or _("%(unit)s：%(category)s") % named


def put(**facts: Any) -> Proposal:
    """The constraint says which is the same; who comes second gets the first's."""
    same = Proposal.objects.filter(kind=facts["kind"], state=State.PROPOSED, issue=facts.get("issue"))
    if facts.get("issue") is None:
        same = same.filter(unit=facts["unit"], category=facts["category"])
    found = same.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Proposal.objects.create(**facts)
    except IntegrityError:
        return same.get()


def propose_if_many(issue: Issue) -> Proposal | None:
    """At least so many people: called when somebody joins, and nightly. What was dropped once is not proposed again."""
    policy = Policy.current()
    people = people_of(issue)
    if people - 1 < policy.topic_joiners or issue.state not in LIVE:
        return None
    if issue.category is not None and issue.category.confidential:
        return None
    if issue.proposals.filter(kind=Kind.TOPIC).exists():
        return None
    return put(why=_("%(n)d 人反映同一件事") % {"n": people}, **about(issue))


def propose_many() -> list[Proposal]:
    """Nightly, for what a change of the policy has brought over the threshold."""
    wanted = Policy.current().topic_joiners
    told = Issue.objects.filter(Q(joined__gte=wanted) | Q(merged__isnull=False), state__in=LIVE).distinct()
    found = [propose_if_many(issue) for issue in told.select_related("category", "unit")]
    return [proposal for proposal in found if proposal is not None]


def propose_similar() -> list[Proposal]:
    """Nightly: the same kind again and again in one grid (转议事), or all over the community (未诉先办)."""
    policy = Policy.current()
    since = timezone.now() - timedelta(days=policy.similar_days)
    rows, tree = list(counted(since)), ancestry()
    found = []
    for kind, level in ((Kind.TOPIC, Unit.Kind.GRID), (Kind.PREVENT, Unit.Kind.COMMUNITY)):
        for (unit, category), places in gathered(rows, tree, level).items():
            # what only one grid has is that grid's topic
            wide = kind == Kind.TOPIC or len(places) > 1
            if wide and sum(places.values()) >= policy.topic_similar:
                facts = {"kind": kind, "unit_id": unit, "category_id": category}
                found += propose_once(facts, places, policy.similar_days, since)
    return found


def counted(since: datetime) -> QuerySet:
    """Matters by place and kind; confidential kinds and unsorted ones are no topic."""
    rows = Issue.objects.filter(received_at__gte=since, split_from=None, category__confidential=False)
    return rows.exclude(state__in=NOT_COUNTED).order_by().values("unit", "category").annotate(n=Count("pk"))


def ancestry() -> dict[int, dict[str, int]]:
    """Of each unit: kind of level → the unit of that level it lies in."""
    rows = Unit.objects.order_by("tree_id", "lft").values_list("pk", "kind", "parent_id")
    found: dict[int, dict[str, int]] = {}
    for pk, kind, parent in rows:
        found[pk] = {**found.get(parent, {}), kind: pk}
    return found


def gathered(rows: list[dict], tree: dict[int, dict[str, int]], level: str) -> dict[tuple[int, int], Counter]:
    """``{(unit of this level, category): {grid: how many}}``."""
    found: dict[tuple[int, int], Counter] = {}
    for row in rows:
        above = tree[row["unit"]]
        if level in above:
            place = above.get(Unit.Kind.GRID, row["unit"])
            found.setdefault((above[level], row["category"]), Counter())[place] += row["n"]
    return found


def propose_once(facts: dict, places: Counter, days: int, since: datetime) -> list[Proposal]:
    """Not again while the last one is open, nor before the days that are counted have passed."""
    earlier = Proposal.objects.filter(Q(state=State.PROPOSED) | Q(at__gte=since), issue=None, **facts)
    if earlier.exists():
        return []
    unit, category = Unit.objects.get(pk=facts["unit_id"]), Category.objects.get(pk=facts["category_id"])
    words = {"days": days, "unit": unit.name, "category": category.name, "n": sum(places.values())}
    if facts["kind"] == Kind.TOPIC:
        why = _("最近 %(days)d 天有 %(n)d 件同类的事") % words
    else:
        why = _("最近 %(days)d 天 %(grids)d 个网格共 %(n)d 件，先查原因、先办") % (words | {"grids": len(places)})
    return [put(unit=unit, category=category, kind=facts["kind"], title=_("%(unit)s：%(category)s") % words, why=why)]


@transaction.atomic
def take_up(proposal: Proposal, *, by: User, answer: str = "") -> Proposal:
    """Adopted: whoever holds meetings makes a topic of it, and tells its address."""
    decide(proposal, State.TAKEN, by, clean_line(answer)[:200])
    if proposal.kind == Kind.TOPIC:
        for maker in MAKERS:
            link_topic(proposal, maker(proposal))
    return proposal


def link_topic(proposal: Proposal, address: str) -> None:
    """A path of this portal; the topic holds the key of the proposal, so the link goes both ways."""
    Proposal.objects.filter(pk=proposal.pk).update(topic=address)
    proposal.topic = address
    if proposal.issue is not None:
        show_anew(proposal.issue)


@transaction.atomic
def drop(proposal: Proposal, *, by: User, answer: str) -> Proposal:
    answer = required(clean_line(answer), _("请写明为什么不采纳。"))
    decide(proposal, State.DROPPED, by, answer[:200])
    return proposal


def decide(proposal: Proposal, state: str, by: User, answer: str) -> None:
    found = Proposal.objects.filter(pk=proposal.pk, state=State.PROPOSED)
    if not found.update(state=state, decided_by=by, answer=answer):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    proposal.refresh_from_db()
    if proposal.issue is not None:
        words = {"kind": proposal.get_kind_display(), "state": proposal.get_state_display(), "answer": answer}
        add_step(proposal.issue, "note", by=by, text=_("%(kind)s%(state)s：%(answer)s") % words)
        show_anew(proposal.issue)
