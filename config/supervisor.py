"""Keeps the parts of one portal running side by side, and ends them together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

LOOK = 0.3
GRACE = 15
# a part that dies so often within a minute is broken, and starting it again would only hide that
MOST_DEATHS = 5
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    def __init__(self, parts: list[Part], folder: Path, say: Callable[[str], None]) -> None:
        self.parts, self.folder, self.say = parts, folder, say
        self.ending = threading.Event()

    def end(self, *signal) -> None:
        self.ending.set()

    def run(self, when_started: Callable[[], bool]) -> int:
        """Until told to end, or until a part cannot be kept alive; ``when_started`` is asked until it is true."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.end)
        try:
            for part in self.parts:
                self.start(part)
            started = False
            while not self.ending.wait(LOOK):
                started = started or when_started()
                if not all(self.keep(part) for part in self.parts):
                    return 1
            return 0
        finally:
            self.stop_all()

    def start(self, part: Part) -> None:
        # own group: Ctrl-C in the terminal reaches only the supervisor, which ends the parts in order
        part.process = subprocess.Popen(
            part.command, cwd=self.folder, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent
        )

    def keep(self, part: Part) -> bool:
        """Start a part again that has died; False when it dies all the time."""
        if part.process is None or part.process.poll() is None:
            return True
        end_group(part.process)
        now = time.monotonic()
        part.deaths = [*(death for death in part.deaths if now - death < 60), now]
        if len(part.deaths) >= MOST_DEATHS:
            self.say(
                _("%s一分钟内多次意外结束，门户停止运行。请看上面的记录，或运行 manage.py doctor 检查。") % part.name
            )
            return False
        self.say(_("%s意外结束了，正在重新启动。") % part.name)
        self.start(part)
        return True

    def stop_all(self) -> None:
        running = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                end_group(process)
                process.wait()


def end_group(process: subprocess.Popen) -> None:
    """What a dead part has left behind would go on holding the port."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def die_with_parent() -> None:
    """Runs in the child: should the supervisor be killed outright, its parts must not keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
