"""The half-year evaluation at the desk: draft, publicity, objections, final, honours."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pdf import printed
from community.views.deeds import FORM_PAGE, done
from grids.scope import get_visible
from points.actions import commending, stars
from points.actions import evaluation as actions
from points.forms.evaluation import (
    AnswerForm,
    CommendForm,
    DraftForm,
    ShowForm,
    StarForm,
    ToldObjectionForm,
    WithdrawForm,
)
from points.models import Commendation, Evaluation, StarLevel
from points.reports import ranking
from points.views.keepers import REFUSED, carry_out, keeper_required
from points.views.shelf import community_kept, sent

PER_PAGE = 50
PERM = "points.keep_evaluation"


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def evaluations_desk(request: HttpRequest) -> HttpResponse:
    form = DraftForm(sent(request))
    made: list[Evaluation] = []
    unit = community_kept(request.user)
    if done(form, lambda: made.append(actions.draft(unit, by=request.user, **form.chosen()))):
        return redirect("points:evaluation_desk", made[0].pk)
    waiting = Commendation.objects.visible_to(request.user).filter(state=Commendation.State.PROPOSED)
    context = {
        "form": form,
        "rows": Evaluation.objects.visible_to(request.user).select_related("unit", "drafted_by", "fixed_by"),
        "waiting": waiting.select_related("account__person", "proposed_by", "evaluation"),
    }
    return render(request, "points/evaluations_desk.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def evaluation_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """``deed`` says which of the forms was sent."""
    row = get_visible(Evaluation, request.user, pk, PERM)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms = {name: make(request.POST if name == deed else None) for name, make in FORMS.items()}
    if deed in forms and done(forms[deed], lambda: DEEDS[deed](row, forms[deed].cleaned_data, request)):
        return redirect("points:evaluation_desk", pk)
    standings = row.standings.select_related("account__person")
    page = Paginator(standings, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "evaluation": row,
        "forms": forms,
        "page": page,
        "rows": page.object_list,
        "objections": row.objections.select_related("answered_by", "user"),
        "honours": row.commendations.select_related("account__person", "proposed_by", "decided_by"),
        "over": row.shown_until is not None and row.shown_until < timezone.localdate(),
        "same": ranking.same_as_stored(row),
        "answer_form": AnswerForm(auto_id=False),
    }
    return render(request, "points/evaluation_desk.html", context, status=REFUSED if request.method == "POST" else 200)


FORMS = {
    "redraw": lambda data: NoForm(data),
    "show": lambda data: ShowForm(data, auto_id="show_%s"),
    "withdraw": lambda data: WithdrawForm(data, auto_id="withdraw_%s"),
    "fix": lambda data: NoForm(data),
    "told": lambda data: ToldObjectionForm(data, auto_id="told_%s", initial={"key": uuid4()}),
    "commend": lambda data: CommendForm(data, auto_id="commend_%s", initial={"key": uuid4(), "places": 3}),
}


class NoForm(WithdrawForm):
    """A button: nothing to fill in, but a refusal has a place to stand."""

    reason = None


def redraw(row: Evaluation, data: dict, request: HttpRequest) -> None:
    actions.redraw(row, by=request.user)
    messages.success(request, _("已按现在的账重新排好。"))


def show(row: Evaluation, data: dict, request: HttpRequest) -> None:
    actions.show(row, by=request.user, **data)
    messages.success(request, _("已公示。居民在“半年评选”里看得到。"))


def withdraw(row: Evaluation, data: dict, request: HttpRequest) -> None:
    actions.withdraw(row, by=request.user, **data)
    messages.success(request, _("已撤回成草稿。更正账目后，请重新排名再公示。"))


def fix(row: Evaluation, data: dict, request: HttpRequest) -> None:
    actions.fix(row, by=request.user)
    messages.success(request, _("已审定，可以表彰了。"))


def told(row: Evaluation, data: dict, request: HttpRequest) -> None:
    actions.object_to(row, user=None, **data)
    messages.success(request, _("意见已记下，请核对后答复。"))


def commend(row: Evaluation, data: dict, request: HttpRequest) -> None:
    facts = data | {"points": data["points"] or 0}
    proposed = commending.propose_first(row, by=request.user, **facts)
    messages.success(request, _("已提名 %(n)d 人，请同事审定。") % {"n": proposed})


DEEDS = {"redraw": redraw, "show": show, "withdraw": withdraw, "fix": fix, "told": told, "commend": commend}


@never_cache
@require_POST
@keeper_required
def objection_answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    row = get_visible(Evaluation, request.user, pk, PERM)
    asked = get_object_or_404(row.objections, pk=objection)
    carry_out(
        request, AnswerForm(request.POST), partial(actions.answer, asked),
        missing=_("请写下答复。"), said=_("已答复。"),
    )  # fmt: skip
    return redirect("points:evaluation_desk", pk)


@never_cache
@require_POST
@keeper_required
def commendation_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Commendation, request.user, pk, "points.decide_commendation")
    try:
        commending.decide(row, grant=request.POST.get("grant") == "1", by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已审定。"))
    if row.evaluation_id:
        return redirect("points:evaluation_desk", row.evaluation_id)
    return redirect("points:evaluations_desk")


@never_cache
@require_safe
@keeper_required
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_visible(Commendation, request.user, pk, "points.decide_commendation", state=Commendation.State.GRANTED)
    return printed(request, "print/commendation.html", {"row": found, "unit": found.unit}, _("荣誉证书"))


@never_cache
@require_http_methods(FORM_PAGE)
@keeper_required
def star_levels(request: HttpRequest) -> HttpResponse:
    """The community's own table; until it has one, everybody's counts."""
    unit = community_kept(request.user)
    form = StarForm(sent(request))
    if done(form, lambda: stars.set_level(unit, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。下次评选按新标准。"))
        return redirect("points:star_levels")
    own = StarLevel.objects.filter(unit=unit).exists()
    context = {"form": form, "rows": ranking.star_levels(unit), "own": own}
    return render(request, "points/star_levels.html", context, status=REFUSED if form.is_bound else 200)
