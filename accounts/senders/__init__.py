"""How a text leaves the portal: one interface, a sender per channel, chosen by ``SENDERS`` in the settings."""

import sys
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

# the address of a group is its name in WECOM_GROUPS behind this
GROUP = "wecom:"
# and that of somebody's WeChat the openid behind this
WECHAT = "wechat:"


class Sender(Protocol):
    def send(self, to: str, title: str, body: str) -> None:
        """Hand the text over, or raise with the reason; the reason names neither the number nor a key."""


class ConsoleSender:
    """Prints the text where the server was started: for trying out, and for offices without an SMS contract."""

    def send(self, to: str, title: str, body: str) -> None:
        sys.stdout.write(f"\n==== {title} → {to} ====\n{body}\n")
        sys.stdout.flush()


class MailSender:
    """By the mail server of EMAIL_URL."""

    def send(self, to: str, title: str, body: str) -> None:
        # a line break in the title would be a second header
        EmailMessage(" ".join(title.split()), body, settings.DEFAULT_FROM_EMAIL, [to]).send()


def channel_of(address: str) -> str:
    if address.startswith(GROUP):
        return "wecom"
    if address.startswith(WECHAT):
        return "wechat"
    return "mail" if "@" in address else "sms"


def can_text() -> bool:
    """Printing on the server's screen is no text message."""
    return not settings.SENDERS.get("sms", ".ConsoleSender").endswith(".ConsoleSender")


def can_wechat() -> bool:
    """An official account is set up, and the portal knows its own address to lead readers back to."""
    return bool(settings.WECHAT_APP_ID and settings.WECHAT_SECRET and settings.WECHAT_TEMPLATE and settings.SITE_URL)


def send(to: str, title: str, body: str) -> None:
    sender: Sender = import_string(settings.SENDERS[channel_of(to)])()
    sender.send(to, title, body)
