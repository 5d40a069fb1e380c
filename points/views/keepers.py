"""The desk of the books: for whoever keeps the data of a community."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from community.rules import keeps_data
from grids.scope import desk_required

REFUSED = 422


def keeper_required(view):
    @desk_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not keeps_data(request.user):
            raise PermissionDenied(_("爱心超市、评选和线索由社区书记、社区工作者和系统管理员办理。"))
        return view(request, *args, **kwargs)

    return guarded


def carry_out(request: HttpRequest, form: Form, deed: Callable[..., Any], *, missing: str, said: str) -> None:
    """What a small form on a longer page asks for; that page says afterwards what came of it."""
    if not form.is_valid():
        messages.error(request, missing)
        return
    try:
        deed(**form.cleaned_data, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, said)
