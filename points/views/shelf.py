"""The shop at the desk: what it offers, what lies on the shelf, the journal, the month's sheet."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pdf import printed
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.pictures import with_photos
from grids.models import Posting, Unit
from grids.scope import get_visible
from points.actions import shop as actions
from points.actions import stock
from points.forms.shop import CountForm, GoodForm, LossForm, OpeningsForm, SettingsForm, StockInForm
from points.models import Good, Opening, Order, Shop, StockClaim
from points.reports import stock_sheet
from points.views.desk import as_file
from points.views.keepers import REFUSED, keeper_required

JOURNAL = 20
MONTHS = 12


@never_cache
@require_safe
@keeper_required
def shop_desk(request: HttpRequest) -> HttpResponse:
    shop = Shop.objects.visible_to(request.user).select_related("unit").first()
    closed = request.GET.get("show") == "closed"
    seen = Good.objects.visible_to(request.user)
    orders = Order.objects.visible_to(request.user)
    today = timezone.localdate()
    context = {
        "shop": shop,
        "closed": closed,
        "rows": seen.filter(open=not closed).with_left().order_by("kind", "price", "pk"),
        "waiting": orders.waiting().count(),
        "picked": orders.filter(state=Order.State.PICKED, ended_at__date=today).count(),
        "low": seen.on_shelf().filter(open=True, stock__lte=F("low_at") + F("reserved")).count(),
        "claims": StockClaim.objects.visible_to(request.user).asked().count(),
        "today": today,
    }
    return render(request, "points/shop_desk.html", context)


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def shop_settings(request: HttpRequest) -> HttpResponse:
    """The shop of the community one keeps; opened here when there is none."""
    shop = Shop.objects.visible_to(request.user).first()
    unit = shop.unit if shop else community_kept(request.user)
    initial = SettingsForm.facts(shop) if shop else {"name": _("爱心超市"), "keep_days": 7, "open": True}
    form = SettingsForm(sent(request), initial=initial)
    if done(form, lambda: actions.open_shop(unit, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("points:shop_desk")
    return render(request, "points/shop_settings.html", {"form": form, "shop": shop}, status=status_of(form))


def community_kept(user) -> Unit:
    kept = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).current().order_by("tree_id", "lft")
    return kept.filter(kind=Unit.Kind.COMMUNITY).first() or kept.first()


def sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def status_of(form) -> int:
    return REFUSED if form.is_bound else 200


@never_cache
@with_photos
@require_http_methods(FORM_PAGE)
@keeper_required
def good_new(request: HttpRequest) -> HttpResponse:
    shop = Shop.objects.visible_to(request.user).first()
    if shop is None:
        messages.info(request, _("请先登记爱心超市。"))
        return redirect("points:shop_settings")
    form = GoodForm(sent(request), request.FILES or None)
    made = []
    if done(form, lambda: made.append(actions.add_good(shop, by=request.user, **form.cleaned_data))):
        messages.success(request, _("已登记。接着登记进货，或排场次。"))
        return redirect("points:good_desk", made[0].pk)
    return render(request, "points/good_form.html", {"form": form, "good": None}, status=status_of(form))


@never_cache
@with_photos
@require_http_methods(FORM_PAGE)
@keeper_required
def good_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Good, request.user, pk, "points.keep_good")
    form = GoodForm(sent(request), request.FILES or None, good=row)
    if done(form, lambda: actions.change_good(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("points:good_desk", pk)
    return render(request, "points/good_form.html", {"form": form, "good": row}, status=status_of(form))


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def good_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One of four small forms is sent: ``deed`` says which."""
    row = get_visible(Good, request.user, pk, "points.keep_good")
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms = {name: make(request, name == deed) for name, make in FORMS.items()}
    if deed in forms and done(forms[deed], lambda: DEEDS[deed](row, forms[deed], request)):
        return redirect("points:good_desk", pk)
    context = {
        "good": Good.objects.with_left().get(pk=pk),
        "forms": forms,
        "moves": row.moves.select_related("by", "order")[:JOURNAL],
        "claims": row.claims.select_related("asked_by", "decided_by")[:5],
        "openings": row.openings.filter(day__gte=timezone.localdate()).order_by("day", "starts")[:60],
    }
    return render(request, "points/good_desk.html", context, status=REFUSED if request.method == "POST" else 200)


