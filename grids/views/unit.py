"""One unit: what it is, who works there, and the pages that change it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rules import has_perm

from accounts.models import User
from grids import actions, counts
from grids.boundary import outline
from grids.forms import BoundaryForm, ExternalCodeForm, UnitAddForm, UnitEndForm, UnitMoveForm, UnitWordsForm
from grids.models import Posting, Unit
from grids.rules import roles_open_to, roles_over
from grids.scope import desk_required, get_visible
from grids.views.once import to_show
from grids.views.tree import COLUMNS, add_up

# where a refusal of an action belongs on the page
PLACES = {"username_taken": "username", "username_form": "username", "code_taken": "code", "post_account": "username"}


@never_cache
@require_GET
@desk_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.view_unit")
    may_edit = has_perm("grids.edit_unit", request.user, row)
    own, children = with_children(row)
    context = {
        "unit": row,
        "first": to_show(request),
        "figures": own["figures"],
        "warning": own["warning"],
        "seen": set(Unit.objects.visible_to(request.user).above(row).values_list("pk", flat=True)),
        "open": row.is_open(),
        "chain": list(Unit.objects.above(row)),
        "children": children,
        "postings": postings_of(row, request.user),
        "codes": row.external_codes.order_by("system", "code"),
        "places": row.places.select_related("parent") if row.parent_id else [],
        "path": outline(row.boundary) if row.boundary else "",
        "may_edit": may_edit and row.is_open(),
        "may_move": may_edit and row.is_open() and has_perm("grids.move_unit", request.user, row),
        "kinds": [(kind, Unit.Kind(kind).label) for kind in row.kinds_below()],
    }
    return render(request, "grids/unit_page.html", context)


def with_children(parent: Unit) -> tuple[dict, list[dict]]:
    """The unit and those right below it, with figures of all below them. An ended unit stands by itself."""
    within = Unit.objects.within(parent).order_by("tree_id", "lft")
    rows = list(within.filter(Q(pk=parent.pk) | Q(pk__in=within.current().order_by().values("pk"))).values(*COLUMNS))
    add_up(rows, counts.count(within.of_kind(Unit.Kind.BUILDING).order_by()))
    return rows[0], [row for row in rows if row["parent"] == parent.pk]


def postings_of(row: Unit, user: User) -> list[dict]:
    may_end = roles_open_to(user, row)
    may_reset = Posting.Role.ADMIN in roles_over(user, row)
    columns = ("pk", "name", "role", "user__username", "since", "until", "deputy_for__name", "on_board", "public_phone")
    today = timezone.localdate()
    return [
        one
        | {
            "label": Posting.Role(one["role"]).label,
            "may_end": one["role"] in may_end,
            "may_deputise": one["role"] in may_end and one["user__username"] and not one["deputy_for__name"],
            "may_reset": may_reset and one["user__username"] and one["user__username"] != user.username,
            "later": one["since"] > today,
        }
        for one in row.postings.open().order_by("role", "since", "pk").values(*columns)
    ]


def form_page(
    request: HttpRequest, form: BaseForm, act: Callable[..., Any], *, unit: Unit, done: str, **words: str
) -> HttpResponse:
    """Show a form of one unit, or do what it says and go back to the unit. ``words``: title, button, note."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as refusal:
            place = PLACES.get(getattr(refusal, "code", None))
            form.add_error(place if place in form.fields else None, refusal)
        else:
            messages.success(request, done)
            return redirect("grids:unit", unit.pk)
    return render(request, "grids/unit_form.html", {"form": form, "unit": unit, "note": ""} | words)


@require_http_methods(["GET", "POST"])
@desk_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    parent = get_visible(Unit, request.user, pk, "grids.edit_unit")
    kinds = parent.kinds_below()
    kind = request.GET.get("kind") if request.GET.get("kind") in kinds else next(iter(kinds), None)
    initial = {"kind": kind, "code": actions.propose_code(kind, parent)} if kind else {}
    return form_page(
        request,
        UnitAddForm(request.POST or None, parent=parent, initial=initial),
        lambda data: actions.add_unit(parent=parent, by=request.user, **data),
        unit=parent,
        title=_("在“%(name)s”下新增") % {"name": parent.name},
        button=_("新增"),
        done=_("已新增。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.edit_unit")
    return form_page(
        request,
        UnitWordsForm(request.POST or None, instance=row),
        lambda data: actions.edit_unit(row, by=request.user, **data),
        unit=row,
        title=_("修改“%(name)s”") % {"name": row.name},
        button=_("保存"),
        done=_("已保存。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.move_unit")
    return form_page(
        request,
        UnitMoveForm(request.POST or None, unit=row, user=request.user),
        lambda data: actions.move_unit(row, data["parent"], on=data["on"], by=request.user),
        unit=row,
        title=_("调整“%(name)s”的归属") % {"name": row.name},
        button=_("调整"),
        note=_("下面的单元和住户一起过去，编码不变；以前归哪里会留下记录，去年的数字仍然说得清。"),
        done=_("归属已调整，原来的归属已留下记录。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.move_unit")
    return form_page(
        request,
        UnitEndForm(request.POST or None),
        lambda data: actions.end_unit(row, on=data["on"], by=request.user),
        unit=row,
        title=_("停用“%(name)s”") % {"name": row.name},
        button=_("停用"),
        note=_("停用以后不能恢复；记录和编码都保留，编码不再给别的单元。下面还有在用的单元或任职的人时不能停用。"),
        done=_("已停用。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def boundary(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.edit_unit")
    return form_page(
        request,
        BoundaryForm(request.POST or None, request.FILES or None),
        lambda data: actions.set_boundary(row, data["file"], by=request.user),
        unit=row,
        title=_("“%(name)s”的边界") % {"name": row.name},
        button=_("上传"),
        done=_("边界已更新。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def code_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.edit_unit")
    return form_page(
        request,
        ExternalCodeForm(request.POST or None),
        lambda data: actions.add_external_code(row, by=request.user, **data),
        unit=row,
        title=_("登记“%(name)s”在其他系统的编码") % {"name": row.name},
        button=_("登记"),
        done=_("外部编码已登记。"),
    )


@require_POST
@desk_required
def code_remove(request: HttpRequest, pk: int, code_pk: int) -> HttpResponse:
    row = get_visible(Unit, request.user, pk, "grids.edit_unit")
    actions.remove_external_code(get_object_or_404(row.external_codes, pk=code_pk), by=request.user)
    messages.success(request, _("外部编码已删除。"))
    return redirect("grids:unit", row.pk)
