"""Lists taken out of the register: asked for, confirmed when whole, fetched by whoever asked, gone after a day."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rules import has_perm

from accounts.limits import client_address
from community.actions import export as export_actions
from community.forms.export import ExportForm
from community.models import Export, Residence
from community.reports import lists
from community.reports.items import BY_ITEM, heading_of
from community.views.deeds import FORM_PAGE, pressed
from grids.scope import desk_required, get_visible
from jobs.models import Job

PER_PAGE = 20
CONTENT = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SEXES = {"1": _("男"), "2": _("女")}


@never_cache
@desk_required
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    mine = Export.objects.visible_to(request.user).select_related("unit", "job")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"export": export, "state": state_of(export)} for export in page.object_list]
    context = {"page": page, "rows": rows, "may_list": has_perm("community.list_people", request.user)}
    return render(request, "community/export_list.html", context)


def state_of(export: Export) -> tuple[str, str]:
    """Its word and its tone."""
    if export.file and export.expires_at > timezone.now():
        return _("可以下载"), "done"
    if export.job is None:
        waits = export.expires_at > timezone.now()
        return (_("等您确认"), "new") if waits else (_("没有确认"), "quiet")
    if not export.job.ended:
        return _("正在生成"), "doing"
    if export.job.state in (Job.State.FAILED, Job.State.CANCELLED):
        return _("没有成功"), "late"
    return _("已过期删除"), "quiet"


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def export_new(request: HttpRequest) -> HttpResponse:
    if not has_perm("community.list_people", request.user):
        raise PermissionDenied(_("名单由社区工作人员和网格长导出。需要名单时，请联系您的网格长。"))
    form = ExportForm(request.POST or None, user=request.user, initial=asked_in_address(request))
    if request.method == "POST" and form.is_valid():
        try:
            export = ask(request, form)
        except ValidationError as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal)
        else:
            return redirect("community:export_confirm" if export.unmasked else "community:export", export.pk)
    status = 422 if form.errors else 200
    return render(request, "community/export_form.html", {"form": form}, status=status)


def asked_in_address(request: HttpRequest) -> dict[str, str]:
    """``?list=aged_80``: a page about somebody may propose whom to list."""
    wanted = request.GET.get("list", "")
    return {"list": wanted} if wanted in dict(lists.choices()) else {}


def ask(request: HttpRequest, form: ExportForm) -> Export:
    typed = form.cleaned_data
    return export_actions.ask_for_list(
        typed["unit"],
        whom=form.whom(),
        columns=typed["columns"],
        purpose=typed["purpose"],
        unmasked=typed["unmasked"],
        kind=typed["file_kind"] or export_actions.XLSX,
        codes=typed["codes"] or "label",
        by=request.user,
        address=client_address(request),
    )


@never_cache
@desk_required
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Export, request.user, pk)
    waiting = row.job is not None and not row.job.ended
    ready = bool(row.file) and row.expires_at > timezone.now()
    context = {
        "export": row,
        "state": state_of(row),
        "waiting": waiting,
        "ready": ready,
        "confirmable": row.job is None and row.expires_at > timezone.now(),
        "stuck": row.job is not None and row.job.ended and not ready and row.job.state != Job.State.DONE,
        "facts": facts_of(row),
    }
    return render(request, "community/export_page.html", context)


def facts_of(row: Export) -> list[tuple[str, str]]:
    """What was chosen, in words."""
    if "run" in row.chosen:
        return [(_("内容"), _("上级的表样，填好一期"))]
    if "words" in row.chosen:
        return [(_("内容"), row.chosen["words"])]
    whom = row.chosen["whom"]
    state = dict(lists.STATES)[whom.get("state") or lists.HERE]
    headings = [heading_of(BY_ITEM[key]) for key in row.chosen["columns"] if key in BY_ITEM]
    return [
        (_("哪些人"), "，".join([lists.name_of(str(whom.get("list", ""))), str(state), *narrower(whom)])),
        (_("列"), "、".join(headings)),
    ]


def narrower(whom: dict) -> list[str]:
    words = []
    if whom.get("kind"):
        words.append(str(Residence.Kind(whom["kind"]).label))
    if whom.get("sex") in SEXES:
        words.append(SEXES[whom["sex"]])
    if whom.get("age_from") is not None:
        words.append(_("%(age)s 岁以上") % {"age": whom["age_from"]})
    if whom.get("age_to") is not None:
        words.append(_("%(age)s 岁以下") % {"age": whom["age_to"]})
    return words


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
@reauthentication_required
def export_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever takes whole numbers out proves who they are and sees first of how many people."""
    row = get_visible(Export, request.user, pk)
    if request.method != "POST":
        if row.job is not None or not row.unmasked:
            return redirect("community:export", row.pk)
        return render(request, "community/export_confirm.html", {"export": row, "facts": facts_of(row)})
    pressed(request, lambda: export_actions.confirm(row, by=request.user, address=client_address(request)))
    return redirect("community:export", row.pk)


@never_cache
@desk_required
@require_POST
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Export, request.user, pk)
    try:
        file = export_actions.take(row, by=request.user, address=client_address(request))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("community:export", row.pk)
    kind = row.chosen.get("kind", export_actions.XLSX)
    name = f"{row.purpose[:60].replace('/', '-')}-{timezone.localtime(row.created_at):%Y%m%d}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT[kind])
