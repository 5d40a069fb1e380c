"""A roster that was read already, its rows written by hand: what the pages show does not need a file."""

from community.actions.roster_reading import packed
from community.models import RosterImport, RosterRow

CELLS = {
    "name": "陈建国",
    "id_number": "99999919880101001X",
    "phone": "199-0000-0101",
    "building": "1栋",
    "room": "201",
}
LAYOUT = {
    "sheet": "名单",
    "heading_first": 1,
    "heading_last": 2,
    "signature": "a" * 64,
    "hint": "",
    "skipped": "",
    "rows": 2,
}
BUILDING = {"kind": "building", "key": "building:老三楼", "word": "老三楼", "sheet": "", "count": 35, "choices": []}
WORD = {"kind": "word", "key": "word:education:大本", "word": "大本", "sheet": "", "count": 12, "choices": []}


def column(place: int, heading: str, key: str, member: int = 0, role: str = "") -> dict:
    return {"place": place, "heading": heading, "key": key, "member": member, "role": role}


COLUMNS = [column(0, "序号", "-"), column(1, "姓名", "name"), column(2, "楼栋", "building"), column(3, "喜好", "")]


def layout(**fields) -> dict:
    return LAYOUT | {"columns": COLUMNS} | fields


def doubt(code: str = "namesake", **fields) -> dict:
    problem = {"key": "name", "heading": "姓名", "value": "", "code": code, "sentence": "别处有同名的居民，请核对。"}
    return problem | {"level": "review"} | fields


def change(key: str, old: str, new: str) -> dict:
    return {"key": key, "old": old, "new": new}


def preview(unit, by, *rows: tuple[str, dict], **fields) -> RosterImport:
    """``rows``: outcome and what of its content differs from CELLS and nothing else."""
    roster = RosterImport(unit=unit, by=by, file_name="名单.xlsx", sha256="0" * 64, state="preview", layout=[layout()])
    for name, value in fields.items():
        setattr(roster, name, value)
    roster.counts = {outcome: [one for one, _ in rows].count(outcome) for outcome, _ in rows}
    roster.save()
    for number, (outcome, content) in enumerate(rows, 4):
        add_row(roster, number, outcome, **content)
    return roster


def add_row(
    roster, number: int, outcome: str, *, reason: str = "", person=None, member: int = 0, **content
) -> RosterRow:
    problems = content.get("problems", [])
    content = {
        "cells": CELLS,
        "extra": {},
        "values": {"room": "201"},
        "problems": [],
        "changes": [],
        "marks": [],
    } | content
    row = RosterRow(roster=roster, sheet="名单", number=number, member=member, outcome=outcome, person=person)
    row.reason = reason or (problems[0]["code"] if problems else "")
    row.content = packed(content) if outcome != "not_data" else ""
    row.save()
    return row
