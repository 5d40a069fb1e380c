"""The works of one thing to be done: the log, and the payments two people agree to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from community.views.pictures import served, with_photos
from deliberation.actions import works as actions
from deliberation.forms import works as forms
from deliberation.models import ActionItem, Works, WorksEntry, WorksPayment
from grids.scope import desk_required, get_visible

REFUSED = 422
BESIDE = ("resolution__topic__unit", "who")


def log(works: Works | None, item: ActionItem, by, **facts: Any) -> None:
    actions.write_log(running(works), by=by, **facts)


def ask(works: Works | None, item: ActionItem, by, *, yuan, **facts: Any) -> None:
    actions.ask_payment(running(works), fen=int(yuan * 100), by=by, **facts)


def running(works: Works | None) -> Works:
    if works is None:
        raise ValidationError(_("先登记开工，再记日志和付款。"), code="not_begun")
    return works


FORMS: dict[str, Any] = {"begin": forms.BeginForm, "log": forms.LogForm, "ask": forms.PaymentForm}
DEEDS: dict[str, Callable] = {
    "begin": lambda works, item, by, began_on: actions.begin_works(item, began_on=began_on, by=by),
    "log": log,
    "ask": ask,
}
# money is the matter of whoever decides there
MONEY = ("ask",)


@never_cache
@require_safe
@desk_required
def works(request: HttpRequest, pk: int) -> HttpResponse:
    return works_page(request, get_visible(ActionItem, request.user, pk, beside=BESIDE))


def works_page(request: HttpRequest, item: ActionItem, **refused) -> HttpResponse:
    found = Works.objects.filter(item=item).select_related("item").first()
    context = {
        "item": item,
        "topic": item.resolution.topic,
        "works": found,
        "gap": found.gap(timezone.localdate()) if found else 0,
        "entries": found.entries.select_related("by") if found else [],
        "payments": found.payments.select_related("by", "first", "second") if found else [],
        "running": item.state == ActionItem.State.OPEN,
        "decides": has_perm("deliberation.decide_topic", request.user, item.resolution.topic),
        "forms": {verb: refused.get(verb) or form(auto_id=f"{verb}_%s") for verb, form in FORMS.items()},
        "form": next(iter(refused.values()), None),
    }
    return render(request, "deliberation/works.html", context, status=REFUSED if refused else 200)


@with_photos
@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    item = get_visible(ActionItem, request.user, pk, beside=BESIDE)
    if verb not in FORMS:
        raise Http404
    if verb in MONEY and not has_perm("deliberation.decide_topic", request.user, item.resolution.topic):
        raise PermissionDenied
    form = FORMS[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            DEEDS[verb](Works.objects.filter(item=item).first(), item, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:works", pk)
    return works_page(request, item, **{verb: form})


@never_cache
@require_safe
@desk_required
def photo(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    item = get_visible(ActionItem, request.user, pk)
    row = get_object_or_404(WorksEntry.objects.exclude(photo=""), pk=entry, works__item=item)
    return served(row.photo, f"works-{row.pk}.jpg")


PAYMENT_DEEDS = {"approve": actions.approve_payment, "pay": actions.pay}


@never_cache
@require_POST
@desk_required
def payment(request: HttpRequest, pk: int, payment: int, verb: str) -> HttpResponse:
    item = get_visible(ActionItem, request.user, pk, beside=BESIDE)
    if not has_perm("deliberation.decide_topic", request.user, item.resolution.topic):
        raise PermissionDenied
    row = get_object_or_404(WorksPayment, pk=payment, works__item=item)
    if verb not in PAYMENT_DEEDS:
        raise Http404
    try:
        PAYMENT_DEEDS[verb](row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("deliberation:works", pk)
