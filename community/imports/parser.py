"""From the bytes of a guarded file to its sheets. A child process does the reading, see ``sheets``."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Any, overload

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from community.imports.shapes import Sheet, Typed
from community.imports.zipguard import Limits

ROOT = Path(__file__).resolve().parents[2]
PIECE = 1024 * 1024
# the reader gets no secrets to lose
KEPT_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
PATIENCE = 3
# rows unpacked together
AT_ONCE = 100
SENTENCES = {
    "broken": gettext_noop("这个表格读不出来。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。"),
    "encrypted": gettext_noop("这个文件设了打开密码。请在 WPS 或 Excel 里取消密码，保存后再上传。"),
    "not_table": gettext_noop("这不是表格文件。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"),
    "too_heavy": gettext_noop(
        "这个表格太大，读不完。请只留花名册的内容，删掉多余的行列、图片和格式，或者按楼栋分成几个文件再上传。"
    ),
}
TOO_MANY = gettext_noop("一次最多导入 %(rows)s 行、%(columns)s 列。请删掉多余的行列，或者按楼栋分成几个文件再上传。")


class Rows(Sequence[list[Typed]]):
    """The rows of one sheet, kept as they were sent and unpacked when somebody looks: a tenth of the memory."""

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[list[Typed]]:
        for start in range(0, len(self.lines), AT_ONCE):
            yield from unpacked(self.lines[start : start + AT_ONCE])

    @overload
    def __getitem__(self, place: int) -> list[Typed]: ...
    @overload
    def __getitem__(self, place: slice) -> "Rows": ...
    def __getitem__(self, place: int | slice) -> "list[Typed] | Rows":
        if isinstance(place, slice):
            return Rows(self.lines[place])
        return unpacked([self.lines[place]])[0]


def unpacked(lines: list[bytes]) -> list[list[Typed]]:
    """Read together, because each reading has a cost of its own."""
    rows = json.loads(b"[%b]" % b",".join(lines))
    return [with_dates(row) if b'["d"' in line else row for line, row in zip(lines, rows, strict=True)]


def with_dates(row: list) -> list[Typed]:
    return [date.fromisoformat(cell[1]) if isinstance(cell, list) else cell for cell in row]


def refusal(code: str, limits: Limits) -> ValidationError:
    if code == "too_many":
        return ValidationError(_(TOO_MANY) % {"rows": limits.rows, "columns": limits.columns}, code=code)
    return ValidationError(_(SENTENCES[code]), code=code)


def parse(content: bytes, kind: str, limits: Limits) -> list[Sheet]:
    """Every sheet of the file, hidden ones too; ``kind`` is what ``zipguard.guard`` found."""
    lines = answer(content, kind, limits)
    last = json.loads(lines.pop()) if lines and lines[-1].startswith(b"{") else {}
    if "end" not in last:
        raise refusal(last.get("error", "too_heavy"), limits)
    sheets: list[Sheet] = []
    body: list[bytes] = []
    for line in lines:
        if line.startswith(b"["):
            body.append(line)
            continue
        told = json.loads(line)
        if "sheet" in told:
            sheets.append(Sheet(told["sheet"], [], hidden=told["hidden"]))
        else:
            finish(sheets[-1], body, told)
            body = []
    return sheets


def finish(sheet: Sheet, body: list[bytes], told: dict[str, Any]) -> None:
    sheet.rows = Rows(body)
    sheet.merges = [(top, left, bottom, right) for top, left, bottom, right in told.get("merges", ())]
    sheet.marks = {int(row): tuple(marks) for row, marks in told.get("marks", {}).items()}
    sheet.struck = {int(row): tuple(columns) for row, columns in told.get("struck", {}).items()}
    sheet.faults = {(row, column): fault for row, column, fault in told.get("faults", ())}


def answer(content: bytes, kind: str, limits: Limits) -> list[bytes]:
    """The lines the reader wrote; fewer when it died."""
    command = [sys.executable, "-m", "community.imports.sheets", kind]
    command += map(str, (limits.columns, limits.rows_with_titles, limits.memory, limits.cpu))
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    environment |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
    ) as child:
        watch = Timer(PATIENCE * limits.cpu, child.kill)
        watch.start()
        try:
            feeder = Thread(target=feed, args=(child.stdin, content))
            feeder.start()
            lines = collected(child, limits)
            feeder.join()
        finally:
            watch.cancel()
            child.kill()
    return lines


def feed(stdin: IO[bytes], content: bytes) -> None:
    try:
        with stdin:
            stdin.write(content)
    except OSError:
        # the reader has died: its silence on the other end says so
        return


def collected(child: subprocess.Popen, limits: Limits) -> list[bytes]:
    """More than the file can honestly hold is not listened to."""
    lines: list[bytes] = []
    size = 0
    for line in child.stdout or ():
        size += len(line)
        if size > limits.unpacked:
            return []
        lines.append(line)
    return lines
