"""Contests on the desk: drafting, announcing, screening nominees, counting, publicity, honours."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from deliberation.actions import contests as actions
from deliberation.actions import honours, nominating
from deliberation.actions.awarding import voters_of
from deliberation.forms import award as forms
from deliberation.forms.vote import ReasonForm
from deliberation.models import Contest, ContestPaper, Nominee
from deliberation.rules import DECIDERS
from deliberation.views.contests import TONES, slate
from deliberation.views.writing import written
from grids.models import Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
NOMINEE_TONES = {"nominated": "new", "approved": "done", "rejected": "quiet", "struck": "late"}


@never_cache
@require_safe
@desk_required
def contests(request: HttpRequest) -> HttpResponse:
    waiting = Count("categories__nominees", filter=Q(categories__nominees__state=Nominee.State.NOMINATED))
    found = Contest.objects.visible_to(request.user).select_related("unit").annotate(waiting=waiting)
    page = Paginator(found.order_by("-opens_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"contest": row, "tone": TONES[row.state]} for row in page]
    may = Unit.objects.overseen_by(request.user, *DECIDERS).exists()
    return render(request, "deliberation/contests_desk.html", {"rows": rows, "page": page, "may": may})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *DECIDERS).exists():
        raise PermissionDenied
    back = reverse("deliberation:contests_desk")
    return drafted(request, None, lambda facts: actions.begin(by=request.user, **facts), _("发起评选"), back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Contest, request.user, pk, "deliberation.run_contest")
    back = reverse("deliberation:contest_desk", args=[pk])
    return drafted(request, row, lambda facts: actions.change(row, by=request.user, **facts), _("修改评选"), back)


def drafted(request: HttpRequest, row: Contest | None, deed: Callable, title: str, back: str) -> HttpResponse:
    form = forms.ContestForm(request.POST or None, user=request.user, contest=row)
    return written(
        request, form, lambda facts: redirect("deliberation:contest_desk", deed(facts).pk), title=title, back=back
    )


@never_cache
@require_safe
@desk_required
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    return contest_page(request, get_visible(Contest, request.user, pk))


def contest_page(request: HttpRequest, row: Contest, **refused) -> HttpResponse:
    runs = has_perm("deliberation.run_contest", request.user, row)
    open_to = verbs_open_to(row) if runs else []
    nominees = Nominee.objects.filter(category__contest=row).select_related("category")
    waiting = ContestPaper.objects.filter(contest=row, state=ContestPaper.State.WAITING).count()
    context = {
        "contest": row,
        "tone": TONES[row.state],
        "runs": runs,
        "verbs": [{"verb": verb, "label": LABELS[verb], "form": refused.get(verb, FORMS[verb]())} for verb in open_to],
        "nominees": [{"nominee": one, "tone": NOMINEE_TONES[one.state]} for one in nominees] if runs else [],
        "slate": slate(row) if row.result else [],
        "waiting": waiting,
        "voters": voters_of(row).count(),
        "resolution": row.topic.resolution if row.topic else None,
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/contest_desk.html", context, status=REFUSED if refused else 200)


def verbs_open_to(row: Contest) -> list[str]:
    """What may be done now, the obvious first."""
    if row.state == Contest.State.DRAFT:
        return ["announce", "cancel"]
    if row.state == Contest.State.ANNOUNCED:
        return ["count", "cancel"] if row.is_over else ["cancel"]
    if row.state == Contest.State.COUNTED and row.topic and timezone.now() > row.topic.resolution.until:
        return ["honour"]
    return []


FORMS: dict[str, Any] = {
    "announce": forms.Button,
    "cancel": ReasonForm,
    "count": forms.CountForm,
    "honour": forms.Button,
}
DEEDS: dict[str, Callable] = {
    "announce": actions.announce,
    "cancel": actions.cancel,
    "count": honours.count,
    "honour": honours.honour,
}
LABELS = {
    "announce": gettext_lazy("公告，开始推荐"),
    "cancel": gettext_lazy("取消这次评选"),
    "count": gettext_lazy("计票并公示结果"),
    "honour": gettext_lazy("公示期满，公布荣誉"),
}


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Contest, request.user, pk, "deliberation.run_contest")
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST)
    if form.is_valid():
        try:
            DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:contest_desk", pk)
    return contest_page(request, row, **{verb: form})


# --- nominees ----------------------------------------------------------------------------------
def find(request: HttpRequest, pk: int, nominee: int) -> Nominee:
    row = get_visible(Contest, request.user, pk, "deliberation.run_contest")
    nominees = Nominee.objects.select_related("category__contest__unit", "person")
    return get_object_or_404(nominees, pk=nominee, category__contest=row)


@never_cache
@require_safe
@desk_required
def nominee(request: HttpRequest, pk: int, nominee: int) -> HttpResponse:
    return nominee_page(request, find(request, pk, nominee))


def nominee_page(request: HttpRequest, row: Nominee, **refused) -> HttpResponse:
    verbs = [
        {
            "verb": verb,
            "label": NOMINEE_LABELS[verb],
            "form": refused.get(verb) or NOMINEE_FORMS[verb](nominee=row, user=request.user, auto_id=f"{verb}_%s"),
        }
        for verb in nominee_verbs(row)
    ]
    context = {
        "nominee": row,
        "contest": row.category.contest,
        "tone": NOMINEE_TONES[row.state],
        "verbs": verbs,
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/nominee.html", context, status=REFUSED if refused else 200)


def nominee_verbs(row: Nominee) -> list[str]:
    contest = row.category.contest
    if contest.screening and row.state == Nominee.State.NOMINATED:
        return ["approve", "ask", "rename", "reject"]
    if contest.screening and row.state == Nominee.State.APPROVED:
        return ["reject"]
    if contest.state == Contest.State.COUNTED and row.state == Nominee.State.APPROVED:
        return ["strike"]
    return []


@never_cache
@require_POST
@desk_required
def nominee_act(request: HttpRequest, pk: int, nominee: int, verb: str) -> HttpResponse:
    row = find(request, pk, nominee)
    if verb not in NOMINEE_FORMS:
        raise Http404
    form = NOMINEE_FORMS[verb](request.POST, nominee=row, user=request.user, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            NOMINEE_DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            if verb == "rename":
                return redirect("deliberation:nominee", pk, nominee)
            return redirect("deliberation:contest_desk", pk)
    return nominee_page(request, row, **{verb: form})


NOMINEE_FORMS: dict[str, Any] = {
    "approve": forms.ApproveForm,
    "ask": forms.AskForm,
    "rename": forms.RenameForm,
    "reject": forms.WhyForm,
    "strike": forms.WhyForm,
}
NOMINEE_DEEDS: dict[str, Callable] = {
    "approve": nominating.approve,
    "ask": nominating.ask_consent,
    "rename": nominating.rename,
    "reject": nominating.reject,
    "strike": honours.strike,
}
NOMINEE_LABELS = {
    "approve": gettext_lazy("列为候选人"),
    "ask": gettext_lazy("请本人在网上同意"),
    "rename": gettext_lazy("改对姓名"),
    "reject": gettext_lazy("不列入"),
    "strike": gettext_lazy("取消资格（结果重新公示）"),
}
