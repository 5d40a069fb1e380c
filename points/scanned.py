"""Who else wants a passbook that staff have just scanned: an app above says where to go instead of the passbook."""

from collections.abc import Callable

# user, token → an address of ours, or ""
Wanted = Callable[[object, str], str]
WANTED: list[Wanted] = []


def want(ask: Wanted) -> None:
    """For ``AppConfig.ready``; said twice, it counts once."""
    if ask not in WANTED:
        WANTED.append(ask)


def elsewhere(user: object, token: str) -> str:
    return next((address for ask in WANTED if (address := ask(user, token))), "")
