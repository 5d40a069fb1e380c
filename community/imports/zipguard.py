"""Looks at an uploaded workbook before any parser does: a hostile file is refused by counting, not by hoping.

Sizes in a zip directory are claims, so every entry is unpacked in small pieces here and counted; a parser that
lays its cells out as one dense block is protected by looking at the cell addresses first.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_FILE = 10 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# titles and headings stand above the people
ROWS_ABOVE = 20

PIECE = 64 * 1024
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
CELL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c(?=[\s/>])([^<>]*)([<>])")
ATTRIBUTES = re.compile(rb"(?:\s+[\w:.-]+=\"[^\"'<>]*\")*\s*/?")
ADDRESS = re.compile(rb"\sr=\"([A-Z]{1,3})(\d{1,7})\"")
# pictures are not searched, so no sheet may claim to be one
PICTURES = "xl/media/"
SHEET_LIST = "xl/_rels/workbook.xml.rels"
PICTURE_AS_SHEET = re.compile(rb"media|&#", re.I)


def guard(file: BinaryIO) -> None:
    """Raises ValidationError with what to do next; leaves the file at its start."""
    try:
        file.seek(0, 2)
        if file.tell() > MAX_FILE:
            raise refusal(_("文件超过 10 MB。请删掉图片和空白的行列，或者按楼栋分成几个文件再上传。"), "too_big")
        file.seek(0)
        check_kind(file)
        check_entries(file)
    finally:
        file.seek(0)


def refusal(sentence: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)


def broken() -> ValidationError:
    return refusal(_("这个文件打不开，可能没有传完整。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。"), "broken")


def check_kind(file: BinaryIO) -> None:
    start = file.read(8)
    if not start:
        raise refusal(_("这个文件是空的。请选择填好的花名册。"), "empty")
    if start.startswith(OLE):
        raise ole_refusal(start + file.read(MAX_FILE))
    if not start.startswith(ZIP):
        raise refusal(
            _("这不是 .xlsx 表格。如果是 .csv 或其他格式，请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"),
            "not_xlsx",
        )


def ole_refusal(content: bytes) -> ValidationError:
    """Old .xls and password-protected .xlsx wear the same envelope."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refusal(_("这个文件设了打开密码。请在 WPS 或 Excel 里取消密码，保存后再上传。"), "encrypted")
    return refusal(_("这是旧版 .xls 表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"), "old_xls")


def check_entries(file: BinaryIO) -> None:
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise broken() from error
    if len(entries) > MAX_ENTRIES:
        raise refusal(_("这个文件的内部结构不正常。请新建一个表格，把内容复制过去，另存为 .xlsx 后再上传。"), "entries")
    check_names([entry.filename.lower() for entry in entries])
    total = 0
    for entry in entries:
        total = check_entry(file, entry, total)


def check_names(names: list[str]) -> None:
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise refusal(_("这不是 .xlsx 表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"), "not_xlsx")
    if len(set(names)) < len(names):
        raise broken()
    if any(name.rsplit("/", 1)[-1] == "vbaproject.bin" for name in names):
        raise refusal(_("这个表格带有宏。请另存为不带宏的 .xlsx 后再上传。"), "macro")


def check_entry(file: BinaryIO, entry: zipfile.ZipInfo, total: int) -> int:
    """Unpack one entry without keeping it; returns the bytes unpacked so far in the whole file."""
    searched = not entry.filename.lower().startswith(PICTURES)
    size, kept = 0, b""
    for piece in unpack(file, entry):
        size += len(piece)
        if total + size > MAX_UNPACKED or size > max(RATIO_FLOOR, MAX_RATIO * entry.compress_size):
            raise refusal(
                _("这个文件展开后太大。请删掉数据下方和右侧的空白行列，只留花名册，另存为 .xlsx 后再上传。"), "bomb"
            )
        if searched:
            # two-byte encodings become readable without their zeros
            kept = search(kept + piece.replace(b"\0", b""), of=entry.filename.lower())
    if size != entry.file_size:
        raise broken()
    return total + size


def unpack(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a parser would get from this entry, in pieces of bounded size."""
    if entry.flag_bits & 0x1:
        raise refusal(_("这个文件设了打开密码。请在 WPS 或 Excel 里取消密码，保存后再上传。"), "encrypted")
    packed = packed_pieces(file, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise broken()
    stream = zlib.decompressobj(-15)
    try:
        for piece in packed:
            while piece:
                yield stream.decompress(piece, PIECE)
                piece = stream.unconsumed_tail
        while left := stream.decompress(b"", PIECE):
            yield left
    except zlib.error as error:
        raise broken() from error


def packed_pieces(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(ZIP):
        raise broken()
    *_fields, name_length, extra_length = LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    left = entry.compress_size
    while left:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise broken()
        left -= len(piece)
        yield piece


def search(text: bytes, *, of: str) -> bytes:
    """Look through one stretch of an entry; returns the unfinished tag at its end, for the next stretch."""
    if DECLARATION.search(text):
        raise refusal(_("这个文件里有不该出现的内容。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"), "doctype")
    if of == SHEET_LIST and PICTURE_AS_SHEET.search(text):
        raise broken()
    for cell in CELL.finditer(text):
        if cell[2] == b"<":
            raise broken()
        check_cell(cell[1])
    unfinished = text[max(text.rfind(b"<"), 0) :]
    if b">" in unfinished or b"<" not in unfinished:
        return b""
    if len(unfinished) > PIECE:
        raise broken()
    return unfinished


def check_cell(attributes: bytes) -> None:
    """A filled cell must say where it is, and that must lie inside what a roster may be."""
    if not ATTRIBUTES.fullmatch(attributes):
        raise broken()
    if attributes.endswith(b"/"):
        return
    address = ADDRESS.search(attributes)
    if address is None:
        raise broken()
    column = 0
    for letter in address[1]:
        column = column * 26 + letter - 64
    if column > MAX_COLUMNS or int(address[2]) > MAX_ROWS + ROWS_ABOVE:
        raise refusal(_("一张表最多 2 万行、60 列。请删掉多余的行列，或者按楼栋分成几个文件再上传。"), "too_many")
