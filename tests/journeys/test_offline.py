"""The network goes and comes back: a report with a photo is kept in the phone and sent by itself, exactly once."""

import io

import pytest
from PIL import Image

from issues.models import Issue

# the addresses of everything the browser has kept
KEPT = """async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const kept = await Promise.all(caches_.map((cache) => cache.keys()));
    return kept.flat().map((one) => new URL(one.url).pathname);
}"""
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@pytest.fixture
def town(transactional_db, town):
    return town


def photo(name: str = "灯.jpg") -> dict:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def open_form(walk, town, path: str = "/report/") -> None:
    """The worker has kept what it keeps before anything else happens."""
    walk.go(f"{path}?at={town.building.slug}")
    walk.page.wait_for_function(CONTROLLED)


def cut(walk) -> None:
    walk.context.set_offline(True)


def mend(walk) -> None:
    """That requests failed while there was no network is what was wanted."""
    walk.context.set_offline(False)
    walk.faults[:] = [fault for fault in walk.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def write(walk, text: str = "二单元楼道灯不亮") -> None:
    walk.page.locator("[name=text]").fill(text)
    walk.page.locator("input[type=file][name=photos]").set_input_files([photo()])
    walk.page.locator("#chosen img").wait_for()


def press(walk) -> None:
    walk.page.get_by_role("button", name="提交").click()


def test_a_report_without_a_network_is_sent_by_itself(walk, town):
    open_form(walk, town)
    cut(walk)
    write(walk)
    press(walk)
    walk.page.get_by_text("已存在手机里，有网时自动发出。").wait_for()
    walk.page.get_by_text("等有网时自动发出 · 1 张照片").wait_for()
    assert walk.page.locator("[name=text]").input_value() == ""
    assert not Issue.objects.exists()
    mend(walk)
    walk.page.get_by_text("已自动发出，编号").wait_for()
    issue = Issue.objects.get()
    assert (issue.text, issue.unit, issue.channel, issue.photos.count()) == ("二单元楼道灯不亮", town.building, "qr", 1)
    walk.look("sent")
    walk.page.get_by_role("link", name="看回执").click()
    walk.page.get_by_text("留着这张回执").wait_for()


def test_an_answer_that_got_lost_makes_no_second_matter(walks, town):
    walk = walks(360)
    open_form(walk, town)
    cut(walk)
    write(walk)
    press(walk)
    walk.page.get_by_text("有网时自动发出 ·").wait_for()
    walk.page.evaluate("""() => {
        self.reached = fetch;
        self.fetch = async (...sent) => {
            const answer = await self.reached(...sent);
            if (sent[1]?.method === "POST") throw new TypeError("the answer got lost");
            return answer;
        };
    }""")
    mend(walk)
    walk.page.wait_for_timeout(1000)
    walk.page.evaluate("() => { self.fetch = self.reached; dispatchEvent(new Event('online')); }")
    walk.page.get_by_text("已自动发出，编号").wait_for()
    assert Issue.objects.count() == 1


def test_a_network_that_goes_while_the_button_is_pressed(walks, town):
    """The phone still believes in it; the worker notices."""
    walk = walks(360)
    open_form(walk, town)
    write(walk)
    walk.page.evaluate("() => Object.defineProperty(navigator, 'onLine', { get: () => true })")
    cut(walk)
    press(walk)
    walk.page.get_by_role("heading", name="没有网络也能反映").wait_for()
    walk.page.get_by_text("等有网时自动发出 · 1 张照片").wait_for()
    mend(walk)
    walk.page.get_by_text("已自动发出，编号").wait_for()
    assert Issue.objects.get().photos.count() == 1


def test_the_forms_open_without_a_network_and_each_is_its_own(walk, town):
    open_form(walk, town)
    cut(walk)
    keys = []
    for number in range(2):
        walk.page.goto(f"{walk.address}/report/")
        keys.append(walk.page.locator("input[name=key]").input_value())
        walk.page.locator("select[name=unit]").select_option(label="1栋")
        write(walk, f"第 {number} 件事")
        press(walk)
        walk.page.get_by_text(f"第 {number} 件事").wait_for()
    assert len(set(keys)) == 2
    mend(walk)
    walk.page.get_by_text("已自动发出，编号").nth(1).wait_for()
    assert set(Issue.objects.values_list("text", flat=True)) == {"第 0 件事", "第 1 件事"}


def test_a_kept_form_is_sent_as_usual_when_the_network_is_back(walks, town):
    walk = walks(360)
    open_form(walk, town)
    cut(walk)
    walk.page.goto(f"{walk.address}/report/")
    walk.page.locator("select[name=unit]").select_option(label="1栋")
    write(walk)
    mend(walk)
    press(walk)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.get().photos.count() == 1


def test_what_waits_can_be_deleted(walk, town):
    open_form(walk, town, "/snap/")
    cut(walk)
    write(walk)
    press(walk)
    walk.page.get_by_text("等有网时自动发出").wait_for()
    walk.page.get_by_role("button", name="删除：二单元楼道灯不亮").click()
    walk.page.locator("#outbox").wait_for(state="hidden")
    mend(walk)
    walk.go("/report/")
    assert not Issue.objects.exists()


def test_what_was_refused_is_mended_in_the_form(walks, town):
    walk = walks(360)
    open_form(walk, town)
    cut(walk)
    write(walk)
    walk.page.locator("input[name=phone]").fill("12")
    press(walk)
    walk.page.get_by_text("有网时自动发出 ·").wait_for()
    mend(walk)
    walk.page.get_by_text("电话号码不对").wait_for()
    walk.faults[:] = [fault for fault in walk.faults if not fault.startswith("422 for")]
    walk.page.get_by_role("button", name="改一改").click()
    walk.page.locator("#chosen img").wait_for()
    walk.page.locator("input[name=phone]").fill("19900000021")
    press(walk)
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.get().photos.count() == 1
    walk.go("/report/")
    assert walk.page.locator("#outbox").is_hidden()


def test_nothing_of_anybody_is_kept(walks, town, passwords, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    walk = walks(360)
    open_form(walk, town)
    walk.sign_in("lin", passwords)
    for path in ("/desk/", "/desk/issues/", "/my/", "/report/"):
        walk.go(path)
    kept = walk.page.evaluate(KEPT)
    assert {path for path in kept if not path.startswith("/static/")} == {"/report/", "/snap/", "/offline/"}
    cut(walk)
    walk.page.goto(f"{walk.address}/desk/")
    walk.page.get_by_text("从不存在手机里").wait_for()
    walk.page.goto(f"{walk.address}/report/")
    assert walk.page.get_by_text("工作台").count() == 0
    mend(walk)
