"""Rows of a roster taken through the check, against two buildings of one estate."""

from datetime import date

from community.imports.checking import Checker
from community.imports.places import Building, Buildings
from community.imports.shapes import Answers, SheetRow

ESTATES = ("第1网格", "北苑")
BUILDINGS = Buildings([Building(1, "1栋", ESTATES, "第1网格"), Building(2, "2栋", ESTATES, "第1网格")], ["3栋"])
TODAY = date(2026, 3, 1)
ID, WOMAN = "99999919880101001X", "11010119900307002X"
HOME = {"building": "1栋", "entrance": "", "room": "201"}


def checker(**answers):
    return Checker(BUILDINGS, Answers(**answers), today=TODAY)


def row(number=2, *, sheet="表", typed=None, extra=None, marks=(), proposed=None, hint="", **cells):
    cells = {"name": "陈一"} | HOME | {key.replace("tick_", "tick:"): text for key, text in cells.items()}
    cells = {key: text for key, text in cells.items() if text}
    return SheetRow(sheet, number, 0, "", cells, typed or {}, extra or {}, marks, proposed or {}, hint)


def checked(number=2, **cells):
    return checker().check(row(number, **cells))


def told(facts):
    return [(problem.key, problem.code, problem.level) for problem in facts.problems]
