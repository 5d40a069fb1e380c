"""A roster taken through upload, reading and writing, and what its rows then say."""

import json
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook, load_workbook

from community.actions import roster as roster_actions
from community.models import Person, Residence, RosterImport, RosterRow
from jobs.work import drain
from tests.community.rosters.made import as_file, signed_in, workbook


@dataclass
class Seen:
    """One row of the preview, unsealed."""

    row: RosterRow
    cells: dict
    extra: dict
    values: dict
    problems: list[dict]
    changes: list[dict]

    @property
    def outcome(self) -> str:
        return self.row.outcome

    @property
    def codes(self) -> set[str]:
        return {problem["code"] for problem in self.problems}

    @property
    def home(self) -> tuple:
        return self.values.get("building_name"), self.values.get("entrance", ""), self.values.get("room")


def take(town, content: bytes, name: str = "花名册.xlsx", *, unit=None, by=None) -> RosterImport:
    """Upload and read; the preview is there when this returns, or the refusal."""
    roster = roster_actions.upload(as_file(content, name), unit=unit or town.community, by=by or town.clerk)
    drain()
    roster.refresh_from_db()
    return roster


def take_rows(town, *rows: list, name: str = "花名册.xlsx", unit=None, by=None, **kwargs) -> RosterImport:
    return take(town, workbook(*rows, **kwargs), name, unit=unit, by=by)


def seen(roster: RosterImport) -> list[Seen]:
    """The rows that are data, in the order of the sheet."""
    rows = roster.rows.exclude(outcome=RosterRow.Outcome.NOT_DATA).order_by("pk")
    return [opened(row) for row in rows]


def opened(row: RosterRow) -> Seen:
    content = json.loads(row.content) if row.content else {}
    kept = {name: content.get(name) or {} for name in ("cells", "extra", "values")}
    return Seen(row, **kept, problems=content.get("problems") or [], changes=content.get("changes") or [])


def only(roster: RosterImport) -> Seen:
    (row,) = seen(roster)
    return row


def one(town, row: list, headings: list, **kwargs) -> Seen:
    """One row under these headings, as the preview shows it."""
    return only(take_rows(town, row, headings=headings, **kwargs))


def write(roster: RosterImport, by) -> RosterImport:
    roster_actions.confirm(roster, by=by)
    drain()
    roster.refresh_from_db()
    return roster


def answer(roster: RosterImport, by, **answers) -> RosterImport:
    roster_actions.answer(roster, by=by, **answers)
    drain()
    roster.refresh_from_db()
    return roster


def asked(roster: RosterImport, kind: str) -> list[dict]:
    return [question for question in roster.questions if question["kind"] == kind]


def problem_book(roster: RosterImport, by) -> Workbook:
    """The rows that did not go in, as the page hands them out."""
    browser = signed_in(by)
    return load_workbook(BytesIO(browser.get(f"/desk/imports/{roster.pk}/problems/").getvalue()))


def register() -> set[tuple[str, str, str]]:
    """Everybody who lives somewhere: name, number, place."""
    stays = Residence.objects.current().select_related("person", "dwelling__building")
    return {
        (stay.person.name, stay.person.doc_number or "", stay.dwelling.full_address().replace(" ", ""))
        for stay in stays
    }


def called(name: str) -> Person:
    return Person.objects.get(name=name)
