"""What neighbours do for each other: wishes, helps, meals, visits, the watch room, those who report in, and pairs."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from community.models import Person
from config.demo.clock import at
from config.demo.renminlu.world import World
from grids.models import Unit
from volunteers.actions import caring, helping, meals, pairing, reporting, rostering, wishing
from volunteers.models import Help, HelpOffer, PairLine, Skill, Volunteer

ZONE = timezone.get_default_timezone()
WISHES = (
    ("想要一台收音机听戏", "confirmed", "戏听上了，天天有伴。"),
    ("想把坏了的轮椅修好", "confirmed", "又能下楼晒太阳了。"),
    ("想有人教用手机视频，看看外地的孙子", "confirmed", "看见孙子会走路了！"),
    ("想要一副新的老花镜", "fulfilled", ""),
    ("想在家门口理个发", "claimed", ""),
    ("想要一盏起夜用的小灯", "claimed", ""),
    ("想找人陪着去江边走一走", "published", ""),
    ("想学写毛笔字，缺一套笔墨", "published", ""),
    ("想把阳台的晾衣架装低一点", "published", ""),
    ("想有人每周来下一盘象棋", "published", ""),
    ("想要一张全家人的合影", "made", ""),
    ("想补一补穿了多年的棉袄", "made", ""),
)
HELPS = (
    ("独居老人厨房水管漏水", "水管维修", Help.Urgency.TODAY, "confirmed"),
    ("门锁打不开了", "开锁换锁", Help.Urgency.TODAY, "accepted"),
    ("客厅的灯不亮", "电路维修", Help.Urgency.SOON, "asked"),
    ("腿脚不便，请人上门理发", "理发", Help.Urgency.NORMAL, "open"),
    ("去医院复查，想有人陪着", "陪诊代办", Help.Urgency.SOON, "open"),
)
PARTNERS = (("衡江区税务所", "会办税、会说普法"), ("人民路小学", "会教书"), ("江畔银行支行", "会防诈骗宣传"))


def look_after_each_other(world: World) -> None:
    old = list(Person.objects.filter(born__lt=date(world.today.year - 78, 1, 1)).order_by("pk")[:60])
    wish(world, old)
    help_out(world, old)
    carry_meals(world, old)
    visit(world)
    watch(world)
    report_in(world)


def home_of(person: Person) -> Unit:
    return person.residences.select_related("dwelling__building").earliest("pk").dwelling.building


def ago(world: World, days: int, hour: int = 9) -> datetime:
    return datetime.combine(world.today - timedelta(days=days), time(hour), ZONE)


def wish(world: World, old: list[Person]) -> None:
    by, claimant = world.clerks[0], world.leaders[world.grids[0].pk]
    for number, (text, state, thanks) in enumerate(WISHES):
        person = old[number]
        called = f"{person.name[0]}奶奶" if person.sex == Person.Sex.FEMALE else f"{person.name[0]}爷爷"
        with at(ago(world, 20 - number)):
            row = wishing.make_wish(
                person, unit=home_of(person), text=text, shown_as=called, meeting="先给居委会打电话，一起去", by=by
            )
            if state == "made":
                continue
            wishing.publish(row, how="上门问过本人", by=by)
        if state == "published":
            continue
        with at(ago(world, 12 - number)):
            claim = wishing.claim(row, by=claimant)
            if state != "claimed":
                row = wishing.fulfil(claim, evidence="东西送到家，当面试过", by=claimant)
            if state == "confirmed":
                wishing.thank(row, how="打电话问过", words=thanks, by=by)


def help_out(world: World, old: list[Person]) -> None:
    by, skills = world.clerks[0], {row.name: row for row in Skill.objects.all()}
    for number, (text, skill, urgency, state) in enumerate(HELPS):
        person = old[20 + number]
        facts = {"skill": skills[skill], "urgency": urgency, "details": "先打电话，敲门重一点"}
        row = helping.ask_for_help(home_of(person), person=person, text=text, by=by, **facts)
        offer = helping.ask_next(row) if state != "open" else None
        if offer and state != "asked":
            row = helping.accept(HelpOffer.objects.get(pk=offer.pk))
        if state == "confirmed":
            row = helping.report(row, result="换了一段软管，不漏了，地也拖干了", minutes=50)
            helping.confirm(row, stars=5, thanks="师傅来得真快，不肯喝一口水。", by=by)


def carry_meals(world: World, old: list[Person]) -> None:
    """The nearest six elders of one grid; half of them have their lunch by now."""
    rider = Volunteer.objects.active().order_by("pk").first().person
    grid = world.grids[0]
    facts = {"leaves_at": time(10, 45), "deliver_by": time(12, 15), "weekdays": "1234567"}
    route = meals.make_route(grid, name="江边送餐线", rider=rider, by=world.clerks[0], **facts)
    here = Person.objects.within(Unit.objects.within(grid)).filter(pk__in=[one.pk for one in old])
    elders = list(here.by_address()[:6]) or old[:6]
    for number, person in enumerate(elders):
        meals.add_stop(route, person, note=("软一点", "少盐", "", "挂在门上")[number % 4], by=world.clerks[0])
    run = meals.lay_out(route, world.today)
    for meal in list(run.meals.select_related("run__route__unit"))[:3] if run else []:
        meals.tell(meal, "delivered")


def visit(world: World) -> None:
    until = world.today + timedelta(days=10)
    facts = {"whom": "aged_90", "purpose": "节前走访高龄老人", "gift": "米 5 公斤、油 1 桶"}
    row = caring.begin_round(world.community, title="节前走访高龄老人", until=until, by=world.clerks[0], **facts)
    for number, one in enumerate(row.visits.order_by("pk")[:8]):
        went = f"{world.clerks[0].name}、志愿者"
        facts = {"state": "away"} if number == 5 else {"state": "visited", "went": went, "brought": row.gift}
        caring.note_visit(one, by=world.clerks[0], on=world.today - timedelta(days=number % 3), **facts)


def watch(world: World) -> None:
    """The watch room around the clock, three shifts a day; Sunday night still looks for somebody."""
    by = world.clerks[0]
    row = rostering.make_roster(
        world.community,
        name="监控室 24 小时值班",
        place="平安站一楼",
        around_the_clock=True,
        note="有情况先打社区电话。",
        by=by,
    )
    people = [one.person for one in Volunteer.objects.active().order_by("pk")[10:31]]
    for weekday in range(1, 8):
        for number, start in enumerate((time(6), time(14), time(22))):
            one = people[(weekday - 1) * 3 + number]
            nobody = weekday == 7 and number == 2
            facts = {"weekday": weekday, "starts_at": start, "minutes": 480, "needed": 1}
            rostering.set_shift(row, people=[] if nobody else [one], by=by, **facts)


def report_in(world: World) -> None:
    by, grid = world.clerks[0], world.grids[0]
    posts = [
        reporting.open_post(grid, name=name, text=text, places=6, by=by)
        for name, text in (
            ("赶集日秩序岗", "周末上午在巷口"),
            ("护学岗", "放学时段在校门口"),
            ("楼道安全员", "每月看一次消防通道"),
        )
    ]
    members = iter(Volunteer.objects.active().order_by("pk")[40:60])
    partners = []
    for number, (name, offers) in enumerate(PARTNERS):
        partner = reporting.add_partner(world.community, name=name, by=by)
        partners.append(partner)
        for order in range(4):
            row = reporting.report_in(partner, next(members).person, offers=offers, by=by)
            if order < 3:
                reporting.place(row, grid, by=by)
                service = reporting.take(row, posts[number], by=by)
            if order < 2:
                reporting.serve(service, did="站岗两小时，扶老人过街", minutes=120, by=by)
            if order == 0:
                reporting.rate(service, stars=5, words="准时、耐心", by=by)
    pair = pairing.pair(grid, partners, note="把共建单位的人和物用到家门口", by=by)
    pairing.add_line(pair, kind=PairLine.Kind.RESOURCE, title="多功能教室，周末可借", partner=partners[1])
    pairing.add_line(pair, kind=PairLine.Kind.NEED, title="教老人用手机防诈骗")
    line = pairing.add_line(
        pair, kind=PairLine.Kind.PROJECT, title="楼道充电桩改造", due_on=world.today + timedelta(days=60)
    )
    pairing.take_line(line, partners[2])
    pairing.note_progress(line, text="看过现场，三个点位合适", by=by)
