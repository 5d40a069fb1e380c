import struct
import tracemalloc
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from community.imports import ole, zipguard
from community.imports.zipguard import WEB, WIDE, guard
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, workbook
from tests.community.rosters.make_messy import HERE

SHEET = "xl/worksheets/sheet1.xml"


LINE = ",".join(HEADINGS) + "\r\n" + ",".join(CHEN)
PAGE = "<html><body><table><tr><td>姓名</td></tr></table></body></html>"
OLD = (HERE / "family-c.xls").read_bytes()
# the workbook's first record and the head of the second, which would ask for the password
AFTER_START = OLD[OLD.index(b"\x09\x08\x10\x00") :][:24]


def refused(content: bytes, limits=WEB, name: str = "花名册.xlsx") -> str:
    with pytest.raises(ValidationError) as refusal:
        guard(BytesIO(content), limits, name)
    return refusal.value.code


def with_entry(name: str, content: bytes) -> bytes:
    """A good workbook in which one entry was put or replaced."""
    book, source = BytesIO(), zipfile.ZipFile(BytesIO(workbook(CHEN)))
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return book.getvalue()


@pytest.mark.parametrize("content", [workbook(CHEN), LIBREOFFICE.read_bytes()])
def test_real_workbooks_pass_and_are_left_at_their_start(content):
    file = BytesIO(content)
    guard(file)
    assert file.tell() == 0


