"""The desk of the exchange day: scan the passbook, choose, confirm, next. Works with a scanner's Enter key alone."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.text import clean_line
from community.models import Person
from community.views.deeds import FORM_PAGE
from grids.scope import get_visible
from points.actions import orders
from points.actions.opening import account_of
from points.forms.shop import HandOverForm
from points.models import Account, Good, Opening, Order, Shop
from points.views.codes import meant
from points.views.keepers import REFUSED, keeper_required

FULL, LONG, MOST = 90, 12, 999


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def exchange(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("q", "")
    found = meant(typed, request.user) if request.method == "POST" else None
    if found and found.order:
        return redirect("points:order", found.order.pk)
    if found and found.account:
        return redirect("points:exchange_account", found.account.pk)
    if found and found.people and len(found.people) == 1:
        return to_person(request, found.people[0])
    last = Order.objects.visible_to(request.user).filter(state=Order.State.PICKED, ended_by=request.user)
    context = {
        "typed": clean_line(typed)[:40] if len(typed) < FULL else "",
        "asked": found is not None,
        "people": [person_line(person) for person in found.people] if found and found.people else [],
        "last": last.select_related("account__person").prefetch_related("lines").order_by("-ended_at")[:5],
        "shop": Shop.objects.visible_to(request.user).first(),
    }
    return render(request, "points/exchange.html", context)


def person_line(person: Person) -> dict:
    stay = person.residences.current().select_related("dwelling__building").first()
    return {"pk": person.pk, "name": person.name, "where": str(stay.dwelling) if stay else ""}


def to_person(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        account = account_of(person)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("points:exchange")
    return redirect("points:exchange_account", account.pk)


@never_cache
@require_POST
@keeper_required
def exchange_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One of several of that name; their passbook is opened if they have none."""
    return to_person(request, get_visible(Person, request.user, pk))


@never_cache
@require_safe
@keeper_required
def order_scanned(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code of an order leads the telephone of whoever hands it over."""
    found = Order.objects.visible_to(request.user).filter(token=token).first()
    if found is None:
        messages.error(request, _("没有找到这张兑换单，请核对。"))
        return redirect("points:exchange")
    return redirect("points:order", found.pk)


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def exchange_account(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_visible(Account, request.user, pk, kind=Account.Kind.PERSON)
    shop = Shop.objects.visible_to(request.user).filter(unit=account.unit_id).first()
    if shop is None:
        messages.error(request, _("这个社区还没有开爱心超市，请先登记。"))
        return redirect("points:shop_desk")
    form = HandOverForm(request.POST if request.method == "POST" else None)
    chosen, status = {}, 200
    if request.method == "POST":
        chosen, status = amounts(request.POST), REFUSED
        if request.POST.get("scan", "").strip():
            status = add_scanned(request, shop, chosen)
        elif form.is_valid():
            try:
                made = orders.exchange(account, wishes(shop, chosen, request.POST), key=form_key(request),
                                       by=request.user, **form.cleaned_data)  # fmt: skip
            except ValidationError as refusal:
                form.show(refusal)
            else:
                return redirect("points:order", made.pk)
    key = request.POST.get("key") or uuid4()
    context = {"account": account, "shop": shop, "form": form, "key": key} | on_offer(request, account, shop, chosen)
    return render(request, "points/exchange_account.html", context, status=status)


def form_key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise ValidationError(_("这一页太旧了，请重新扫存折。"), code="no_key") from None


def amounts(sent) -> dict[int, int]:
    """Good → how many, from fields named ``n-<pk>``."""
    found = {}
    for name, value in sent.items():
        pk = number(name.removeprefix("n-")) if name.startswith("n-") else 0
        if pk and 0 < number(value) <= MOST:
            found[pk] = number(value)
    return found


def number(typed: str) -> int:
    """0 for what is none, or longer than any of ours."""
    return int(typed) if typed.isdecimal() and len(typed) < LONG else 0


def add_scanned(request: HttpRequest, shop: Shop, chosen: dict[int, int]) -> int:
    """Without JavaScript the page comes back with one more of what was scanned."""
    good = Good.objects.filter(shop=shop, open=True, code=clean_line(request.POST["scan"])[:20]).first()
    if good is None:
        messages.error(request, _("没有这个货号，请核对或直接在下面选。"))
        return REFUSED
    chosen[good.pk] = chosen.get(good.pk, 0) + 1
    return 200


def wishes(shop: Shop, chosen: dict[int, int], sent) -> list[orders.Wish]:
    goods = Good.objects.filter(shop=shop, open=True, pk__in=chosen).select_related("shop__unit").order_by("pk")
    return [orders.Wish(good, chosen[good.pk], opening_of(good, sent)) for good in goods]


def opening_of(good: Good, sent) -> Opening | None:
    if good.counted:
        return None
    found = Opening.objects.filter(good=good, pk=number(sent.get(f"o-{good.pk}", ""))).first()
    if found is None:
        raise ValidationError(_("请为“%(name)s”选一个日期。") % {"name": good.name}, code="no_day")
    return found


def on_offer(request: HttpRequest, account: Account, shop: Shop, chosen: dict[int, int]) -> dict:
    goods = Good.objects.filter(shop=shop, open=True).with_left().order_by("kind", "price", "pk")
    ahead: dict[int, list[Opening]] = {}
    for opening in Opening.objects.ahead().filter(good__shop=shop, taken__lt=F("capacity")).order_by("day", "starts"):
        ahead.setdefault(opening.good_id, []).append(opening)
    rows = [
        {"good": good, "left": good.left, "count": chosen.get(good.pk, 0), "openings": ahead.get(good.pk, [])[:20],
         "afford": good.price <= account.balance}
        for good in goods if good.left > 0
    ]  # fmt: skip
    total = sum(row["good"].price * row["count"] for row in rows)
    waiting = Order.objects.visible_to(request.user).waiting().filter(account=account).prefetch_related("lines")
    return {"rows": rows, "total": total, "after": account.balance - total, "waiting": waiting}
