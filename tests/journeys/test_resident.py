"""The resident as they come: without JavaScript, in a hurry, with large photos, by keyboard, in large print."""

import io
import os
import re

import pytest
from PIL import Image

from issues.models import Issue, Photo

LARGE = 12 * 1024 * 1024
SMALL = 520 * 1024
# a tick is pressed by its words
TICKS = "[type=hidden], [type=file], [type=checkbox]"
TARGETS = f"main :is(.btn, select, summary, .urgent-calls a, .field-tick label, input:not({TICKS}, .trap input))"


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture
def plain(walk):
    """A browser in which no script runs."""
    context = walk.context.browser.new_context(java_script_enabled=False, viewport={"width": walk.width, "height": 740})
    context.set_default_timeout(30_000)
    page = context.new_page()
    yield page
    context.close()


def photo(name: str, size: int = 0) -> dict:
    """A JPEG; with ``size`` one of noise that has at least so many bytes."""
    side = int((size / 0.85) ** 0.5) or 300
    image = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)) if size else Image.new("RGB", (400, 300))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    assert file.tell() >= size
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def write(page, text="二单元楼道灯不亮", phone="19900000021") -> None:
    page.locator("textarea[name=text]").fill(text)
    page.locator("input[name=phone]").fill(phone)


def send(page) -> None:
    page.get_by_role("button", name="提交").click()


def test_a_whole_report_without_javascript(plain, walk, town):
    plain.goto(f"{walk.address}/q/{town.building.slug}/")
    write(plain)
    plain.locator("input[type=file]").set_input_files([photo("灯.jpg"), photo("楼道.jpg")])
    send(plain)
    plain.get_by_text("留着这张回执").wait_for()
    issue = Issue.objects.get()
    assert plain.url.endswith(f"/r/{issue.token}/")
    assert (issue.unit, issue.photos.count()) == (town.building, 2)


def test_a_mistake_without_javascript_keeps_what_was_typed(plain, walk, town):
    plain.goto(f"{walk.address}/q/{town.building.slug}/")
    write(plain, phone="12")
    send(plain)
    plain.locator(".error-summary a", has_text="电话号码不对").wait_for()
    assert plain.locator("textarea[name=text]").input_value() == "二单元楼道灯不亮"
    assert plain.locator("input[name=phone]").input_value() == "12"
    plain.locator("input[name=phone]").fill("19900000021")
    send(plain)
    plain.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.count() == 1


def test_a_mistake_puts_the_focus_on_the_summary(walk, town):
    walk.go("/report/")
    write(walk.page, phone="12")
    send(walk.page)
    summary = walk.page.locator(".error-summary")
    summary.wait_for()
    assert summary.evaluate("one => one === document.activeElement")
    said = summary.locator("a").all_inner_texts()
    assert said == walk.page.locator(".wrong:visible").all_inner_texts() and len(said) == 2
    assert walk.page.locator("textarea[name=text]").input_value() == "二单元楼道灯不亮"
    walk.look("error")


def test_an_emergency_is_still_answered_on_the_page_that_comes_back(walks, town):
    walk = walks(360)
    walk.go("/report/")
    write(walk.page, text="三楼着火了", phone="12")
    send(walk.page)
    walk.page.locator(".error-summary").wait_for()
    walk.page.get_by_text("拨打 119。").wait_for()


def test_a_double_click_makes_one_matter(walk, town):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    walk.page.get_by_role("button", name="提交").dblclick()
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.count() == 1


def test_going_back_and_sending_again_shows_the_same_receipt(walk, town):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    receipt = walk.page.url
    walk.page.go_back()
    walk.page.wait_for_load_state("networkidle")
    write(walk.page)
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert walk.page.url == receipt
    assert Issue.objects.count() == 1


def test_a_large_photo_is_made_small_before_it_travels(walks, town):
    walk = walks(360)
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    walk.page.locator("input[type=file]").set_input_files([photo("大.jpg", LARGE)], timeout=60_000)
    walk.page.locator("#chosen img").wait_for(timeout=60_000)
    sizes = walk.page.eval_on_selector("input[type=file]", "one => [...one.files].map(file => file.size)")
    assert len(sizes) == 1 and 50 * 1024 < sizes[0] <= SMALL
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Photo.objects.get().width <= 2048


