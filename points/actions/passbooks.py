"""The code on a passbook: random, replaced when a book is lost."""

from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from points.models import Account, PassbookCode


def code_of(account: Account, *, by: User | None) -> PassbookCode:
    """The one that is good now, made when it is first asked for."""
    code, _new = PassbookCode.objects.get_or_create(account=account, revoked_at=None, defaults={"by": by})
    return code


@transaction.atomic
def replace_code(account: Account, *, by: User, reason: str = "") -> PassbookCode:
    """A lost book opens nothing any more."""
    PassbookCode.objects.filter(account=account, revoked_at=None).update(revoked_at=timezone.now())
    record("points.code_replaced", by=by, target=f"account:{account.pk}", reason=reason)
    return code_of(account, by=by)
