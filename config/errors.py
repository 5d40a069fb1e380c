"""What a visitor sees when something goes wrong: one sentence, what to do next, an id to quote.

They are drawn without context processors; those of the 500s ask nothing of the database.
"""

import sys

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config.context import community, is_elder, remembered_community

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DESK = "/desk/"
DATABASE_AWAY = (OperationalError, InterfaceError)


def page(request: HttpRequest, status: int, reason: str = "", **more) -> HttpResponse:
    context = {
        "request": request,
        "request_id": getattr(request, "id", ""),
        "elder": is_elder(request),
        "community": community() if status < 500 else remembered_community(),
        "from_desk": request.path.startswith(DESK) and request.path != DESK,
        "reason": reason,
        **more,
    }
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 413 if isinstance(exception, TOO_BIG) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    own_words = str(exception) if isinstance(exception, PermissionDenied) else ""
    return page(request, 403, own_words)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        _("这一页打开得太久，或者浏览器没有保存 Cookie，所以没有提交成功。"),
        go_back=True,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it still holds the exception; a database that is away is not our mistake."""
    if isinstance(sys.exception(), DATABASE_AWAY):
        return service_unavailable(request)
    return page(request, 500)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, 503)
    response["Retry-After"] = "60"
    return response
