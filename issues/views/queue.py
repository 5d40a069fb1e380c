"""The queue: lists by urgency whose counts are their lengths, filters in the address, one query each."""

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
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
from issues.actions.saving import save_view
from issues.models import COUNTED, GROWING, Category, Issue, SavedView, Severity
from issues.models.counting import up_to
from issues.views.filters import MORE, NOBODY, asked, departments, narrow, options, people, picked, query_of
from issues.views.paging import page_of
from issues.views.queue_rows import COLUMNS, Known, named, table_body

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
ON_A_PAGE = 50


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
    far = show in GROWING and counts[show] > COUNTED
    page = page_of(rows.values(*COLUMNS), None if far else counts[show], request.GET.get("page"), ON_A_PAGE)
    lists, values = offered(user, units), picked(request) | {"sort": sort}
    known = Known(**lists)
    context = {
        "tabs": [{"show": key, "label": label, "count": tab_count(key, counts[key])} for key, label in TABS.items()],
        "counted": COUNTED,
        "far": far,
        "show": show,
        "sort": sort,
        "picked": values,
        **choices(lists, values),
        "more": any(asked(request, name) for name in MORE),
        "query": query_of(request.GET),
        "views": SavedView.objects.filter(user=user).values("pk", "name", "query"),
        "page": page,
        "rows": (shown := named(list(page), known)),
        "body": table_body(shown, now),
        # only what nobody has in hand yet is given out here
        "can_tick": any(row["open"] for row in shown),
    }
    return render(request, "issues/queue.html", context)


def tab_count(name: str, count: int) -> int | str:
    return up_to(COUNTED, count) if name in GROWING else count


def offered(user, units) -> dict[str, list]:
    """What the filters offer, and to whom matters can be given."""
    return {
        "categories": cache.get_or_set("issues:categories", category_names, 60),
        "units": list(units.values_list("pk", "name", "kind", "parent_id")),
        "people": people(units),
        "departments": departments(user),
    }


def choices(lists: dict[str, list], values: dict[str, str]) -> dict:
    holders = [(NOBODY, _("还没派给谁")), *lists["people"], *lists["departments"]]
    wide = [row for row in lists["units"] if row[2] != Unit.Kind.BUILDING]
    return {
        "categories": options(lists["categories"], values["category"]),
        "units": options(wide, values["unit"]),
        "states": options(Issue.State.choices, values["state"]),
        "holders": options(holders, values["who"]),
        "severities": options(Severity.choices, values["severity"]),
        "channels": options(Issue.Channel.choices, values["channel"]),
        "sorts": options([(key, label) for key, (label, _order) in SORTS.items()], values["sort"]),
        "people": options(lists["people"]),
        "departments": options(lists["departments"]),
    }


def category_names() -> list[tuple[int, str]]:
    return list(Category.objects.values_list("pk", "name"))


def chosen(request: HttpRequest, name: str, known: dict, default: str) -> str:
    wanted = asked(request, name)
    return wanted if wanted in known else default


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
