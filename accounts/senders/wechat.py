"""微信公众号（服务号）的模板消息: the number of a matter, the hour and a link; never what a message says.

Source: the manual of official accounts, "获取稳定版接口调用凭据", "模板消息接口", "网页授权". WeChat answers 200 to whatever
it is asked: only ``errcode`` 0 is a message that went out. Whose WeChat it is, it tells in exchange for the code it gives
somebody who opened the link of theirs (``snsapi_base``: an identifier of this account's followers, no name and no picture).
"""

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.secrets import seal, unseal
from accounts.senders import WECHAT
from accounts.senders.post import SendError, get, post, said

OPENID = re.compile(r"[0-9A-Za-z_-]{20,64}")
NUMBER = re.compile(r"\b20\d\d-\d{4,8}\b")
KEPT_AS = "wechat-token"
# a token lives for two hours; it is given up some minutes before
EARLIER = 300
# the kept token is no longer good: the next try asks for another
STALE = (40001, 40014, 42001)


class TemplateSender:
    """``to`` is the openid behind ``WECHAT``; the gaps of WECHAT_DATA are filled with ``{what} {number} {time}``."""

    def send(self, to: str, title: str, body: str) -> None:
        link = body.rpartition("\n\n")[2]
        number = NUMBER.search(title)
        facts = {
            "what": _("您有一条新消息，请点开查看"),
            "number": number[0] if number else "-",
            "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        }
        message = {
            "touser": to.removeprefix(WECHAT),
            "template_id": settings.WECHAT_TEMPLATE,
            "url": link if link.startswith(("http://", "https://")) else f"{settings.SITE_URL}/",
            "data": {name: {"value": filled(shape, facts)} for name, shape in settings.WECHAT_DATA.items()},
        }
        answer = asked("/cgi-bin/message/template/send?" + urlencode({"access_token": token()}), message)
        code = answer.get("errcode")
        if code in STALE:
            caches["shared"].delete(KEPT_AS)
        if code != 0:
            raise SendError(f"errcode {said(code)}: {said(answer.get('errmsg')).replace(message['touser'], '…')}")


def filled(shape: str, facts: dict[str, str]) -> str:
    for name, fact in facts.items():
        shape = shape.replace(f"{{{name}}}", fact)
    return shape


def token() -> str:
    """The portal's own, kept sealed for all its processes until shortly before it ends."""
    kept = caches["shared"].get(KEPT_AS)
    if kept:
        return unseal(kept)
    wanted = {
        "grant_type": "client_credential",
        "appid": settings.WECHAT_APP_ID,
        "secret": settings.WECHAT_SECRET,
    }
    answer = asked("/cgi-bin/stable_token", wanted)
    found, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(found, str) or not found or not isinstance(lasts, int):
        raise SendError(f"no token, errcode {said(answer.get('errcode'))}")
    if lasts > EARLIER:
        caches["shared"].set(KEPT_AS, seal(found), lasts - EARLIER)
    return found


def asked(path: str, body: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps(body, ensure_ascii=False).encode()
    return answered(post(settings.WECHAT_API + path, content, {"Content-Type": "application/json"}))


def answered(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise SendError("no errcode")
    return answer


def asking_page(back: str, state: str) -> str:
    """WeChat's own page, which leads to ``back`` with a code and ``state``; ``back``: the whole address."""
    wanted = {
        "appid": settings.WECHAT_APP_ID,
        "redirect_uri": back,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    return f"{settings.WECHAT_OPEN}/connect/oauth2/authorize?{urlencode(wanted)}#wechat_redirect"


def openid_of(code: str) -> str:
    """Whose code it is; each code works once."""
    wanted = {
        "appid": settings.WECHAT_APP_ID,
        "secret": settings.WECHAT_SECRET,
        "code": code,
        "grant_type": "authorization_code",
    }
    answer = answered(get(f"{settings.WECHAT_API}/sns/oauth2/access_token?{urlencode(wanted)}"))
    openid = answer.get("openid")
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        raise SendError(f"no openid, errcode {said(answer.get('errcode'))}")
    return openid
