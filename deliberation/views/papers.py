"""Paper ballots that wait for a second person, and their scans."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.views.pictures import served
from deliberation import actions
from deliberation.forms.vote import SecondLookForm
from deliberation.models import OwnersVote, Paper
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
TONES = {"waiting": "doing", "counted": "done", "differs": "late", "void": "quiet"}


@never_cache
@require_safe
@desk_required
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    found = Paper.objects.filter(head__vote=vote).select_related("head", "by", "second")
    if request.GET.get("show") == "waiting":
        found = found.filter(state=Paper.State.WAITING)
    page = Paginator(found.order_by("-at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"paper": row, "tone": TONES[row.state], "mine": row.by_id == request.user.pk} for row in page]
    return render(request, "deliberation/papers.html", {"vote": vote, "rows": rows, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    row = get_object_or_404(Paper.objects.select_related("head__vote"), pk=paper, head__vote=vote)
    form = SecondLookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words = looked_at(row, form.cleaned_data, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, words)
            return redirect("deliberation:vote_papers", pk)
    context = {"vote": vote, "paper": row, "form": form, "mine": row.by_id == request.user.pk}
    return render(request, "deliberation/paper.html", context, status=REFUSED if form.is_bound else 200)


def looked_at(row: Paper, data: dict, user) -> str:
    if data["choice"] == "void":
        actions.void_paper(row, why=data["why"], by=user)
        return _("已经记为无效票。")
    row = actions.second_look(row, data["choice"], by=user)
    return {
        Paper.State.COUNTED: _("两人录入一致，已经计入。"),
        Paper.State.DIFFERS: _("两人录入不一致，这张票没有计入。请拿着纸质票重新录入。"),
        Paper.State.VOID: _("这一户已经用别的方式投过票，这张纸质票不再计入。"),
    }[Paper.State(row.state)]


@never_cache
@require_safe
@desk_required
def scan(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    return served(get_object_or_404(Paper, pk=paper, head__vote=vote).scan, "ballot.jpg")
