import struct
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from community.imports import zipguard
from community.imports.zipguard import guard
from tests.community.rosters.made import CHEN, LIBREOFFICE, workbook

SHEET = "xl/worksheets/sheet1.xml"


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        guard(BytesIO(content))
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


def test_many_middling_entries_are_counted_together(monkeypatch):
    monkeypatch.setattr(zipguard, "MAX_UNPACKED", 20_000)
    assert refused(with_entry("xl/media/a.bin", bytes(range(256)) * 70)) == "bomb"


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


def test_macros_are_refused():
    assert refused(with_entry("xl/vbaProject.bin", b"macro")) == "macro"


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(zipguard, "MAX_ENTRIES", 3)
    assert refused(workbook(CHEN)) == "entries"


def test_file_over_ten_megabytes_is_refused():
    assert refused(b"PK\x03\x04" + bytes(zipguard.MAX_FILE)) == "too_big"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("姓名,楼栋,室\n陈一,1栋,201".encode("gb18030"), "not_xlsx"),
        (b"<html><table></table></html>", "not_xlsx"),
        (zipguard.OLE + bytes(600), "old_xls"),
        (zipguard.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (workbook(CHEN)[:-200], "broken"),
    ],
)
def test_other_files_are_told_apart(content, code):
    assert refused(content) == code


def test_document_of_another_program_is_no_roster():
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", "<w/>")
    assert refused(book.getvalue()) == "not_xlsx"


@pytest.mark.parametrize("address", ["XFD1", "A1048576", "BI5"])
def test_filled_cell_far_away_is_refused(address):
    cell = f'<worksheet><sheetData><row><c r="{address}"><v>1</v></c></row></sheetData></worksheet>'
    assert refused(with_entry(SHEET, cell.encode())) == "too_many"


def test_empty_formatted_cell_far_away_is_harmless():
    sheet = b'<worksheet><sheetData><row><c r="A1048576" s="1"/></row></sheetData></worksheet>'
    guard(BytesIO(with_entry(SHEET, sheet)))


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b"<c r='XFD1'><v>1</v></c>",
        b'<c x="/>" r="XFD1"><v>1</v></c>',
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
