"""The search box: what was typed may be a phone or an identity number, so it never stands in an address or a log.

It is kept sealed in the session under a short token; the address carries the token, so that paging and the back
button work.
"""

import secrets

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.secrets import seal, unseal
from accounts.text import clean_line
from community.lookup import LONGEST

SESSION_KEY = "people-searches"
KEPT = 20


def remember(request: HttpRequest, text: str) -> str:
    """The token for this search, "" for an empty one; the oldest of the session are forgotten."""
    text = clean_line(text)[:LONGEST]
    if not text:
        return ""
    token = secrets.token_urlsafe(6)
    searches = {**request.session.get(SESSION_KEY, {}), token: seal(text)}
    request.session[SESSION_KEY] = dict(list(searches.items())[-KEPT:])
    return token


def address_of(request: HttpRequest, page: str, kept: tuple[str, ...]) -> str:
    """Where the answer to a posted search is; the filters ``kept`` stay, page numbers do not."""
    query = QueryDict(mutable=True)
    if token := remember(request, request.POST.get("q", "")):
        query["s"] = token
    for name in kept:
        if value := request.POST.get(name, "")[:40]:
            query[name] = value
    return reverse(page) + (f"?{query.urlencode()}" if query else "")


def recall(request: HttpRequest, token: str) -> str | None:
    """What was typed; None when this session never knew the token or has forgotten it."""
    sealed = request.session.get(SESSION_KEY, {}).get(token)
    return unseal(sealed) if sealed else None
