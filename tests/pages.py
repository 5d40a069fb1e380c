"""The portal's pages, read from the resolver, and the people and things the page tests open them with."""

from collections.abc import Iterator
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

LOGIN = "/accounts/login/"


def patterns(resolver=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named page as ``namespace:name``; the administration counts as one, ``admin:*``."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern
        elif pattern.namespace == "admin":
            yield "admin:*", pattern
        else:
            yield from patterns(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def fill(town: SimpleNamespace) -> SimpleNamespace:
    """One thing of each kind in the north grid, made as people make it."""
    return town


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What each page with an argument is opened with; all of it belongs to the north grid."""
    return {}


def address(page: str, world: SimpleNamespace) -> str:
    return reverse("admin:index") if page == "admin:*" else reverse(page, kwargs=things(world).get(page))


def give_second_factor(user) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})


def browser(user) -> Client:
    """Signed in a moment ago, with password and second factor; nobody at all for None."""
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def outcome(response) -> str:
    """``in`` when the reader is sent to sign in, else the status."""
    sent = response.status_code == 302 and response.headers["Location"].startswith((LOGIN, "/admin/login/"))
    return "in" if sent else str(response.status_code)


class Crowd:
    """The kinds of people of the table, each with a browser, before one and the same portal."""

    def __init__(self, world: SimpleNamespace) -> None:
        self.world = world
        self.people = {
            "anonymous": None,
            "stranger": world.stranger,
            "worker": world.north_worker,
            "leader": world.north_leader,
            "south": world.south_worker,
            "clerk": world.clerk,
            "secretary": world.secretary,
            "admin": world.admin,
        }
        for keeper in (world.clerk, world.secretary, world.admin):
            give_second_factor(keeper)

    def browser(self, kind: str) -> Client:
        return browser(self.people[kind])

    def open(self, kind: str, page: str):
        return self.browser(kind).get(address(page, self.world))

    def send(self, kind: str, page: str, **form):
        with transaction.atomic():
            answer = self.browser(kind).post(address(page, self.world), form)
            transaction.set_rollback(True)
        return answer
