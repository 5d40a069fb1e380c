"""A PostgreSQL server of a test's own, which may be killed: its programs, its folder, its port."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

SECONDS = 180
OWNER = "postgres"


def programs() -> Path:
    """Where initdb is; skips in words where a server cannot be started."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    there = shutil.which("initdb")
    if not found and not there:
        pytest.skip("needs the programs of a PostgreSQL server (initdb), for one that may be killed")
    if not Path("/proc/self/stat").exists():
        pytest.skip("finds the processes of the server through /proc, which this system has not")
    if os.getuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres")
    return found[-1].parent if found else Path(there).parent


def until(condition, what: str):
    """Its first true answer; the limit is only there so that a broken test ends."""
    deadline = time.monotonic() + SECONDS
    while not (answer := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return answer


def children(pid: int) -> list[int]:
    """Those that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return found


class Server:
    def __init__(self) -> None:
        self.bin = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="linli-killed-"))
        # root starts it as another user, who must own its folder
        self.as_owner = {"cwd": "/"}
        if os.getuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_owner |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = self.folder.with_suffix(".log").open("w")
        self.run("initdb", "-D", self.data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.process = None

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{OWNER}"

    def run(self, program: str, *words: str) -> None:
        command = [str(self.bin / program), *words]
        subprocess.run(command, check=True, stdout=self.log, stderr=self.log, **self.as_owner)

    def start(self) -> None:
        """Comes back when it answers: after a kill it has mended itself from its journal first."""
        # what is written to the journal survives the server's own death without being forced to the disk
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), "fsync": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.bin / "postgres"), "-D", self.data, "-p", str(self.port), *words]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, **self.as_owner)
        until(self.answers, "the server did not come up")

    def answers(self) -> bool:
        assert self.process.poll() is None, "the server ended by itself"
        try:
            self.ask("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def ask(self, sql: str) -> list[tuple]:
        connection = psycopg2.connect(self.url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        finally:
            connection.close()

    def kill(self) -> None:
        """Whoever serves somebody first, then the one that would start them anew: none can tidy up."""
        pid = self.process.pid
        os.kill(pid, signal.SIGSTOP)
        while alive := children(pid):
            for each in alive:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self.log.close()
        Path(self.log.name).unlink()
        shutil.rmtree(self.folder)
