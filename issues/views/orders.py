"""Work orders of other systems at the desk: a file is uploaded, looked at, brought in; results go back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address
from grids.scope import desk_required, get_visible
from issues.actions import order_results, orders
from issues.forms.outside import ColumnsForm, ExportForm, UploadForm
from issues.imports.columns import NUMBER
from issues.models import Batch, Issue, Order

ON_A_PAGE = 20
REFUSED = 422
State = Batch.State
TONES = {
    State.READING: "doing",
    State.PREVIEW: "new",
    State.BRINGING: "doing",
    State.DONE: "done",
    State.FAILED: "late",
}
CONTENT = {
    order_results.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    order_results.CSV: "text/csv; charset=utf-8",
}
# where a refusal of an action belongs on the page
PLACES = ("system", "unit")


def keepers_only(view):
    """Whole files with telephone numbers: for those who keep the register of a community."""

    @desk_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not orders.order_units(request.user).exists():
            raise PermissionDenied(_("热线工单由社区书记、社区工作者和系统管理员导入。需要时请联系他们。"))
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def listing(request: HttpRequest) -> HttpResponse:
    units = orders.order_units(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            batch = upload(request, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(refusal.code if refusal.code in PLACES else "file", refusal)
        else:
            return redirect("issues:order_batch", batch.pk)
    return listing_page(request, form, export_form(request), status=REFUSED if form.errors else 200)


def upload(request: HttpRequest, typed: dict[str, Any]) -> Batch:
    facts = {name: typed[name] for name in ("unit", "system")}
    return orders.upload(typed["file"], **facts, by=request.user, address=client_address(request))


def export_form(request: HttpRequest, data=None) -> ExportForm | None:
    """None while there is nothing to hand back."""
    found = Order.objects.visible_to(request.user)
    systems = list(found.order_by("system").values_list("system", flat=True).distinct())
    return ExportForm(data, systems=systems) if systems else None


def listing_page(request: HttpRequest, form: UploadForm, export: ExportForm | None, *, status: int) -> HttpResponse:
    found = Batch.objects.visible_to(request.user).select_related("unit", "by")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [listed(batch) for batch in page]
    waiting = Order.objects.visible_to(request.user).changed().count() if export else 0
    context = {"page": page, "rows": rows, "form": form, "export": export, "waiting": waiting}
    return render(request, "issues/order_list.html", context, status=status)


def listed(batch: Batch) -> dict[str, Any]:
    readable = NUMBER in batch.layout.get("keys", [])
    return {"batch": batch, "tone": TONES[State(batch.state)], "readable": readable, "counts": known_counts(batch)}


def known_counts(batch: Batch) -> dict[str, Any]:
    """Templates ask for all of them, whatever state the file is in."""
    lists = dict.fromkeys(("faults", "refused", "due_unread", "phone_unread"), ())
    numbers = dict.fromkeys(("rows", "new", "known", "unusable", "placed", "sorted", "due", "urgent", "brought"), 0)
    return {**lists, **numbers, **batch.counts}


@never_cache
@require_safe
@keepers_only
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return batch_page(request, get_visible(Batch, request.user, pk))


def batch_page(request: HttpRequest, row: Batch, columns: ColumnsForm | None = None) -> HttpResponse:
    names, keys = row.layout.get("names", []), row.layout.get("keys", [])
    waiting = row.state in (State.READING, State.BRINGING)
    counts = known_counts(row)
    context = {
        "batch": row,
        "tone": TONES[State(row.state)],
        "counts": counts,
        "left": row.layout.get("left", []),
        "heading_line": row.layout.get("line", 0) + 1,
        "readable": NUMBER in keys,
        "columns": columns or (ColumnsForm(names=names, keys=keys) if row.state == State.PREVIEW else None),
        "job": row.job,
        "own_job": row.job is not None and row.job.owner_id == request.user.pk,
        "waiting": waiting and row.job is not None and not row.job.ended,
        "stuck": waiting and (row.job is None or row.job.ended),
        "droppable": row.state in (State.PREVIEW, State.FAILED) and not row.orders.exists(),
        "issues": brought_in(row) if row.state == State.DONE else [],
    }
    return render(request, "issues/order_batch.html", context, status=REFUSED if columns else 200)


def brought_in(row: Batch) -> list[dict]:
    found = Order.objects.filter(batch=row).order_by("pk")
    rows = found.values("number", "issue", "issue__number", "issue__state", "issue__unit__name")[:ON_A_PAGE]
    return [one | {"label": Issue.State(one["issue__state"]).label} for one in rows]


@require_POST
@keepers_only
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Batch, request.user, pk)
    names, keys = row.layout.get("names", []), row.layout.get("keys", [])
    form = ColumnsForm(request.POST, names=names, keys=keys)
    if not form.is_valid():
        return batch_page(request, row, form)
    try:
        orders.choose_columns(row, form.keys, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return batch_page(request, row, form)
    return redirect("issues:order_batch", pk)


@require_POST
@keepers_only
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Batch, request.user, pk)
    return pressed(request, lambda: orders.confirm(row, by=request.user, address=client_address(request)), pk)


@require_POST
@keepers_only
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Batch, request.user, pk)
    return pressed(request, lambda: orders.resume(row, by=request.user), pk)


@require_POST
@keepers_only
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Batch, request.user, pk)
    try:
        orders.drop(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("issues:order_batch", pk)
    messages.success(request, _("文件已删除，没有转入任何工单。"))
    return redirect("issues:orders")


def pressed(request: HttpRequest, act: Callable[[], object], pk: int) -> HttpResponse:
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("issues:order_batch", pk)


@never_cache
@require_POST
@keepers_only
def export(request: HttpRequest) -> HttpResponse:
    form = export_form(request, request.POST)
    if form is None:
        messages.error(request, _("还没有转入过工单，没有结果可以导出。"))
        return redirect("issues:orders")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            content = order_results.export(**typed, by=request.user, address=client_address(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            name = f"results-{typed['system']}-{timezone.localtime():%Y%m%d-%H%M}.{typed['kind']}"
            headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
            return HttpResponse(content, content_type=CONTENT[typed["kind"]], headers=headers)
    upload_form = UploadForm(units=orders.order_units(request.user))
    return listing_page(request, upload_form, form, status=REFUSED)
