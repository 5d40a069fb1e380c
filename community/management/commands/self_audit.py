"""One year of reveals, exports and requests in numbers, for the yearly report."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from community.views.oversight import lines_of


class Command(BaseCommand):
    help = "年度自查：按月统计查看、导出和居民的个人信息请求"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, default=timezone.localdate().year, help="哪一年，默认今年")

    def handle(self, *args: Any, **options: Any) -> None:
        for row in lines_of(options["year"]):
            self.stdout.write(f"{row['label']}\t" + "\t".join(map(str, [*row["months"], row["total"]])))
