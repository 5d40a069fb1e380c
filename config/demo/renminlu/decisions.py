"""What was decided together: owners who missed three quarters by 0.01 m², a leak settled, a questionnaire, an award, a convention.

Votes and questionnaires close by the database's own clock, which no story turns back: they take their words while the
story's last day lies ahead, and get their true dates afterwards.
"""

from datetime import timedelta
from uuid import uuid4

from django.db.models import Count, Model
from django.utils import timezone

import community.actions
from community.models import Dwelling, Household, Person
from config.demo.clock import at
from config.demo.renminlu.world import World
from deliberation import actions
from deliberation.actions import (
    agreeing,
    awarding,
    contests,
    conventions,
    honours,
    mediating,
    nominating,
    signing,
    surveying,
)
from deliberation.models import MediationParty, OwnersVote, Panellist
from grids.models import Unit

DAY = timedelta(days=1)
AREA = 8_000
ARTICLES = "晚上十点以后不大声喧哗。\n\n电梯里不吸烟，不带电动车上楼。\n\n楼道里不堆东西，消防通道随时能走。"
GOOD = (
    "三年来每天替楼上的老人买菜、提水。",
    "自家的工具谁都能借，谁家水管坏了都去修。",
    "每天早上把楼前的落叶扫干净。",
)


def decide(world: World) -> None:
    small = smallest(world)
    refuse_by_a_hundredth(world, small)
    settle_a_leak(world)
    ask(world, small)
    honour(world, small)
    agree_on_rules(world, small)


def smallest(world: World) -> Unit:
    """The building with the fewest flats, so that everybody's ballot can be told."""
    sizes = Dwelling.objects.values("building").annotate(n=Count("pk")).order_by("n", "building")
    return next(row for row in world.buildings if row.pk == sizes[0]["building"])


def dated(row: Model, **dates) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**dates)
    row.refresh_from_db()


def heads(building: Unit) -> list[Person]:
    homes = Household.objects.current().filter(dwelling__building=building).order_by("pk")
    return [home.head for home in homes.select_related("head")]


