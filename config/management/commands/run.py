"""``manage.py run``: everything one portal needs, in the foreground; what ``make run`` calls."""

import errno
import os
import socket
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from django.utils.translation import gettext as _

from config import start
from config.demo import Login
from config.start import Refusal
from config.supervisor import Part, Supervisor

EVERYWHERE = str(IPv4Address(0))
# any address outside this machine: the system then says which of its own it would use; nothing is sent
ELSEWHERE = "192.0.2.1"


class Command(BaseCommand):
    help = "启动门户：准备数据，再同时运行网页服务和后台程序。环境变量：PORT、HOST、DATA、DEMO。按 Ctrl-C 结束。"
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        try:
            host, port = settings.HOST or EVERYWHERE, free_port(settings.HOST, settings.PORT)
            accounts = start.prepare(self.say)
        except Refusal as refusal:
            sys.exit(str(refusal))
        except ValidationError as refusal:
            sys.exit("\n".join(refusal.messages))
        except OperationalError as error:
            sys.exit(
                _("数据库没有应答。请检查它是否在运行、DATABASE_URL 是否正确。原因：%s") % str(error).splitlines()[0]
            )
        except KeyboardInterrupt:
            sys.exit(_("已中止，没有留下做了一半的数据。"))
        if start.is_demonstration():
            os.environ.setdefault("REQUIRE_SECOND_FACTOR", "no")
        connections.close_all()
        self.serve(host, port, accounts)

    def serve(self, host: str, port: int, accounts: list[Login]) -> None:
        def announce() -> bool:
            if not answers(host, port):
                return False
            self.greet(host, port, accounts)
            return True

        supervisor = Supervisor(parts(host, port), settings.BASE, self.say)
        code = supervisor.run(announce)
        self.say(_("邻里已停止。"))
        sys.exit(code)

    def greet(self, host: str, port: int, accounts: list[Login]) -> None:
        self.say(_("\n邻里已启动，请用浏览器打开："))
        if host == EVERYWHERE:
            self.say(_("  这台电脑：http://127.0.0.1:%d/") % port)
            if address := own_address():
                self.say(_("  同一网络的手机和电脑：http://%(address)s:%(port)d/") % {"address": address, "port": port})
        else:
            self.say(f"  http://{host}:{port}/")
        if accounts:
            self.say(_("\n账号（从左到右：岗位、登录名、密码。密码只显示这一次，请记下来）："))
            for account in accounts:
                self.say(f"  {account.role}  {account.username}  {account.password}")
        self.say(_("\n按 Ctrl-C 结束。"))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def free_port(host: str, wanted: str) -> int:
    if not wanted.isascii() or not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise Refusal(_("端口“%s”不对，请写 1 到 65535 之间的数字，例如 PORT=8001。") % wanted)
    port = int(wanted)
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(why_not(error, host, port)) from error
    return port


def why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("端口 %d 已被别的程序占用。请先关闭它，或者换一个端口，例如 PORT=8001。") % port
    if error.errno == errno.EACCES:
        return _("没有权限使用端口 %d。请换一个 1024 以上的端口，例如 PORT=8000。") % port
    return _("这台电脑没有地址“%s”。请检查 HOST，或者不写它。") % host


def parts(host: str, port: int) -> list[Part]:
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]
    web += ["--host", host, "--port", str(port), "--log-level", "warning", "--respawn-failed-workers"]
    web += ["--workers-kill-timeout", "10", "config.wsgi:application"]
    if not settings.REDIS_URL:
        return [Part(_("网页服务"), web), Part(_("后台程序"), [sys.executable, "manage.py", "worker"])]
    celery = [*python, "celery", "--app", "config", "--quiet"]
    schedule = ["--schedule", str(settings.DATA / "beat")]
    return [
        Part(_("网页服务"), web),
        Part(_("后台程序"), [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"]),
        Part(_("时钟"), [*celery, "beat", "--loglevel", "WARNING", *schedule]),
    ]


def answers(host: str, port: int) -> bool:
    """Whether the first page can be read."""
    near = "127.0.0.1" if host == EVERYWHERE else host
    with closing(HTTPConnection(near, port, timeout=20)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False


def own_address() -> str:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect((ELSEWHERE, 9))
        except OSError:
            return ""
        return probe.getsockname()[0]
