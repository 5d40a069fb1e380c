"""Whistles on the desk: blowing one, what came of it, and how often departments come in time."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from grids.scope import desk_required, get_visible
from issues.actions import whistles as actions
from issues.forms.whistle import RecordForm, ScoreForm, WhistleForm
from issues.models import Call, Department, Issue, Step, Whistle
from issues.views.dept_rows import time_left

CONFLICT, REFUSED = 409, 422
ON_A_PAGE = 30
# a matter counts as given out in the month in which one of these happened to it
GIVEN_OUT = (Step.Verb.ASSIGN, Step.Verb.REASSIGN, Step.Verb.TAKE, Step.Verb.WHISTLE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def blow(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.whistle_issue")
    if request.method != "POST":
        return blow_page(request, issue, WhistleForm(issue=issue))
    form = WhistleForm(request.POST, issue=issue)
    if form.is_valid():
        try:
            whistle = actions.blow(issue, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("哨已经吹出去了，部门马上收到消息。"))
            return redirect("issues:whistle", whistle.pk)
    return blow_page(request, issue, form, status=REFUSED)


def blow_page(request: HttpRequest, issue: Issue, form: WhistleForm, *, status: int = 200) -> HttpResponse:
    nobody = not Department.objects.serving(issue.unit).exists()
    return render(request, "issues/whistle_new.html", {"issue": issue, "form": form, "nobody": nobody}, status=status)


@never_cache
@require_safe
@desk_required
def whistle(request: HttpRequest, pk: int) -> HttpResponse:
    return whistle_page(request, get_visible(Whistle, request.user, pk))


def whistle_page(request: HttpRequest, row: Whistle, *, status: int = 200, **forms) -> HttpResponse:
    """``forms``: the one that was refused, under its name; ``scored``: of which call it was."""
    mine = has_perm("issues.see_to_whistle", request.user, row)
    seen = {"text": row.record, "seen": row.record}
    context = {
        "issue": row.issue,
        "row": shown(row),
        "mine": mine,
        "record": RecordForm(initial=seen, auto_id="record_%s") if mine and row.ended_at is None else None,
        "score": ScoreForm(auto_id="score_%s"),
        "scored": None,
        "form": None,
    }
    return render(request, "issues/whistle.html", context | forms, status=status)


@never_cache
@require_POST
@desk_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Whistle, request.user, pk, "issues.see_to_whistle")
    form = RecordForm(request.POST, auto_id="record_%s")
    if form.is_valid():
        try:
            actions.record(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("联合处置记录已经保存。"))
            return redirect("issues:whistle", pk)
    row.refresh_from_db()
    moved_on = form.has_error("__all__", "moved_on")
    if moved_on:
        form.data = form.data.copy()
        form.data["seen"] = row.record
    return whistle_page(request, row, status=CONFLICT if moved_on else REFUSED, record=form, form=form)


@never_cache
@require_POST
@desk_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Whistle, request.user, pk, "issues.see_to_whistle")
    return done(request, row, lambda: actions.end(row, by=request.user), _("吹哨已经结束，请给到场的部门评分。"))


@never_cache
@require_POST
@desk_required
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff on the spot sign a department in that has no telephone with it."""
    call = get_visible(Call, request.user, pk, "issues.arrive_call")
    return done(request, call.whistle, lambda: actions.arrive(call, by=request.user), _("已记下报到时间。"))


def done(request: HttpRequest, row: Whistle, act, words: str) -> HttpResponse:
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, words)
    return redirect("issues:whistle", row.pk)


