from django.core.management.base import BaseCommand

from accounts import actions


class Command(BaseCommand):
    help = "让一个被锁定的账号可以马上重新登录：manage.py unlock 登录名"

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username: str, **options):
        count = actions.unlock(username)
        if count:
            actions.record("account.unlocked", by=None, count=count)
            self.stdout.write(f"已解除锁定，{username} 现在可以重新登录。")
        else:
            self.stdout.write(f"{username} 没有被锁定。")
