"""The register of a draft: what is still wanting, each flat, and owners of the same name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.actions.rolls import namesakes
from deliberation.forms.vote import FlatForm
from deliberation.models import OwnersVote
from deliberation.tally import square_metres
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 50


@never_cache
@require_safe
@desk_required
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    show, word = request.GET.get("show", ""), request.GET.get("q", "").strip()
    found = vote.flats.wanting() if show == "wanting" else vote.flats.all()
    if word:
        found = found.filter(address__icontains=word)
    page = Paginator(found.in_order(), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"flat": row, "area": "" if row.area is None else square_metres(row.area)} for row in page]
    context = {
        "vote": vote,
        "draft": vote.state == OwnersVote.State.DRAFT,
        "rows": rows,
        "page": page,
        "show": show,
        "q": word,
        "wanting": vote.flats.wanting().count(),
        "namesakes": pairs(vote) if vote.state == OwnersVote.State.DRAFT else [],
    }
    return render(request, "deliberation/roll.html", context)


def pairs(vote: OwnersVote) -> list[dict]:
    """Each namesake beside the first of that name."""
    found = []
    for row in namesakes(vote):
        (first, at), *others = row["keys"].items()
        found += [
            {"name": row["name"], "one": first, "at": at, "other": key, "address": where} for key, where in others
        ]
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def flat(request: HttpRequest, pk: int, flat: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    row = get_object_or_404(vote.flats, pk=flat)
    form = FlatForm(request.POST or None, flat=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_flat(row, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(address)s已经保存。") % {"address": row.address})
            return redirect("deliberation:vote_roll", pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/flat.html", {"vote": vote, "flat": row, "form": form}, status=status)


@never_cache
@require_POST
@desk_required
def redraw(request: HttpRequest, pk: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    try:
        flats = actions.draw_roll(vote, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经按现在的登记重新取了 %(n)d 套房。") % {"n": flats})
    return redirect("deliberation:vote_roll", pk)


@never_cache
@require_POST
@desk_required
def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Two entries that are one owner."""
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    one, other = request.POST.get("one", ""), request.POST.get("other", "")
    try:
        changed = actions.same_owner(vote, one=one, other=other, by=request.user) if one and other else 0
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("%(n)d 套房已经记在同一位业主名下。") % {"n": changed})
    return redirect("deliberation:vote_roll", pk)
