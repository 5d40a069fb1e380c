"""How often one key may do one thing, counted in the database so that two web processes agree.

The count starts with the first try and lasts ``seconds``; keys (addresses, phone numbers) are stored as
keyed hashes only. A count made inside a transaction that rolls back is taken back with it, so callers
ask before they open one.
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Counter, User
from accounts.secrets import blind_index

# a server that tells no peer address (a Unix socket) still needs one key to count by
UNKNOWN = "::"


def within_limit(scope: str, key: str, limit: int, seconds: int) -> bool:
    """Count one try; False when ``key`` has already had ``limit`` of them in the last ``seconds``."""
    if limit < 1:
        return False
    digest = blind_index(f"{scope}:{key}", "limit")
    if step(digest, limit, seconds):
        return True
    until = timezone.now() + timedelta(seconds=seconds)
    _, first = Counter.objects.get_or_create(digest=digest, defaults={"count": 1, "until": until})
    # a row that appeared meanwhile is counted like any other
    return first or step(digest, limit, seconds)


def is_used_up(scope: str, key: str, limit: int) -> bool:
    """Look without counting: for limits that count failures only."""
    digest = blind_index(f"{scope}:{key}", "limit")
    return Counter.objects.filter(digest=digest, until__gt=timezone.now(), count__gte=limit).exists()


def step(digest: str, limit: int, seconds: int) -> bool:
    """One more in the running span, or the first of a new one; guarded, so that parallel tries cannot overshoot."""
    now = timezone.now()
    counters = Counter.objects.filter(digest=digest)
    if counters.filter(until__gt=now, count__lt=limit).update(count=F("count") + 1):
        return True
    return bool(counters.filter(until__lte=now).update(count=1, until=now + timedelta(seconds=seconds)))


def sweep() -> int:
    """Remove counters whose span is over; returns how many went."""
    return Counter.objects.filter(until__lte=timezone.now()).delete()[0]


def attempt_name(request: HttpRequest, credentials: dict | None = None) -> str:
    """What failed sign-ins are counted under: people type phone numbers and passwords where the name belongs."""
    return name_of_attempts((credentials or {}).get("username") or request.POST.get("login", ""))


def name_of_attempts(username: str) -> str:
    return blind_index(User.objects.normalise(username), "sign-in")


def client_address(request: HttpRequest) -> str:
    """Who is really there: forwarded addresses are believed only when a proxy of TRUSTED_PROXIES passed them on."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while is_trusted(address) and hops:
        claimed = hops.pop().strip()
        if not is_address(claimed):
            break
        address = claimed
    return address if is_address(address) else UNKNOWN


def is_trusted(address: str) -> bool:
    if not is_address(address):
        return False
    return any(ip_address(address) in ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
