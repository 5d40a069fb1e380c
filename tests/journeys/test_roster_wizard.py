"""A messy roster from the upload to the undo: questions, columns, decisions, the rows to mend, the report."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from community.models import Person, RosterImport
from jobs.work import drain
from tests.community.rosters.made import valid_id
from tests.journeys.test_main_job import sign_in_with_code

HEADINGS = ["序号", "姓　名", "身份证\n号码*", "性别", "学历", "楼栋", "单元", "室", "与户主关系", "联系电话", "喜好"]
ROWS = [
    [1, "陈一", "99999919880101001X", "男", "本科", "1栋", "1", "201", "户主", "19900000101", "书法"],
    [2, "陈二妹", "", "女", "扫盲班", "1栋", "1", "201", "配偶", "", ""],
    [3, "赵大红", "", "1", "扫盲班", "红砖楼", "2", "302", "户主", "199-0000-0102", "太极拳"],
    [4, "钱三", "123", "男", "", "1栋", "1", "301", "户主", "", ""],
    [5, "王小明", "", "男", "", "1栋", "2", "402", "户主", "19900000199", ""],
    [6, "李翠花", "", "女", "高中", "1栋", "1", "101", "", "19900000103", ""],
    ["", "合计", "6人", "", "", "", "", "", "", "", ""],
]


@pytest.fixture
def town(transactional_db, town):
    return town


def messy() -> dict:
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["青石社区居民花名册（2026年）"])
    sheet.merge_cells("A1:K1")
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    old = book.create_sheet("旧数据")
    old.append(["姓名", "楼栋", "室"])
    old.append(["不该读到", "1栋", "901"])
    old.sheet_state = "hidden"
    return as_file(book, "居民花名册（最新）.xlsx")


def as_file(book: Workbook, name: str) -> dict:
    content = BytesIO()
    book.save(content)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": content.getvalue()}


def upload(walk, unit, file) -> None:
    walk.go("/desk/imports/new/")
    walk.page.locator("input[type=file]").set_input_files([file])
    walk.page.locator("select[name=unit]").select_option(str(unit.pk))
    walk.look("new")
    walk.page.get_by_role("button", name="上传并核对").click()
    work(walk, "正在读取", "共读到")


def work(walk, before: str, after: str) -> None:
    """The job runs; the page notices by itself."""
    walk.page.get_by_text(before).first.wait_for()
    drain()
    walk.page.get_by_text(after).first.wait_for()
    walk.page.wait_for_load_state("networkidle")


def answer_questions(walk) -> None:
    walk.look("questions")
    asked = walk.page.locator("form[action$='/questions/']")
    asked.get_by_label("“红砖楼”是哪一栋楼？").select_option(label="第1网格 2栋")
    asked.get_by_label("“文化程度”里写的“扫盲班”是什么意思？").select_option(label="其他")
    asked.get_by_label("“性别”这一列写的是数字").select_option(label="1 是男，2 是女")
    asked.get_by_role("button", name="记住并重新读取").click()
    work(walk, "正在读取", "将新增 3 人，更新 1 人")


def correct_columns(walk) -> None:
    walk.page.get_by_role("link", name="看列的对应").click()
    walk.look("columns")
    walk.page.get_by_label("喜好").select_option(label="备注")
    walk.page.get_by_role("button", name="保存并重新读取").click()
    work(walk, "正在读取", "将新增 3 人，更新 1 人")


def look_at_tabs(walk) -> None:
    for label in ("有问题", "新增", "有变化", "不是数据"):
        walk.page.locator(".tabs").get_by_role("link", name=label).click()
        walk.look(label)
    walk.page.locator("#row-q").fill("合计")
    walk.page.locator(".tabs").get_by_role("link", name="新增").click()
    walk.page.locator("#row-q").fill("大红")
    walk.page.get_by_role("button", name="查找").last.click()
    walk.page.get_by_text("找到 1 行").wait_for()
    assert "大红" not in walk.page.url


def decide(walk, town) -> None:
    walk.page.locator(".tabs").get_by_role("link", name="需要核对").click()
    walk.look("review")
    row = walk.page.locator(".roster-rows tbody tr", has_text="王*明")
    row.get_by_role("button", name="登记为新居民").click()
    walk.page.get_by_text("将新增 4 人，更新 1 人").wait_for()
    walk.page.locator(".tabs").get_by_role("link", name="有变化").click()
    walk.page.locator(".change", has_text="文化程度").get_by_role("button", name="不改").click()
    walk.page.locator(".change.declined").wait_for()
    walk.look("decided")


def take_problems(walk) -> dict:
    """The row with its reason, mended and named as people name such files."""
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("link", name="下载问题清单").click()
    book = load_workbook(BytesIO(waiting.value.path().read_bytes()))
    sheet = book.active
    (row,) = [row for row in sheet.iter_rows() if row[1].value == "钱三"]
    assert "位" in str(row[-1].value)
    row[2].value = valid_id("99999919920101001")
    return as_file(book, "改好的.xlsx")


def confirm(walk) -> None:
    walk.page.get_by_role("button", name="确认导入 5 人").click()
    work(walk, "正在写入", "已经写入登记")
    walk.look("applied")
    walk.page.get_by_role("link", name="看这些人").click()
    walk.look("missing")


def undo(walk, roster) -> None:
    walk.go(f"/desk/imports/{roster.pk}/")
    walk.page.get_by_text("撤销这次导入").click()
    walk.page.get_by_role("button", name="确认撤销").click()
    walk.page.get_by_text("请写明为什么撤销").first.wait_for()
    walk.page.get_by_label("撤销的原因").fill("传错了文件")
    walk.page.get_by_role("button", name="确认撤销").click()
    work(walk, "正在撤销", "这次导入已经撤销")
    walk.look("undone")


def test_roster_wizard(walk, town, passwords, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in_with_code(walk, town.secretary, passwords)
    before = Person.objects.count()
    upload(walk, town.north, messy())
    roster = RosterImport.objects.get()
    answer_questions(walk)
    correct_columns(walk)
    look_at_tabs(walk)
    decide(walk, town)
    mended = take_problems(walk)
    confirm(walk)
    assert Person.objects.count() == before + 4
    assert Person.objects.get(name="赵大红").note == "太极拳"
    undo(walk, roster)
    assert Person.objects.count() == before
    walk.go("/desk/imports/words/")
    walk.look("words")
    upload(walk, town.north, mended)
    assert "1 人" in walk.page.locator("#decide-title").inner_text()
    walk.go("/desk/imports/")
    walk.look("list")
