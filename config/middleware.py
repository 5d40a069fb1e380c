"""Around every request: an id to quote on the phone, and the building the reader came from."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config import errors

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


def wrong_method(get_response: Answer) -> Answer:
    """Django's 405 is an empty page; somebody who reloads after a form should read what to do."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        explained = errors.page(request, 405)
        explained["Allow"] = response["Allow"]
        return explained

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