FORMS = {
    "in": lambda request, ours: StockInForm(request.POST if ours else None, initial={"key": uuid4()}, auto_id="in_%s"),
    "loss": lambda request, ours: LossForm(request.POST if ours else None, auto_id="loss_%s"),
    "count": lambda request, ours: CountForm(request.POST if ours else None, auto_id="count_%s"),
    "openings": lambda request, ours: OpeningsForm(request.POST if ours else None, auto_id="openings_%s"),
}


def deliver(row: Good, form, request: HttpRequest) -> None:
    stock.take_in(row, by=request.user, **form.cleaned_data)
    messages.success(request, _("已登记进货。"))


def lose(row: Good, form, request: HttpRequest) -> None:
    stock.claim_loss(row, by=request.user, **form.cleaned_data)
    messages.success(request, _("已上报，请同事复核后入账。"))


def count(row: Good, form, request: HttpRequest) -> None:
    claim = stock.claim_count(row, by=request.user, **form.cleaned_data)
    messages.success(request, _("账物不符，请同事复核后入账。") if claim else _("账物相符，已记下这次盘点。"))


def plan(row: Good, form, request: HttpRequest) -> None:
    made = actions.add_openings(row, by=request.user, **form.plan())
    messages.success(request, _("排好了 %(n)d 场。") % {"n": made})


DEEDS = {"in": deliver, "loss": lose, "count": count, "openings": plan}


@never_cache
@require_POST
@keeper_required
def opening_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Opening, request.user, pk, "points.keep_opening")
    pressed(request, lambda: actions.close_opening(row, by=request.user), _("已停约，约好的不受影响。"))
    return redirect("points:good_desk", row.good_id)


@never_cache
@require_safe
@keeper_required
def claims(request: HttpRequest) -> HttpResponse:
    found = StockClaim.objects.visible_to(request.user).select_related("good", "asked_by", "decided_by")
    return render(
        request, "points/stock_claims.html", {"asked": found.asked(), "past": found.exclude(state="asked")[:30]}
    )


@never_cache
@require_POST
@keeper_required
def claim_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(StockClaim, request.user, pk, "points.decide_claim")
    grant = request.POST.get("grant") == "1"
    try:
        stock.decide_claim(row, grant=grant, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已入账。") if grant else _("已退回，账没有动。"))
    return redirect("points:stock_claims")


@never_cache
@require_safe
@keeper_required
def sheet(request: HttpRequest) -> HttpResponse:
    return render(request, "points/stock_sheet.html", month(request))


@never_cache
@require_safe
@keeper_required
def sheet_print(request: HttpRequest) -> HttpResponse:
    return printed(request, "print/stock_sheet.html", month(request), _("爱心超市月报"))


@never_cache
@require_safe
@keeper_required
def sheet_file(request: HttpRequest, form: str) -> HttpResponse:
    """The month's sheet for a spreadsheet; it names goods and nobody."""
    facts = month(request)
    name = _("爱心超市库存月报表-%(month)s") % {"month": f"{facts['first']:%Y-%m}"}
    return as_file(form, name, _("库存月报表"), stock_sheet.HEADINGS, stock_sheet.table(facts["rows"]))


def month(request: HttpRequest) -> dict:
    first, last = stock_sheet.month_of(chosen_month(request.GET.get("month", "")))
    shop = Shop.objects.visible_to(request.user).select_related("unit").first()
    rows = stock_sheet.rows(shop, first, last) if shop else []
    today = timezone.localdate()
    months = [date(today.year + (today.month - 1 - n) // 12, (today.month - 1 - n) % 12 + 1, 1) for n in range(MONTHS)]
    return {"shop": shop, "rows": rows, "first": first, "last": last, "months": months, "now": last >= today}


def chosen_month(value: str) -> date:
    try:
        return parse_date(f"{value}-01") or timezone.localdate()
    except ValueError:
        return timezone.localdate()
