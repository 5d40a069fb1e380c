"""Contests and conventions made as people make them; shared by their tests."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

import community.actions
from community.models import Person
from deliberation.actions import awarding, contests, nominating
from deliberation.actions import conventions as rules
from deliberation.models import Contest, Convention, ConventionVersion, Nominee
from tests.deliberation import votes

ARTICLES = "晚上十点以后不大声喧哗。\n\n电梯里不吸烟，不带电动车上楼。\n\n宠物出门牵绳。"


def neighbours(building, names, entrance="8") -> list[Person]:
    """One flat and one grown-up of the register for each name."""
    made = []
    for number, name in enumerate(names, 1):
        home = community.actions.add_dwelling(building, entrance, f"{100 + number}", by=None)
        id_number = votes.id_number(int(entrance) * 50 + number)
        made.append(community.actions.add_person(name, dwelling=home, id_number=id_number, by=None))
    return made


def draft(town: SimpleNamespace, unit=None, **facts) -> Contest:
    now = timezone.now()
    usual = {
        "title": "2026 年最美邻居",
        "note": "好人大家选。",
        "min_age": 18,
        "nominate_until": now + timedelta(days=5),
        "opens_at": now + timedelta(days=6),
        "closes_at": now + timedelta(days=9),
        "categories": [
            {"name": "最美邻居", "places": 1, "points": 20, "for_family": False},
            {"name": "文明家庭", "places": 1, "points": 0, "for_family": True},
        ],
    }
    return contests.begin(unit or town.north, key=uuid4(), by=town.north_leader, **usual | facts)


def announced(town: SimpleNamespace, unit=None, **facts) -> Contest:
    return contests.announce(draft(town, unit, **facts), by=town.north_leader)


def nominee(town: SimpleNamespace, contest: Contest, person: Person, number: int = 1) -> Nominee:
    """Put forward by a neighbour, asked at the door, on the ballot."""
    category = contest.categories.get(number=number)
    facts = {"name": person.name, "deed": f"{person.name}常年照顾楼上的老人。", "by": town.stranger}
    row = nominating.nominate(category, key=uuid4(), **facts)
    deed = f"{person.name}照顾老人三年。"
    return nominating.approve(row, person=person, public_deed=deed, consent_how="当面问过", by=town.north_leader)


def open_now(contest: Contest) -> Contest:
    """Six days later."""
    now = timezone.now()
    Contest.objects.filter(pk=contest.pk).update(
        nominate_until=now - timedelta(days=1), opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(days=1)
    )
    contest.refresh_from_db()
    return contest


def close(contest: Contest) -> Contest:
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    contest.refresh_from_db()
    return contest


def running(town: SimpleNamespace, unit=None, **facts) -> SimpleNamespace:
    """``contest``, six neighbours 甲 to 己, of whom 甲 and 乙 stand for the first award, 丙 and 丁 for the second."""
    world = SimpleNamespace()
    world.people = neighbours(town.building2, ["赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己"])
    contest = announced(town, unit, **facts)
    world.good = [nominee(town, contest, person) for person in world.people[:2]]
    world.family = [nominee(town, contest, person, 2) for person in world.people[2:4]]
    world.contest = open_now(contest)
    return world


def say(world: SimpleNamespace, voter: int, nominee: Nominee, channel: str = "online", by=None, assisted: str = ""):
    """The voter of this place (from 0) for this nominee."""
    choices = {nominee.category: nominee}
    person = world.people[voter]
    return awarding.vote(world.contest, person, choices, channel=channel, by=by, assisted=assisted)


# --- conventions -------------------------------------------------------------------------------
def convention(town: SimpleNamespace, unit=None, text: str = ARTICLES, **facts) -> Convention:
    usual = {"title": "2 栋楼道公约", "kind": "stairwell", "needed": "half"}
    return rules.begin(unit or town.building2, key=uuid4(), text=text, by=town.north_leader, **usual | facts)


def version_of(row: Convention) -> ConventionVersion:
    return row.versions.order_by("-number").first()


def commented(town: SimpleNamespace, row: Convention, article: int = 1):
    """Shown, and one comment made on an article."""
    version = rules.open_for_comments(version_of(row), by=town.north_leader)
    one = version.articles.get(number=article)
    return rules.comment(one, key=uuid4(), text="周末能不能晚一点？", name="三楼住户")


def signing(town: SimpleNamespace, row: Convention) -> ConventionVersion:
    version = version_of(row)
    if version.state == "draft":
        version = rules.open_for_comments(version, by=town.north_leader)
    return rules.freeze(version, by=town.north_leader)


def today():
    return timezone.localdate()
