"""The search box: what was typed may be a phone or an identity number, so it never stands in an address or a log.

It is kept sealed in the session under a short token; the address carries the token, so that paging and the back
button work.
"""

import secrets

from django.http import HttpRequest

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


def recall(request: HttpRequest, token: str) -> str | None:
    """What was typed; None when this session never knew the token or has forgotten it."""
    sealed = request.session.get(SESSION_KEY, {}).get(token)
    return unseal(sealed) if sealed else None
