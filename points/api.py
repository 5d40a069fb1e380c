"""The book for programs of the desk: JSON in the reader's own session, the same actions, the same refusals.

Every POST carries ``Idempotency-Key``; sent again it answers the same, with another body 409.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from grids.scope import desk_required, get_visible
from points.actions import vouchers
from points.actions.vouchers import Slip
from points.forms.booking import VoucherForm
from points.models import Account, Voucher

CREATED, BAD, CONFLICT, REFUSED = 201, 400, 409, 422
CONFLICTS = ("key_reused", "moved_on")


@never_cache
@require_POST
@desk_required
def book(request: HttpRequest, pk: int) -> JsonResponse:
    """``{"kind": "earn", "item": 3, "amount": 5, "on": "2026-11-30", "reason": "…"}`` to a passbook."""
    account = get_visible(Account, request.user, pk, "points.book_account")
    key = request.headers.get("Idempotency-Key", "").strip()
    body = body_of(request)
    if not 8 <= len(key) <= 64 or body is None:
        return said(_("请在请求头 Idempotency-Key 里给出 8 到 64 个字符的编号，正文用 JSON。"), "bad_request", BAD)
    given = {"on": f"{timezone.localdate()}"} | body | {"key": "00000000-0000-4000-8000-000000000000"}
    form = VoucherForm(given, account=account)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "errors": form.errors}, status=REFUSED)
    typed = form.cleaned_data
    slip = Slip(typed["kind"], account, typed["amount"], typed["reason"], typed["on"], item=typed["item"])
    try:
        voucher = vouchers.ask(slip, key=f"api:{request.user.pk}:{key}", by=request.user)
    except ValidationError as refusal:
        return said(refusal.messages[0], refusal.code, CONFLICT if refusal.code in CONFLICTS else REFUSED)
    return JsonResponse(answer(voucher), status=CREATED)


def answer(voucher: Voucher) -> dict[str, Any]:
    return {
        "voucher": voucher.pk,
        "state": voucher.state,
        "points": voucher.amount,
        "transfer": voucher.posted_id,
        "given": voucher.posted.amount if voucher.posted else None,
    }


def body_of(request: HttpRequest) -> dict | None:
    try:
        found = json.loads(request.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def said(sentence: str, code: str | None, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "detail": sentence}, status=status)
