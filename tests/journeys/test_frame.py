"""The frame around every page: mode switch, keyboard, menu, forms that are sent once, and no script at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import tell
from tests.config.test_home import matter


@pytest.fixture
def town(transactional_db, town):
    town.community.phone = "0734-0000-0000"
    town.community.save(update_fields=["phone"])
    now = timezone.now()
    mine = {"state": "assigned", "handler": town.north_worker}
    matter(town.building2, text="污水井盖缺失，晚上有人差点掉下去", due_at=now - timedelta(days=1), **mine)
    matter(town.building, text="三楼厨房渗水，老人独居", due_at=now + timedelta(minutes=5), **mine)
    matter(town.north, text="巷口摊位占道", public_title="巷口摊位占道")
    tell(town.north_worker, "事项 2026-0001 已派给您")
    return town


@pytest.fixture
def desk(walk, town, client):
    """At the desk as somebody who has signed in."""
    client.force_login(town.north_worker)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}
    walk.context.add_cookies([cookie])
    walk.go("/desk/")
    return walk


def test_desk(desk):
    desk.look("desk")


def test_desk_for_elders(desk):
    desk.elder()
    desk.go("/desk/")
    desk.look("desk-elder")


def test_an_unknown_page(walk, town):
    walk.go("/no-such-page/")
    walk.look("404")


def test_the_home_of_a_building(walk, town):
    walk.go(f"/?at={town.building.slug}")
    assert walk.page.get_by_role("link", name="给周师傅打电话").get_attribute("href") == "tel:199-0000-0001"
    walk.look("home-building")


def test_each_figure_opens_its_list(desk):
    figure = desk.page.locator(".counts a").first
    count = figure.locator(".figure").inner_text()
    figure.click()
    assert "show=overdue" in desk.page.url
    assert desk.page.locator(".tabs [aria-current=page]").first.inner_text().endswith(count)


def test_elder_mode_keeps_what_was_typed(walk, town):
    walk.go("/track/")
    walk.page.locator("input[name=number]").fill("2026-0001")
    walk.page.get_by_role("button", name="长辈版").click()
    walk.page.get_by_role("button", name="标准版").wait_for()
    assert walk.page.locator("input[name=number]").input_value() == "2026-0001"
    walk.go("/")
    assert walk.page.locator("html").get_attribute("data-mode") == "elder"
    assert walk.page.get_by_role("link", name="打电话给社区").is_visible()


def test_elder_targets_are_big(walk, town):
    walk.elder()
    walk.go("/")
    heights = walk.page.eval_on_selector_all(
        "a:not(.skip), button", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 60


def test_the_skip_link_comes_first(walk, town):
    walk.go("/")
    walk.page.keyboard.press("Tab")
    assert walk.page.evaluate("document.activeElement.textContent") == "跳到正文"
    walk.page.keyboard.press("Enter")
    assert walk.page.evaluate("document.activeElement.id") == "main"


def test_slash_goes_to_the_search(desk):
    desk.page.keyboard.press("/")
    assert desk.page.evaluate("document.activeElement.id") == "find-people"
    desk.page.keyboard.type("a/b")
    assert desk.page.locator("#find-people").input_value() == "a/b"


def test_the_menu_opens_and_closes_by_keyboard(walks, town, client):
    walk = walks(360)
    client.force_login(town.north_worker)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}
    walk.context.add_cookies([cookie])
    walk.go("/desk/")
    walk.page.locator("details.menu summary").press("Enter")
    walk.page.get_by_role("navigation", name="工作台菜单").wait_for()
    walk.look("menu")
    walk.page.keyboard.press("Escape")
    assert walk.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not walk.page.get_by_role("navigation", name="工作台菜单").is_visible()


def test_a_small_old_phone(walks, town):
    walk = walks(360)
    walk.page.set_viewport_size({"width": 320, "height": 568})
    for path in ("/", "/no-such-page/"):
        walk.go(path)
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= 320
    walk.elder()
    walk.go("/")
    assert walk.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_elder_mode_without_script(chromium, live_server, town):
    with chromium.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(live_server.url + "/")
        page.get_by_role("button", name="长辈版").click()
        assert page.url == live_server.url + "/"
        assert page.locator("html").get_attribute("data-mode") == "elder"
