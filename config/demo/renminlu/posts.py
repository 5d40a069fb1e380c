"""Who works there: people with accounts, and those whom a board shows to their neighbours."""

from datetime import date, timedelta

from accounts.models import User
from config.demo.renminlu import places
from config.demo.renminlu.people import MAN, WOMAN
from config.demo.renminlu.world import FOUNDED, World
from grids import actions
from grids.models import Posting, Unit

Role = Posting.Role
TERM = date(2024, 7, 1)
# of 199-0000-9xxx; residents have the numbers below
FIRST_PUBLIC = 9000
HOURS = ("每晚七点在议事亭", "周一至周五全天", "有事请发短信", "周末上午在楼下", "")


class Desk:
    """Gives posts one after the other, each with the next public number."""

    def __init__(self, world: World) -> None:
        self.world, self.number = world, FIRST_PUBLIC

    def phone(self) -> str:
        self.number += 1
        return f"199-0000-{self.number}"

    def staff(self, username: str, name: str, role: str, unit: Unit, since: date = TERM, note: str = "") -> User:
        user = User.objects.create_user(username, name=name)
        shown = {} if role == Role.ADMIN else {"on_board": True, "public_phone": self.phone(), "public_note": note}
        actions.post(role, unit, user=user, since=since, by=None, **shown)
        return user

    def neighbour(self, role: str, unit: Unit, name: str, *, phone: bool = True, note: str = "") -> None:
        number = self.phone() if phone else ""
        actions.post(role, unit, name=name, since=TERM, on_board=True, public_phone=number, public_note=note, by=None)


def appoint(world: World) -> None:
    desk = Desk(world)
    committee(world, desk)
    for number, grid in enumerate(world.grids, start=1):
        team(world, desk, grid, number)
    for area in world.areas:
        quarter(world, desk, area)
    for building in world.buildings:
        stairs(world, desk, building)
    leave(world)


def committee(world: World, desk: Desk) -> None:
    admin = desk.staff("admin", "谭立新", Role.ADMIN, world.street, FOUNDED)
    world.secretary = desk.staff("shuji", "彭慧敏", Role.SECRETARY, world.community, note="周三上午接待居民")
    world.clerks = [
        desk.staff(f"shegong{number}", name, Role.WORKER, world.community)
        for number, name in enumerate(("文静", "罗小军", "谢雨晴"), start=1)
    ]
    world.accounts |= {Role.ADMIN: admin, Role.SECRETARY: world.secretary, Role.WORKER: world.clerks[0]}


def team(world: World, desk: Desk, grid: Unit, number: int) -> None:
    invent, note = world.invent, world.invent.dice.choice(HOURS)
    leader = desk.staff(f"wgz{number:02d}", invent.full_name(MAN), Role.GRID_LEADER, grid)
    worker = desk.staff(f"wgy{number:02d}", invent.full_name(WOMAN, 1988), Role.GRID_WORKER, grid, note=note)
    actions.edit_unit(grid, party_head=leader.name, by=None)
    world.leaders[grid.pk], world.workers[grid.pk] = leader, worker
    world.accounts.setdefault(Role.GRID_LEADER, leader)
    world.accounts.setdefault(Role.GRID_WORKER, worker)


def quarter(world: World, desk: Desk, area: Unit) -> None:
    desk.neighbour(Role.LANE_HEAD, area, world.invent.full_name(MAN, 1958), note="巡街巷、沿街店铺")
    if area.name in places.managed_quarters():
        desk.neighbour(Role.PROPERTY, area, f"{area.name.removesuffix('片区')}物业服务处", note="24小时值班")
    actions.edit_unit(area, party_head=world.invent.full_name(WOMAN, 1965), by=None)


def stairs(world: World, desk: Desk, building: Unit) -> None:
    invent = world.invent
    head = invent.full_name(invent.dice.choice((MAN, WOMAN)), 1956)
    desk.neighbour(Role.BUILDING_HEAD, building, head, note=invent.dice.choice(HOURS))
    if invent.dice.random() < 0.6:
        host = invent.full_name(invent.dice.choice((MAN, WOMAN)), 1953)
        desk.neighbour(Role.PARTY_HOME, building, host, phone=False)
        actions.edit_unit(building, party_name=f"{building.name}党员中心户", party_head=host, by=None)
    if invent.dice.random() < 0.4:
        desk.neighbour(Role.REPRESENTATIVE, building, invent.full_name(WOMAN, 1962), phone=False)


def leave(world: World) -> None:
    """The leader of the last grid is away; the neighbour's worker stands in for two weeks."""
    grid, beside = world.grids[-1], world.grids[-2]
    posting = Posting.objects.get(user=world.leaders[grid.pk])
    until = world.today + timedelta(days=14)
    actions.deputise(posting, user=world.workers[beside.pk], since=world.today, until=until, by=None)
