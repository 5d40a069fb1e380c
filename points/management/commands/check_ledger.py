"""Prove the book of points whole; --json for other programs. Ends with 1 when a single point is not where it should be."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from points.models import Account, Transfer
from points.reports.ledger import CHECKS, problems


class Command(BaseCommand):
    help = "核对积分账本：每一分都在该在的地方，没有一笔被改过、删过"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="给别的程序读")

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        counts = {"transfers": Transfer.objects.count(), "accounts": Account.objects.count()}
        if options["json"]:
            facts = counts | {"checks": list(CHECKS), "problems": [asdict(problem) for problem in found]}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            for problem in found:
                self.stderr.write(f"{problem.check} {problem.sentence}")
        if found:
            raise CommandError(_("积分账本有 %(n)d 处对不上，请保留现场并联系技术管理员。") % {"n": len(found)})
        if not options["json"]:
            self.stdout.write(_("积分账本完整：%(transfers)d 笔流水，%(accounts)d 个账户，一分不差。") % counts)
