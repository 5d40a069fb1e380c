"""Around every request: an id to quote on the phone, and the building the reader came from."""

import re
import secrets
from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from community.images import MAX_REQUEST
from config import errors
from config.context import reads_english
from issues.api.door import in_asked_format

Answer = Callable[[HttpRequest], HttpResponse]
SLUG = re.compile(r"[0-9A-Za-z_-]{1,12}")
YEAR = 365 * 24 * 3600
# longer than any address of ours, shorter than the numbers Python refuses to read
LONGEST_QUERY = 4000


def request_id(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(4)
        response = get_response(request)
        response["X-Request-ID"] = request.id
        return response

    return answer


def machine_readable(get_response: Answer) -> Answer:
    """Below the open interface nothing is said in HTML, whoever refuses."""

    def answer(request: HttpRequest) -> HttpResponse:
        return in_asked_format(request, get_response(request))

    return answer


def in_readers_language(get_response: Answer) -> Answer:
    """Chinese, unless this reader chose English; nothing is guessed from the browser."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override("en" if reads_english(request) else settings.LANGUAGE_CODE):
            return get_response(request)

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


def bearable(get_response: Answer) -> Answer:
    """Refuses unread what no page of ours needs: zero bytes (PostgreSQL holds none), endless addresses and bodies.

    Django's own limit on bodies leaves files out, so anybody could fill the disk through any form.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        query, length = request.META.get("QUERY_STRING", ""), request.META.get("CONTENT_LENGTH") or "0"
        texts = (request.path, unquote(query), *request.COOKIES.values())
        if any("\0" in text for text in texts) or len(query) > LONGEST_QUERY or not length.isdecimal():
            return errors.page(request, 400)
        if int(length[:20]) > MAX_REQUEST:
            return errors.page(request, 413)
        return get_response(request)

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
