"""三率 and the figures of the desk: each number says what it was made of and opens the matters behind it."""

from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import record
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible
from issues.actions.visiting import ask_exclusion, decide_exclusion
from issues.forms.visit import ExclusionForm
from issues.models import Approval, Issue, Policy
from issues.reports import figures
from issues.reports.rates import LEAST, Span, by_unit, members, rates
from issues.reports.sheets import csv_bytes, xlsx_bytes
from issues.views.rows import pill

ON_A_PAGE = 50
# figure → what its number counts, and out of what
SETS = {
    "given_out": gettext_lazy("派出的事项"),
    "judged": gettext_lazy("已联系或已过响应期限的"),
    "in_time": gettext_lazy("按时联系了反映人的"),
    "asked": gettext_lazy("问过的"),
    "reached": gettext_lazy("答复了回访的"),
    "solved": gettext_lazy("说解决了的"),
    "starred": gettext_lazy("打了分的"),
    "satisfied": gettext_lazy("打分算满意的"),
    "excluded": gettext_lazy("不计入统计的"),
}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# a span no longer than this is asked for by hand
LONGEST = timedelta(days=732)


def day_of(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def span_of(request: HttpRequest) -> Span:
    """``from`` and ``until`` of the address, both days included; else this month so far."""
    today = timezone.localdate()
    start, until = day_of(request, "from") or today.replace(day=1), day_of(request, "until") or today
    if until < start or until - start > LONGEST:
        start, until = today.replace(day=1), today
    return Span(moment(start), moment(until + timedelta(days=1)))


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def scope_of(request: HttpRequest) -> tuple[Unit | None, list[Unit]]:
    """The chosen unit, if it is within the reader's scope, and all that may be chosen."""
    units = list(Unit.objects.overseen_by(request.user, *Posting.STAFF).current().exclude(kind=Unit.Kind.BUILDING))
    wanted = request.GET.get("unit", "")
    return next((unit for unit in units if str(unit.pk) == wanted), None), units


def issues_of(request: HttpRequest, unit: Unit | None):
    found = Issue.objects.visible_to(request.user)
    return found.filter(unit__in=Unit.objects.within(unit)) if unit else found


@never_cache
@require_safe
@desk_required
def rates_page(request: HttpRequest) -> HttpResponse:
    unit, units = scope_of(request)
    span, policy = span_of(request), Policy.current()
    issues = issues_of(request, unit)
    below = [row for row in units if row.kind == Unit.Kind.GRID and (unit is None or inside(row, unit))]
    context = {
        "rates": (found := rates(issues, span, policy)),
        "score": found.score(policy),
        "policy": policy,
        "rows": [(row, each, each.score(policy)) for row, each in by_unit(issues, below, span, policy)],
        "least": LEAST,
        **around(span, unit, units),
    }
    return render(request, "issues/rates.html", context)


def inside(row: Unit, whole: Unit) -> bool:
    return row.tree_id == whole.tree_id and whole.lft <= row.lft and row.rght <= whole.rght


def around(span: Span, unit: Unit | None, units: list[Unit]) -> dict:
    last = timezone.localdate(span.end) - timedelta(days=1)
    start = timezone.localdate(span.start)
    query = f"from={start.isoformat()}&until={last.isoformat()}" + (f"&unit={unit.pk}" if unit else "")
    return {"start": start, "until": last, "unit": unit, "units": units, "span_query": query}


@never_cache
@require_safe
@desk_required
def rates_cases(request: HttpRequest, name: str) -> HttpResponse:
    if name not in SETS:
        raise Http404
    unit, units = scope_of(request)
    span = span_of(request)
    found = members(issues_of(request, unit), span, Policy.current(), name)
    columns = ("pk", "number", "state", "due_at", "severity", "received_at", "unit__name", "category__name")
    page = Paginator(found.order_by("-received_at", "-pk").values(*columns), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [row | {"pill": pill(row)} for row in page]
    context = {"title": SETS[name], "page": page, "rows": rows, **around(span, unit, units)}
    return render(request, "issues/rates_cases.html", context)


@never_cache
@require_safe
@desk_required
def figures_page(request: HttpRequest) -> HttpResponse:
    unit, units = scope_of(request)
    span, now = span_of(request), timezone.now()
    issues = issues_of(request, unit)
    context = {
        "now": figures.now_open(issues, now),
        "span": figures.of_span(issues, span),
        "months": figures.months(issues, now),
        "causes": shares(figures.causes(issues, span)),
        "heat": heat_table(figures.heat(issues, span), units),
        **around(span, unit, units),
    }
    return render(request, "issues/figures.html", context)


def shares(rows: list[tuple[str, int]]) -> list[dict]:
    most = max((count for _name, count in rows), default=1)
    return [{"name": name or _("还没有分类"), "count": count, "step": round(10 * count / most)} for name, count in rows]


def heat_table(rows: list[dict], units: list[Unit]) -> dict:
    """``columns`` of causes and ``rows`` of places, each cell with its count and one of five tints."""
    columns = sorted({row["cause"] or _("还没有分类") for row in rows})
    counts = {(row["grid"], row["cause"] or _("还没有分类")): row["n"] for row in rows}
    most = max(counts.values(), default=1)
    places = [unit for unit in units if any(key[0] == unit.pk for key in counts)]
    table = []
    for place in places:
        cells = [counts.get((place.pk, column), 0) for column in columns]
        tinted = [{"n": n, "tint": -(-5 * n // most) if n else 0} for n in cells]
        table.append({"name": place.name, "cells": tinted, "total": sum(cells)})
    return {"columns": columns, "rows": table}


@never_cache
@require_safe
@desk_required
def figures_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The page's own numbers as a file; today is in it."""
    if kind not in TYPES:
        raise Http404
    unit, units = scope_of(request)
    span, now = span_of(request), timezone.now()
    rows = list(file_rows(issues_of(request, unit), span, now))
    context = around(span, unit, units)
    name = f"{context['start']:%Y%m%d}-{context['until']:%Y%m%d}"
    record("issues.figures_exported", by=request.user, target=unit.name if unit else "", kind=kind, span=name)
    line = _("导出：%(who)s　时间：%(when)s") % {
        "who": request.user.name,
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    content = csv_bytes(rows, line) if kind == "csv" else xlsx_bytes(rows, line, _("事项统计"))
    response = HttpResponse(content, content_type=TYPES[kind])
    file_name = quote(f"{_('事项统计')}-{name}.{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{file_name}"
    return response


def file_rows(issues, span: Span, now: datetime):
    yield [_("指标"), _("数量"), _("分子"), _("分母"), _("比率（%）")]
    labels = {
        "open": _("在办"),
        "late": _("已逾期"),
        "new": _("待派单"),
        "stopped": _("已暂停"),
        "unverified": _("待核查"),
    }
    for name, count in figures.now_open(issues, now).items():
        yield [labels[name], count, "", "", ""]
    facts = figures.of_span(issues, span)
    yield [_("本期收到"), facts["received"], "", "", ""]
    yield [_("本期重复件"), "", facts["repeated"].top, facts["repeated"].bottom, facts["repeated"].percent]
    yield [_("平均几天答复"), facts["days"], "", "", ""]
    for month in figures.months(issues, now):
        head = f"{month.start:%Y-%m} "
        yield [head + _("收到"), month.received, "", "", ""]
        yield [head + _("办结"), month.closed, "", "", ""]
        yield [head + _("按期办结率"), "", month.in_time.top, month.in_time.bottom, month.in_time.percent]
        yield [head + _("返工重办率"), "", month.again.top, month.again.bottom, month.again.percent]
    for name, count in figures.causes(issues, span):
        yield [_("类别 %(name)s") % {"name": name or _("还没有分类")}, count, "", "", ""]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.assign_issue")
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_exclusion(issue, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经申请，等另一位同事审核。"))
            return redirect("issues:issue", pk)
    asked = issue.approvals.filter(kind=Approval.Kind.EXCLUSION).select_related("asked_by", "decided_by")
    context = {"issue": issue, "form": form, "asked": asked, "me": request.user.pk}
    return render(request, "issues/exclude.html", context)


@never_cache
@require_POST
@desk_required
def exclude_decide(request: HttpRequest, pk: int, approval: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.assign_issue")
    row = get_object_or_404(issue.approvals, pk=approval, kind=Approval.Kind.EXCLUSION)
    grant = request.POST.get("grant") == "yes"
    try:
        decide_exclusion(row, grant=grant, by=request.user, text=request.POST.get("text", ""))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        done = _("已同意：这件事不计入统计。") if grant else _("没有同意：这件事照常计入统计。")
        messages.success(request, done)
    return redirect("issues:exclude", pk)
