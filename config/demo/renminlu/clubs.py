"""Volunteers, teams and what they do together: the reading club with nearly 200 meetings, and the rest of a week."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from community.models import Person, Residence
from config.demo.clock import at
from config.demo.renminlu.world import World, look_at_the_tables
from volunteers.actions import activities, courses, people, series, signing, teams
from volunteers.models import Activity, Membership, Skill, Team, Volunteer, VolunteerSkill

VOLUNTEERS = 1720
FIRST_MEETING = 455
ZONE = timezone.get_default_timezone()
# name, kind, members, what they do
TEAMS = (
    ("人民读书会", "interest", 320, "每周读书三次，从十个人读到了几百人。"),
    ("赤帝巷太极队", "interest", 40, "天天早上在江边打太极。"),
    ("翰墨书画社", "interest", 36, "写字画画，春节给邻居写春联。"),
    ("夕阳红合唱队", "interest", 45, "周周唱，社区活动必到。"),
    ("红马甲志愿服务队", "service", 120, "清扫楼道、文明劝导、扶老助残。"),
    ("银龄互助队", "service", 60, "低龄老人陪高龄老人说话、买菜、看病。"),
    ("百家巧手队", "neighbours", 30, "水电、开锁、理发、缝补，有手艺的邻居。"),
    ("平安巡防队", "service", 80, "早晚巡逻，二十四小时监控室值班。"),
    ("老娘舅调解队", "mediation", 14, "邻里有疙瘩，请他们来说一说。"),
    ("人民路讲师团", "lecturers", 18, "退休教师、医生、律师轮流上课。"),
)
HANDS = ("水管维修", "电路维修", "开锁换锁", "理发", "缝补", "家电维修")
MINDS = ("教师", "医生", "律师", "法官", "护士", "会计", "书画", "心理咨询")
EVERYDAY = ("量血压", "陪诊代办", "陪伴聊天", "打扫整理", "手机教学", "课业辅导")


class Plan(NamedTuple):
    """What happens every week: on which days, from when, for how long, how many may come."""

    title: str
    kind: str
    team: str
    weekdays: str
    begins: time
    minutes: int
    place: str
    places: int | None
    text: str


WEEK = (
    Plan("人民读书会", "club", "人民读书会", "246", time(9), 90, "人民路社区二楼书屋", 40, "带上眼镜，书社区都有。"),
    Plan("晨练太极", "club", "赤帝巷太极队", "135", time(7), 60, "江边小广场", None, "不用报名也不要紧，来了就练。"),
    Plan("书画课堂", "club", "翰墨书画社", "3", time(15), 120, "书画室", 20, "笔墨纸砚都备好了。"),
    Plan("周周乐", "club", "夕阳红合唱队", "5", time(15), 90, "多功能厅", 60, "唱歌、下棋、讲古，周五下午图一乐。"),
    Plan(
        "四点半课堂", "care", "人民路讲师团", "12345", time(16, 30), 90, "儿童之家", 24, "放学后写作业，家长下班来接。"
    ),
    Plan("义务理发", "service", "百家巧手队", "6", time(9), 150, "居委会门口", 10, "给行动不便的老人上门理。"),
    Plan(
        "楼道清洁日",
        "service",
        "红马甲志愿服务队",
        "7",
        time(8),
        120,
        "赤帝巷小区北门集合",
        30,
        "工具社区提供，穿方便的鞋。",
    ),
)


def gather(world: World) -> None:
    by = world.clerks[0]
    volunteers = enlist(world)
    found = {row.name: row for row in found_teams(world, by, volunteers)}
    look_at_the_tables()
    for number, plan in enumerate(WEEK):
        fill_week(world, plan, found[plan.team], number)
    special_days(world, found)


def enlist(world: World) -> list[Volunteer]:
    """Grown-ups in the order of the register; each in the grid where they live."""
    last, first = world.today.replace(year=world.today.year - 19, day=1), date(world.today.year - 78, 1, 1)
    homes = Residence.objects.current().filter(person__born__range=(first, last)).order_by("pk")
    grids = {grid.pk: grid for grid in world.grids}
    building = {row.pk: grids[row.parent_id] for row in world.buildings}
    rows = list(homes.values_list("person", "dwelling__building")[: VOLUNTEERS * 3 : 3])
    world.invent.dice.shuffle(rows)
    known = Person.objects.in_bulk([person for person, _home in rows])
    pairs = [(known[person], building[home]) for person, home in rows]
    made = people.register_in_bulk(pairs, how="签了志愿者登记表", by=world.clerks[0])
    teach(world, made)
    return made


def teach(world: World, volunteers: list[Volunteer]) -> None:
    """Six neighbour heads in a hundred, a talent bank of eighty, an everyday skill for every second one."""
    dice, now, by = world.invent.dice, timezone.now(), world.clerks[0]
    skills = {row.name: row for row in Skill.objects.all()}
    held = []
    for number, row in enumerate(volunteers):
        name = HANDS[number % len(HANDS)] if number < 100 else MINDS[number % len(MINDS)] if number < 180 else ""
        name = name or (dice.choice(EVERYDAY) if dice.random() < 0.5 else "")
        if name:
            proof = {"proof": f"{name}证", "checked_by": by, "checked_at": now} if skills[name].needs_proof else {}
            held.append(VolunteerSkill(volunteer=row, skill=skills[name], **proof))
    VolunteerSkill.objects.bulk_create(held, batch_size=500)
    keys = [row.pk for row in volunteers]
    Volunteer.objects.filter(pk__in=keys[:100]).update(neighbour_head=True, availability=",1pm,3pm,6am,6pm,")
    Volunteer.objects.filter(pk__in=keys[100:180]).update(silver=True, availability=",2am,4am,")
    Volunteer.objects.filter(pk__in=keys[160:180]).update(lecturer=True)


def found_teams(world: World, by, volunteers: list[Volunteer]) -> list[Team]:
    rows, at_row = [], 0
    for name, kind, members, about in TEAMS:
        since = world.today - timedelta(days=400 + members)
        team = teams.found(world.community, name=name, kind=kind, about=about, since=since, by=by)
        some = [volunteers[(at_row + number) % len(volunteers)] for number in range(members)]
        at_row += members
        roles = [Membership.Role.LEADER if number < 2 else Membership.Role.MEMBER for number in range(members)]
        Membership.objects.bulk_create(
            Membership(team=team, volunteer=one, role=role, since=since) for one, role in zip(some, roles, strict=True)
        )
        rows.append(team)
    return rows


def fill_week(world: World, plan: Plan, team: Team, number: int) -> None:
    """Begun long ago for the reading club, a month ago for the others; so there is a past to look back on."""
    by = world.clerks[0]
    begun = world.today - timedelta(days=FIRST_MEETING if plan.title == "人民读书会" else 28)
    with at(datetime.combine(begun, time(6), ZONE)):
        activity = written(world, plan, team, number)
        rule = {"weekdays": plan.weekdays, "begins_at": plan.begins, "minutes": plan.minutes, "first_on": begun}
        made = series.repeat(activity, by=by, **rule)
    for days in range(100, FIRST_MEETING, 100):
        if begun + timedelta(days=days) < world.today:
            with at(datetime.combine(begun + timedelta(days=days), time(6), ZONE)):
                made.refresh_from_db()
                series.extend(made)
    made.refresh_from_db()
    series.extend(made)
    come(world, activity, plan)


def written(world: World, plan: Plan, team: Team, number: int) -> Activity:
    facts = {"title": plan.title, "place": plan.place, "places": plan.places, "kind": plan.kind, "text": plan.text}
    row = activities.write(world.community, key=UUID(int=2**90 + number), team=team, by=world.clerks[0], **facts)
    return activities.show(row, by=world.clerks[0])


def come(world: World, activity: Activity, plan: Plan) -> None:
    """Some neighbours for the next two times, volunteers where volunteers are wanted, children to the class."""
    if plan.kind == "care":
        wanted = Person.objects.filter(born__year__gte=world.today.year - 11, born__year__lte=world.today.year - 7)
    else:
        members = Volunteer.objects.active().filter(memberships__team=activity.team).order_by("person")[:12]
        wanted = Person.objects.filter(pk__in=list(members.values_list("person", flat=True)))
    some = list(wanted.order_by("pk")[:12])
    for session in activity.sessions.planned().filter(starts_at__gt=timezone.now()).order_by("starts_at")[:2]:
        for person in some:
            signing.sign_up(session, person=person, by=world.clerks[0])
    if plan.kind == "care":
        for child in some[:9]:
            facts = {"name": f"{child.name[0]}奶奶", "relation": "奶奶", "said_by": f"{child.name[0]}妈妈"}
            courses.name_pick_up(activity, child, by=world.clerks[0], **facts)


def special_days(world: World, found: dict[str, Team]) -> None:
    by, today = world.clerks[0], world.today
    day = today + timedelta(days=12)
    party = datetime.combine(day, time(10), ZONE)
    facts = {"place": "长者食堂", "places": 60, "kind": "birthday", "text": "长寿面、蛋糕，老邻居一起热闹热闹。"}
    activities.publish(
        world.community,
        key=UUID(int=2**91),
        title=f"{day.month}月集体生日",
        starts_at=party,
        ends_at=party + timedelta(hours=2),
        by=by,
        **facts,
    )
    plan = Plan(
        "手机课堂", "course", "人民路讲师团", "4", time(15), 90, "多功能厅", 30, "从打电话、发微信学到看病挂号。"
    )
    course = written(world, plan, found[plan.team], 900)
    rule = {"weekdays": "4", "begins_at": plan.begins, "minutes": plan.minutes}
    first = today + timedelta(days=7)
    term = {"name": f"{first.year}年第{(first.month - 1) // 3 + 1}期", "places": 30, "lecturer": "退休教师 周老师"}
    courses.open_term(
        course, first_on=first, last_on=first + timedelta(days=63), enrol_until=first, rule=rule, by=by, **term
    )
