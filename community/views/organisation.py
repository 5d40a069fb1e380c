"""Shops and firms: a list of the own area, and each with its facts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.masks import mask_name, mask_phone
from accounts.models import AuditEntry
from community import actions
from community.forms import EndForm, OrganisationFilter, OrganisationForm
from community.models import Dwelling, Organisation
from community.models.dwelling import short_address
from community.views.deeds import FORM_PAGE, done
from community.views.dwelling import form_page
from community.views.sealed import Look, look
from community.views.searching import address_of, recall
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

PER_PAGE = 30
HISTORY = 20
KEPT_IN_ADDRESS = ("unit", "kind", "state")
STORY = {
    "organisation.added": gettext_lazy("登记"),
    "organisation.changed": gettext_lazy("修改资料"),
    "organisation.ended": gettext_lazy("登记停业或搬离"),
    "organisation.revealed": gettext_lazy("查看隐藏的资料"),
}
COLUMNS = (
    "pk", "name", "kind", "trade", "operator", "phone", "fire_checked_on", "until", "building__name",
    "dwelling__entrance", "dwelling__room",
)  # fmt: skip


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def organisations(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(address_of(request, "community:organisations", KEPT_IN_ADDRESS))
    token = request.GET.get("s", "")
    typed = (recall(request, token) if token else "") or ""
    units = Unit.objects.overseen_by(request.user, *Posting.STAFF).current().order_by("tree_id", "lft")
    chosen = OrganisationFilter(request.GET, units=units.values("pk", "name", "level"))
    there = narrow(Organisation.objects.visible_to(request.user), chosen, typed)
    page = Paginator(there.order_by("building__tree_id", "building__lft", "name", "pk").values(*COLUMNS), PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(row) for row in page.object_list],
        "form": chosen,
        "typed": typed,
        "token": token,
    }
    return render(request, "community/organisation_list.html", context)


def narrow(seen: QuerySet, chosen: OrganisationFilter, typed: str) -> QuerySet:
    seen = seen.exclude(until=None) if chosen.chosen("state") else seen.current()
    if pk := chosen.chosen("unit"):
        seen = seen.filter(building__in=Unit.objects.within(Unit.objects.get(pk=pk)))
    if kind := chosen.chosen("kind"):
        seen = seen.filter(kind=kind)
    for word in typed.split():
        meant = Q(name__icontains=word) | Q(trade__icontains=word) | Q(operator__icontains=word)
        seen = seen.filter(meant | Q(building__name=word) | Q(credit_code=word.upper()))
    return seen


def row_of(row: dict) -> dict:
    room = short_address(row["dwelling__entrance"], row["dwelling__room"]) if row["dwelling__room"] else ""
    return row | {
        "kind": str(Organisation.Kind(row["kind"]).label),
        "place": f"{row['building__name']} {room}".strip(),
        "operator": mask_name(row["operator"]) if row["operator"] else "",
        "phone": mask_phone(row["phone"]),
    }


@never_cache
@desk_required
@require_GET
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Organisation, request.user, pk))


def show(request: HttpRequest, row: Organisation, seen: Look | None = None) -> HttpResponse:
    seen = seen or Look()
    url = reverse("community:organisation_reveal", args=[row.pk])
    facts = [
        (_("种类"), row.get_kind_display()),
        (_("行业"), row.trade),
        (_("统一社会信用代码"), row.credit_code),
        (_("经营者"), row.operator),
        (_("最近消防检查"), f"{row.fire_checked_on or ''}"),
    ]
    entries = AuditEntry.objects.filter(target=f"organisation:{row.pk}", verb__in=STORY).order_by("-pk")
    context = {
        "row": row,
        "form": seen.form,
        "facts": [(label, value or _("未登记")) for label, value in facts],
        "sealed": [seen.row("phone", url, "phone", _("联系电话"), mask_phone(row.phone))] if row.phone else [],
        "history": [
            entry | {"label": STORY[entry["verb"]]}
            for entry in entries.values("verb", "at", "reason", "actor__name")[:HISTORY]
        ],
    }
    return render(request, "community/organisation_page.html", context, status=seen.status)


@never_cache
@desk_required
@require_POST
def organisation_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Organisation, request.user, pk, "community.reveal_organisation")
    return show(request, row, look(request, row))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, user=request.user, initial=initial_place(request))
    added: list[Organisation] = []

    def act() -> None:
        facts = form.facts()
        added.append(actions.add_organisation(facts.pop("building"), dwelling=room_of(form), by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("已登记%(name)s。") % {"name": added[0].name})
        return redirect("community:organisation", added[0].pk)
    back = reverse("community:organisations")
    return form_page(request, form, _("商铺和单位"), back, _("登记商铺或单位"), button=_("登记"))


def initial_place(request: HttpRequest) -> dict:
    """``?dwelling=`` fills in the place, if the reader may see it."""
    key = request.GET.get("dwelling", "")
    home = Dwelling.objects.visible_to(request.user).filter(pk=key[:18]).first() if key.isdecimal() else None
    return {"building": home.building_id, "entrance": home.entrance, "room": home.room} if home else {}


def room_of(form: OrganisationForm) -> Dwelling | None:
    """The flat or shop that was typed; one that is not registered is no reason to invent it."""
    typed = form.cleaned_data
    if not typed["room"]:
        return None
    try:
        place = (typed["building"], typed["entrance"], typed["room"])
        return actions.find_or_add_dwelling(*place, may_add=False, by=None)
    except ValidationError:
        raise ValidationError(
            _("这栋楼里还没有登记这个室号。请先在楼栋页面登记房屋，或者把室号留空。"), code="no_dwelling"
        ) from None


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Organisation, request.user, pk, "community.change_organisation")
    form = OrganisationForm(request.POST or None, user=request.user, organisation=row)

    def act() -> None:
        actions.change_organisation(row, dwelling=room_of(form), by=request.user, **form.facts())

    if done(form, act):
        messages.success(request, _("资料已保存。"))
        return redirect("community:organisation", row.pk)
    return form_page(request, form, row.name, at(row), _("修改资料"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def organisation_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Organisation, request.user, pk, "community.change_organisation")
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end_organisation(row, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("已登记停业或搬离，资料会保留。"))
        return redirect("community:organisation", row.pk)
    return form_page(request, form, row.name, at(row), _("停业或搬离"), button=_("登记"))


def at(row: Organisation) -> str:
    return reverse("community:organisation", args=[row.pk])
