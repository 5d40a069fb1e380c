from io import BytesIO

from openpyxl import load_workbook

from community.imports.places import building_names
from community.imports.reading import read
from community.imports.safe import safe_cell
from community.imports.template import blank_roster, problem_list
from community.imports.zipguard import guard
from community.models import Person
from grids.actions import add_unit
from tests.community.rosters.made import take_file


def test_template_comes_back_untouched_without_people(town):
    roster = take_file(town.clerk, town.community, blank_roster(building_names(town.community)))
    assert (roster.state, roster.counts) == ("preview", {"not_data": 1})
    assert Person.objects.count() == 3


def test_id_and_phone_columns_are_text():
    sheet = load_workbook(BytesIO(blank_roster(["1栋"]))).worksheets[0]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert {"身份证号", "联系电话"} <= formats.keys()
    assert {cell.number_format for cell in sheet[2]} == {"@"}


def test_drop_downs_offer_the_units_buildings():
    book = load_workbook(BytesIO(blank_roster(["1栋", "2栋"])))
    rules = {str(rule.sqref): rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert len(rules) == 6
    column = rules["F2:F5001"].split("$")[1]
    assert [cell.value for cell in book["选项"][column] if cell.value] == ["1栋", "2栋"]


def test_namesake_buildings_are_offered_with_their_grid(town):
    add_unit("building", "1幢", "999999001001002009", parent=town.south, by=None)
    names = building_names(town.community)
    assert names[:2] == ["第1网格1栋", "2栋"]
    assert "第2网格1幢" in names


def test_formulas_are_disarmed():
    typed = ["=HYPERLINK(1)", "+cmd|1", "-1+1", "@SUM", "\tx", "\rx", "王小明"]
    assert [safe_cell(text)[0] for text in typed] == [*"''''''", "王"]


def test_problem_list_says_why_and_where_and_can_be_uploaded_again():
    rows = [("表一", 7, {"name": "=1+1", "building": "9栋", "room": "101"}, "楼栋", "没有找到这栋楼。")]
    content = problem_list(rows)
    guard(BytesIO(content))
    sheet = load_workbook(BytesIO(content)).active
    found = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert found["姓名"].value == "'=1+1"
    assert found["姓名"].data_type == "s"
    assert (found["错误原因"].value, found["原表行号"].value) == ("没有找到这栋楼。", "表一 7")
    assert read(BytesIO(content)).rows[0].cells["building"] == "9栋"
