"""``manage.py worker``: carries background jobs where there is no Redis; SIGTERM or Ctrl-C ends it."""

import signal

from django.core.management.base import BaseCommand

from jobs.worker import Worker


class Command(BaseCommand):
    help = "处理后台任务（导入、通知、定时检查），并兼作时钟。按 Ctrl-C 结束。"

    def handle(self, *args, **options) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
