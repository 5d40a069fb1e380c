"""What must be true before the portal can be served: tables, keys, page files, and on the first day a community."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from accounts.keys import keys_fit
from accounts.models import User
from grids.models import Posting, Unit

# without 0 O 1 l i: read out and typed by hand
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# no region of GB/T 2260: only invented communities lie there
NOWHERE = "999999"
START_LOCK = 0x6C696E6C69
Say = Callable[[str], None]


class Refusal(Exception):
    """Why the portal cannot start, as a sentence for whoever started it."""


@dataclass(frozen=True)
class Account:
    role: str
    name: str
    username: str
    password: str


def prepare(say: Say) -> list[Account]:
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


def first_day(say: Say) -> list[Account]:
    """A portal without any account gets the demonstration community, or with DEMO=no one administrator."""
    if User.objects.exists():
        return []
    if not settings.DEMO:
        return [first_administrator()]
    say(_("第一次启动：正在建立示范社区，大约需要半分钟……"))
    # whole or not at all: a half-made community would look like a portal in use
    with transaction.atomic():
        call_command("demo", "renminlu", verbosity=0)
        return hand_out_passwords()


def first_administrator() -> Account:
    password = fresh_password()
    user = User.objects.create_superuser("admin", password, name=_("系统管理员"), must_change_password=True)
    return Account(_("系统管理员"), user.name, user.username, password)


def hand_out_passwords() -> list[Account]:
    """One account for each role, its password known to nobody else and shown once."""
    accounts, seen = [], set()
    for role in Posting.Role:
        holders = Posting.objects.current().filter(role=role, user__is_active=True).exclude(user__in=seen)
        posting = holders.select_related("user").order_by("pk").first()
        if posting is None:
            continue
        seen.add(posting.user_id)
        password = fresh_password()
        posting.user.set_password(password)
        posting.user.save(update_fields=["password"])
        accounts.append(Account(str(role.label), posting.user.name, posting.user.username, password))
    return accounts


def fresh_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def is_demonstration() -> bool:
    """Whether only an invented community lives here; a real one needs every protection."""
    roots = Unit.objects.filter(parent=None)
    return roots.exists() and not roots.exclude(code__startswith=NOWHERE).exists()
