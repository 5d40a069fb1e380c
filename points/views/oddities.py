"""Odd finds in the book: a list to be looked through, each with a word of whoever looked."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grids.scope import get_visible
from points.actions import oddities as actions
from points.forms.evaluation import LookForm
from points.models import Oddity
from points.views.keepers import carry_out, keeper_required

PER_PAGE = 30


@never_cache
@require_safe
@keeper_required
def oddities(request: HttpRequest) -> HttpResponse:
    state, kind = request.GET.get("state", Oddity.State.OPEN), request.GET.get("kind", "")
    found = Oddity.objects.visible_to(request.user).select_related("unit", "looked_by")
    if state in Oddity.State.values:
        found = found.filter(state=state)
    if kind in Oddity.Kind.values:
        found = found.filter(kind=kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "state": state,
        "kind": kind,
        "tabs": Oddity.State.choices,
        "kinds": Oddity.Kind.choices,
    }
    return render(request, "points/oddities.html", context)


@never_cache
@require_POST
@keeper_required
def oddity_look(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Oddity, request.user, pk, "points.look_at_oddity")
    carry_out(
        request, LookForm(request.POST), partial(actions.look_at, row),
        missing=_("请写一句查看的结果。"), said=_("已记下。"),
    )  # fmt: skip
    return redirect("points:oddities")


@never_cache
@require_POST
@keeper_required
def oddities_search(request: HttpRequest) -> HttpResponse:
    found = actions.look_for()
    messages.success(request, _("查过了，新发现 %(n)d 条。") % {"n": found} if found else _("查过了，没有新的线索。"))
    return redirect("points:oddities")
