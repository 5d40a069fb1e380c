"""爱心超市 as residents see it: what there is, what I can afford, what I ordered."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.text import clean_line
from community.models import Person
from community.views.pictures import served
from grids.publish import cached_for_readers
from points.actions import orders
from points.actions.opening import account_of
from points.forms.shop import OrderForm
from points.models import Account, Good, Opening, Order, Shop
from points.views.codes import as_picture
from points.views.keepers import REFUSED

PER_PAGE = 24


@require_safe
@cached_for_readers
def shop(request: HttpRequest) -> HttpResponse:
    account = own_account(request.user)
    here = shop_for(account)
    kind, typed = request.GET.get("kind", ""), clean_line(request.GET.get("q", ""))[:40]
    mine_only = bool(account) and request.GET.get("can") == "1"
    found = narrowed(Good.objects.public().filter(shop=here).with_left(), kind, typed)
    if mine_only:
        found = found.filter(price__lte=account.balance, left__gt=0)
    page = Paginator(found.order_by("kind", "price", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shop": here,
        "page": page,
        "rows": [tile_of(good, account) for good in page.object_list],
        "tabs": Good.Kind.choices,
        "kind": kind if kind in Good.Kind.values else "",
        "typed": typed,
        "account": account,
        "mine_only": mine_only,
        "waiting": Order.objects.owned_by(request.user).waiting().count() if account else 0,
    }
    return render(request, "points/shop.html", context)


def own_account(user) -> Account | None:
    if not user.is_authenticated:
        return None
    return Account.objects.open().owned_by(user).select_related("unit").order_by("pk").first()


def shop_for(account: Account | None) -> Shop | None:
    """One's own community's, else the first there is."""
    shops = Shop.objects.public().order_by("pk")
    return (shops.filter(unit=account.unit_id).first() if account else None) or shops.first()


def narrowed(goods: QuerySet, kind: str, typed: str) -> QuerySet:
    if kind in Good.Kind.values:
        goods = goods.filter(kind=kind)
    return goods.filter(name__icontains=typed) if typed else goods


def tile_of(good: Good, account: Account | None) -> dict:
    short = good.price - account.balance if account else 0
    return {"good": good, "left": good.left, "short": max(short, 0), "sign": good.name[:1]}


@require_safe
@cached_for_readers
def good(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Good.objects.public().with_left().select_related("shop"), pk=pk)
    return good_page(request, row, OrderForm(good=row, initial={"key": uuid4(), "quantity": 1}))


def good_page(request: HttpRequest, row: Good, form: OrderForm, status: int = 200) -> HttpResponse:
    account = own_account(request.user)
    context = tile_of(row, account) | {
        "form": form,
        "account": account,
        "may_order": request.user.is_authenticated and Person.objects.filter(user=request.user).exists(),
        "places": [] if row.counted else list(row.openings.ahead()[:14]),
    }
    return render(request, "points/good.html", context, status=status)


@never_cache
@login_required
@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Good.objects.public().with_left().select_related("shop__unit"), pk=pk)
    form = OrderForm(request.POST, good=row)
    person = Person.objects.filter(user=request.user).first()
    if form.is_valid():
        try:
            made = book(row, person, form.cleaned_data, request.user)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("已经为您留好了，请在保留日期前来领。"))
            return redirect("points:order_mine", made.token)
    return good_page(request, Good.objects.with_left().select_related("shop").get(pk=pk), form, REFUSED)


def book(row: Good, person: Person | None, data: dict, user) -> Order:
    if person is None:
        raise ValidationError(_("您的账号还没有和居民登记对上，请带身份证到社区办一下。"), code="no_person")
    wish = orders.Wish(row, data["quantity"], data.get("opening"))
    return orders.reserve(account_of(person, row.shop.unit), [wish], key=data["key"], by=user)


@never_cache
@login_required
@require_safe
def orders_mine(request: HttpRequest) -> HttpResponse:
    found = Order.objects.owned_by(request.user).prefetch_related("lines__opening").select_related("shop")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "account": own_account(request.user)}
    return render(request, "points/orders_mine.html", context)


def own_order(request: HttpRequest, token: str) -> Order:
    found = Order.objects.owned_by(request.user).select_related("shop", "account__person")
    return get_object_or_404(found, token=token)


@never_cache
@login_required
@require_safe
def order_mine(request: HttpRequest, token: str) -> HttpResponse:
    row = own_order(request, token)
    context = {"order": row, "lines": row.lines.select_related("opening"), "qr": as_picture(request, row)}
    return render(request, "points/order_mine.html", context)


@never_cache
@login_required
@require_POST
def order_cancel(request: HttpRequest, token: str) -> HttpResponse:
    row = own_order(request, token)
    begun = Opening.objects.filter(lines__order=row).exclude(pk__in=Opening.objects.ahead()).exists()
    try:
        if begun:
            raise ValidationError(_("预约的时间已经到了，不能再取消。有事请给社区打电话。"), code="begun")
        orders.cancel(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已取消，积分退回存折了。"))
    return redirect("points:order_mine", token)


@require_safe
@cache_control(public=True, max_age=3600)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Of what is on offer; what was taken off the shelf, for those who keep it."""
    found = Good.objects.public().filter(picture_name=name).exclude(picture="").first()
    if found is None and request.user.is_authenticated:
        found = Good.objects.visible_to(request.user).filter(picture_name=name).exclude(picture="").first()
    if found is None:
        raise Http404
    return served(found.picture, f"{found.pk}.jpg")
