"""A grid leader keeps a house in order: an owner, a car, a child's guardian, a move, and two records made one."""

from datetime import date

import pytest

from community import actions
from community.models import Household, Ownership, Person


@pytest.fixture
def town(transactional_db, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    flat = actions.add_dwelling(town.building2, "2", "301", by=None)
    facts = {"phones": ("19900000077",), "former_name": "王大明", "workplace": "青石小学"}
    town.double = actions.add_person("王小明", dwelling=flat, by=None, **facts)
    actions.change_person(town.wang, former_name="王明", by=None)
    town.child = actions.add_person("李小宝", dwelling=town.home, relation="20", born=date(2020, 5, 1), by=None)
    actions.add_pet(town.home, kind="dog", name="旺财", licence="Q2026", by=None)
    actions.add_organisation(town.building, dwelling=town.home, kind="shop", name="柳荫便利店", trade="超市", by=None)
    return town


@pytest.fixture(params=["plain", "elder"])
def leader(walk, town, passwords, request):
    walk.name = f"{walk.name}-{request.param}"
    if request.param == "elder":
        walk.elder()
    walk.sign_in(town.north_leader.username, passwords)
    return walk


def press(walk, name: str, role: str = "button") -> None:
    walk.page.get_by_role(role, name=name).first.click()
    walk.page.wait_for_load_state("networkidle")


def test_a_flat_and_what_belongs_to_it(leader, town):
    leader.go(f"/desk/buildings/{town.building.pk}/")
    leader.look("building")
    press(leader, "1单元101", "link")
    press(leader, "登记业主", "link")
    leader.page.get_by_label("在册居民").select_option(str(town.wang.pk))
    leader.page.get_by_label("份额").fill("1/2")
    leader.page.get_by_label("联系电话").fill("19900000012")
    leader.look("owner-new")
    press(leader, "保存")
    assert Ownership.objects.get().person == town.wang
    press(leader, "登记车辆", "link")
    leader.page.get_by_label("车牌号").fill("湘D12345")
    press(leader, "保存")
    leader.page.get_by_text("不等于 1").wait_for()
    leader.look("dwelling")
    leader.page.get_by_role("group").filter(has_text="王小明的电话").first.locator("summary").click()
    leader.look("dwelling-reveal")
    leader.go("/desk/organisations/")
    leader.look("organisations")
    press(leader, "柳荫便利店", "link")
    leader.look("organisation")
    press(leader, "修改资料", "link")
    leader.look("organisation-edit")


def test_a_family_moves_and_a_child_has_a_guardian(leader, town):
    leader.go(f"/desk/people/{town.child.pk}/")
    leader.look("child")
    press(leader, "登记监护人", "link")
    leader.look("guardian")
    press(leader, "选为监护人")
    assert Person.objects.get(pk=town.child.pk).guardian in (town.wang, town.li)
    leader.go(f"/desk/households/{town.home.households.get().pk}/")
    press(leader, "一家人一起搬", "link")
    leader.page.get_by_label("搬到哪栋楼").select_option(str(town.building2.pk))
    leader.page.get_by_label("室号").fill("808")
    leader.page.get_by_label("这套房屋还没有登记过").check()
    leader.look("move")
    press(leader, "登记搬家")
    assert Household.objects.current().get(head=town.wang).dwelling.room == "808"
    leader.look("household")
    press(leader, "1栋 1单元101", "link")
    leader.look("household-left")


def test_two_records_become_one(leader, town):
    leader.go(f"/desk/people/{town.wang.pk}/edit/")
    leader.look("edit")
    leader.go(f"/desk/people/{town.wang.pk}/hukou/")
    leader.look("hukou")
    leader.go(f"/desk/people/{town.wang.pk}/")
    press(leader, "与另一条记录合并", "link")
    leader.look("merge-find")
    press(leader, "比较", "link")
    leader.page.get_by_label("王大明").check()
    leader.page.get_by_label("我核对过").check()
    leader.look("merge")
    press(leader, "合并成一条")
    leader.look("person")
    assert Person.objects.get(pk=town.wang.pk).former_name == "王大明"
