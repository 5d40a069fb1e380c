"""A small invented town for tests and first looks: named people, two grids, three buildings."""

from types import SimpleNamespace

from accounts.models import User
from community import actions as community
from grids import actions as grids
from grids.models import Posting, Unit

Role = Posting.Role


def build() -> SimpleNamespace:
    """Street 青石街道 > community 青石社区 > area 柳荫小区 > grids north and south > buildings."""
    town = SimpleNamespace()
    kind = Unit.Kind
    # 999999 is no region of GB/T 2260
    town.street = grids.add_unit(kind.STREET, "青石街道", "999999001000", by=None)
    town.community = grids.add_unit(kind.COMMUNITY, "青石社区", "999999001001", parent=town.street, by=None)
    town.area = grids.add_unit(kind.AREA, "柳荫小区", "99999900100101", parent=town.community, by=None)
    town.north = grids.add_unit(kind.GRID, "第1网格", "999999001001001", parent=town.area, by=None)
    town.south = grids.add_unit(kind.GRID, "第2网格", "999999001001002", parent=town.area, by=None)
    town.building = grids.add_unit(kind.BUILDING, "1栋", "999999001001001001", parent=town.north, by=None)
    town.building2 = grids.add_unit(kind.BUILDING, "2栋", "999999001001001002", parent=town.north, by=None)
    town.south_building = grids.add_unit(kind.BUILDING, "3栋", "999999001001002001", parent=town.south, by=None)
    for unit in vars(town).values():
        unit.refresh_from_db()

    def staff(username: str, name: str, role: str, unit: Unit) -> User:
        user = User.objects.create_user(username, name=name)
        grids.post(role, unit, user=user, by=None)
        user.refresh_from_db()
        return user

    town.admin = staff("admin", "石管理", Role.ADMIN, town.street)
    town.secretary = staff("zhou", "周书记", Role.SECRETARY, town.community)
    town.clerk = staff("wen", "文社工", Role.WORKER, town.community)
    town.north_leader = staff("mo", "莫北", Role.GRID_LEADER, town.north)
    town.north_worker = staff("lin", "林小满", Role.GRID_WORKER, town.north)
    town.south_leader = staff("he", "何南", Role.GRID_LEADER, town.south)
    town.south_worker = staff("qiao", "乔木", Role.GRID_WORKER, town.south)
    town.stranger = User.objects.create_user("luren", name="路人")
    town.building_head = grids.post(
        Role.BUILDING_HEAD, town.building, name="周师傅", public_phone="199-0000-0001", on_board=True, by=None
    )
    settle(town)
    return town


def settle(town: SimpleNamespace) -> None:
    town.home = community.add_dwelling(town.building, "1", "101", by=None)
    town.south_home = community.add_dwelling(town.south_building, "2", "501", by=None)
    town.wang = community.add_person(
        "王小明", dwelling=town.home, id_number="999999199003070012", phones=("19900000012",), by=None
    )
    town.li = community.add_person("李翠花", dwelling=town.home, relation="10", by=None)
    town.zeng = community.add_person(
        "曾南山", dwelling=town.south_home, id_number="99999919451001045X", phones=("19900000459",), by=None
    )
