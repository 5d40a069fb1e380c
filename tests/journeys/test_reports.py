"""A superior's blank form becomes a report, is filled and fetched; a list is taken out with whole numbers."""

import pytest

from community import actions as register
from community.models import Report
from jobs.work import drain
from tests.community.reports.made import two_row_form
from tests.journeys.test_main_job import sign_in_with_code


@pytest.fixture
def town(transactional_db, town):
    people = [register.NewPerson(name, town.home) for name in ("陈一", "赵二妹", "欧阳·买买提")]
    register.add_people_in_bulk(people, by=None)
    return town


@pytest.fixture(params=[False, True], ids=["standard", "elder"])
def clerk(request, walk, town, passwords):
    if request.param:
        walk.elder()
        walk.name += "-elder"
    sign_in_with_code(walk, town.clerk, passwords)
    return walk


def press(walk, button: str) -> None:
    walk.page.get_by_role("button", name=button, exact=True).click()
    walk.page.wait_for_load_state("networkidle")


def work(walk, after: str) -> None:
    """The job runs; the page notices by itself."""
    walk.page.locator("main .progress-sheet").wait_for()
    drain()
    walk.page.get_by_text(after).first.wait_for()
    walk.page.wait_for_load_state("networkidle")


def test_a_blank_form_is_set_up_filled_and_fetched(town, clerk):
    clerk.go("/desk/reports/")
    clerk.look("empty")
    clerk.go("/desk/reports/new/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "残疾人两项补贴发放表.xlsx", "mimeType": kind, "buffer": two_row_form().getvalue()}
    clerk.page.locator("input[type=file]").set_input_files([file])
    for name, text in {"name": "残疾人两项补贴发放表", "asked_by": "街道民政办", "basis": "民政〔2026〕1号"}.items():
        clerk.page.locator(f"input[name={name}]").fill(text)
    clerk.look("new")
    press(clerk, "上传并认表头")
    clerk.look("columns")
    press(clerk, "保存")
    clerk.look("report")
    press(clerk, "开始填这一期")
    clerk.look("waiting")
    work(clerk, "下载填好的表")
    clerk.page.locator("input[name^=t-]").first.fill("6222 021")
    clerk.look("typing")
    press(clerk, "保存这一页")
    assert "6222 021" in clerk.page.locator("input[name^=t-]").first.input_value()
    press(clerk, "下载填好的表")
    work(clerk, "已经备好")
    clerk.look("file")
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("button", name="下载", exact=True).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    clerk.go("/desk/reports/")
    clerk.look("catalogue")
    assert Report.objects.get().name in clerk.page.locator("main").inner_text()


def test_whole_numbers_are_confirmed_by_whoever_takes_them(town, clerk, passwords):
    clerk.go("/desk/exports/new/")
    clerk.page.locator("input[name=purpose]").fill("重阳节慰问名单")
    clerk.page.locator("input[name=unmasked]").check()
    clerk.look("form")
    press(clerk, "导出")
    if "reauthenticate" in clerk.page.url:
        clerk.page.locator("input[name=password]").fill(passwords)
        clerk.page.locator("main form .btn-act").first.click()
        clerk.page.wait_for_load_state("networkidle")
    clerk.look("confirm")
    clerk.page.get_by_role("button", name="确认导出").click()
    work(clerk, "已经备好")
    clerk.look("ready")
    clerk.go("/desk/exports/")
    clerk.look("list")
