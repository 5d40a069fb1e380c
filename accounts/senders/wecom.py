"""企业微信群机器人: into a group of the committee's own. Never personal data: what is sent here, the whole group reads."""

import json
from urllib.parse import urlsplit

from django.conf import settings

from accounts.senders import GROUP
from accounts.senders.post import SendError, cut, post, said

# of the text, as the robot counts
MOST_BYTES = 2048


class RobotSender:
    """``to`` names a group of WECOM_GROUPS. HTTP 200 says nothing yet: only ``errcode`` 0 is a message in the group."""

    def send(self, to: str, title: str, body: str) -> None:
        url = settings.WECOM_GROUPS.get(to.removeprefix(GROUP), "")
        if urlsplit(url).hostname not in settings.WECOM_HOSTS:
            raise SendError("the address of the robot is not one of WeCom's")
        content = cut(title, body, MOST_BYTES, lambda text: len(text.encode()))
        message = {"msgtype": "text", "text": {"content": content}}
        answer = post(url, json.dumps(message).encode(), {"Content-Type": "application/json"})
        code = answer.get("errcode") if isinstance(answer, dict) else None
        if code is None:
            raise SendError("no errcode")
        if code != 0:
            raise SendError(f"errcode {said(code)}: {said(answer.get('errmsg'))}")
