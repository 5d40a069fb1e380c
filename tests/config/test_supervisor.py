import signal
import sys

import pytest

from config.supervisor import Part, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture(autouse=True)
def signals():
    """The supervisor takes the signals over; the test runner gets them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_all_parts_end_together(tmp_path):
    parts = [Part("网页服务", SLEEPS), Part("后台程序", SLEEPS)]
    supervisor = Supervisor(parts, tmp_path, print)
    assert supervisor.run(lambda: supervisor.end() or True) == 0
    assert [part.process.returncode for part in parts] == [-signal.SIGTERM] * 2


def test_a_part_that_dies_is_started_again_with_a_sentence(tmp_path):
    said, part = [], Part("后台程序", SLEEPS)
    supervisor = Supervisor([part], tmp_path, said.append)
    supervisor.start(part)
    first = part.process
    first.kill()
    first.wait()
    assert supervisor.keep(part)
    assert part.process.pid != first.pid
    assert said == ["后台程序意外结束了，正在重新启动。"]
    supervisor.stop_all()


def test_a_part_that_dies_all_the_time_ends_the_portal(tmp_path):
    said = []
    assert Supervisor([Part("后台程序", DIES)], tmp_path, said.append).run(lambda: True) == 1
    assert len(said) == 5
    assert "多次意外结束" in said[-1]


def test_a_part_that_does_not_listen_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("config.supervisor.GRACE", 0.5)
    part = Part("网页服务", STUBBORN)
    supervisor = Supervisor([part], tmp_path, print)
    supervisor.start(part)
    supervisor.stop_all()
    assert part.process.poll() is not None
