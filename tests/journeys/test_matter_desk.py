"""One matter on the desk: handed back, kept in hand until somebody else signs, answered by keyboard, verified by a third."""

from uuid import uuid4

import pytest

from issues import actions
from issues.models import Issue, Reply


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture
def issue(town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    Reply.objects.create(title="已到现场处理", text="{地点}的情况已到现场处理。")
    row = actions.submit(key=uuid4(), text="2 单元楼道灯不亮", unit=town.building, place="2 单元", phone="19900000012")
    actions.assign(row, to=town.north_worker, by=town.north_leader)
    return row


def open_as(walk, user, password, issue, *, elder=False) -> None:
    walk.sign_in(user.username, password)
    if elder:
        walk.elder()
    walk.go(f"/desk/issues/{issue.pk}/")


def others(walk, label: str):
    """The form behind a link of the fold; it comes with a page of its own."""
    walk.page.locator("details.others > summary").click()
    walk.look("fold")
    walk.page.locator("details.others").get_by_role("link", name=label).click()
    walk.page.locator(".opened h2", has_text=label).wait_for()
    return walk.page.locator(".opened")


def test_a_return_keeps_the_first_in_charge_until_another_signs(walks, width, town, passwords, issue):
    """13"""
    worker = walks(width)
    open_as(worker, town.north_worker, passwords, issue)
    worker.look("to-sign")
    form = others(worker, "申请退单")
    form.locator("textarea").fill("灯归物业管，不归网格。")
    worker.look("others")
    form.get_by_role("button", name="申请退单").click()
    worker.page.get_by_text("审核前仍由您负责").wait_for()
    leader = walks(width)
    open_as(leader, town.secretary, passwords, issue)
    leader.page.get_by_text("林小满申请退单").first.wait_for()
    leader.look("to-review")
    leader.page.get_by_role("button", name="同意退单").click()
    leader.page.locator("select[name=to]").first.select_option(label="莫北（第1网格 网格长）")
    leader.page.get_by_role("button", name="派单").first.click()
    leader.page.get_by_text("仍由林小满负责").wait_for()
    leader.look("kept")


def test_the_next_step_by_keyboard_with_a_ready_reply(walks, town, passwords, issue):
    actions.sign(issue, by=town.north_worker)
    walk = walks(1280)
    open_as(walk, town.north_worker, passwords, issue)
    walk.page.keyboard.press("e")
    assert walk.page.evaluate("document.activeElement.name") == "text"
    walk.page.get_by_text("答复模板").click()
    walk.page.get_by_role("button", name="用这段").click()
    assert walk.page.locator("form[action$='/answer/'] textarea").input_value() == "1栋 2 单元的情况已到现场处理。"
    walk.look("ready-reply")
    walk.page.get_by_role("button", name="记录办理结果").click()
    walk.page.get_by_text("已经答复").wait_for()
    assert Issue.objects.get().steps.filter(verb="answer", text="1栋 2 单元的情况已到现场处理。").exists()


def test_large_print_shows_the_same_page(walks, width, town, passwords, issue):
    walk = walks(width)
    open_as(walk, town.north_worker, passwords, issue, elder=True)
    walk.look("elder")
    standing = walk.page.locator(".standing").bounding_box()
    record = walk.page.locator(".matter-way").bounding_box()
    assert standing["y"] < record["y"]
