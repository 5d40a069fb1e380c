from io import BytesIO

from openpyxl import load_workbook

from community.imports.places import building_names
from community.imports.reading import read
from community.imports.safe import meant_cell, safe_cell
from community.imports.template import blank_roster
from community.models import Person
from grids.actions import add_unit
from tests.community.rosters.made import take_file


def test_template_comes_back_untouched_without_people(town):
    roster = take_file(town.clerk, town.community, blank_roster(building_names(town.community)))
    assert (roster.state, roster.counts) == ("preview", {"not_data": 2})
    assert Person.objects.count() == 3


def test_id_and_phone_columns_are_text():
    sheet = load_workbook(BytesIO(blank_roster(["1栋"]))).worksheets[0]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert {"身份证号", "联系电话"} <= formats.keys()
    assert {cell.number_format for cell in sheet[2]} == {"@"}


def test_drop_downs_offer_the_units_buildings():
    book = load_workbook(BytesIO(blank_roster(["1栋", "2栋"])))
    rules = {str(rule.sqref): rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert len(rules) == 8
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


def test_our_own_apostrophes_come_off_again():
    typed = ["=HYPERLINK(1)", "+cmd|1", "-1+1", "@SUM", "王小明", "'99", "'"]
    assert [meant_cell(safe_cell(text)) for text in typed] == typed


def test_template_is_read_with_its_sample_left_aside():
    reading = read(blank_roster(["1栋"]), "a.xlsx")
    assert [row.aside for row in reading.rows] == ["heading", "sample"]
    assert [layout.skipped for layout in reading.layouts] == ["", "hidden"]
    assert "" not in {column.key for column in reading.layouts[0].columns}
