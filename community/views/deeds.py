"""Where a page hands over to an action: what was sent is accepted, or the reader is told why not."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

FORM_PAGE = ["GET", "HEAD", "POST"]


def done(form, act: Callable[[], object]) -> bool:
    """True when the form was sent, was right and the action accepted it; else the form knows why not."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refusal:
        form.show(refusal)
        return False
    return True


def pressed(request: HttpRequest, act: Callable[[], object], said: str = "") -> bool:
    """For a button without a form of its own: the next page tells why not, or what was done."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return False
    if said:
        messages.success(request, said)
    return True
