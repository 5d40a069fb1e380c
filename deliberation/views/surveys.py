"""Questionnaires for everybody: the list, the results, and the answer behind a code."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import client_address, is_used_up, within_limit
from deliberation.actions import surveying as actions
from deliberation.forms.survey import AnswerForm, CodeForm
from deliberation.models import Survey, SurveyAsked
from deliberation.reports import survey as reports
from grids.publish import cached_for_readers

REFUSED, TOO_MANY, NOT_FOUND = 422, 429, 404
# wrong codes from one address: a whole estate may stand behind one
WRONG = {"limit": 60, "seconds": 600}
SHOWN = 100


def tone(survey: Survey) -> str:
    return "doing" if survey.is_open else "done" if survey.is_over else "quiet"


@require_safe
@cached_for_readers
def surveys(request: HttpRequest) -> HttpResponse:
    found = Survey.objects.public().select_related("unit").order_by("-closes_at", "-pk")[:SHOWN]
    rows = [{"survey": row, "tone": tone(row)} for row in found]
    rated = [(row, reports.stars(row)) for row in found if row.kind == Survey.Kind.PROPERTY and row.is_over]
    property_rows = [{"survey": row, "stars": stars} for row, stars in rated if stars]
    property_rows.sort(key=lambda line: (line["survey"].month, line["stars"]["average"]), reverse=True)
    return render(request, "deliberation/surveys.html", {"rows": rows, "property": property_rows})


@never_cache
@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Survey.objects.public().select_related("unit"), pk=pk)
    mine = actions.place_of_user(row, request.user) if request.user.is_authenticated else None
    context = {"survey": row, "tone": tone(row), "mine": mine, **shown(row)}
    return render(request, "deliberation/survey.html", context)


def shown(row: Survey) -> dict:
    """Of both faces: how many took part, and what they said as far as it may be shown."""
    return {"turnout": reports.turnout(row), "results": reports.results(row), "least": reports.LEAST}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Where the ten signs of a slip are typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = find(request, form.cleaned_data["code"])
        if asked is not None:
            return redirect("deliberation:survey_answer", asked.code)
        form.add_error("code", no_such())
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/survey_code.html", {"form": form}, status=status)


def find(request: HttpRequest, typed: str) -> SurveyAsked | None:
    """None for a wrong code, and for any from where too many wrong ones came."""
    address = client_address(request)
    if is_used_up("survey_code", address, WRONG["limit"]):
        return None
    asked = actions.place_of(typed)
    if asked is None:
        within_limit("survey_code", address, **WRONG)
    return asked


def no_such() -> ValidationError:
    return ValidationError(_("没有找到这份问卷。请核对十位码，或者打电话问社区。"), code="unknown")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the slip answers; nobody is asked who they are."""
    asked = find(request, code)
    if asked is None:
        form = CodeForm({"code": code[:20]})
        form.add_error("code", no_such())
        return render(request, "deliberation/survey_code.html", {"form": form}, status=NOT_FOUND)
    row = asked.survey
    context = {"survey": row, "tone": tone(row)}
    if asked.answered or not row.is_open:
        return render(request, "deliberation/survey_thanks.html", context | {"answered": asked.answered})
    form = AnswerForm(request.POST or None, survey=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                asked, form.said(), revision=form.cleaned_data["revision"], own=form.cleaned_data.get("own", "")
            )
        except ValidationError as refusal:
            if refusal.code == "changed":
                # the questions on the page are the new ones; the next try is about them
                form.data = form.data.copy()
                form.data["revision"] = row.revision
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:survey_answer", asked.code)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "deliberation/survey_answer.html", context | {"form": form}, status=status)