def test_bomb_is_refused_before_it_is_unpacked():
    bomb = with_entry(SHEET, b'<row><c r="A1"/></row>' + b" " * (150 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    assert refused(bomb) == "bomb"


def test_bomb_of_one_cell_is_refused_before_it_is_unpacked():
    cell = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * (150 * 1024 * 1024)
    assert refused(with_entry(SHEET, cell)) == "bomb"


def test_many_middling_entries_are_counted_together():
    limits = replace(WEB, unpacked=20_000)
    assert refused(with_entry("xl/media/a.bin", bytes(range(256)) * 70), limits) == "bomb"


def test_size_claimed_in_the_directory_is_not_believed():
    content = with_entry(SHEET, b"<sheetData/>" + b" " * (2 * 1024 * 1024))
    claim, lie = struct.pack("<L", 12 + 2 * 1024 * 1024), struct.pack("<L", 100)
    assert content.count(claim) == 2
    assert refused(content.replace(claim, lie)) == "bomb"


def test_short_entry_with_a_false_size_is_broken():
    content = with_entry(SHEET, b"<sheetData/>" * 99)
    assert refused(content.replace(struct.pack("<L", 99 * 12), struct.pack("<L", 100))) == "broken"


@pytest.mark.parametrize(
    "text",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
        b"<x>" + b"." * (zipguard.PIECE - 8) + b"<!ENTITY a 'b'></x>",
    ],
)
def test_document_types_and_entities_are_refused(text):
    assert refused(with_entry("xl/sharedStrings.xml", text)) == "doctype"


def test_macros_are_refused_where_the_name_hides_them():
    content = with_entry("xl/vbaProject.bin", b"macro")
    assert refused(content) == "macro"
    assert guard(BytesIO(content), WEB, "花名册.XLSM") == "xlsx"


def test_name_of_an_uploaded_file_is_found_on_it():
    file = BytesIO(with_entry("xl/vbaProject.bin", b"macro"))
    file.name = "花名册.xlsm"
    assert guard(file) == "xlsx"


def test_too_many_entries_are_refused():
    assert refused(workbook(CHEN), replace(WEB, entries=3)) == "entries"


def test_size_of_the_file_is_limited_by_who_reads_it():
    content = b"PK\x03\x04" + bytes(WEB.file)
    assert refused(content) == "too_big"
    assert refused(content, WIDE) == "broken"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (workbook(CHEN), "xlsx"),
        (OLD, "xls"),
        (LINE.encode(), "csv"),
        (LINE.encode("utf-8-sig"), "csv"),
        (LINE.encode("gb18030"), "csv"),
        (LINE.encode("utf-16"), "csv"),
        (PAGE.encode(), "html"),
        (("<!DOCTYPE html>\n" + PAGE).encode("gb18030"), "html"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
def test_content_says_what_a_file_is(content, kind, name):
    assert guard(BytesIO(content), WEB, name) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (" \r\n".encode("utf-8-sig"), "empty"),
        (LINE.encode("utf-16-le"), "not_table"),
        (LINE.encode() + b"\0", "not_table"),
        (bytes(range(1, 256)) * 9, "not_table"),
        (b"%PDF-1.7 " + LINE.encode(), "not_table"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "not_table"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_table"),
        (ole.SIGNATURE + bytes(600), "broken"),
        (ole.SIGNATURE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLD.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")), "not_table"),
        (OLD[:3000], "broken"),
        (OLD.replace(AFTER_START, AFTER_START[:-4] + b"\x2f\x00" + AFTER_START[-2:]), "encrypted"),
        (workbook(CHEN)[:-200], "broken"),
        (b"PK\x03\x04" + workbook(CHEN)[60:], "broken"),
        (b"MZ" + workbook(CHEN), "not_table"),
    ],
)
def test_other_files_are_told_apart(content, code):
    assert refused(content) == code


def test_envelope_whose_chain_never_ends_is_broken():
    folder = struct.unpack_from("<I", OLD, 48)[0]
    table = struct.unpack_from("<109I", OLD, 76)[folder // 128]
    place = (table + 1) * 512 + folder % 128 * 4
    assert refused(OLD[:place] + struct.pack("<I", folder) + OLD[place + 4 :]) == "broken"


def test_envelope_whose_table_is_longer_than_the_file_is_not_unfolded():
    """Fifty thousand bytes that name one sector ten thousand times: a larger file took all memory there is."""
    first = struct.pack("<128I", *range(1_000, 1_128))
    again = struct.pack("<128I", *[0] * 127, 1)
    head = OLD[:68] + struct.pack("<I", 1) + OLD[72:76] + b"\xff" * 436
    tracemalloc.start()
    try:
        assert refused(head + first + again + bytes(512) * 100) == "broken"
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_document_of_another_program_is_no_roster():
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", "<w/>")
    assert refused(book.getvalue()) == "not_table"


def one_cell(address: str) -> bytes:
    cell = f'<worksheet><sheetData><row><c r="{address}"><v>1</v></c></row></sheetData></worksheet>'
    return with_entry(SHEET, cell.encode())


@pytest.mark.parametrize("address", ["XFD1", "A1048576", "BI5", "A20021"])
def test_filled_cell_far_away_is_refused(address):
    assert refused(one_cell(address)) == "too_many"


@pytest.mark.parametrize(("address", "limits"), [("BH5", WEB), ("A20020", WEB), ("A20021", WIDE), ("A120020", WIDE)])
def test_filled_cell_at_the_edge_is_let_in(address, limits):
    assert guard(BytesIO(one_cell(address)), limits) == "xlsx"


def test_cell_far_away_among_many_near_ones_is_found():
    near = "".join(f'<c r="A{row}" s="1" t="s"><v>1</v></c>' for row in range(1, 5_000))
    sheet = f'<worksheet><sheetData>{near}<c r="ZZ9"><v>1</v></c></sheetData></worksheet>'
    assert refused(with_entry(SHEET, sheet.encode())) == "too_many"


def test_empty_formatted_cell_far_away_is_harmless():
    sheet = b'<worksheet><sheetData><row><c r="A1048576" s="1"/></row></sheetData></worksheet>'
    guard(BytesIO(with_entry(SHEET, sheet)))


def test_external_links_and_pictures_are_harmless():
    guard(BytesIO(with_entry("xl/externalLinks/externalLink1.xml", b"<externalLink/>")))
    guard(BytesIO(with_entry("xl/media/image1.png", b"<!DOCTYPE x>")))


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b"<c r='XFD1'><v>1</v></c>",
        b'<c x="/>" r="XFD1"><v>1</v></c>',
        b'<c r="A1" r="XFD1"><v>1</v></c>',
        b"<x:c><v>1</v></x:c>",
        b'<c x="<" r="XFD1"><v>1</v></c>',
        b"<c " * 50_000 + b">",
        b'<c x=\' r="A1"\' r="XFD1"><v>1</v></c>',
    ],
)
def test_cell_that_hides_where_it_is_is_refused(cell):
    assert refused(with_entry(SHEET, b"<worksheet><row>" + cell + b"</row></worksheet>")) == "broken"


def test_picture_may_not_stand_in_for_a_sheet():
    relations = b'<Relationships><Relationship Id="rId1" Target="media/image1.png"/></Relationships>'
    assert refused(with_entry("xl/_rels/workbook.xml.rels", relations)) == "broken"
