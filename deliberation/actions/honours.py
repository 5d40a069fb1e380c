"""The end of a contest: counted once, counted again by anybody, objected to as a resolution is, honoured."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

import points.actions as points
from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_line
from deliberation.actions import resolving
from deliberation.actions.awarding import voters_of
from deliberation.actions.counting import Chain
from deliberation.models import Contest, ContestBallot, ContestCategory, ContestPaper, Nominee, Resolution, Topic
from grids.publish import bump_public_version
from volunteers.actions import certifying
from volunteers.models import Award

State = Contest.State


# --- the count ---------------------------------------------------------------------------------
@transaction.atomic
def count(contest: Contest, *, by: User, days: int = 7, day_kind: str = "nd") -> Contest:
    """Once, after the closing second; what comes of it is shown for objections at once."""
    if not contest.is_over:
        raise ValidationError(_("投票还没有截止，不能计票。"), code="not_over")
    facts = {"unit": contest.unit, "title": result_title(contest), "public_title": result_title(contest)}
    topic = Topic.objects.create(**facts, source=Topic.Source.STAFF, raised_by=by, state=Topic.State.ACCEPTED)
    result = result_of(contest)
    found = Contest.objects.filter(pk=contest.pk, state=State.ANNOUNCED)
    if not found.update(state=State.COUNTED, result=result, topic=topic):
        raise ValidationError(_("已经计过票了，请看结果。"), code="moved_on")
    contest.refresh_from_db()
    resolution = resolving.resolve(
        topic, kind=Resolution.Kind.DECIDED, text=in_words(contest), days=days, day_kind=day_kind, by=by
    )
    resolving.publish(resolution, by=by)
    bump_public_version()
    record("contest.counted", by=by, target=f"contest:{contest.pk}", voters=result["voters"])
    return contest


def result_title(contest: Contest) -> str:
    return (_("评选结果：%(title)s") % {"title": contest.title})[:60]


def result_of(contest: Contest) -> dict[str, Any]:
    """``{"electorate", "voters", "assisted", "papers_waiting", "papers_void", "channels", "categories": […]}``."""
    ballots = ContestBallot.objects.current().filter(category__contest=contest)
    papers = dict(contest.papers.order_by().values_list("state").annotate(n=Count("pk")))
    channels = ballots.order_by().values_list("channel").annotate(n=Count("voter", distinct=True))
    return {
        "counted_at": timezone.now().isoformat(),
        "electorate": voters_of(contest).count(),
        "voters": ballots.values("voter").distinct().count(),
        "assisted": ballots.exclude(assisted="").values("voter").distinct().count(),
        "papers_waiting": papers.get(ContestPaper.State.WAITING, 0),
        "papers_void": papers.get(ContestPaper.State.VOID, 0),
        "channels": dict(channels),
        "categories": [result_in(category) for category in contest.categories.all()],
    }


def result_in(category: ContestCategory) -> dict[str, Any]:
    votes = {nominee.number: 0 for nominee in category.nominees.exclude(number=None).exclude(state="rejected")}
    said = ContestBallot.objects.current().filter(category=category).values_list("nominee__number", flat=True)
    for number in said:
        votes[number] += 1
    struck = sorted(category.nominees.filter(state=Nominee.State.STRUCK).values_list("number", flat=True))
    winners, tied = winners_of(votes, category.places, struck)
    lines = [{"number": number, "votes": votes[number]} for number in sorted(votes)]
    return {
        "number": category.number,
        "ballots": len(said),
        "nominees": lines,
        "struck": struck,
        "winners": winners,
        "tied": tied,
    }


def winners_of(votes: dict[int, int], places: int, struck: list[int]) -> tuple[list[int], list[int]]:
    """Who is among the first ``places``, and who of them only by a tie that nothing but a lot could part.

    A place is one more than the number of those with more votes: equals stand at the same one, and all of them win.
    """
    standing = {number: found for number, found in votes.items() if number not in struck and found}
    place = {number: 1 + sum(other > found for other in standing.values()) for number, found in standing.items()}
    winners = sorted((number for number in standing if place[number] <= places), key=lambda one: (place[one], one))
    if len(winners) <= places:
        return winners, []
    last = max(place[number] for number in winners)
    return winners, [number for number in winners if place[number] == last]


def in_words(contest: Contest) -> str:
    """What is published: category by category, equals named as equals."""
    lines = []
    for category in contest.categories.all():
        found = outcome_in(contest, category)
        names = _("、").join(
            _("%(name)s（%(votes)d 票%(tied)s）")
            % {"name": row["nominee"].name, "votes": row["votes"], "tied": _("，并列") if row["equal"] else ""}
            for row in found["rows"]
            if row["winner"]
        )
        lines.append(_("%(category)s：%(names)s") % {"category": category.name, "names": names or _("没有人得票")})
    return "\n".join(lines)


def outcome_in(contest: Contest, category: ContestCategory) -> dict[str, Any]:
    """The counted numbers beside the people: ``{"rows": [{"nominee", "votes", "place", "equal", "winner"}], "tied"}``."""
    counted = next(line for line in contest.result["categories"] if line["number"] == category.number)
    votes = {line["number"]: line["votes"] for line in counted["nominees"]}
    standing = {number: found for number, found in votes.items() if number not in counted["struck"]}
    rows = []
    for nominee in category.nominees.filter(number__in=votes):
        found, struck = votes[nominee.number], nominee.number in counted["struck"]
        rows.append(
            {
                "nominee": nominee,
                "votes": found,
                "struck": struck,
                "place": None if struck or not found else 1 + sum(other > found for other in standing.values()),
                "equal": not struck and bool(found) and list(standing.values()).count(found) > 1,
                "winner": nominee.number in counted["winners"],
            }
        )
    rows.sort(key=lambda row: (row["struck"], -row["votes"], row["nominee"].number))
    return {"rows": rows, "tied": bool(counted["tied"]), "ballots": counted["ballots"]}


# --- publicity, honours ------------------------------------------------------------------------
@transaction.atomic
def strike(nominee: Nominee, *, reason: str, by: User) -> Contest:
    """An objection holds: out of the result, whose text is then published from the first day again."""
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写明为什么取消资格，大家会看到。"), code="required")
    contest = Contest.objects.get(pk=nominee.category.contest_id)
    found = Nominee.objects.filter(pk=nominee.pk, state=Nominee.State.APPROVED, category__contest__state=State.COUNTED)
    if not found.update(state=Nominee.State.STRUCK, answer=reason):
        raise ValidationError(_("只有结果公示期里的候选人能取消资格。"), code="moved_on")
    before = in_words(contest)
    categories = [result_in(category) for category in contest.categories.all()]
    Contest.objects.filter(pk=contest.pk).update(result=contest.result | {"categories": categories})
    contest.refresh_from_db()
    if in_words(contest) != before:
        resolving.reword(contest.topic.resolution, text=in_words(contest), by=by)
    record("nominee.struck", by=by, target=f"nominee:{nominee.pk}", reason=reason)
    return contest


@transaction.atomic
def honour(contest: Contest, *, by: User) -> Contest:
    """After the period, with every objection answered: the names are published, points and honours follow once."""
    resolution = contest.topic.resolution if contest.topic else None
    if resolution is None:
        raise ValidationError(_("还没有计票。"), code="not_counted")
    if resolution.effective_at is None:
        resolution = resolving.take_effect(resolution, by=by)
    if not Contest.objects.filter(pk=contest.pk, state=State.COUNTED).update(state=State.HONOURED):
        raise ValidationError(_("荣誉已经公布过了。"), code="moved_on")
    contest.refresh_from_db()
    for category in contest.categories.all():
        for row in outcome_in(contest, category)["rows"]:
            if row["winner"]:
                reward(row["nominee"], category, contest, by=by)
    if not resolution.actions.exists():
        resolving.nothing_to_do(resolution, by=by)
    bump_public_version()
    record("contest.honoured", by=by, target=f"contest:{contest.pk}")
    return contest


def reward(nominee: Nominee, category: ContestCategory, contest: Contest, *, by: User) -> None:
    person, title = nominee.person, f"{contest.title} {category.name}"
    if category.points:
        key = f"contest:{category.pk}:{nominee.pk}"
        points.award(person, category.points, key=key, by=by, unit=contest.unit, reason=title)
    if hasattr(person, "volunteer"):
        award = Award(name=title[:80], on=timezone.localdate(), given_by=contest.unit.name)
        certifying.note(award, person, by=by)
    if person.user is not None:
        tell(person.user, _("祝贺您：%(title)s") % {"title": title}, key=f"honour:{nominee.pk}")


# --- counting again ----------------------------------------------------------------------------
def recount_lines(contest: Contest) -> Iterator[str]:
    """JSON, a line each, chained as the owners' vote is: the nominees, each ballot, the result.

    A voter is a number that only the portal can lead back, another one in each category; the receipt leads its owner to it.
    """
    chain, categories = Chain(), list(contest.categories.all())
    yield chain.line({"contest": contest.title, "categories": [line_of(category) for category in categories]})
    for category in categories:
        ballots = ContestBallot.objects.current().filter(category=category).select_related("nominee")
        for ballot in ballots.order_by("receipt").iterator():
            row = {"category": category.number, "choice": ballot.nominee.number, "receipt": ballot.receipt}
            yield chain.line(row | {"voter": masked(contest, ballot)})
    kept = ("number", "nominees", "winners", "tied")
    result = [{name: line[name] for name in kept} for line in contest.result["categories"]]
    yield chain.line({"result": result})


def line_of(category: ContestCategory) -> dict[str, Any]:
    nominees = category.nominees.exclude(number=None).exclude(state=Nominee.State.REJECTED).order_by("number")
    return {
        "number": category.number,
        "name": category.name,
        "places": category.places,
        "nominees": [{"number": one.number, "name": one.name} for one in nominees],
        "struck": sorted(one.number for one in nominees if one.state == Nominee.State.STRUCK),
    }


def masked(contest: Contest, ballot: ContestBallot) -> str:
    spelt = f"{contest.salt}:{ballot.category_id}:{ballot.voter_id}"
    return hashlib.sha256(spelt.encode()).hexdigest()[:12]
