"""Demonstrations: invented communities, built through the same actions as real ones."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Delivery, User
from community.models import Person
from config.demo import renminlu, town
from grids.models import Posting, Unit
from jobs.models import Job
from volunteers.models import SignUp

Role = Posting.Role
# no 0/O and 1/l/I: copied by hand from the terminal
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class Login(NamedTuple):
    """Shown once; ``role`` in the words of the page."""

    role: str
    username: str
    password: str


def build_renminlu(progress: Callable[[str], None]) -> dict[str, User]:
    return renminlu.build(progress).accounts


def build_town(progress: Callable[[str], None]) -> dict[str, User]:
    progress("正在建立青石社区 …")
    small = town.build()
    return {
        Role.ADMIN: small.admin,
        Role.SECRETARY: small.secretary,
        Role.WORKER: small.clerk,
        Role.GRID_LEADER: small.north_leader,
        Role.GRID_WORKER: small.north_worker,
    }


STORIES = {"renminlu": build_renminlu, "town": build_town}


def build(story: str, progress: Callable[[str], None]) -> list[Login]:
    """The whole story or nothing, and one account per role with a password of its own."""
    refuse_filled()
    with transaction.atomic():
        logins = [open_door(role, user) for role, user in STORIES[story](progress).items()]
    # after it is committed: only then have all its messages been written
    keep_quiet()
    return logins


def keep_quiet() -> None:
    """Invented people have no telephone: what the story told them goes to nobody, and hides no password on the screen."""
    Delivery.objects.all().delete()
    Job.objects.filter(kind="accounts.deliver").delete()
    SignUp.objects.filter(reminded_at=None).update(reminded_at=timezone.now())


def refuse_filled() -> None:
    """Invented people must never mix with real ones; a second run would be such a mixture too."""
    if Person.objects.exists() or Unit.objects.exists():
        raise ValidationError(
            _("这里已经有居民或网格的数据，演示数据只能装进空的系统。请换一个数据目录（DATA=…）再试。"), code="filled"
        )


def open_door(role: str, user: User) -> Login:
    """Random, never a default: whoever did not see the start cannot sign in."""
    password = "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(3))
    user.set_password(password)
    user.save(update_fields=["password"])
    # a department is no post: it stands there under its own word
    label = Role(role).label if role in Role.values else role
    return Login(str(label), user.username, password)
