"""Owners' votes as everybody sees them: what is asked, who has been reached, the result, and one's own ballot."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation import actions
from deliberation.actions.counting import recount_lines, turnout
from deliberation.forms.vote import BallotForm, ReceiptForm
from deliberation.models import Ballot, OwnersVote, Petition, RollOwner, Topic, TurnedAway
from deliberation.models.ballot import Channel
from deliberation.views.results import gates, outcome_words
from grids.publish import cached_for_readers

REFUSED = 422
ON_A_PAGE = 20


@require_safe
@cached_for_readers
def votes(request: HttpRequest) -> HttpResponse:
    page = Paginator(OwnersVote.objects.public().select_related("unit"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"vote": row, "outcome": outcome_words(row)} for row in page]
    petitions = Petition.objects.signing(timezone.localdate()).select_related("unit")
    return render(request, "deliberation/votes_public.html", {"rows": rows, "page": page, "petitions": petitions})


@require_safe
@cached_for_readers
def about(request: HttpRequest) -> HttpResponse:
    """What this voting protects, and what it does not."""
    return render(request, "deliberation/about.html")


def find(pk: int) -> OwnersVote:
    return get_object_or_404(OwnersVote.objects.public().select_related("unit"), pk=pk)


@never_cache
@require_safe
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Until the end nobody learns more than who took part, building by building."""
    row = find(pk)
    context = {
        "vote": row,
        "topic": Topic.objects.public().filter(pk=row.topic_id).first(),
        "turnout": turnout(row),
        "gates": gates(row),
        "outcome": outcome_words(row),
        "turned_away": TurnedAway.objects.filter(head__vote=row).count(),
        "mine": owner_of(row, request.user) if row.is_open else None,
        "receipt": ReceiptForm(),
    }
    return render(request, "deliberation/vote_public.html", context)


def owner_of(row: OwnersVote, user) -> RollOwner | None:
    if not user.is_authenticated:
        return None
    return RollOwner.objects.filter(head__vote=row, person__user=user).select_related("head__vote").first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(pk)
    owner = owner_of(row, request.user)
    if owner is None:
        return render(request, "deliberation/no_ballot.html", {"vote": row})
    form, cast, status = BallotForm(request.POST or None), None, 200
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            try:
                cast = actions.cast(
                    owner.head, channel=Channel.ONLINE, by=request.user, owner=owner, **form.cleaned_data
                )
                status = 200
            except ValidationError as refusal:
                form.add_error(None, refusal)
    context = {
        "vote": row,
        "owner": owner,
        "flats": owner.head.flats.all(),
        "form": form,
        "cast": cast,
        "before": Ballot.objects.current().filter(head=owner.head).first(),
    }
    return render(request, "deliberation/ballot.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever holds a receipt sees whether it stands; what it says is told once the count is public."""
    row = find(pk)
    form, found = ReceiptForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["receipt"].lower()
        found = Ballot.objects.filter(head__vote=row, receipt=code).select_related("next", "head", "by").first()
        if found is None:
            form.add_error("receipt", _("没有这张回执，请核对每一个字母和数字。"))
    replaced = found is not None and hasattr(found, "next")
    context = {"vote": row, "form": form, "found": found, "replaced": replaced, "counted": row.result is not None}
    return render(request, "deliberation/receipt.html", context, status=REFUSED if form.errors else 200)


@never_cache
@require_safe
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(pk)
    if row.result is None:
        raise Http404
    answer = HttpResponse("".join(recount_lines(row)), content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="vote-{row.pk}.jsonl"'
    return answer
