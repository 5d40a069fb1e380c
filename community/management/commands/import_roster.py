"""Bring a roster in from the command line: the same engine as the page, with wider limits, and its report as JSON."""

import json
import time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from community.actions import roster as roster_actions
from community.imports import zipguard
from community.imports.shapes import NOTICE
from community.models import RosterImport, RosterRow
from grids.models import Unit
from jobs.work import carry

State, Outcome = RosterImport.State, RosterRow.Outcome
NOTHING_DONE = 2
PAUSE = 0.5
COUNTED = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REVIEW, Outcome.ERROR, Outcome.NOT_DATA)


class Command(BaseCommand):
    help = "Read a roster and write its good rows; exit 2 with one sentence when the file cannot be read."
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the community, area or grid to import into")
        parser.add_argument("--by", required=True, help="login name of whoever imports")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, file: Path, unit: str, by: str, dry_run: bool, **options) -> None:
        try:
            roster = self.bring_in(file, unit, by, dry_run)
        except ValidationError as refusal:
            self.give_up(refusal.messages[0])
        report = report_of(roster)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.tell(report, roster, dry_run)

    def give_up(self, sentence: str) -> None:
        """One sentence on stderr, without a trace."""
        self.stderr.write(sentence.splitlines()[0])
        raise SystemExit(NOTHING_DONE)

    def bring_in(self, path: Path, code: str, username: str, dry_run: bool) -> RosterImport:
        by = User.objects.filter(username=username, is_active=True).first()
        if by is None:
            raise ValidationError(_("没有“%(name)s”这个账号，请核对登录名。") % {"name": username})
        unit = roster_actions.importable_units(by).filter(code=code).first()
        if unit is None:
            raise ValidationError(refusal_of(code, by))
        roster = uploaded(path, unit, by)
        if dry_run:
            roster_actions.drop(roster, by=by)
        elif roster.rows.filter(roster_actions.wanted(roster)).exists():
            roster_actions.confirm(roster, by=by)
            settle(roster, State.APPLYING)
        else:
            roster_actions.drop(roster, by=by)
        return roster

    def tell(self, report: dict, roster: RosterImport, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("只是试读，什么也没有写入。"))
        self.stdout.write(_("共读到 %(rows)s 行：") % {"rows": report["rows_read"]})
        for outcome in COUNTED:
            self.stdout.write(f"  {outcome.label} {report[outcome.value]}")
        for one in report["problems"]:
            place = _("工作表“%(sheet)s”第 %(row)s 行") % one
            self.stdout.write(f"  {place} {one['column']}（{one['value']}）：{one['message']}")
        if skipped := roster.written.get("skipped"):
            self.stdout.write(_("有 %(rows)s 行因为登记有了变动，没有写入。") % {"rows": skipped})


def refusal_of(code: str, by: User) -> str:
    if not Unit.objects.current().filter(code=code).exists():
        return _("没有编码为“%(code)s”的单元，请核对编码。") % {"code": code}
    return _("“%(name)s”不能往编码为“%(code)s”的单元导入花名册，请换一个单元或账号。") % {
        "name": by.username,
        "code": code,
    }


def uploaded(path: Path, unit: Unit, by: User) -> RosterImport:
    """The roster in its preview. One left over from an earlier run that broke off is put away first."""
    try:
        with path.open("rb") as opened:
            file = File(opened, name=path.name)
            roster = roster_actions.upload(file, unit=unit, by=by, limits=zipguard.WIDE)
            if roster.state == State.PREVIEW:
                roster_actions.drop(roster, by=by)
                roster = roster_actions.upload(file, unit=unit, by=by, limits=zipguard.WIDE)
    except OSError:
        raise ValidationError(_("打不开文件“%(path)s”，请核对路径。") % {"path": path}) from None
    settle(roster, State.READING)
    if roster.state == State.REFUSED:
        raise ValidationError(roster.refusal)
    return roster


def settle(roster: RosterImport, state: str) -> None:
    """Carry the job here; where a worker was quicker, wait for it."""
    while roster.job is not None:
        carry(roster.job.pk)
        roster.refresh_from_db()
        if roster.state != state:
            return
        if roster.job.ended:
            raise ValidationError(roster.job.reason or _("处理时出了意外，没有做完。请再试一次。"))
        time.sleep(PAUSE)


def report_of(roster: RosterImport) -> dict:
    counts = {outcome.value: roster.counts.get(outcome.value, 0) for outcome in COUNTED}
    rows = roster.rows.filter(outcome__in=(Outcome.ERROR, Outcome.REVIEW)).order_by("pk")
    problems = [problem for row in rows.iterator(500) for problem in problems_of(row)]
    return {"rows_read": sum(counts.values()), **counts, "problems": problems}


def problems_of(row: RosterRow) -> list[dict]:
    return [
        {
            "sheet": row.sheet,
            "row": row.number,
            "column": problem["heading"],
            "value": problem["value"],
            "code": problem["code"],
            "message": problem["sentence"],
        }
        for problem in row.facts().get("problems", ())
        if problem["level"] != NOTICE
    ]
