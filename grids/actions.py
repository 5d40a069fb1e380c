"""Tree writes and postings. Every tree write takes one lock first: concurrent mptt writes corrupt the tree."""

from datetime import date

from django.db import transaction

from accounts.models import User
from grids.models import Posting, Unit


@transaction.atomic
def add_unit(kind: str, name: str, code: str, *, parent: Unit | None = None, by: User | None, **fields) -> Unit:
    lock_tree()
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
    return Unit.objects.create(kind=kind, name=name, code=code, parent=parent, **fields)


def lock_tree() -> None:
    """Hold the root rows until the transaction ends."""
    list(Unit.objects.filter(parent=None).order_by("pk").select_for_update().values_list("pk"))


@transaction.atomic
def post(
    role: str,
    unit: Unit,
    *,
    user: User | None = None,
    name: str = "",
    since: date | None = None,
    by: User | None,
    **fields,
) -> Posting:
    """Give somebody a post; the post, not a flag, is what opens doors."""
    if since is not None:
        fields["since"] = since
    posting = Posting.objects.create(user=user, name=name or user.name, role=role, unit=unit, **fields)
    if role == Posting.Role.ADMIN and user is not None:
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return posting
