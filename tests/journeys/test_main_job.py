"""The main job, walked whole: a roster goes in, a resident reports by QR, the grid answers, the resident rates."""

import io
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from PIL import Image

from community.models import Person
from issues.models import Issue
from jobs.work import drain

ROSTER = Path(__file__).parents[1] / "community" / "rosters" / "roster-libreoffice.xlsx"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def town(transactional_db, town):
    return town


def picture(color: str) -> dict:
    """A phone's photo as the file chooser gives it, with a place in its EXIF."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (2400, 1800), color).save(file, "JPEG", exif=exif)
    return {"name": f"{color}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def code() -> str:
    # the middle one is of this half minute; the one before may lapse while it is typed
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1]))


def sign_in_with_code(walk, user, password: str) -> None:
    TOTP.activate(user, SECRET)
    walk.sign_in(user.username, password)
    walk.look("second-step")
    walk.page.locator("input[name=code]").fill(code())
    walk.page.locator("main form .btn-act").first.click()
    walk.page.wait_for_load_state("networkidle")


def import_the_roster(walk, town, password: str) -> None:
    sign_in_with_code(walk, town.admin, password)
    walk.go("/desk/imports/")
    walk.look("imports")
    walk.page.get_by_role("link", name="导入一份花名册").click()
    walk.page.locator("input[type=file]").set_input_files(ROSTER)
    walk.page.locator("select[name=unit]").select_option(str(town.community.pk))
    walk.look("import-new")
    walk.page.get_by_role("button", name="上传并核对").click()
    walk.page.get_by_text("正在读取").first.wait_for()
    drain()
    walk.page.get_by_role("button", name="确认导入").wait_for()
    walk.look("import-preview")
    before = Person.objects.count()
    walk.page.get_by_role("button", name="确认导入").click()
    walk.page.get_by_text("正在写入").first.wait_for()
    drain()
    walk.page.get_by_role("link", name="查看居民").wait_for()
    walk.look("import-done")
    assert Person.objects.count() > before + 30
    walk.page.get_by_role("link", name="查看居民").click()
    walk.look("people")


def report_by_qr(walk, town) -> str:
    walk.go(f"/board/{town.building.slug}/")
    walk.look("board")
    walk.go(f"/q/{town.building.slug}/")
    assert "1栋" in walk.page.locator("main").inner_text()
    walk.look("report")
    walk.page.locator("textarea[name=text]").fill("二单元三楼楼道灯不亮，晚上老人上下楼不安全。")
    walk.page.locator("input[type=file]").set_input_files([picture("gray"), picture("navy")])
    walk.page.locator("input[name=name]").fill("赵大妈")
    walk.page.locator("input[name=phone]").fill("１９９００００００２１")
    walk.page.locator("#chosen img").nth(1).wait_for()
    walk.page.get_by_role("button", name="提交").click()
    walk.page.get_by_text("留着这张回执").wait_for()
    assert walk.page.locator("main .photos img").count() == 2
    walk.look("receipt")
    return walk.page.url.removeprefix(walk.address)


def assign(walk, town, password: str) -> None:
    sign_in_with_code(walk, town.north_leader, password)
    walk.look("desk")
    walk.page.locator(".counts").get_by_role("link", name="新来的").click()
    walk.look("queue")
    walk.page.locator("main a[href^='/desk/issues/']", has_text="楼道灯").first.click()
    walk.look("issue-new")
    walk.page.locator("select[name=to]").first.select_option(label="林小满（第1网格 网格员）")
    walk.page.get_by_role("button", name="派单").click()
    walk.page.get_by_text("林小满").first.wait_for()


def answer(walk, town, password: str) -> None:
    sign_in_with_code(walk, town.north_worker, password)
    walk.page.locator(".counts").get_by_role("link", name="我手上的").click()
    walk.page.locator("main a[href^='/desk/issues/']", has_text="楼道灯").first.click()
    walk.page.get_by_role("button", name="签收").click()
    form = walk.page.locator("form[action$='/answer/']")
    form.locator("textarea[name=text]").fill("灯已换成声控灯，试过三遍都亮。")
    form.locator("input[type=file]").set_input_files([picture("white")])
    form.get_by_role("button").last.click()
    walk.page.get_by_text("灯已换成声控灯").wait_for()
    walk.look("issue-answered")


def close(walk, town, password: str) -> None:
    sign_in_with_code(walk, town.secretary, password)
    walk.go("/desk/issues/?show=answered")
    walk.page.locator("main a[href^='/desk/issues/']", has_text="楼道灯").first.click()
    walk.look("issue-to-verify")
    walk.page.get_by_role("button", name="核查办结").click()
    walk.page.get_by_text("已经办结").first.wait_for()


def rate(walk, receipt: str) -> None:
    walk.go(receipt)
    assert walk.page.get_by_text("灯已换成声控灯").is_visible()
    assert walk.page.locator("main .photos img").count() == 3
    walk.page.get_by_text("很满意", exact=True).click()
    walk.page.get_by_role("button", name="提交评价").click()
    walk.page.get_by_text("已评价").first.wait_for()
    walk.look("rated")


def test_main_job(walks, town, passwords, width, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    import_the_roster(walks(width), town, passwords)
    resident = walks(width)
    receipt = report_by_qr(resident, town)
    assign(walks(width), town, passwords)
    answer(walks(width), town, passwords)
    close(walks(width), town, passwords)
    rate(resident, receipt)
    issue = Issue.objects.get()
    assert (issue.state, issue.rating, issue.handler) == (Issue.State.ENDED, 5, town.north_worker)
