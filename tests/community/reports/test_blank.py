import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from community.reports import blank
from tests.community.reports.made import saved, simple_form, two_row_form


def kinds(form) -> list[tuple[str, str, str]]:
    return [(column.heading, column.kind, column.key) for column in form.columns]


def test_headings_below_a_title_are_found_and_read():
    form = blank.read(simple_form("序号", "姓名", "身份证号码", "家庭住址", "银行卡号"))
    assert (form.sheet, form.heading_first, form.heading_last, form.first, form.room) == ("表1", 2, 2, 3, 3)
    assert kinds(form) == [
        ("序号", "count", ""),
        ("姓名", "item", "name"),
        ("身份证号码", "item", "id_number"),
        ("家庭住址", "item", "address"),
        ("银行卡号", "ask", ""),
    ]


def test_two_rows_of_headings_and_a_row_of_numbers():
    form = blank.read(two_row_form())
    assert (form.heading_first, form.heading_last, form.first, form.room) == (2, 3, 5, 2)
    assert [column.heading for column in form.columns] == [
        "序号", "姓名", "户籍地址/省", "户籍地址/详址", "残疾等级", "银行卡号",
    ]  # fmt: skip


def test_nothing_below_means_no_end():
    assert blank.read(simple_form("序号", "姓名", "电话", ending=False)).room == 0


def test_an_example_stands_where_people_go():
    book = load_workbook(simple_form("序号", "姓名", "电话"))
    book.active["B3"] = "例：张三"
    assert (form := blank.read(saved(book))).first == 3
    assert form.room == 3


def test_two_columns_of_one_name_stay_two():
    assert [c.heading for c in blank.read(simple_form("姓名", "备注", "备注")).columns] == ["姓名", "备注", "备注 2"]


@pytest.mark.parametrize("heading", ["备注", "说明", "情况/备注"])
def test_what_the_office_notes_for_itself_is_not_proposed_to_a_superior(heading):
    assert [c.kind for c in blank.read(simple_form("姓名", heading)).columns] == ["item", "empty"]


def test_a_heading_over_two_cells_is_one_column():
    book = Workbook()
    book.active.append(["姓名", None, "性别", "银行卡号"])
    book.active.merge_cells("A1:B1")
    assert [(c.place, c.heading) for c in blank.read(saved(book)).columns] == [
        (1, "姓名"),
        (3, "性别"),
        (4, "银行卡号"),
    ]


@pytest.mark.parametrize("captions", [("填报单位（盖章）：", "填报时间：  年  月  日"), ("蒸湘街道", "2026年11月")])
def test_who_fills_in_and_when_is_no_heading_over_the_others(captions):
    book = load_workbook(two_row_form())
    sheet = book.active
    sheet.move_range(f"A2:{sheet.dimensions.partition(':')[2]}", rows=1)
    for merge in [merge for merge in sheet.merged_cells.ranges if merge.min_row > 1]:
        merge.shift(row_shift=1)
    sheet["A2"], sheet["D2"] = captions
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("D2:F2")
    form = blank.read(saved(book))
    assert (form.heading_first, form.heading_last) == (3, 4)
    assert form.columns[0].heading == "序号"


def test_the_sheet_with_headings_is_taken_and_hidden_ones_are_not():
    book = load_workbook(simple_form("序号", "姓名", "电话"))
    book.create_sheet("填表说明", 0)["A1"] = "请认真填写"
    hidden = book.create_sheet("代码")
    hidden.append(["姓名", "身份证号", "电话", "性别"])
    hidden.sheet_state = "hidden"
    assert blank.read(saved(book)).sheet == "表1"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (BytesIO(b""), "empty"),
        (BytesIO("姓名,电话".encode()), None),
        (BytesIO(b"PK\x03\x04" + bytes(99)), "broken"),
        (saved(Workbook()), "no_headings"),
    ],
)
def test_other_files_are_refused_with_a_sentence(file, code):
    with pytest.raises(ValidationError) as refusal:
        blank.read(file)
    assert code is None or refusal.value.code == code
    assert "。" in refusal.value.messages[0]


def test_a_form_with_people_in_it_is_refused():
    book = load_workbook(simple_form("序号", "姓名", "身份证号"))
    book.active["C3"] = "999999199003070012"
    with pytest.raises(ValidationError) as refusal:
        blank.read(saved(book))
    assert refusal.value.code == "filled"


def test_a_layout_comes_back_from_json():
    form = blank.read(two_row_form())
    assert blank.Form.from_json(form.as_json()) == form


# --- hostile and odd files ---------------------------------------------------------------------


def changed(old: str, new: str) -> BytesIO:
    """A good form in whose sheet something was replaced."""
    book, source = BytesIO(), zipfile.ZipFile(simple_form("姓名", "电话"))
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.replace(old.encode(), new.encode()) if "sheet1" in name else text)
    book.seek(0)
    return book


def many(element: str) -> str:
    """None like the one before, as what compresses well is refused by the guard."""
    return "".join(element.format(number * 7919 % 99_991) for number in range(310_000))


END = "</sheetData>"
LINK = '<hyperlinks><hyperlink location="x" ref="{}"/></hyperlinks><pageMargins'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('ref="A1:B1"', "ref='A1:XFD1048576'"),
        ('ref="A1:B1"', 'ref="A:XFD"'),
        ("<pageMargins", LINK.format("A1:XFD1048576")),
        (END, f'<row r="1048576"><c r="XFD1048576" s="1"/></row>{END}'),
        (END, f'<row r="1048576.0"><c/></row>{END}'),
        (END, "<row>" + many('<c s="{}"/>') + f"</row>{END}"),
        (END, many('<row ht="{}"/>') + END),
    ],
)
def test_a_small_file_that_would_unfold_to_all_the_cells_there_are(old, new):
    file = changed(old, new)
    with pytest.raises(ValidationError) as refusal:
        blank.read(file)
    assert refusal.value.code == "vast"


def test_a_sheet_cut_off_is_broken():
    with pytest.raises(ValidationError) as refusal:
        blank.read(changed(END, "<row"))
    assert refusal.value.code == "broken"


def test_people_on_another_sheet_are_people_in_the_form():
    book = load_workbook(simple_form("姓名", "电话"))
    book.create_sheet("去年").append(["王小明", "999999199003070012"])
    book["去年"].sheet_state = "hidden"
    with pytest.raises(ValidationError) as refusal:
        blank.read(saved(book))
    assert refusal.value.code == "filled"


def test_a_superiors_telephone_among_the_explanations_is_nobody_in_the_form():
    book = load_workbook(simple_form("姓名", "电话"))
    book.create_sheet("填表说明").append(["咨询电话 19900000099"])
    assert blank.read(saved(book)).sheet == "表1"