@never_cache
@require_POST
@desk_required
def score(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_visible(Call, request.user, pk, "issues.score_call")
    form = ScoreForm(request.POST, auto_id="score_%s")
    if form.is_valid():
        try:
            actions.score(call, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("评分已经记下。"))
            return redirect("issues:whistle", call.whistle_id)
    return whistle_page(request, call.whistle, status=REFUSED, score=form, scored=call.pk, form=form)


@never_cache
@require_safe
@desk_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The joint record on A4, to be signed by those who came."""
    row = get_visible(Whistle, request.user, pk)
    return render(request, "print/whistle.html", {"issue": row.issue, "row": shown(row)})


# --- rows --------------------------------------------------------------------------------------
def rows_for(issue: Issue, user, *, any_blown: bool) -> dict:
    """For the matter's page: its whistles, newest first, and whether this reader may blow another one."""
    found = issue.whistles.select_related("by").prefetch_related(CALLS) if any_blown else []
    may = issue.open and has_perm("issues.whistle_issue", user, issue)
    return {"whistles": [shown(row) for row in found], "may_whistle": may}


CALLS = Prefetch("calls", Call.objects.select_related("department", "arrived_by", "scored_by", "whistle"))


def shown(row: Whistle) -> dict:
    now = timezone.now()
    calls = [
        {
            "call": call,
            "late": call.arrived_at is None and row.ended_at is None and row.arrive_by < now,
            "may_score": call.score is None and (call.arrived_at or row.ended_at or row.arrive_by < now),
        }
        for call in row.calls.all()
    ]
    waiting = row.ended_at is None and any(line["call"].arrived_at is None for line in calls)
    return {
        "whistle": row,
        "calls": calls,
        "came": sum(line["call"].arrived_at is not None for line in calls),
        "left": time_left(row.arrive_by, now) if waiting else "",
        "late": any(line["late"] for line in calls),
    }


# --- the list and the month's figures ----------------------------------------------------------
@never_cache
@require_safe
@desk_required
def listing(request: HttpRequest) -> HttpResponse:
    month = month_asked(request.GET.get("month", ""))
    first, end = span(month)
    found = Whistle.objects.visible_to(request.user).between(first, end)
    figures = month_figures(request.user, first, end)
    kind = request.GET.get("kind", "")
    if kind in Whistle.Kind.values:
        found = found.filter(kind=kind)
    unanswered = request.GET.get("show") == "unanswered"
    if unanswered:
        found = found.unanswered(timezone.now())
    found = found.select_related("issue__unit", "by").prefetch_related(CALLS).order_by("-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown(row) for row in page],
        "kinds": Whistle.Kind.choices,
        "kind": kind,
        "unanswered": unanswered,
        "month": f"{month:%Y-%m}",
        "months": months_to(month),
        "figures": figures,
    }
    return render(request, "issues/whistle_list.html", context)


def month_asked(text: str) -> datetime:
    """The first moment of ``2026-03``; of this month for anything else."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y-%m"))
    except ValueError:
        return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def months_to(month: datetime) -> list[tuple[str, str]]:
    """The last twelve, newest first, and the one that is read."""
    found, at = {}, month_asked("")
    for _number in range(12):
        found[f"{at:%Y-%m}"] = at
        at = (at - timedelta(days=1)).replace(day=1)
    found[f"{month:%Y-%m}"] = month
    words = [
        (value, _("%(year)d年%(month)d月") % {"year": day.year, "month": day.month}) for value, day in found.items()
    ]
    return sorted(words, reverse=True)


def span(month: datetime) -> tuple[datetime, datetime]:
    after = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return month, after


def month_figures(user, first: datetime, end: datetime) -> list[dict]:
    """吹哨率 and 报到及时率 with what they are made of; a share of nothing is no share."""
    seen = Issue.objects.visible_to(user)
    steps = Step.objects.filter(issue__in=seen, at__gte=first, at__lt=end)
    given_out = steps.filter(verb__in=GIVEN_OUT).values("issue").distinct().count()
    whistled = steps.filter(verb=Step.Verb.WHISTLE).values("issue").distinct().count()
    calls = Call.objects.filter(whistle__in=Whistle.objects.visible_to(user).between(first, end))
    judged = calls.judged(timezone.now())
    return [
        {
            "label": _("吹哨率"),
            "share": share(whistled, given_out),
            "made_of": _("吹过哨的 %(part)d 件 ÷ 派过单的 %(whole)d 件") % {"part": whistled, "whole": given_out},
        },
        {
            "label": _("报到及时率"),
            "share": share(calls.in_time().count(), judged.count()),
            "made_of": _("按时到 %(part)d 次 ÷ 请过 %(whole)d 次（还没到时限的 %(open)d 次不算）")
            % {"part": calls.in_time().count(), "whole": judged.count(), "open": calls.count() - judged.count()},
        },
    ]


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "—"
