"""What residents look up: their own matters, by number or account."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import client_address, is_used_up, within_limit
from accounts.models import Message
from accounts.secrets import blind_index
from grids.models import Unit
from issues.forms import TrackForm
from issues.models import HEADS, TONES, Issue
from volunteers.scope import own_pages

# wrong tries only, so that neighbours behind one address do not use up each other's: scope, limit, seconds
TRIES = {"track": (5, 900), "track-address": (30, 900), "track-number": (20, 3600)}
TOO_MANY = 429
ON_A_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """By POST, so that no telephone number gets into addresses, histories or logs."""
    form = TrackForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        number, tail = form.cleaned_data["number"], form.cleaned_data["tail"]
        if not may_try(request, number):
            form.add_error(None, _("试的次数太多了，请一刻钟以后再试，或给社区打电话查询。"))
            status = TOO_MANY
        elif issue := Issue.objects.filter(number=number, phone_tail=blind_index(tail, "phone-tail")).first():
            return redirect("issues:receipt", issue.token)
        else:
            count_try(request, number)
            form.add_error(
                None, _("编号和手机号后四位对不上，请对照回执再试一次。没有留电话的事项，请用回执上的链接查看。")
            )
    return render(request, "issues/track.html", {"form": form}, status=status)


def may_try(request: HttpRequest, number: str) -> bool:
    keys = keys_of_try(request, number)
    return not any(is_used_up(scope, keys[scope], limit) for scope, (limit, _seconds) in TRIES.items())


def count_try(request: HttpRequest, number: str) -> None:
    keys = keys_of_try(request, number)
    for scope, (limit, seconds) in TRIES.items():
        within_limit(scope, keys[scope], limit, seconds)


def keys_of_try(request: HttpRequest, number: str) -> dict[str, str]:
    address = client_address(request)
    return {"track": f"{address}:{number}", "track-address": address, "track-number": number}


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What a resident with an account comes for: their own matters, messages and account."""
    found = Issue.objects.reported_by(request.user).order_by("-received_at", "-pk")
    columns = ("number", "token", "text", "state", "due_at", "received_at", "answered_at", "unit__name", "place")
    page = Paginator(found.values(*columns), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [row | {"tone": TONES[row["state"]], "label": Issue.State(row["state"]).label} for row in page]
    unread = Message.objects.visible_to(request.user).unread().count()
    heads = Unit.objects.overseen_by(request.user, *HEADS).exists()
    context = {"page": page, "rows": rows, "unread": unread, "heads": heads, "own": own_pages(request.user)}
    return render(request, "issues/mine.html", context)
