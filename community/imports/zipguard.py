"""Looks at an uploaded table before any reader does: a hostile file is refused by counting, not by hoping.

What a file is, its content says; its name decides one thing only, whether macros were to be expected (.xlsm).
Sizes in a zip directory are claims, so every entry is unpacked in small pieces here and counted; a reader that
lays its cells out as one dense block is protected by looking at the cell addresses first.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.imports import delimited, ole

MEGABYTE = 1024 * 1024
# titles and headings stand above the people
ROWS_ABOVE = 20


@dataclass(frozen=True)
class Limits:
    """What one file may ask of this machine: bytes, rows of people, columns, seconds."""

    file: int
    unpacked: int
    rows: int
    columns: int
    memory: int
    cpu: int
    entries: int = 2_000
    ratio: int = 100

    @property
    def rows_with_titles(self) -> int:
        return self.rows + ROWS_ABOVE


# an upload in the browser, and the command that an administrator runs
WEB = Limits(10 * MEGABYTE, 100 * MEGABYTE, 20_000, 60, memory=1024 * MEGABYTE, cpu=60)
WIDE = Limits(60 * MEGABYTE, 600 * MEGABYTE, 120_000, 60, memory=2048 * MEGABYTE, cpu=300)
MAX_FILE = WEB.file

XLSX, XLS, CSV, HTML = "xlsx", "xls", "csv", "html"
MACRO_NAMES = (".xlsm", ".xltm")
RATIO_FLOOR = MEGABYTE
PIECE = 64 * 1024
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ZIP = b"PK\x03\x04"
# whatever begins like these is certainly no table, whatever the rest would decode to
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"MIME-Version",
)
MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|meta|body|table|style|div|!--)", re.I)
OTHER_MARKUP = re.compile(r"\s*<(?:\?xml|\w+)")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
CELL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c(?=[\s/>])([^<>]*)([<>])")
# the empty group keeps nothing of what is only counted
ANY_CELL = re.compile(rb"<c[\s/>]()")
ATTRIBUTES = re.compile(rb"(?:\s+[\w:.-]+=\"[^\"'<>]*\")*\s*/?")
ADDRESS = re.compile(rb"\sr=\"([A-Z]{1,3})(\d{1,7})\"")
# pictures are not searched, so no sheet may claim to be one
PICTURES = "xl/media/"
SHEET_LIST = "xl/_rels/workbook.xml.rels"
PICTURE_AS_SHEET = re.compile(rb"media|&#", re.I)


def guard(file: BinaryIO, limits: Limits = WEB, name: str = "") -> str:
    """XLSX, XLS, CSV or HTML; raises ValidationError with what to do next. Leaves the file at its start."""
    name = name or str(getattr(file, "name", "") or "")
    try:
        file.seek(0, 2)
        if file.tell() > limits.file:
            sentence = _("文件超过 %(size)s MB。请删掉图片和空白的行列，或者按楼栋分成几个文件再上传。")
            raise refusal(sentence % {"size": limits.file // MEGABYTE}, "too_big")
        file.seek(0)
        return kind_of(file, limits, name.lower())
    finally:
        file.seek(0)


def refusal(sentence: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)


def broken() -> ValidationError:
    return refusal(_("这个文件打不开，可能没有传完整。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。"), "broken")


def locked() -> ValidationError:
    return refusal(_("这个文件设了打开密码。请在 WPS 或 Excel 里取消密码，保存后再上传。"), "encrypted")


def not_table() -> ValidationError:
    return refusal(
        _("这不是能导入的表格。请选择 .xlsx、.xls 或 .csv 花名册；别的格式请先用 WPS 或 Excel 另存为 .xlsx。"),
        "not_table",
    )


def too_many(limits: Limits) -> ValidationError:
    sentence = _("一张表最多 %(rows)s 行、%(columns)s 列。请删掉多余的行列，或者按楼栋分成几个文件再上传。")
    return refusal(sentence % {"rows": limits.rows, "columns": limits.columns}, "too_many")


def kind_of(file: BinaryIO, limits: Limits, name: str) -> str:
    start = file.read(16)
    if not start:
        raise refusal(_("这个文件是空的。请选择填好的花名册。"), "empty")
    if start.startswith(ole.SIGNATURE):
        check_ole(start + file.read(limits.file))
        return XLS
    if start.startswith(ZIP):
        check_entries(file, limits, name)
        return XLSX
    return text_kind(start + file.read(limits.file))


def kind_alone(content: bytes) -> str:
    """The kind of a file that ``guard`` has looked through before, byte for byte the same."""
    if content.startswith(ZIP):
        return XLSX
    return XLS if content.startswith(ole.SIGNATURE) else text_kind(content)


def text_kind(content: bytes) -> str:
    """Old systems hand out HTML under the name of .xls; only its tables will be looked at."""
    text = None if content.startswith(OTHERS) else delimited.decode(content)
    if text is None:
        raise not_table()
    if MARKUP.match(text):
        return HTML
    if OTHER_MARKUP.match(text):
        raise not_table()
    if not text.strip():
        raise refusal(_("这个文件是空的。请选择填好的花名册。"), "empty")
    return CSV


def check_ole(content: bytes) -> None:
    """Old .xls, password-protected .xlsx and the files of other office programs wear the same envelope."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked()
    try:
        envelope = ole.Envelope(content)
        is_locked = bool(envelope.book) and envelope.is_locked
    except (ValueError, LookupError, struct.error) as error:
        raise broken() from error
    if not envelope.book:
        raise not_table()
    if is_locked:
        raise locked()


