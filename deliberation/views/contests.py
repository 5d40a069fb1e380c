"""Contests as everybody sees them: nominations, one's own ballot, the result, and counting it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import client_address, within_limit
from community.models import Person
from deliberation.actions import awarding, nominating
from deliberation.actions.honours import outcome_in, recount_lines
from deliberation.forms.award import NominateForm, OnlineBallotForm
from deliberation.forms.vote import ReceiptForm
from deliberation.models import Contest, ContestBallot, Nominee
from deliberation.models.ballot import Channel
from deliberation.views.topics import RAISED, too_many
from grids.publish import cached_for_readers

REFUSED = 422
ON_A_PAGE = 20
TONES = {"draft": "new", "announced": "doing", "counted": "doing", "honoured": "done", "cancelled": "quiet"}


@require_safe
@cached_for_readers
def contests(request: HttpRequest) -> HttpResponse:
    page = Paginator(Contest.objects.public().select_related("unit"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"contest": row, "tone": TONES[row.state]} for row in page]
    return render(request, "deliberation/contests.html", {"rows": rows, "page": page})


def find(pk: int) -> Contest:
    return get_object_or_404(Contest.objects.public().select_related("unit", "topic"), pk=pk)


def slate(row: Contest) -> list[dict]:
    """Category by category: who stands; once it is counted also the votes."""
    found = []
    for category in row.categories.all():
        if row.result is None:
            nominees = category.nominees.standing().order_by("number")
            found.append({"category": category, "rows": [{"nominee": one} for one in nominees], "counted": False})
        else:
            found.append({"category": category, "counted": True} | outcome_in(row, category))
    return found


@never_cache
@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Until the end nobody learns a number."""
    row = find(pk)
    context = {
        "contest": row,
        "tone": TONES[row.state],
        "slate": slate(row),
        "receipt": ReceiptForm() if row.result or row.is_open else None,
    }
    return render(request, "deliberation/contest.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """Without an account too, and by staff for whoever came to the counter."""
    row = find(pk)
    form = NominateForm(request.POST or None, contest=row)
    if request.method == "POST":
        # filled by robots only
        if request.POST.get("website"):
            return redirect("deliberation:contest", pk)
        if not within_limit("nomination", client_address(request), **RAISED):
            form.add_error(None, too_many())
        if form.is_valid():
            try:
                nominating.nominate(by=request.user if request.user.is_authenticated else None, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("收到您的推荐。社区问过本人、审核以后，会列为候选人。"))
                return redirect("deliberation:contest", pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/contest_nominate.html", {"contest": row, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """The nominee alone opens it and says yes or no."""
    row = get_object_or_404(
        Nominee.objects.select_related("category__contest", "person"), token=token, person__user=request.user
    )
    if request.method == "POST" and request.POST.get("willing") in ("yes", "no"):
        try:
            nominating.answer_consent(row, willing=request.POST["willing"] == "yes", by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("已经记下您的回答，谢谢。"))
        return redirect("deliberation:contest", row.category.contest_id)
    return render(request, "deliberation/nominee_consent.html", {"nominee": row, "contest": row.category.contest})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(pk)
    person = Person.objects.filter(user=request.user, merged_into=None).first()
    refused = awarding.why_no_vote(row, person) if person else None
    if person is None or refused or not row.is_open:
        context = {"contest": row, "refused": refused.messages[0] if refused else None, "known": person is not None}
        return render(request, "deliberation/contest_no_ballot.html", context)
    before = mine(row, person)
    initial = {f"c{one.category.number}": str(one.nominee.number) for one in before}
    form, cast = OnlineBallotForm(request.POST or None, contest=row, voter=person, initial=initial), None
    if form.is_bound and form.is_valid():
        try:
            assisted = form.cleaned_data["assisted"]
            choices = form.chosen()
            awarding.vote(row, person, choices, channel=Channel.ONLINE, by=request.user, assisted=assisted)
            cast = mine(row, person)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"contest": row, "form": form, "cast": cast, "before": before}
    status = REFUSED if form.is_bound and cast is None else 200
    return render(request, "deliberation/contest_ballot.html", context, status=status)


def mine(row: Contest, person: Person) -> list[ContestBallot]:
    current = ContestBallot.objects.current().filter(category__contest=row, voter=person)
    return list(current.select_related("category", "nominee").order_by("category__number"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever holds a receipt sees whether it stands; whom it names is told once the count is public."""
    row = find(pk)
    form, found = ReceiptForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        held = ContestBallot.objects.filter(category__contest=row, receipt=form.cleaned_data["receipt"].lower())
        found = held.select_related("next", "category", "nominee").first()
        if found is None:
            form.add_error("receipt", _("没有这张回执，请核对每一个字母和数字。"))
    replaced = found is not None and hasattr(found, "next")
    context = {"contest": row, "form": form, "found": found, "replaced": replaced, "counted": row.result is not None}
    return render(request, "deliberation/contest_receipt.html", context, status=REFUSED if form.errors else 200)


@never_cache
@require_safe
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(pk)
    if row.result is None:
        raise Http404
    answer = HttpResponse("".join(recount_lines(row)), content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="contest-{row.pk}.jsonl"'
    return answer
