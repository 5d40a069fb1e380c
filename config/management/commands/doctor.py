"""``manage.py doctor``: one line per part, what to do where one is not well; ends with 1 when one is bad."""

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from config import doctor


class Command(BaseCommand):
    help = "检查门户的各个部分，逐项说明是否正常、应当怎么办。"
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        marks = {
            "good": self.style.SUCCESS(_("[正常]")),
            "poor": self.style.WARNING(_("[注意]")),
            "bad": self.style.ERROR(_("[故障]")),
        }
        faults = 0
        for finding in doctor.examine():
            self.stdout.write(f"{marks[finding.state]} {finding.part}：{finding.words}")
            if finding.advice:
                self.stdout.write(f"       → {finding.advice}")
            faults += finding.state == "bad"
        if faults:
            self.stdout.write(_("有 %d 处故障，请按箭头后面的话处理，再运行一次 manage.py doctor。") % faults)
            sys.exit(1)
        self.stdout.write(_("没有发现故障。"))
