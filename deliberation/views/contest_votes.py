"""Ballots that staff take in: for somebody they sit beside, and on paper, typed by two; and what is printed."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.models import Person
from community.views.pictures import served, with_photos
from deliberation.actions import awarding, contest_papers
from deliberation.actions.awarding import voters_of
from deliberation.forms import award as forms
from deliberation.models import Contest, ContestBallot, ContestPaper
from deliberation.models.ballot import Channel
from deliberation.views.contests import slate
from deliberation.views.papers import TONES
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
MOST_FOUND = 20


def find(request: HttpRequest, pk: int) -> Contest:
    return get_visible(Contest, request.user, pk, "deliberation.help_contest", beside=("unit",))


def voter_of(request: HttpRequest, row: Contest, person: int) -> Person:
    """Somebody who may vote there and whom this reader may know."""
    seen = Person.objects.visible_to(request.user).filter(pk__in=voters_of(row).values("pk"))
    return get_object_or_404(seen, pk=person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def voters(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent by POST, so that no name stands in an address."""
    row = find(request, pk)
    form, found = forms.FindVoterForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        seen = Person.objects.visible_to(request.user).filter(pk__in=voters_of(row).values("pk"))
        people = seen.filter(name__icontains=form.cleaned_data["name"]).order_by("name", "pk")[:MOST_FOUND]
        voted = set(
            ContestBallot.objects.filter(category__contest=row, voter__in=list(people)).values_list("voter", flat=True)
        )
        found = [{"person": one, "line": forms.lived(one), "voted": one.pk in voted} for one in people]
    status = REFUSED if form.errors else 200
    return render(
        request, "deliberation/contest_voters.html", {"contest": row, "form": form, "found": found}, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def help_vote(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """They choose, staff press; who helped stands beside the ballot, and the receipt is theirs."""
    row = find(request, pk)
    voter = voter_of(request, row, person)
    form = forms.HelpedBallotForm(
        request.POST or None, contest=row, voter=voter, initial={"assisted": request.user.name}
    )
    cast = None
    if form.is_bound and form.is_valid():
        try:
            choices, assisted = form.chosen(), form.cleaned_data["assisted"]
            cast = awarding.vote(row, voter, choices, channel=Channel.DOOR, by=request.user, assisted=assisted)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"contest": row, "voter": voter, "line": forms.lived(voter), "form": form, "cast": cast}
    status = REFUSED if form.is_bound and cast is None else 200
    return render(request, "deliberation/contest_help.html", context, status=status)


# --- paper -------------------------------------------------------------------------------------
@with_photos
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def paper_new(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    row = find(request, pk)
    voter = voter_of(request, row, person)
    form = forms.ContestPaperForm(request.POST or None, request.FILES or None, contest=row, voter=voter, blind=True)
    if form.is_bound and form.is_valid():
        try:
            scan = form.cleaned_data["scan"]
            contest_papers.enter(row, voter, form.chosen(), scan=ContentFile(scan.data), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经录入，等另一位工作人员核对。"))
            return redirect("deliberation:contest_papers", pk)
    context = {"contest": row, "voter": voter, "line": forms.lived(voter), "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/contest_paper_new.html", context, status=status)


@never_cache
@require_safe
@desk_required
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(request, pk)
    found = seen_papers(request, row).select_related("voter", "by")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"paper": one, "tone": TONES[one.state], "mine": one.by_id == request.user.pk} for one in page]
    return render(request, "deliberation/contest_papers.html", {"contest": row, "rows": rows, "page": page})


def seen_papers(request: HttpRequest, row: Contest):
    return ContestPaper.objects.filter(contest=row, voter__in=Person.objects.visible_to(request.user))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    row = find(request, pk)
    one = get_object_or_404(seen_papers(request, row).select_related("contest", "voter"), pk=paper)
    form = forms.SecondPaperForm(request.POST or None, contest=row, voter=None, blind=True)
    if form.is_bound and form.is_valid():
        try:
            words = looked_at(one, form, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, words)
            return redirect("deliberation:contest_papers", pk)
    context = {"contest": row, "paper": one, "form": form, "mine": one.by_id == request.user.pk}
    return render(request, "deliberation/contest_paper.html", context, status=REFUSED if form.is_bound else 200)


def looked_at(one: ContestPaper, form: forms.SecondPaperForm, user) -> str:
    if why := form.cleaned_data["why"]:
        contest_papers.void(one, why=why, by=user)
        return _("已经记为无效票。")
    one = contest_papers.second_look(one, form.chosen(), by=user)
    return {
        ContestPaper.State.COUNTED: _("两人录入一致，已经计入。"),
        ContestPaper.State.DIFFERS: _("两人录入不一致，这张票没有计入。请拿着纸质票重新录入。"),
        ContestPaper.State.VOID: _("这位居民已经用别的方式投过票，这张纸质票不再计入。"),
    }[ContestPaper.State(one.state)]


@never_cache
@require_safe
@desk_required
def scan(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    row = find(request, pk)
    return served(get_object_or_404(seen_papers(request, row), pk=paper).scan, "ballot.jpg")


@never_cache
@require_safe
@desk_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """On A4: a blank ballot before the end, the result after it; the code leads to the page that everybody reads."""
    row = find(request, pk)
    if row.state == Contest.State.DRAFT or row.state == Contest.State.CANCELLED:
        raise PermissionDenied(_("公告以后才能打印。"))
    address = request.build_absolute_uri(reverse("deliberation:contest", args=[pk]))
    qr = segno.make(address, error="m").png_data_uri(scale=4, border=2)
    return render(request, "print/contest.html", {"contest": row, "slate": slate(row), "qr": qr, "address": address})
