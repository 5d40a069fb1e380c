"""Statements of events: looked at, booked, printed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from accounts.masks import mask_name
from accounts.pdf import printed
from grids.scope import desk_required, get_visible
from points import actions
from points.forms.booking import NoteForm
from points.models import Settlement

ON_A_PAGE, REFUSED, CONFLICT = 30, 422, 409
REVIEW = "points.review_settlement"
TONES = {"open": "new", "reviewed": "doing", "settled": "done", "cancelled": "quiet"}


@never_cache
@require_safe
@desk_required
def listing(request: HttpRequest) -> HttpResponse:
    seen = Settlement.objects.visible_to(request.user)
    show = request.GET.get("show", "")
    rows = seen.waiting() if show == "waiting" else seen
    columns = ("pk", "title", "on", "unit__name", "state", "headcount", "points")
    page = Paginator(rows.order_by("-on", "-pk").values(*columns), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            row | {"label": Settlement.State(row["state"]).label, "tone": TONES[row["state"]]}
            for row in page.object_list
        ],
        "show": show if show == "waiting" else "",
        "waiting": seen.waiting().count(),
    }
    return render(request, "points/settlement_list.html", context)


def lines_of(settlement: Settlement, *, masked: bool) -> list[dict]:
    columns = ("pk", "person__name", "item__name", "item__category__name", "minutes", "asked", "given", "cut")
    rows: QuerySet = settlement.lines.order_by("item__category__position", "pk").values(*columns)
    return [
        row
        | {"name": mask_name(row["person__name"]) if masked else row["person__name"], "hours": hours(row["minutes"])}
        for row in rows
    ]


def hours(minutes: int) -> str:
    return _("%(h)d 小时 %(m)02d 分") % {"h": minutes // 60, "m": minutes % 60}


@never_cache
@require_safe
@desk_required
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, get_visible(Settlement, request.user, pk), NoteForm())


def page_of(request: HttpRequest, row: Settlement, form: NoteForm, *, status: int = 200) -> HttpResponse:
    reviews = has_perm(REVIEW, request.user, row)
    context = {
        "settlement": row,
        "tone": TONES[row.state],
        "lines": lines_of(row, masked=True),
        "hours": hours(row.minutes),
        "form": form,
        "may_review": reviews and row.state == Settlement.State.OPEN and row.opened_by_id != request.user.pk,
        "own": row.opened_by_id == request.user.pk and row.state == Settlement.State.OPEN,
        "may_settle": reviews and row.state == Settlement.State.REVIEWED,
        "may_cancel": reviews and row.state in (Settlement.State.OPEN, Settlement.State.REVIEWED),
    }
    return render(request, "points/settlement.html", context, status=status)


@never_cache
@require_POST
@desk_required
def move(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Review, book or cancel it."""
    row = get_visible(Settlement, request.user, pk, REVIEW)
    form = NoteForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        deeds = {
            "review": (lambda: actions.review_settlement(row, by=request.user, note=note), _("审核好了，可以入账。")),
            "settle": (lambda: actions.settle(row, by=request.user), _("已经入账，每位居民的存折都记上了。")),
            "cancel": (lambda: actions.cancel_settlement(row, by=request.user, reason=note), _("结算表已经撤销。")),
        }
        act, said = deeds[word]
        try:
            act()
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, said)
            return redirect("points:settlement", pk)
    row.refresh_from_db()
    return page_of(request, row, form, status=CONFLICT if form.has_error("__all__", "moved_on") else REFUSED)


@never_cache
@require_safe
@desk_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """On paper, names masked: it hangs on the wall."""
    row = get_visible(Settlement, request.user, pk)
    lines = lines_of(row, masked=True)
    context = {
        "settlement": row,
        "lines": lines,
        "hours": hours(row.minutes),
        "total": sum(line["asked"] if line["given"] is None else line["given"] for line in lines),
        "printed": timezone.localtime(),
    }
    return printed(request, "points/print/settlement.html", context, _("积分结算表"))
