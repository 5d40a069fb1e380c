"""Owners' votes on the desk: the list, drafting one, announcing, counting, and what is printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.pdf import printed
from community.views.deeds import pressed
from deliberation import actions
from deliberation.actions.counting import turnout
from deliberation.actions.rolls import namesakes
from deliberation.forms.vote import ReasonForm, VoteForm
from deliberation.models import OwnersVote, Paper, Petition, Topic
from deliberation.tally import square_metres
from deliberation.views.results import gates, outcome_words
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
TONES = {"draft": "new", "announced": "doing", "counted": "done", "cancelled": "quiet"}


@never_cache
@require_safe
@desk_required
def votes(request: HttpRequest) -> HttpResponse:
    found = OwnersVote.objects.visible_to(request.user).select_related("unit")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"vote": row, "tone": TONES[row.state], "outcome": outcome_words(row)} for row in page]
    may = Unit.objects.overseen_by(request.user, *Posting.DATA_KEEPERS).exists()
    return render(request, "deliberation/vote_list.html", {"rows": rows, "page": page, "may": may})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *Posting.DATA_KEEPERS).exists():
        raise PermissionDenied
    form = VoteForm(request.POST or None, user=request.user, source=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            vote = actions.begin(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:vote", vote.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/vote_form.html", {"form": form, "vote": None}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    form = VoteForm(request.POST or None, user=request.user, vote=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:vote", pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/vote_form.html", {"form": form, "vote": row}, status=status)


@never_cache
@require_safe
@desk_required
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    return vote_page(request, get_visible(OwnersVote, request.user, pk))


def vote_page(request: HttpRequest, row: OwnersVote, form: ReasonForm | None = None) -> HttpResponse:
    draft = row.state == OwnersVote.State.DRAFT
    prepares = has_perm("deliberation.prepare_vote", request.user, row)
    context = {
        "vote": row,
        "petition": Petition.objects.visible_to(request.user).filter(pk=row.petition_id).first(),
        "topic": Topic.objects.visible_to(request.user).filter(pk=row.topic_id).first(),
        "tone": TONES[row.state],
        "draft": draft,
        "prepares": prepares,
        "flats": row.flats.counted().count(),
        "wanting": row.flats.wanting().count() if draft else 0,
        "namesakes": namesakes(row) if draft else [],
        "turnout": [] if draft else turnout(row),
        "missing": missing(row) if row.is_open or row.is_over else None,
        "heads": row.heads.count(),
        "frozen": row.heads.filter(frozen=True).count(),
        "waiting": Paper.objects.filter(head__vote=row, state=Paper.State.WAITING).count(),
        "gates": gates(row),
        "outcome": outcome_words(row),
        "cancel": form or ReasonForm(),
        "form": form,
    }
    return render(request, "deliberation/vote.html", context, status=REFUSED if form else 200)


def missing(row: OwnersVote) -> dict:
    left = actions.still_missing(row)
    return left | {"metres": square_metres(left["area"])}


def done(request: HttpRequest, pk: int, act, words: str) -> HttpResponse:
    pressed(request, act, words)
    return redirect("deliberation:vote", pk)


@never_cache
@require_POST
@desk_required
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    words = _("已经公告。题目、名册和规则从现在起不能再改，到时间自动开始和截止。")
    return done(request, pk, lambda: actions.announce(row, by=request.user), words)


@never_cache
@require_POST
@desk_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(OwnersVote, request.user, pk, "deliberation.prepare_vote")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return vote_page(request, row, form)
    reason = form.cleaned_data["reason"]
    return done(request, pk, lambda: actions.cancel(row, reason=reason, by=request.user), _("这次表决已经取消。"))


@never_cache
@require_POST
@desk_required
def count(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(OwnersVote, request.user, pk, "deliberation.count_vote")
    return done(request, pk, lambda: actions.count(row, by=request.user), _("计票完成，结果已经公开。"))


@never_cache
@require_safe
@desk_required
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper ballots, one a head, to be cut and carried from door to door."""
    row = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    heads = row.heads.prefetch_related("flats")
    if building := request.GET.get("building", ""):
        heads = heads.filter(flats__dwelling__building=building if building.isdigit() else 0).distinct()
    page = Paginator(heads, 200).get_page(request.GET.get("page"))
    return render(request, "print/ballots.html", {"vote": row, "rows": page, "page": page})


@never_cache
@require_safe
@desk_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The result on A4, to be posted and filed."""
    row = get_visible(OwnersVote, request.user, pk)
    context = {"vote": row, "gates": gates(row), "outcome": outcome_words(row)}
    return printed(request, "print/vote_result.html", context, _("业主表决结果"))
