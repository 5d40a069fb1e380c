"""A dispatcher's morning: through the queue by keyboard, several matters at once, and the same as a board."""

from uuid import uuid4

import pytest

from issues import actions


@pytest.fixture
def town(transactional_db, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    for number in range(4):
        actions.submit(key=uuid4(), text=f"第{number}层楼道灯不亮，晚上看不见路", unit=town.building)
    return town


def test_keys_and_several_at_once(walk, town, passwords, width):
    walk.sign_in("mo", passwords)
    walk.go("/desk/issues/?show=new")
    walk.look("queue")
    page = walk.page
    for key in "jxjx":
        page.keyboard.press(key)
    assert page.locator("input[name=pick]:checked").count() == 2
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr') === document.querySelector('[data-rows] tbody tr')")
    page.keyboard.press("?")
    assert page.locator("[data-keys][open]").count() == 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jx")
    assert page.locator("#q").input_value() == "jx"
    page.locator("#to").select_option(label="林小满")
    page.locator(".give-many button").click()
    page.get_by_text("派给林小满：派出 2 件").wait_for()
    walk.look("assigned")
    page.get_by_role("link", name="返回事项").click()
    page.get_by_role("heading", name="事项", exact=True).wait_for()
    # the keys work once the page has its script
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/issues/*/")


def test_board_load_and_filters_in_both_faces(walk, town, passwords):
    walk.sign_in("mo", passwords)
    walk.go("/desk/issues/?show=new")
    walk.page.locator("#view-name").fill("待派单")
    walk.page.get_by_role("button", name="保存", exact=True).click()
    walk.page.get_by_role("link", name="待派单", exact=True).wait_for()
    for face in ("plain", "elder"):
        for path, title in (("/desk/issues/?severity=1", "filters"), ("/desk/issues/board/", "board")):
            walk.go(path)
            walk.look(f"{title}-{face}")
        walk.go("/desk/issues/workload/")
        walk.look(f"load-{face}")
        walk.elder()
