"""L7 and H9: the lift's convention, commented on, frozen, carried from door to door, in force, and changed a year later."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Person
from deliberation.models import Convention
from tests.deliberation import contests, votes


@pytest.fixture
def town(transactional_db, town):
    town.people = contests.neighbours(town.building2, ["赵甲", "钱乙", "孙丙"])
    return town


def sign_in(walk, user):
    client = Client()
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def draft(desk) -> Convention:
    desk.go("/desk/conventions/new/")
    page = desk.page
    page.get_by_label("范围").select_option(label="　　　　2栋")
    page.get_by_label("种类").select_option(label="电梯使用公约")
    page.get_by_label("名称").fill("桥湾里 2 栋电梯使用公约")
    page.get_by_label("条文").fill(
        "电梯里不吸烟，不带电动车上楼。\n\n装修材料走楼梯，晚上十点以后不搬家。\n\n电费按层分摊。"
    )
    desk.look("form")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="公开，征求意见").click()
    page.get_by_text("征求意见", exact=True).first.wait_for()
    return Convention.objects.get()


def say(resident, convention):
    resident.go(f"/conventions/{convention.pk}/1/")
    resident.page.get_by_text("对第 2 条提意见").click()
    form = resident.page.locator("details[open]")
    form.get_by_label("您的意见").fill("老人搬家能不能早一点定？")
    form.get_by_label("怎么称呼您").fill("三楼住户")
    resident.look("commenting")
    form.get_by_role("button", name="提意见").click()
    resident.page.get_by_text("收到您的意见").wait_for()


def answer_and_freeze(desk, convention):
    desk.go(f"/desk/conventions/{convention.pk}/")
    desk.page.get_by_label("答复").fill("可以先约时间，物业来开门。")
    desk.look("answer")
    desk.page.get_by_role("button", name="答复并公开").click()
    desk.page.get_by_text("已经答复").wait_for()
    desk.page.get_by_role("button", name="定稿，开始逐户签名").click()
    desk.page.get_by_role("link", name="逐户问，登记意见").wait_for()
    desk.look("frozen")


def at_the_door(worker, convention, home, word, **fields):
    worker.go(f"/desk/conventions/{convention.pk}/doors/")
    worker.page.get_by_role("link", name=home).click()
    worker.page.get_by_label(word, exact=True).check()
    worker.page.get_by_label("同去的人，或者帮着填的人").fill("周师傅")
    for label, text in fields.items():
        worker.page.get_by_label(label).fill(text)
    worker.look(f"door-{word}")
    worker.page.get_by_role("button", name="记下").click()
    worker.page.get_by_text("已经记下").wait_for()


def paper(worker, convention, home, picture):
    worker.go(f"/desk/conventions/{convention.pk}/doors/")
    worker.look("doors")
    worker.page.get_by_role("link", name=home).click()
    worker.page.get_by_label("同意", exact=True).check()
    worker.page.get_by_label("交来签名的纸").check()
    worker.page.get_by_label("同去的人，或者帮着填的人").fill("林小满在窗口收的")
    worker.page.get_by_label("签名纸的照片").set_input_files(picture)
    worker.page.get_by_role("button", name="记下").click()
    worker.page.get_by_text("已经记下").wait_for()


def sign_online(resident, convention):
    resident.go(f"/conventions/{convention.pk}/1/")
    resident.page.get_by_role("link", name="代表我家表态").click()
    resident.page.get_by_label("同意", exact=True).check()
    resident.look("sign")
    resident.page.get_by_role("button", name="代表我家签名").click()
    resident.page.get_by_text("2栋 8单元103：同意").wait_for()
    resident.look("signed")


def into_force(desk, convention):
    desk.go(f"/desk/conventions/{convention.pk}/")
    desk.page.get_by_label("从哪天起施行").fill(timezone.localdate().isoformat())
    desk.look("signing")
    desk.page.get_by_role("button", name="生效", exact=True).click()
    desk.page.get_by_text("施行日期").wait_for()
    desk.go(f"/desk/conventions/{convention.pk}/signatures/")
    desk.page.get_by_text("共 3 户：同意 3 户").wait_for()
    desk.look("print-signatures")


def next_version(desk, convention):
    desk.go(f"/desk/conventions/{convention.pk}/")
    desk.page.get_by_label("原因").fill("电动车进电梯出过事")
    desk.page.get_by_role("button", name="修改：另起一版").click()
    desk.page.get_by_role("link", name="修改条文").click()
    text = "电梯里不吸烟，电动车和电池都不带上楼。\n\n装修材料走楼梯，晚上十点以后不搬家。\n\n谁弄脏谁打扫。"
    desk.page.get_by_label("条文").fill(text)
    desk.page.get_by_role("button", name="保存").click()
    desk.page.get_by_role("button", name="公开，征求意见").click()
    desk.page.get_by_role("button", name="定稿，开始逐户签名").wait_for()


def read_it_all(resident, convention):
    """What is in force, the new one, what changed, the old one at its address, in large type and on paper."""
    resident.go(f"/conventions/{convention.pk}/")
    resident.page.get_by_text("现行").first.wait_for()
    resident.page.get_by_text("哪些户签了").click()
    resident.page.get_by_text("2栋 8单元*01").wait_for()
    assert "8单元101" not in resident.page.content()
    resident.look("in-force")
    resident.go(f"/conventions/{convention.pk}/2/changes/")
    assert resident.page.locator("del").all_inner_texts()[1:]
    resident.page.get_by_text("新加的").wait_for()
    resident.page.get_by_text("整条删去").wait_for()
    resident.look("changes")
    resident.elder()
    resident.go(f"/conventions/{convention.pk}/2/changes/")
    resident.look("changes-elder")
    resident.go(f"/conventions/{convention.pk}/1/")
    resident.page.get_by_text("电费按层分摊").wait_for()
    resident.look("old-elder")
    resident.go(f"/conventions/{convention.pk}/1/sheet/")
    resident.look("print")


def test_convention(walks, town, width, tmp_path):
    desk, resident, worker = walks(width), walks(width), walks(width)
    sign_in(desk, town.north_leader)
    convention = draft(desk)
    say(resident, convention)
    answer_and_freeze(desk, convention)
    sign_in(worker, town.north_worker)
    # two volunteers ask; nobody in, then conditions, explained, asked again
    at_the_door(worker, convention, "8单元101", "没见到人")
    at_the_door(worker, convention, "8单元101", "有条件同意", 条件或理由="先装隔音", 解释了什么="机房在楼顶，听不见")
    at_the_door(worker, convention, "8单元101", "同意")
    picture = tmp_path / "signature.jpg"
    picture.write_bytes(votes.scan().read())
    paper(worker, convention, "8单元102", picture)
    Person.objects.filter(pk=town.people[2].pk).update(user=town.stranger)
    sign_in(resident, town.stranger)
    sign_online(resident, convention)
    into_force(desk, convention)
    next_version(desk, convention)
    read_it_all(resident, convention)
    assert convention.in_force(timezone.localdate() + timedelta(days=400)).number == 1
