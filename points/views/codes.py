"""QR codes of orders, and what a scanner or a person types at the desk."""

import re
from typing import NamedTuple

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.text import clean_line
from community import lookup
from community.models import Person
from points.models import Account, Order, PassbookCode
from points.models.order import CODE_LENGTH

TOKEN = re.compile(r"[\w-]{16,40}")


class Meant(NamedTuple):
    """One of the three, or none."""

    order: Order | None = None
    account: Account | None = None
    people: list[Person] | None = None


def as_picture(request: HttpRequest, order: Order) -> str:
    path = reverse("points:order_scanned", args=[order.token])
    address = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    return segno.make(address, error="m").png_data_uri(scale=6, border=2)


def meant(typed: str, user) -> Meant:
    """A code of an order or a passbook, scanned whole or typed; else a name, a room, the end of a number."""
    typed = clean_line(typed)[:200]
    last = typed.rstrip("/").rsplit("/", 1)[-1]
    seen = Order.objects.visible_to(user)
    if len(last) == CODE_LENGTH and last.isdecimal() and (order := seen.waiting().filter(code=last).first()):
        return Meant(order=order)
    accounts = Account.objects.visible_to(user).of_people().open()
    if TOKEN.fullmatch(last):
        if order := seen.filter(token=last).first():
            return Meant(order=order)
        code = PassbookCode.objects.filter(token=last, revoked_at=None, account__in=accounts).first()
        if code:
            return Meant(account=code.account)
    if len(last) == 8 and last.isdecimal() and (account := accounts.filter(pk=int(last)).first()):
        return Meant(account=account)
    if not typed or len(typed) > 40:
        return Meant()
    people = Person.objects.visible_to(user).living().matching(lookup.read(typed)).by_address()
    return Meant(people=list(people[:12]))
