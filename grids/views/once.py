"""A first password on its way to the next page: sealed in the session until it is shown, and shown once."""

import json

from django.http import HttpRequest

from accounts.models import User
from accounts.secrets import seal, unseal

SESSION_KEY = "first-password"


def show_once(request: HttpRequest, user: User, password: str) -> None:
    facts = {"name": user.name, "username": user.username, "password": password}
    request.session[SESSION_KEY] = seal(json.dumps(facts))


def to_show(request: HttpRequest) -> dict[str, str] | None:
    sealed = request.session.pop(SESSION_KEY, None)
    return json.loads(unseal(sealed)) if sealed else None
