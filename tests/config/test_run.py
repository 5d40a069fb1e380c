"""The starter: its refusals by themselves, and one whole start, page and end as real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError

from config import start
from config.management.commands import run
from config.start import Refusal


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def unused() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_free_port_is_used():
    port = unused()
    assert run.free_port("127.0.0.1", str(port)) == port


def test_a_port_in_use_is_a_sentence(taken):
    with pytest.raises(Refusal, match=f"端口 {taken} 已被别的程序占用"):
        run.free_port("127.0.0.1", str(taken))


@pytest.mark.parametrize("typed", ["", "abc", "0", "65536", "-1", "８０００", "80 00"])
def test_a_port_is_a_number(typed):
    with pytest.raises(Refusal, match="1 到 65535"):
        run.free_port("127.0.0.1", typed)


def test_an_address_of_another_machine_is_a_sentence():
    with pytest.raises(Refusal, match="没有地址"):
        run.free_port("192.0.2.77", str(unused()))


def test_a_database_that_is_down_is_a_sentence(monkeypatch, settings):
    def down(say):
        raise OperationalError("connection refused\nIs the server running?")

    settings.PORT = str(unused())
    monkeypatch.setattr(start, "prepare", down)
    with pytest.raises(SystemExit, match="数据库没有应答"):
        call_command("run")


def test_without_redis_one_worker_carries_everything(settings):
    settings.REDIS_URL = ""
    web, worker = run.parts("127.0.0.1", 8000)
    assert worker.command[-2:] == ["manage.py", "worker"]
    assert web.command[5:9] == ["--workers", "2", "--blocking-threads", "1"]


def test_with_redis_celery_carries_and_beats(settings):
    settings.REDIS_URL = "redis://127.0.0.1/0"
    commands = [" ".join(part.command) for part in run.parts("127.0.0.1", 8000)]
    assert [word in line for word, line in zip(("granian", "worker", "beat"), commands, strict=True)] == [True] * 3


def test_nobody_answers_yet():
    assert run.answers("127.0.0.1", unused()) is False


@pytest.fixture
def portal(tmp_path):
    """A real portal with an empty tree on a port of its own, and what it prints."""
    port, log = unused(), (tmp_path / "log").open("w+", encoding="utf8")
    unset = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "HOST")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    env |= {"DATA": str(tmp_path / "data"), "PORT": str(port), "HOST": "127.0.0.1", "DEMO": "no"}
    command = [sys.executable, "manage.py", "run"]
    process = subprocess.Popen(command, cwd=settings.BASE, env=env, stdout=log, stderr=log, start_new_session=True)
    process.port = port
    process.printed = lambda: (tmp_path / "log").read_text(encoding="utf8")
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def wait_for(condition, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


@pytest.mark.kill
def test_one_command_starts_a_portal_and_one_signal_ends_it(portal):
    wait_for(lambda: "邻里已启动" in portal.printed() or portal.poll() is not None)
    assert f"http://127.0.0.1:{portal.port}/" in portal.printed()
    assert "admin  " in portal.printed()
    page = HTTPConnection("127.0.0.1", portal.port, timeout=30)
    page.request("GET", "/accounts/login/")
    assert page.getresponse().status == 200
    portal.send_signal(signal.SIGINT)
    assert portal.wait(timeout=60) == 0
    assert run.free_port("127.0.0.1", str(portal.port))
    assert "邻里已停止" in portal.printed()
