"""Orders at the desk: who waits for what, handing over, giving back, the slip to sign."""

from functools import partial

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.text import clean_line
from grids.scope import get_visible
from points.actions import orders as actions
from points.forms.shop import HandOverForm, ReasonForm
from points.models import Order, Shop
from points.views.keepers import REFUSED, carry_out, keeper_required

PER_PAGE = 30


@never_cache
@require_safe
@keeper_required
def orders(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", Order.State.RESERVED)
    typed = clean_line(request.GET.get("q", ""))[:40]
    found = Order.objects.visible_to(request.user).select_related("account__person").prefetch_related("lines__opening")
    if state in Order.State.values:
        found = found.filter(state=state)
    if typed:
        found = found.filter(account__person__name__icontains=typed) | found.filter(code=typed)
    ordered = found.order_by("keep_until", "pk") if state == Order.State.RESERVED else found.order_by("-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "tabs": Order.State.choices,
        "state": state,
        "typed": typed,
        "today": timezone.localdate(),
    }
    return render(request, "points/orders.html", context)


@never_cache
@require_safe
@keeper_required
def order(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Order, request.user, pk, "points.keep_order")
    return order_page(request, row, HandOverForm())


def order_page(request: HttpRequest, row: Order, form: HandOverForm, status: int = 200) -> HttpResponse:
    context = facts_of(row) | {"form": form, "reason_form": ReasonForm(auto_id="cancel_%s")}
    return render(request, "points/order.html", context, status=status)


def facts_of(row: Order) -> dict:
    return {"order": row, "lines": row.lines.select_related("good", "opening"), "account": row.account}


@never_cache
@require_POST
@keeper_required
def order_pick(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Order, request.user, pk, "points.keep_order")
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            actions.pick(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            return redirect("points:order", pk)
    row.refresh_from_db()
    return order_page(request, row, form, REFUSED)


@never_cache
@require_POST
@keeper_required
def order_return(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Order, request.user, pk, "points.keep_order")
    carry_out(
        request, ReasonForm(request.POST), partial(actions.cancel, row),
        missing=_("请写明取消的原因。"), said=_("已取消，东西放回货架，积分退回存折。"),
    )  # fmt: skip
    return redirect("points:order", pk)


@never_cache
@require_safe
@keeper_required
def order_slip(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Order, request.user, pk, "points.keep_order")
    return render(request, "print/order_slip.html", facts_of(row))


@never_cache
@require_safe
@keeper_required
def day_sheet(request: HttpRequest) -> HttpResponse:
    """Everything handed over on one day, to be signed and filed."""
    on = day_of(request.GET.get("on", "")) or timezone.localdate()
    shop = Shop.objects.visible_to(request.user).first()
    found = Order.objects.visible_to(request.user).filter(state=Order.State.PICKED, ended_at__date=on)
    rows = list(found.select_related("account__person").prefetch_related("lines").order_by("ended_at"))
    context = {"shop": shop, "on": on, "rows": rows, "total": sum(row.total for row in rows)}
    return render(request, "print/shop_day.html", context)


def day_of(value: str):
    try:
        return parse_date(value)
    except ValueError:
        return None
