"""Keys of the open interface: made by an administrator, shown once, kept as an index, ended at any time."""

from datetime import timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_line
from grids.models import Posting, Unit, UnitQuerySet
from issues.models import ApiKey

LONGEST_KEY = 100
# a key in use is written down at most this often
TOUCH = timedelta(minutes=1)


def keyed_units(user: User) -> UnitQuerySet:
    """Communities whose systems administrator this is."""
    return Unit.objects.overseen_by(user, Posting.Role.ADMIN).current().filter(kind=Unit.Kind.COMMUNITY)


@transaction.atomic
def make_key(unit: Unit, *, name: str, by: User, address: str = "") -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody can read afterwards."""
    name = clean_line(name)[:60]
    if not name:
        raise ValidationError(_("请写明给哪个系统用，例如“市城管应用”。"), code="name")
    if not keyed_units(by).filter(pk=unit.pk).exists():
        raise ValidationError(_("您不是这个社区的系统管理员，请从列表里选择。"), code="unit")
    plain = token_urlsafe(24)
    key = ApiKey.objects.create(name=name, index=blind_index(plain, "api-key"), unit=unit, by=by)
    record("issues.key_made", by=by, target=f"apikey:{key.pk}", address=address, name=name, unit=unit.pk)
    return key, plain


@transaction.atomic
def end_key(key: ApiKey, *, by: User, address: str = "") -> None:
    if not ApiKey.objects.filter(pk=key.pk, until=None).update(until=timezone.now()):
        raise ValidationError(_("这个密钥已经停用了。"), code="moved_on")
    record("issues.key_ended", by=by, target=f"apikey:{key.pk}", address=address, name=key.name)


def key_of(plain: str) -> ApiKey | None:
    """The key in force that a client sent; that it was used is noted."""
    if not plain or len(plain) > LONGEST_KEY:
        return None
    now = timezone.now()
    current = ApiKey.objects.filter(Q(until=None) | Q(until__gt=now), index=blind_index(plain, "api-key"))
    key = current.select_related("unit").first()
    if key is None or not key.unit.is_open():
        return None
    ApiKey.objects.filter(Q(used_at=None) | Q(used_at__lt=now - TOUCH), pk=key.pk).update(used_at=now)
    return key
