"""Text messages by whatever gateway the committee has a contract with: all of it is said in the settings."""

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from accounts.senders.post import SendError, cut, post, said

MOST = 300
GAP = re.compile(r"{(phone|sign|title|text)}")


class GatewaySender:
    """SMS_BODY with its gaps filled goes to SMS_URL; it went out when the field of SMS_OK says so, and only then."""

    def send(self, to: str, title: str, body: str) -> None:
        field, equals, wanted = settings.SMS_OK.partition("=")
        if not (settings.SMS_URL and field and equals):
            raise SendError("SMS_URL and SMS_OK are not both set")
        words = " ".join(cut(title, body, MOST, len).split())
        facts = {"phone": to, "sign": settings.SMS_SIGN, "title": title, "text": words}
        filled = fill(settings.SMS_BODY, facts)
        answer = post(settings.SMS_URL, *encoded(filled))
        if (found := at(answer, field)) != wanted:
            raise SendError(f"{field}={said(found)} {said(at(answer, settings.SMS_SAYS))}")


def fill(shape: Any, facts: dict[str, str]) -> Any:
    """In one go, so that words which look like a gap stay words."""
    if isinstance(shape, dict):
        return {key: fill(value, facts) for key, value in shape.items()}
    if isinstance(shape, list):
        return [fill(value, facts) for value in shape]
    return GAP.sub(lambda gap: facts[gap[1]], shape) if isinstance(shape, str) else shape


def encoded(body: Any) -> tuple[bytes, dict[str, str]]:
    if settings.SMS_FORM:
        # what has parts of its own travels as JSON inside its field, as gateways with templates want it
        flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in body.items()}
        kind, content = "application/x-www-form-urlencoded", urlencode(flat).encode()
    else:
        kind, content = "application/json", json.dumps(body).encode()
    return content, {"Content-Type": kind} | settings.SMS_HEADERS


def at(answer: Any, path: str) -> str:
    """``data.list.0.code``; "" where there is no such thing."""
    for name in path.split("."):
        if isinstance(answer, list) and name.isdecimal() and int(name) < len(answer):
            answer = answer[int(name)]
        elif isinstance(answer, dict) and name in answer:
            answer = answer[name]
        else:
            return ""
    return str(answer)
