"""Mediation on the desk: everybody in scope sees that there is a case, the people at the table what is in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.limits import client_address
from deliberation.actions import mediating as actions
from deliberation.forms import mediation as forms
from deliberation.models import Mediation, MediationParty, MediationVisit
from deliberation.views.mediation_page import DEEDS, TONES, case_page
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
State = Mediation.State
TABS = {
    "open": (gettext_lazy("正在办"), (State.ACCEPTED, State.TALKING)),
    "agreed": (gettext_lazy("达成协议"), (State.AGREED,)),
    "other": (gettext_lazy("其他结果"), (State.FAILED, State.COURT, State.WITHDRAWN)),
    "": (gettext_lazy("全部"), tuple(State)),
}


@never_cache
@require_safe
@desk_required
def mediations(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "open")
    show = show if show in TABS else "open"
    mine = Mediation.objects.visible_to(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(n=Count("pk")))
    tabs = [
        {"show": name, "label": label, "count": sum(counts.get(state, 0) for state in states)}
        for name, (label, states) in TABS.items()
    ]
    found = mine.filter(state__in=TABS[show][1]).select_related("unit", "lead").order_by("-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    inside = set(mine.of_insider(request.user).values_list("pk", flat=True))
    rows = [{"mediation": row, "tone": TONES[State(row.state)], "inside": row.pk in inside} for row in page]
    due = MediationVisit.objects.filter(
        mediation__in=mine.of_insider(request.user), done_at=None, due_on__lte=timezone.localdate()
    )
    context = {"tabs": tabs, "show": show, "page": page, "rows": rows, "due": due.select_related("mediation")[:20]}
    return render(request, "deliberation/mediations.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    start = {"number": request.GET.get("issue", "")[:40]}
    form = forms.MediationForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin(by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:mediation", row.pk)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/mediation_new.html", {"form": form}, status=status)


@never_cache
@require_safe
@desk_required
def figures(request: HttpRequest) -> HttpResponse:
    """By kind and outcome, of one year or all; nobody is named."""
    mine = Mediation.objects.visible_to(request.user)
    years = [day.year for day in mine.dates("at", "year", order="DESC")]
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and int(typed[:6]) in years else None
    found = mine.filter(at__year=year) if year else mine
    counts = {
        (kind, state): n for kind, state, n in found.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    }
    lines = [
        {"label": kind.label, "cells": cells, "all": sum(cells)}
        for kind in Mediation.Kind
        if sum(cells := [counts.get((kind, state), 0) for state in State])
    ]
    totals = [sum(line["cells"][place] for line in lines) for place in range(len(State))]
    ended = sum(n for (_kind, state), n in counts.items() if state in Mediation.ENDS)
    agreed = sum(n for (_kind, state), n in counts.items() if state == State.AGREED)
    context = {
        "states": [state.label for state in State],
        "lines": lines,
        "totals": totals,
        "all": sum(totals),
        "ended": ended,
        "agreed": agreed,
        "years": years,
        "year": year,
    }
    return render(request, "deliberation/mediation_figures.html", context)


@never_cache
@require_safe
@desk_required
def mediation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Mediation, request.user, pk, beside=("unit", "lead", "issue"))
    return case_page(request, row)


@never_cache
@require_POST
@desk_required
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is not at the table: shown once, on the very answer to the request, for a reason on record."""
    row = get_visible(Mediation, request.user, pk, "deliberation.open_mediation", beside=("unit", "lead", "issue"))
    if has_perm("deliberation.mediate", request.user, row):
        return redirect("deliberation:mediation", pk)
    form = forms.LookForm(request.POST)
    if form.is_valid():
        try:
            actions.look(row, by=request.user, address=client_address(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("reason", refusal)
        else:
            return case_page(request, row, shown=True)
    return case_page(request, row, look=form)


@never_cache
@require_POST
@desk_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Mediation, request.user, pk, "deliberation.hand_over_mediation", beside=("unit", "lead", "issue"))
    form = forms.LeadForm(request.POST, mediation=row, user=request.user, auto_id="lead_%s")
    if form.is_valid():
        try:
            actions.hand_over(row, to=form.cleaned_data["to"], by=request.user)
        except ValidationError as refusal:
            form.add_error("to", refusal)
        else:
            messages.success(request, _("已经换了承办人。"))
            return redirect("deliberation:mediation", pk)
    return case_page(request, row, lead=form)


@never_cache
@require_POST
@desk_required
def phone(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """A party's number, once, for a reason."""
    row = get_visible(Mediation, request.user, pk, "deliberation.mediate", beside=("unit", "lead", "issue"))
    one = get_object_or_404(MediationParty.objects.select_related("mediation"), pk=party, mediation=row)
    form = forms.LookForm(request.POST, auto_id=f"phone-{party}-%s")
    if form.is_valid():
        try:
            number = actions.reveal_phone(one, by=request.user, address=client_address(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("reason", refusal)
        else:
            return case_page(request, row, phones={one.pk: number})
    return case_page(request, row, asked=(one.pk, form))


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Mediation, request.user, pk, "deliberation.mediate", beside=("unit", "lead", "issue"))
    if verb not in DEEDS:
        raise Http404
    make, deed = DEEDS[verb]
    form = make(request.POST, mediation=row, user=request.user, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            deed(row, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:mediation", pk)
    return case_page(request, row, refused=(verb, form))


@never_cache
@require_safe
@desk_required
def agreement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The paper to be signed by hand, or as it was signed, on A4."""
    row = get_visible(Mediation, request.user, pk, "deliberation.mediate")
    paper = get_object_or_404(row.agreements, number=number)
    context = {
        "mediation": row,
        "paper": paper,
        "parties": list(row.parties.all()),
        "panel": list(row.panel.all()),
        "terms": paper.terms.select_related("party"),
    }
    return render(request, "print/mediation_agreement.html", context)