def check_entries(file: BinaryIO, limits: Limits, name: str) -> None:
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise broken() from error
    if len(entries) > limits.entries:
        raise refusal(_("这个文件的内部结构不正常。请新建一个表格，把内容复制过去，另存为 .xlsx 后再上传。"), "entries")
    check_names([entry.filename.lower() for entry in entries], name)
    total = 0
    for entry in entries:
        total = check_entry(file, entry, total, limits)


def check_names(names: list[str], file_name: str) -> None:
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise not_table()
    if len(set(names)) < len(names):
        raise broken()
    hides_macros = any(name.rsplit("/", 1)[-1] == "vbaproject.bin" for name in names)
    if hides_macros and not file_name.endswith(MACRO_NAMES):
        raise refusal(_("这个表格藏有宏。请另存为不带宏的 .xlsx 后再上传。"), "macro")


def check_entry(file: BinaryIO, entry: zipfile.ZipInfo, total: int, limits: Limits) -> int:
    """Unpack one entry without keeping it; returns the bytes unpacked so far in the whole file."""
    searched = not entry.filename.lower().startswith(PICTURES)
    size, kept = 0, b""
    for piece in unpack(file, entry):
        size += len(piece)
        if total + size > limits.unpacked or size > max(RATIO_FLOOR, limits.ratio * entry.compress_size):
            raise refusal(
                _("这个文件展开后太大。请删掉数据下方和右侧的空白行列，只留花名册，另存为 .xlsx 后再上传。"), "bomb"
            )
        if searched:
            # two-byte encodings become readable without their zeros
            kept = search(kept + piece.replace(b"\0", b""), entry.filename.lower(), limits)
    if size != entry.file_size:
        raise broken()
    return total + size


def unpack(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a parser would get from this entry, in pieces of bounded size."""
    if entry.flag_bits & 0x1:
        raise locked()
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
    if entry.header_offset < 0:
        raise broken()
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


def search(text: bytes, name: str, limits: Limits) -> bytes:
    """Look through one stretch of an entry; returns the unfinished tag at its end, for the next stretch."""
    if DECLARATION.search(text):
        raise refusal(_("这个文件里有不该出现的内容。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"), "doctype")
    if name == SHEET_LIST and PICTURE_AS_SHEET.search(text):
        raise broken()
    begun = max(text.rfind(b"<"), 0)
    unfinished = text[begun:]
    if b">" in unfinished or b"<" not in unfinished:
        check_cells(text, limits)
        return b""
    # the tag that ends in the next stretch is looked at there; where it begins, the one before it must have ended
    check_cells(text[: begun + 1], limits)
    if len(unfinished) > PIECE:
        raise broken()
    return unfinished


@cache
def near_cell(limits: Limits) -> re.Pattern[bytes]:
    """Cells as every program writes them, certainly inside the limits: nothing to look at twice."""
    highest = str(limits.rows_with_titles)
    numbers = rf"\d{{1,{len(highest) - 1}}}|[0-{int(highest[0]) - 1}]\d{{{len(highest) - 1}}}"
    letters = "A?[A-Z]" if limits.columns >= 52 else "[A-Z]"
    return re.compile(rf'<c r="{letters}(?:{numbers})"(?: s="\d+")?(?: t="\w+")?/?>()'.encode())


def check_cells(text: bytes, limits: Limits) -> None:
    """A filled cell must say where it is, and that must lie inside what a roster may be."""
    if b":c" not in text and len(near_cell(limits).findall(text)) == len(ANY_CELL.findall(text)):
        return
    for cell in CELL.finditer(text):
        if cell[2] == b"<" or not ATTRIBUTES.fullmatch(cell[1]):
            raise broken()
        if cell[1].endswith(b"/"):
            continue
        addresses = ADDRESS.findall(cell[1])
        if len(addresses) != 1:
            raise broken()
        check_place(addresses[0][0], int(addresses[0][1]), limits)


def check_place(letters: bytes, number: int, limits: Limits) -> None:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    if column > limits.columns or number > limits.rows_with_titles:
        raise too_many(limits)
