"""Count owners' votes from a file, without the portal's data: for checking the count against others'."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliberation.tally import read_case


class Command(BaseCommand):
    help = "Count a JSON list of owners' votes and print a JSON list of results."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        try:
            cases = json.loads(file.read_text("utf-8-sig"))
        except (OSError, ValueError) as fault:
            raise CommandError(_("读不了这个文件：%(fault)s") % {"fault": fault}, returncode=2) from fault
        if not isinstance(cases, list):
            raise CommandError(_("文件里应当是一张由各次表决组成的列表。"), returncode=2)
        results = []
        for number, case in enumerate(cases, 1):
            try:
                results.append(read_case(case).as_dict())
            except (KeyError, TypeError, ValueError) as fault:
                words = {"n": number, "fault": fault}
                raise CommandError(_("第 %(n)d 次表决的数据不对：%(fault)s") % words, returncode=2) from fault
        self.stdout.write(json.dumps(results, ensure_ascii=False))
