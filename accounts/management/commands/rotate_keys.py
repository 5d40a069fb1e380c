from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import actions, keys


class Command(BaseCommand):
    help = "换用新的加密密钥并把全部加密资料重新加密；隔一天再用 --drop-old 去掉旧密钥"

    def add_arguments(self, parser):
        parser.add_argument("--drop-old", action="store_true", help="确认不再需要后，去掉旧密钥")

    def handle(self, *args, drop_old: bool, **options):
        if not keys.keys_fit():
            raise CommandError("密钥文件和数据库不匹配，没有做任何改动。请先从备份恢复正确的密钥文件。")
        try:
            self.drop() if drop_old else self.rotate()
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from None

    def rotate(self):
        count = keys.rotate()
        actions.record("keys.rotated", by=None, count=count)
        self.stdout.write(f"已启用新密钥，重新加密了 {count} 项。请备份密钥文件；明天再运行 rotate_keys --drop-old。")

    def drop(self):
        count = keys.drop_old_keys()
        actions.record("keys.dropped", by=None, count=count)
        self.stdout.write(f"已去掉 {count} 个旧密钥。")