def test_only_the_bad_photo_is_lost_and_it_names_itself(walk, town):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    bad = {"name": "坏的.jpg", "mimeType": "image/jpeg", "buffer": b"not a photo"}
    walk.page.locator("input[type=file]").set_input_files([photo("一.jpg"), bad, photo("二.jpg")])
    walk.page.get_by_text("照片“坏的.jpg”打不开").wait_for()
    walk.look("bad-photo")
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Photo.objects.count() == 2


def test_photos_picked_later_are_added_and_one_can_be_taken_out(walk, town):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    for name in ("一.jpg", "二.jpg", "三.jpg"):
        walk.page.locator("input[type=file]").set_input_files([photo(name)])
        walk.page.locator(f"#chosen img[alt='{name}']").wait_for()
    walk.page.get_by_role("button", name="去掉 二.jpg").click()
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Photo.objects.count() == 2


def tab_to(page, wanted: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"Tab never reaches {wanted}")


def test_a_whole_report_by_keyboard(walk, town):
    walk.go("/report/")
    keys = walk.page.keyboard
    tab_to(walk.page, "textarea[name=text]")
    keys.insert_text("北门井盖松动")
    tab_to(walk.page, "select[name=unit]")
    keys.press("ArrowDown")
    tab_to(walk.page, "details.pick > summary")
    keys.press("Enter")
    tab_to(walk.page, "input[name=category]")
    keys.press("Space")
    tab_to(walk.page, "input[name=phone]")
    keys.insert_text("19900000021")
    tab_to(walk.page, "main .btn-act")
    keys.press("Enter")
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.get().category is not None


def test_large_print_has_large_targets(walk, town):
    walk.elder()
    walk.go("/report/")
    sizes = walk.page.eval_on_selector_all(
        TARGETS, "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )
    assert len(sizes) >= 8 and min(sizes) >= 60
    write(walk.page)
    walk.page.locator("select[name=unit]").select_option(str(town.building.pk))
    walk.look("elder")
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    walk.look("elder-receipt")


def test_wrong_answers_are_neutral_and_the_sixth_is_asked_to_wait(walks, town):
    walk = walks(360)
    walk.go("/track/")
    for _ in range(5):
        walk.page.locator("input[name=number]").fill("2026-0001")
        walk.page.locator("input[name=tail]").fill("0000")
        walk.page.get_by_role("button", name="查进度").click()
        walk.page.locator(".error-summary", has_text="对不上").wait_for()
    walk.page.locator("input[name=tail]").fill("0021")
    walk.page.get_by_role("button", name="查进度").click()
    walk.page.locator(".error-summary", has_text="请一刻钟以后再试").wait_for()


def test_a_resident_who_signs_in_by_code_finds_their_matters(walk, town, capsys):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page, phone="19900000077")
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    walk.go("/accounts/login/code/")
    walk.page.locator("main form input:visible").fill("19900000077")
    walk.page.get_by_role("button", name="获取验证码").click()
    walk.page.locator("input[name=code]").wait_for()
    walk.page.locator("input[name=code]").fill(re.search(r"验证码是 (\d{6})", capsys.readouterr().out)[1])
    walk.page.locator("main form .btn-act").click()
    walk.page.get_by_role("heading", name="我的事项").wait_for()
    walk.look("mine")
    walk.page.get_by_role("link", name="二单元楼道灯不亮").click()
    walk.page.get_by_text("留着这张回执").wait_for()


def test_the_printed_receipt_has_nothing_to_press(walk, town):
    walk.go(f"/report/?at={town.building.slug}")
    write(walk.page)
    send(walk.page)
    walk.page.get_by_text("留着这张回执").wait_for()
    walk.page.emulate_media(media="print")
    shown = walk.page.locator(":is(button, .btn, input, textarea, summary):visible")
    assert shown.count() == 0
    assert walk.page.locator(".qr").is_visible()
    assert town.community.name in walk.page.locator("main").inner_text()
