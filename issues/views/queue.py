"""The queue: lists by urgency whose counts are their lengths, filters in the address, one query each."""

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grids.models import Posting, Unit
from grids.scope import desk_required
from issues import flow
from issues.actions.saving import save_view
from issues.models import Category, Issue, SavedView, Severity
from issues.views.filters import MORE, NOBODY, asked, departments, narrow, people, picked, query_of
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
NEWEST_FIRST = ("closed", "all")
ON_A_PAGE = 30
COLUMNS = ("pk", "number", "version", "state", "due_at", "severity", "received_at", "place", "start")
COLUMNS += ("unit__name", "unit__parent__name", "category__name", "handler__name", "department__name")


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
    page = page_of(rows.values(*COLUMNS), counts[show], request)
    context = {
        "tabs": [{"show": key, "label": label, "count": counts[key]} for key, label in TABS.items()],
        "show": show,
        "sort": sort,
        **choices(user, units),
        "picked": (values := picked(request)),
        "more": any(values[name] for name in MORE),
        "query": query_of(request.GET),
        "views": SavedView.objects.filter(user=user).values("pk", "name", "query"),
        "page": page,
        "rows": (shown := [row | {"pill": pill(row, now), "open": row["state"] in flow.NEW} for row in page]),
        # only what nobody has in hand yet is given out here
        "can_tick": any(row["open"] for row in shown),
    }
    return render(request, "issues/queue.html", context)


def choices(user, units) -> dict:
    """What the filters offer."""
    return {
        "sorts": [(key, label) for key, (label, _order) in SORTS.items()],
        "categories": cache.get_or_set("issues:categories", category_names, 60),
        "units": list(units.exclude(kind=Unit.Kind.BUILDING).values_list("pk", "name", "level")),
        "states": Issue.State.choices,
        "people": people(units),
        "departments": departments(user),
        "nobody": NOBODY,
        "severities": Severity.choices,
        "channels": Issue.Channel.choices,
    }


def category_names() -> list[tuple[int, str]]:
    return list(Category.objects.values_list("pk", "name"))


def chosen(request: HttpRequest, name: str, known: dict, default: str) -> str:
    wanted = asked(request, name)
    return wanted if wanted in known else default


def page_of(rows, count: int, request: HttpRequest) -> Page:
    paginator = Paginator(rows, ON_A_PAGE)
    # known already from the counts of the tabs
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def back_to_list(query: str):
    """To the list with the filters it had; whatever else stands in the field is left out."""
    kept = query_of(QueryDict(query[:600]))
    return redirect(reverse("issues:queue") + (f"?{kept}" if kept else ""))


@never_cache
@require_POST
@desk_required
def view_save(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    kept = query_of(QueryDict(query[:600]))
    try:
        view = save_view(request.user, name=request.POST.get("name", ""), query=kept)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已保存为“%(name)s”，以后点一下就是这些条件。") % {"name": view.name})
    return back_to_list(query)


@never_cache
@require_POST
@desk_required
def view_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own only; of others' nobody learns that they exist."""
    gone, _rows = SavedView.objects.filter(user=request.user, pk=pk).delete()
    if not gone:
        raise Http404
    messages.success(request, _("已删除。"))
    return back_to_list(request.POST.get("query", ""))
