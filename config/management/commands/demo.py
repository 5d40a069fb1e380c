"""Fill an empty portal with an invented community."""

from time import monotonic

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import demo


class Command(BaseCommand):
    help = "Fill an empty portal with an invented community; prints one account per role, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", nargs="?", choices=sorted(demo.STORIES), default="renminlu")

    def handle(self, *args, story: str, **options) -> None:
        start = monotonic()
        try:
            logins = demo.build(story, self.stdout.write)
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        self.stdout.write(f"完成，用时 {monotonic() - start:.0f} 秒。演示账号（只显示这一次，请记下）：")
        for login in logins:
            self.stdout.write(f"  {login.role}\t{login.username}\t{login.password}")
