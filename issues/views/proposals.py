"""转议事 and 未诉先办: what was proposed by rule or by hand, taken up or dropped with one click."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grids.models import Unit
from grids.scope import desk_required, get_visible
from issues.actions import opinions
from issues.forms.together import DecideForm, DropForm
from issues.models import OVERSEERS, Proposal

ON_A_PAGE = 20
TONES = {"proposed": "new", "taken": "done", "dropped": "quiet"}


@never_cache
@require_safe
@desk_required
def proposals(request: HttpRequest) -> HttpResponse:
    return proposals_page(request)


def proposals_page(request: HttpRequest, refused: tuple[int, DropForm] | None = None) -> HttpResponse:
    found = Proposal.objects.visible_to(request.user).select_related("unit__parent", "category", "issue", "decided_by")
    waiting = found.filter(state=Proposal.State.PROPOSED)
    decided = found.exclude(state=Proposal.State.PROPOSED)
    page = Paginator(decided, ON_A_PAGE).get_page(request.GET.get("page"))
    pk, form = refused or (0, DropForm())
    # what issues.decide_proposal asks of one, asked of all at once
    mine = set(Unit.objects.overseen_by(request.user, *OVERSEERS).values_list("pk", flat=True))
    context = {
        "waiting": [waiting_row(row, row.unit_id in mine, form if row.pk == pk else None) for row in waiting],
        "rows": [{"proposal": row, "tone": TONES[row.state]} for row in page],
        "page": page,
        "form": form if refused else None,
    }
    return render(request, "issues/proposals.html", context)


def waiting_row(row: Proposal, may: bool, form: DropForm | None) -> dict:
    return {"proposal": row, "may": may, "form": form or DropForm(auto_id=f"drop_{row.pk}_%s")}


@never_cache
@require_POST
@desk_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_visible(Proposal, request.user, pk, "issues.decide_proposal")
    form = DecideForm(request.POST)
    try:
        answer = form.cleaned_data["answer"] if form.is_valid() else ""
        opinions.take_up(proposal, by=request.user, answer=answer)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经采纳。"))
        if proposal.topic:
            return redirect(proposal.topic)
    return redirect("issues:proposals")


@never_cache
@require_POST
@desk_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_visible(Proposal, request.user, pk, "issues.decide_proposal")
    form = DropForm(request.POST, auto_id=f"drop_{pk}_%s")
    if form.is_valid():
        try:
            opinions.drop(proposal, by=request.user, answer=form.cleaned_data["answer"])
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("已经记为不采纳。"))
        return redirect("issues:proposals")
    return proposals_page(request, (pk, form))
