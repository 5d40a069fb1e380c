"""Pages for everybody are cached whole; publishing something bumps the version they are keyed by."""

from collections.abc import Callable
from functools import partial, wraps
from time import time_ns

from django.conf import settings
from django.core.cache import cache, caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse

KEY = "public-version"
SECONDS = 60
# a page may differ by these and by its path, by nothing else
READER_COOKIES = ("mode", "lang", "at")
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")

View = Callable[..., HttpResponse]
# what looks through words before everybody may read them; an app above adds its own in ``AppConfig.ready``
CHECKS: list[Callable[[str], list[str]]] = []


def look_through(check: Callable[[str], list[str]]) -> None:
    """``check(text)`` answers one sentence for each thing that must not be published; said twice, it counts once."""
    if check not in CHECKS:
        CHECKS.append(check)


def objections(text: str) -> list[str]:
    return [sentence for check in CHECKS for sentence in check(text)]


def public_version() -> int:
    return caches["shared"].get(KEY, 0)


def bump_public_version() -> None:
    """Call inside the transaction that changes what the public sees; readers see it on commit."""
    transaction.on_commit(partial(caches["shared"].set, KEY, time_ns(), None))


def cached_for_readers(view: View) -> View:
    """Keep the finished page for readers without a session. For pages that hold no CSRF token."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "GET" or request.GET or any(name in request.COOKIES for name in PERSONAL_COOKIES):
            return view(request, *args, **kwargs)
        reader = ":".join(request.COOKIES.get(name, "")[:12] for name in READER_COOKIES)
        key = f"page:{public_version()}:{request.get_host()}:{request.path}:{reader}"
        page = cache.get(key)
        if page is None:
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META:
                cache.set(key, response.content, SECONDS)
            return response
        return HttpResponse(page)

    return answer
