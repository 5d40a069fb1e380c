"""Let go of what is kept longer than the rules allow; --dry-run only says what would go and when."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from community.actions import retention


class Command(BaseCommand):
    help = "清理到期的个人信息；留多久见 community/fields.py"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只说现在会清理什么、下一次是哪天，不清理")
        parser.add_argument("--json", action="store_true", help="给别的程序读")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = retention.foretell()
        gone = {} if options["dry_run"] else retention.forget()
        if options["json"]:
            rows = [asdict(outcome) | {"gone": gone.get(outcome.key, 0)} for outcome in outcomes]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, default=str))
            return
        for outcome in outcomes:
            when = f"{outcome.next_on:%Y-%m-%d}" if outcome.next_on else "—"
            sentence = _("%(label)s：现在到期 %(due)d，清理了 %(gone)d，下一个到期日 %(when)s")
            facts = {"label": outcome.label, "due": outcome.due, "gone": gone.get(outcome.key, 0), "when": when}
            self.stdout.write(sentence % facts)
