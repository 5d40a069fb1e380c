"""The queue: lists by urgency whose counts are their lengths, filters in the address, one query each."""

import re

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.text import clean_line
from grids.models import Posting, Unit, UnitQuerySet
from grids.scope import desk_required
from issues.models import Category, Issue, IssueQuerySet
from issues.text import issue_number
from issues.views.rows import pill

TABS = {
    "overdue": _("已逾期"),
    "today": _("今天到期"),
    "new": _("新来的"),
    "mine": _("我手上的"),
    "asked": _("待审核"),
    "answered": _("待核查"),
    "stopped": _("已暂停"),
    "closed": _("已办结"),
    "all": _("全部"),
}
SORTS = {
    "due": (_("期限近的在前"), ("-severity", "due_at", "pk")),
    "new": (_("新来的在前"), ("-received_at", "-pk")),
    "old": (_("早来的在前"), ("received_at", "pk")),
}
KEY = re.compile(r"[0-9]{1,15}")
NEWEST_FIRST = ("closed", "all")
ON_A_PAGE = 30
COLUMNS = ("pk", "number", "state", "due_at", "severity", "received_at", "place", "start")
NAMES = ("unit__name", "unit__parent__name", "category__name", "handler__name", "department__name")


@never_cache
@require_safe
@desk_required
def queue(request: HttpRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    units = Unit.objects.overseen_by(user, *Posting.STAFF)
    show = chosen(request, "show", TABS, "all")
    sort = chosen(request, "sort", SORTS, "new" if show in NEWEST_FIRST else "due")
    found = narrow(Issue.objects.filter(unit__in=units), request, units)
    counts = found.counts(user, now)
    rows = found.listed(show, user, now).order_by(*SORTS[sort][1]).annotate(start=Left("text", 60))
    page = page_of(rows.values(*COLUMNS, *NAMES), counts[show], request)
    context = {
        "tabs": [{"show": key, "label": label, "count": counts[key]} for key, label in TABS.items()],
        "show": show,
        "sort": sort,
        "sorts": [(key, label) for key, (label, _order) in SORTS.items()],
        "categories": cache.get_or_set("issues:categories", category_names, 60),
        "units": list(units.exclude(kind=Unit.Kind.BUILDING).values_list("pk", "name", "level")),
        "states": Issue.State.choices,
        "picked": {name: request.GET.get(name, "") for name in ("category", "unit", "state")},
        "q": asked(request),
        "page": page,
        "rows": [row | {"pill": pill(row, now)} for row in page],
    }
    return render(request, "issues/queue.html", context)


def category_names() -> list[tuple[int, str]]:
    return list(Category.objects.values_list("pk", "name"))


def chosen(request: HttpRequest, name: str, known: dict, default: str) -> str:
    wanted = request.GET.get(name, "")
    return wanted if wanted in known else default


def asked(request: HttpRequest) -> str:
    return clean_line(request.GET.get("q", ""))[:40]


def narrow(found: IssueQuerySet, request: HttpRequest, units: UnitQuerySet) -> IssueQuerySet:
    """What cannot be read as a filter is left out rather than refused: addresses get shortened and retyped."""
    category, unit, state = (request.GET.get(name, "") for name in ("category", "unit", "state"))
    if KEY.fullmatch(category):
        found = found.filter(category=int(category))
    if KEY.fullmatch(unit):
        found = found.filter(unit__in=Unit.objects.within(*units.filter(pk=int(unit))))
    if state in Issue.State.values:
        found = found.filter(state=state)
    if q := asked(request):
        words = Q(text__icontains=q) | Q(place__icontains=q) | Q(unit__name__icontains=q)
        found = found.filter(words | Q(number__startswith=issue_number(q)))
    return found


def page_of(rows, count: int, request: HttpRequest) -> Page:
    paginator = Paginator(rows, ON_A_PAGE)
    # known already from the counts of the tabs
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))
