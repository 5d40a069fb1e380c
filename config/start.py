"""What must be true before the portal can be served: tables, keys, page files, and on the first day a community."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from accounts.keys import keys_fit
from accounts.models import User
from config import demo
from grids.models import Posting, Unit

# no region of GB/T 2260: only invented communities lie there
NOWHERE = "999999"
START_LOCK = 0x6C696E6C69
Say = Callable[[str], None]


class Refusal(Exception):
    """Why the portal cannot start, as a sentence for whoever started it."""


def prepare(say: Say) -> list[demo.Login]:
    """Make everything ready, however many starters do so at once; the accounts made on a first start."""
    collect_static(say)
    with alone():
        migrate(say)
        if not keys_fit():
            raise Refusal(
                _("密钥文件 %s 与数据库不相配。请从备份中取回与这个数据库同时备份的密钥文件。") % settings.SECRETS_FILE
            )
        return first_day(say)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def alone() -> Iterator[None]:
    """One starter at a time: on this machine by a file, over several machines by the database they share."""
    with locked(settings.DATA / "start.lock"):
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [START_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [START_LOCK])


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(_("正在准备数据库……"))
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def collect_static(say: Say) -> None:
    """Page files are gathered and compressed only when one of them has changed."""
    if settings.PLAIN_STATIC:
        return
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    with locked(root / ".lock"):
        wanted = fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say(_("正在准备页面文件……"))
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        stamp.write_text(wanted)


def fingerprint() -> str:
    """Changes when a static file comes, goes or changes."""
    lines = []
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            lines.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def first_day(say: Say) -> list[demo.Login]:
    """A portal without any account gets the demonstration community, or with DEMO=no one administrator."""
    if User.objects.exists():
        return []
    if settings.DEMO:
        say(_("第一次启动，正在建立示范社区，大约需要半分钟……"))
        return demo.build("renminlu", say)
    fields = {"name": _("系统管理员"), "must_change_password": True}
    return [demo.open_door(Posting.Role.ADMIN, User.objects.create_superuser("admin", None, **fields))]


def is_demonstration() -> bool:
    """Whether only an invented community lives here; a real one needs every protection."""
    roots = Unit.objects.filter(parent=None)
    return roots.exists() and not roots.exclude(code__startswith=NOWHERE).exists()