# --- owners ------------------------------------------------------------------------------------
def refuse_by_a_hundredth(world: World, building: Unit) -> None:
    """Of the heads who take part exactly three quarters agree; one of the others has 0.01 m² more than its neighbours."""
    by, now = world.clerks[0], timezone.now()
    own(world, building)
    facts = {"title": f"{building.name}加装电梯", "question": "是否同意在本楼加装一部电梯，费用按楼层分摊？"}
    with at(now - 25 * DAY):
        dates = {"opens_at": now - 9 * DAY, "closes_at": now + DAY, "key": uuid4()}
        vote = actions.begin(building, by=by, matter=OwnersVote.Matter.REBUILD, **facts, **dates)
        vote = actions.announce(vote, by=by)
    everybody = list(vote.heads.order_by("area", "pk"))
    # the least fours of heads that are two thirds of all
    four = -(-len(everybody) * 2 // 12)
    voters = [everybody[-1], *everybody[: four * 4 - 1]]
    with at(now - 3 * DAY):
        for number, head in enumerate(voters):
            actions.cast(head, "no" if number < four else "yes", channel="phone", by=by)
    dated(vote, closes_at=now - 2 * DAY)
    with at(now - DAY):
        actions.count(vote, by=by)


def own(world: World, building: Unit) -> None:
    """Who lives there owns the flat; an empty one belongs to somebody who lives elsewhere."""
    flats = list(Dwelling.objects.filter(building=building).order_by("pk"))
    Dwelling.objects.filter(building=building).update(area="80.00", area_source="不动产登记")
    Dwelling.objects.filter(pk=flats[-1].pk).update(area="80.01")
    lives = {home.dwelling_id: home.head for home in Household.objects.current().filter(dwelling__building=building)}
    for number, flat in enumerate(flats, 1):
        person = lives.get(flat.pk)
        born = world.today - timedelta(days=20_000 + number)
        who = (
            {"person": person, "name": person.name} if person else {"name": f"欧阳{world.invent.given('1', born.year)}"}
        )
        community.actions.add_owner(flat, **who, by=None)


# --- neighbours --------------------------------------------------------------------------------
def settle_a_leak(world: World) -> None:
    """Talked over once, signed by all, and looked after."""
    grid, now = world.grids[0], timezone.now()
    leader, building = world.leaders[grid.pk], next(row for row in world.buildings if row.parent_id == grid.pk)
    below, above = heads(building)[:2]
    with at(now - 20 * DAY):
        facts = {"kind": "leak", "text": "楼上卫生间漏水，楼下天花板起皮。", "source": "visit", "lead": leader}
        case = mediating.begin(grid, key=uuid4(), by=leader, **facts)
        for side, person in (("a", below), ("b", above)):
            party = mediating.add_party(case, key=uuid4(), side=side, person=person, by=leader)
            mediating.answer(party, agrees=True, how="上门当面说的", by=leader)
        mediating.add_panellist(case, role="mediator", user=leader, by=leader)
        mediating.add_panellist(case, role="adviser", name="秦律师", by=leader)
        session = mediating.call_session(case, at=now - 18 * DAY, place="社区二楼议事亭", by=leader)
    with at(now - 17 * DAY):
        there = {"parties": list(case.parties.all()), "panel": list(case.panel.all())}
        mediating.write_session(session, text="楼上承认水管老化，愿意换管；楼下不要赔钱。", by=leader, **there)
        paper = agreeing.draft(case, text="楼上卫生间水管老化，漏到楼下。", by=leader)
        due = world.today - 7 * DAY
        owes = case.parties.get(side="b")
        term = agreeing.add_term(paper, number=1, party=owes, text="换水管，把楼下天花板刷好。", due_on=due, by=leader)
        for one in agreeing.still_to_sign(paper):
            agreeing.sign(paper, signed=True, by=leader, **signer(one))
        agreeing.conclude(paper, by=leader)
    with at(now - 7 * DAY):
        agreeing.settle_term(term, kept=True, note="上门看过，水管换了，墙也刷好了。", by=leader)
        agreeing.note_visit(case.visits.earliest("due_on"), text="两家都说满意，见面又打招呼了。", by=leader)


def signer(one: MediationParty | Panellist) -> dict:
    return {"party" if isinstance(one, MediationParty) else "panellist": one}


# --- questions ---------------------------------------------------------------------------------
def ask(world: World, building: Unit) -> None:
    by, now = world.clerks[0], timezone.now()
    facts = {"title": "楼道卫生您满意吗", "kind": "satisfaction", "per": "household", "anonymous": True}
    with at(now - 12 * DAY):
        dates = {"opens_at": now - 12 * DAY, "closes_at": now + DAY}
        survey = surveying.begin(building, key=uuid4(), by=by, **facts, **dates)
        surveying.add_question(survey, number=1, kind="scale", text="总的满意不满意", by=by)
        wishes = ["多扫几次", "清走杂物", "换亮一点的灯"]
        surveying.add_question(
            survey, number=2, kind="several", text="还要做什么", choices=wishes, required=False, by=by
        )
        survey.refresh_from_db()
        survey = surveying.issue(survey, by=by)
    with at(now - 5 * DAY):
        for number, place in enumerate(survey.asked.select_related("survey").order_by("pk")[:8]):
            said = {"1": (5, 4, 4, 3)[number % 4], "2": [wishes[number % 3]]}
            surveying.answer(place, said, revision=survey.revision, typed_by=by if number < 3 else None)
    dated(survey, closes_at=now - 2 * DAY)


# --- thanks ------------------------------------------------------------------------------------
def honour(world: World, building: Unit) -> None:
    """Voted on, counted yesterday: whoever objects has six days left."""
    by, now = world.clerks[0], timezone.now()
    prize = {"name": "最美邻居", "places": 1, "points": 0, "for_family": False}
    facts = {"title": f"{world.today.year} 年{building.name}最美邻居", "note": "身边的好人，大家来选。", "min_age": 18}
    with at(now - 20 * DAY):
        dates = {"nominate_until": now + DAY, "opens_at": now + 2 * DAY, "closes_at": now + 3 * DAY}
        contest = contests.begin(building, key=uuid4(), by=by, categories=[prize], **facts, **dates)
        contest = contests.announce(contest, by=by)
    category, people = contest.categories.get(), heads(building)
    with at(now - 18 * DAY):
        for person, deed in zip(people, GOOD, strict=False):
            row = nominating.nominate(category, key=uuid4(), name=person.name, deed=deed, by=None)
            nominating.approve(row, person=person, public_deed=deed, consent_how="上门问过本人", by=by)
    dated(contest, nominate_until=now - 10 * DAY, opens_at=now - 9 * DAY, closes_at=now + DAY)
    standing = list(category.nominees.order_by("number"))
    voters = awarding.voters_of(contest).exclude(pk__in=[row.person_id for row in standing]).order_by("pk")
    with at(now - 4 * DAY):
        for number, voter in enumerate(voters[:9]):
            chosen = standing[(0, 0, 1, 0, 2)[number % 5]]
            awarding.vote(contest, voter, {category: chosen}, channel="phone", by=by)
    dated(contest, closes_at=now - 2 * DAY)
    with at(now - DAY):
        honours.count(contest, by=by)


# --- rules -------------------------------------------------------------------------------------
def agree_on_rules(world: World, building: Unit) -> None:
    by, now = world.clerks[0], timezone.now()
    facts = {"title": f"{building.name}楼道公约", "kind": "stairwell", "needed": "half", "text": ARTICLES}
    with at(now - 30 * DAY):
        row = conventions.begin(building, key=uuid4(), by=by, **facts)
        version = conventions.open_for_comments(row.versions.get(), by=by)
        one = conventions.comment(
            version.articles.get(number=1), key=uuid4(), text="周末能不能晚一点？", name="三楼住户"
        )
    with at(now - 22 * DAY):
        conventions.answer_comment(one, answer="商量过了：孩子多，周末也是十点。", by=by)
        version = conventions.freeze(version, by=by)
    homes = list(signing.homes_of(version))
    with at(now - 15 * DAY):
        for home in homes[: len(homes) * 2 // 3 + 1]:
            signing.sign(version, home, word="agree", channel="door", assisted=world.clerks[-1].name, by=by)
        conventions.take_effect(version, on=timezone.localdate(), by=by)
