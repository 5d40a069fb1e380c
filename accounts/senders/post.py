"""One request to a machine that the administrator named: no redirect, no proxy, little time, a small answer."""

import http.client
import ipaddress
import json
import re
import socket
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST_ANSWER = 64 * 1024
# of what the other side says: whatever could be a number or a key
NUMBERS = re.compile(r"\d{6,}|[0-9A-Za-z-]{20,}")


class SendError(Exception):
    """The text did not go out; the words may be shown to the administrator."""


def post(url: str, body: bytes, headers: dict[str, str]) -> Any:
    """What the other side answers, read as JSON; anything but 200 is a failure."""
    return ask("POST", url, body, headers)


def get(url: str) -> Any:
    return ask("GET", url, None, {})


def ask(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Any:
    parts = urlsplit(url)
    connection = connect(parts)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path or "/", body, headers | {"User-Agent": "Linli"})
        answer = connection.getresponse()
        # a redirect is not followed: it could lead anywhere
        if answer.status != 200:
            raise SendError(f"HTTP {answer.status}")
        return json.loads(answer.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        raise SendError(type(trouble).__name__) from None
    finally:
        connection.close()


def connect(parts: SplitResult) -> http.client.HTTPConnection:
    """In the clear only to a machine of the own network: text messages carry telephone numbers."""
    host, seconds = parts.hostname, settings.SEND_SECONDS
    if parts.scheme == "https" and host:
        return http.client.HTTPSConnection(host, parts.port, timeout=seconds)
    if parts.scheme == "http" and host and is_near(host):
        return http.client.HTTPConnection(host, parts.port, timeout=seconds)
    raise SendError("the address must begin with https://")


def is_near(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(row[4][0]).partition("%")[0]).is_private for row in found)


def said(words: object) -> str:
    """The other side's own words, without whatever could be a number or a key."""
    return NUMBERS.sub("…", str(words))[:120]


def cut(title: str, body: str, most: int, size) -> str:
    """Title, text and link in that order; where it is too long the text gives way, never the link."""
    text, _gap, link = body.rpartition("\n\n")
    if not link.startswith(("http://", "https://")):
        text, link = body, ""
    words, end = f"{title}\n{text}".strip(), f"\n{link}" if link else ""
    if size(words + end) > most:
        while words and size(f"{words}…{end}") > most:
            words = words[:-1]
        words += "…"
    return words + end
