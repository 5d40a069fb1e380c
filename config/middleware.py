"""Around every request: an id to quote on the phone, and the building the reader came from."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
SLUG = re.compile(r"[0-9A-Za-z_-]{1,12}")
YEAR = 365 * 24 * 3600


def request_id(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(4)
        response = get_response(request)
        response["X-Request-ID"] = request.id
        return response

    return answer


def remember_building(get_response: Answer) -> Answer:
    """Whoever came through a door's QR code (``?at=``) is shown the people of that building from then on."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        slug = request.GET.get("at", "")
        if request.method == "GET" and response.status_code == 200 and SLUG.fullmatch(slug):
            response.set_cookie(
                "at", slug, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response

    return answer
