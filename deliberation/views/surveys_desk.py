"""Questionnaires on the desk: written, issued, handed out on slips, typed in from paper, read when they are over."""

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Residence
from deliberation.actions import surveying as actions
from deliberation.forms import survey as forms
from deliberation.models import Survey, SurveyAsked
from deliberation.reports import survey as reports
from deliberation.rules import DECIDERS
from deliberation.views.surveys import shown, tone
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE, SLIPS_A_PRINT = 30, 200
RUN = "deliberation.run_survey"
FILES: dict[str, tuple[Callable, str]] = {
    "csv": (reports.as_csv, "text/csv"),
    "xlsx": (reports.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@never_cache
@require_safe
@desk_required
def surveys(request: HttpRequest) -> HttpResponse:
    found = Survey.objects.visible_to(request.user).select_related("unit").order_by("-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"survey": row, "tone": tone(row)} for row in page]
    return render(request, "deliberation/surveys_desk.html", {"rows": rows, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *DECIDERS).exists():
        raise PermissionDenied(_("发问卷要由网格长、社区工作者或社区书记来做。"))
    form = forms.SurveyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:survey_desk", row.pk)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/survey_form.html", {"form": form, "survey": None}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Survey, request.user, pk, RUN)
    now = {name: getattr(row, name) for name in forms.SurveyForm.base_fields if name not in ("key", "unit")}
    form = forms.SurveyForm(request.POST or None, user=request.user, survey=row, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:survey_desk", pk)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/survey_form.html", {"form": form, "survey": row}, status=status)


@never_cache
@require_safe
@desk_required
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    return survey_page(request, get_visible(Survey, request.user, pk, beside=("unit",)))


def survey_page(request: HttpRequest, row: Survey, refused: tuple[str, Any] | None = None) -> HttpResponse:
    runs = has_perm(RUN, request.user, row)
    open_to = verbs_open_to(row) if runs else []
    verbs = [
        {
            "verb": verb,
            "label": LABELS[verb],
            "form": refused[1] if refused and refused[0] == verb else DEEDS[verb][0](survey=row, auto_id=f"{verb}_%s"),
            "open": refused[0] == verb if refused else verb == open_to[0],
        }
        for verb in open_to
    ]
    context = {
        "survey": row,
        "tone": tone(row),
        "runs": runs,
        "questions": list(row.questions.all()),
        "verbs": verbs,
        "form": refused[1] if refused else None,
        **shown(row),
    }
    return render(request, "deliberation/survey_desk.html", context, status=REFUSED if refused else 200)


def verbs_open_to(row: Survey) -> list[str]:
    """What may be done now, the obvious first."""
    if row.state == Survey.State.CANCELLED or row.is_over:
        return []
    asks = row.questions.exists()
    writing = ["question", *(["drop"] if asks else [])] if row.taken == 0 else []
    if row.state == Survey.State.DRAFT:
        return [*writing, *(["issue"] if asks else []), "cancel"]
    return [*(["remind"] if row.is_open and row.reminded_at is None else []), *writing, "cancel"]


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Survey, request.user, pk, RUN, beside=("unit",))
    if verb not in DEEDS:
        raise Http404
    make, deed = DEEDS[verb]
    form = make(request.POST, survey=row, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            deed(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:survey_desk", pk)
    return survey_page(request, row, (verb, form))


DEEDS: dict[str, tuple[Any, Callable]] = {
    "question": (forms.QuestionForm, actions.add_question),
    "drop": (forms.DropForm, lambda row, question, by: actions.drop_question(question, by=by)),
    "issue": (forms.ButtonForm, actions.issue),
    "remind": (forms.ButtonForm, actions.remind),
    "cancel": (forms.ButtonForm, actions.cancel),
}
LABELS = {
    "question": gettext_lazy("加一题"),
    "drop": gettext_lazy("去掉一题"),
    "issue": gettext_lazy("发出问卷"),
    "remind": gettext_lazy("提醒还没有填的"),
    "cancel": gettext_lazy("取消这份问卷"),
}


# --- on paper ----------------------------------------------------------------------------------
@never_cache
@require_safe
@desk_required
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """Door by door: who has one back, so that nobody is asked twice; never what stands on it."""
    row = get_visible(Survey, request.user, pk)
    show = "all" if request.GET.get("show") == "all" else "left"
    typed = clean_line(request.GET.get("q", ""))[:40]
    found = called(places(row, request.user), typed)
    found = found.filter(answered=False) if show == "left" else found
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"asked": one, "label": label_of(one)} for one in page]
    context = {"survey": row, "rows": rows, "page": page, "show": show, "typed": typed, "turnout": reports.turnout(row)}
    return render(request, "deliberation/survey_asked.html", context)


def places(row: Survey, user: User) -> QuerySet:
    """Of the homes this reader looks after."""
    homes = Unit.objects.overseen_by(user, *Posting.STAFF)
    people = Residence.objects.current().filter(dwelling__building__in=homes).values("person")
    found = SurveyAsked.objects.filter(survey=row).select_related("household__dwelling__building", "person")
    return found.filter(Q(household__dwelling__building__in=homes) | Q(person__in=people)).order_by("pk")


def called(found: QuerySet, typed: str) -> QuerySet:
    """Each word is part of a building's name, of an entrance or room, or of a person's name."""
    for word in typed.split():
        home = "household__dwelling__"
        meant = Q(**{f"{home}building__name__icontains": word}) | Q(**{f"{home}room__icontains": word})
        found = found.filter(meant | Q(**{f"{home}entrance": word}) | Q(person__name__icontains=word))
    return found


def label_of(one: SurveyAsked) -> str:
    return one.household.dwelling.full_address() if one.household else one.person.name


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def type_in(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """What stands on a paper, typed in by staff and marked as such."""
    row = get_visible(Survey, request.user, pk)
    one = get_object_or_404(places(row, request.user).select_related("survey"), pk=place)
    form = forms.AnswerForm(request.POST or None, survey=row)
    if request.method == "POST" and form.is_valid():
        facts = {"revision": form.cleaned_data["revision"], "own": form.cleaned_data.get("own", "")}
        try:
            actions.answer(one, form.said(), typed_by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经录入：%(who)s") % {"who": label_of(one)})
            return redirect("deliberation:survey_asked", pk)
    context = {"survey": row, "asked": one, "label": label_of(one), "form": form}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/survey_type.html", context, status=status)


@never_cache
@require_safe
@desk_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """To be filled in with a pen."""
    row = get_visible(Survey, request.user, pk)
    questions = list(enumerate(row.questions.all(), 1))
    context = {"survey": row, "questions": questions, "marks": [5, 4, 3, 2, 1]}
    return render(request, "print/survey_paper.html", context)


@never_cache
@require_safe
@desk_required
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip a household or person: whoever holds it may answer, so who printed them stands on record."""
    row = get_visible(Survey, request.user, pk, RUN)
    left = places(row, request.user).filter(answered=False, survey__state=Survey.State.ISSUED)
    page = Paginator(left, SLIPS_A_PRINT).get_page(request.GET.get("page"))
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    rows = [slip(one, site) for one in page]
    record("survey.slips", by=request.user, target=actions.target(row), count=len(rows))
    context = {"survey": row, "rows": rows, "page": page, "address": site + reverse("deliberation:survey_code")}
    return render(request, "print/survey_slips.html", context)


def slip(one: SurveyAsked, site: str) -> dict[str, str]:
    address = site + reverse("deliberation:survey_answer", args=[one.code])
    image = segno.make(address, error="m").png_data_uri(scale=4, border=2)
    return {"label": label_of(one), "code": f"{one.code[:5]} {one.code[5:]}", "qr": image}


# --- when it is over ---------------------------------------------------------------------------
@never_cache
@require_safe
@desk_required
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The counted result; there is none before the end or from fewer than five."""
    row = get_visible(Survey, request.user, pk)
    if kind not in FILES or not reports.may_be_shown(row):
        raise Http404
    make, content_type = FILES[kind]
    record("survey.exported", by=request.user, target=actions.target(row), kind=kind)
    name = _("问卷结果-%(title)s.%(kind)s") % {"title": row.title, "kind": kind}
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(make(row), content_type=content_type, headers=headers)
