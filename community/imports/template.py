"""The workbook we hand out: an empty roster to fill in."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from community import codes
from community.imports.asides import SAMPLE_MARK
from community.imports.book import HEADING, TEXT, closed, new_book
from community.imports.columns import BY_KEY, LISTED, Column
from community.models import Residence

FILLED_ROWS = 5_000
SAMPLE = {"italic": True, "font_color": "#6d655b", **TEXT}
COMMON_RELATIONS = ("02", "10", "20", "30", "22", "32", "28", "38", "41", "42", "51", "52", "71", "75", "97", "99")
SAMPLE_ROW = {
    "name": f"{SAMPLE_MARK}王小明",
    "id_number": "999999199003070012",
    "sex": "男",
    "born": "1990-03-07",
    "phone": "19900000012",
    "building": "1栋",
    "entrance": "1",
    "room": "101",
    "relation": "户主",
    "kind": "户籍常住",
    "hukou": "青石街道柳荫小区1栋1单元101室",
    "ethnicity": "汉族",
    "politics": "群众",
    "marriage": "未婚",
    "education": "大学本科",
    "note": "这一行是示例，导入时会自动跳过，可以删去。",
}


def blank_roster(building_names: Sequence[str]) -> bytes:
    """A roster to fill in, for the unit whose buildings these are."""
    book, content = new_book()
    sheet = book.add_worksheet(_("居民花名册"))
    columns = [BY_KEY[key] for key in LISTED]
    lay_out(book, sheet, columns)
    sample = book.add_format(SAMPLE)
    for place, column in enumerate(columns):
        sheet.write_string(1, place, SAMPLE_ROW.get(column.key, ""), sample)
    add_lists(book, sheet, columns, building_names)
    return closed(book, content)


def lay_out(book: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    heading, text = book.add_format(HEADING), book.add_format(TEXT)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.heading, heading)
        if column.hint:
            sheet.write_comment(0, place, column.hint, {"author": "", "x_scale": 1.4})
    sheet.freeze_panes(1, 1)


def add_lists(book: Workbook, sheet: Worksheet, columns: Sequence[Column], building_names: Sequence[str]) -> None:
    """Drop-downs read from a second sheet: a list typed into the rule may be 255 characters at most."""
    lists = book.add_worksheet(_("选项"))
    lists.hide()
    keys = [column.key for column in columns]
    for place, (key, words) in enumerate(choices(building_names).items()):
        for row, word in enumerate(words):
            lists.write_string(row, place, word)
        letter = chr(ord("A") + place)
        source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(words)}"
        column = keys.index(key)
        sheet.data_validation(
            1, column, FILLED_ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
        )


def choices(building_names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    lists = {
        "sex": [codes.SEX["1"], codes.SEX["2"]],
        "relation": [codes.RELATION[code] for code in COMMON_RELATIONS],
        "kind": [str(label) for value, label in Residence.Kind.choices if value],
        "ethnicity": list(codes.ETHNICITY.values()),
        "politics": list(codes.POLITICS.values()),
        "marriage": list(codes.MARRIAGE.values()),
        "education": list(codes.EDUCATION.values()),
        "building": list(building_names),
    }
    return {key: words for key, words in lists.items() if words}
