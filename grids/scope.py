"""The one door to a row: to see it means to find it among what the user is shown."""

from collections.abc import Sequence
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rules import has_perm

from grids.models import CARRIED, Posting, Unit


def get_visible(model, user, pk, perm: str | None = None, *, beside: Sequence[str] = (), **lookup):
    """The row of ``model.objects.visible_to(user)``: 404 when unseen, 403 when seen but not allowed.

    ``beside``: what the page shows of its neighbours, fetched with it.

    A superuser flag opens nothing here: permission comes from the rules alone.
    """
    found = model.objects.visible_to(user).filter(pk=pk, **lookup)
    row = (found.select_related(*beside) if beside else found).first()
    if row is None:
        raise Http404
    if perm and not has_perm(perm, user, row):
        raise PermissionDenied
    return row


def carry_posts(user) -> None:
    """Ask for the posts of a request's reader once; whoever changes posts or the tree calls ``drop_posts``."""
    setattr(user, CARRIED, Posting.objects.held_by(user))


def drop_posts(user) -> None:
    """The next question about this user's posts goes to the database again."""
    if hasattr(user, CARRIED):
        delattr(user, CARRIED)


def on_staff(user) -> bool:
    return any(held.role in Posting.STAFF for held in Posting.objects.held_by(user))


def may_found(user) -> bool:
    """A committee that begins without any unit: the first superuser lays the root."""
    return user.is_active and user.is_superuser and not Unit.objects.exists()


def desk_required(view):
    """Only for people with a current staff posting; others are told where to turn."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not on_staff(request.user):
            if may_found(request.user):
                return redirect("grids:first")
            raise PermissionDenied(
                _("工作台只对社区工作人员开放。如果您是工作人员，请联系社区的系统管理员为您登记岗位。")
            )
        return view(request, *args, **kwargs)

    return guarded
