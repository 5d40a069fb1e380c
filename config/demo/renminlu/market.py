"""爱心超市 of the story: what is on the shelf, who earned and exchanged, and the half year that was judged."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from community.models import Person, Residence
from config.demo.clock import at
from config.demo.renminlu.world import SEED, World
from points import actions as points
from points.actions import commending, evaluation, oddities, orders, stock
from points.actions import shop as shop_actions
from points.actions.opening import account_of
from points.actions.orders import Wish
from points.models import Good, Item, Shop
from points.reports.ranking import period

# 44 points for the rice, as a neighbouring committee publishes it; 1 point = 1 yuan, but the price is its own
GOODS = (
    ("goods", "大米 5 公斤", "01", 44, "袋", 44, 30, "超市采购"),
    ("goods", "食用油 1.8 升", "02", 30, "桶", 25, 24, "超市采购"),
    ("goods", "洗衣液 2 公斤", "03", 18, "瓶", 18, 40, "超市采购"),
    ("goods", "纸巾一提", "04", 12, "提", 12, 60, "便民超市捐赠"),
    ("goods", "牙膏", "05", 6, "支", 6, 80, "便民超市捐赠"),
    ("goods", "香皂", "06", 4, "块", 4, 100, "超市采购"),
    ("goods", "垃圾袋三卷", "07", 5, "份", 5, 4, "超市采购"),
    ("service", "上门理发", "11", 10, "次", 15, 0, "百家巧手队"),
    ("service", "修鞋配钥匙", "12", 8, "次", 10, 0, "百家巧手队"),
    ("service", "家政两小时", "13", 40, "次", 80, 0, "家政公司"),
    ("slot", "书画室两小时", "21", 6, "场", None, 0, ""),
    ("slot", "多功能厅半天", "22", 20, "场", None, 0, ""),
    ("honour", "光荣榜上榜一期", "31", 60, "期", None, 0, ""),
)
EARNERS = 70
DEEDS = ("cleaning", "guiding", "patrol", "company", "mediating", "advice", "escorting")
# number of the earner, code of the good, how many, how it stands today
ORDERS = (
    (1, "01", 1, "picked"), (2, "02", 1, "picked"), (3, "04", 2, "picked"), (4, "05", 3, "picked"),
    (5, "06", 2, "picked"), (6, "03", 1, "picked"), (7, "04", 1, "cancelled"), (8, "05", 2, "reserved"),
    (9, "04", 1, "reserved"), (10, "06", 4, "reserved"), (11, "07", 2, "reserved"),
)  # fmt: skip


def trade(world: World) -> None:
    chance, by = Random(SEED), world.clerks[0]
    year, half = (world.today.year, 1) if world.today.month > 6 else (world.today.year - 1, 2)
    first, last = period(year, half)
    people = earners(world)
    for number, person in enumerate(people):
        earn(world, person, number, first, last, chance)
    with at(timezone.now() - timedelta(days=60)):
        market = open_market(world, by)
    exchange(world, market, people)
    judge(world, year, half)
    oddities.look_for(first)


def key(number: int) -> UUID:
    return UUID(int=SEED * 10**12 + number)


def earners(world: World) -> list[Person]:
    there = Residence.objects.current().filter(dwelling__building__in=world.buildings, person__died_on=None)
    adults = there.filter(person__born__lte=date(world.today.year - 25, 1, 1)).order_by("dwelling_id", "pk")
    found: dict[int, Person] = {}
    for stay in adults.select_related("person")[:: max(1, adults.count() // EARNERS)][:EARNERS]:
        found[stay.person_id] = stay.person
    return list(found.values())


def earn(world: World, person: Person, number: int, first: date, last: date, chance: Random) -> None:
    """A few deeds of the last half year, and as many since; each on its own day."""
    span = (min(world.today, last + timedelta(days=150)) - first).days
    days = sorted(first + timedelta(days=chance.randrange(span)) for _turn in range(3 + number % 5))
    for turn, day in enumerate(days):
        item = Item.objects.get(code=DEEDS[(number + turn) % len(DEEDS)])
        by = world.clerks[(number + turn) % len(world.clerks)]
        minutes = 60 * chance.randrange(1, 4)
        points.award(person, None, key=f"demo:{person.pk}:{turn}:{day}", by=by, unit=world.community, item=item,
                     minutes=minutes, on=day, reason=item.name)  # fmt: skip


def open_market(world: World, by) -> Shop:
    market = shop_actions.open_shop(
        world.community, by=by, name="人民路爱心超市", place="社区服务中心一楼", hours="每月 15 日上午 9 点到 11 点"
    )
    for number, (kind, name, code, price, measure, worth, amount, supplier) in enumerate(GOODS):
        good = shop_actions.add_good(
            market, kind=kind, name=name, code=code, price=price, measure=measure, worth=worth, supplier=supplier,
            low_at=6 if amount else 0, most_per_month=2 if price > 20 else None, by=by,
        )  # fmt: skip
        if amount:
            stock.take_in(good, amount, key=key(number), by=by, reason=supplier)
        else:
            plan(world, good, by)
    return market


def plan(world: World, good: Good, by) -> None:
    """Services on the next four Saturdays; rooms every afternoon of the next ten days; the board once a month."""
    ahead = [world.today + timedelta(days=n) for n in range(1, 29)]
    if good.kind == Good.Kind.SERVICE:
        days = [day for day in ahead if day.weekday() == 5]
        shop_actions.add_openings(good, days, capacity=6, starts=time(9), ends=time(11), by=by)
    elif good.kind == Good.Kind.SLOT:
        shop_actions.add_openings(good, ahead[:10], capacity=1, starts=time(14), ends=time(16), by=by)
    else:
        shop_actions.add_openings(good, ahead[-1:], capacity=4, by=by)


def exchange(world: World, market: Shop, people: list[Person]) -> None:
    """What can be afforded; the rest stays a wish."""
    day = timezone.make_aware(datetime.combine(world.today - timedelta(days=3), time(9)))
    for number, (who, code, quantity, state) in enumerate(ORDERS):
        good, account = Good.objects.select_related("shop__unit").get(shop=market, code=code), account_of(people[who])
        if account.balance < good.price * quantity:
            continue
        with at(min(day + timedelta(minutes=7 * number), timezone.now())):
            made = orders.reserve(account, [Wish(good, quantity)], key=key(100 + number), by=world.clerks[0])
            if state == "picked":
                orders.pick(made, by=world.clerks[0])
            elif state == "cancelled":
                orders.cancel(made, by=world.clerks[0], reason="改了主意")
    soap = Good.objects.get(shop=market, code="06")
    stock.claim_loss(soap, 2, reason="受潮", by=world.clerks[0])


def judge(world: World, year: int, half: int) -> None:
    """Shown for a week, fixed by the secretary, the first three honoured."""
    start = timezone.now() - timedelta(days=12)
    with at(start):
        row = evaluation.draft(world.community, year=year, half=half, by=world.clerks[0])
        evaluation.show(row, until=timezone.localdate() + timedelta(days=6), by=world.clerks[0])
    with at(start + timedelta(days=8)):
        evaluation.fix(row, by=world.secretary)
        commending.propose_first(row, places=3, title="积分之星", points=20, key=key(900), by=world.clerks[0])
        for honour in row.commendations.all():
            commending.decide(honour, grant=True, by=world.secretary)
