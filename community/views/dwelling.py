"""The flats of a building, and one flat: its facts, its households, and what belongs to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.masks import mask_name, mask_number, mask_phone
from accounts.models import AuditEntry
from community import actions, codes
from community.forms import DwellingForm, NewDwellingForm
from community.models import Dwelling, Household, Organisation, Ownership, Person, Pet, Residence, Vehicle
from community.models.dwelling import short_address
from community.views.deeds import FORM_PAGE, done
from community.views.sealed import Look
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

PER_PAGE = 60
HISTORY = 20
STORY = {
    "dwelling.added": gettext_lazy("登记房屋"),
    "dwelling.changed": gettext_lazy("修改房屋资料"),
    "dwelling.owner_added": gettext_lazy("登记业主"),
    "dwelling.owner_changed": gettext_lazy("更正业主"),
    "dwelling.owner_ended": gettext_lazy("业主到期"),
    "dwelling.vehicle_added": gettext_lazy("登记车辆"),
    "dwelling.vehicle_changed": gettext_lazy("更正车辆"),
    "dwelling.vehicle_ended": gettext_lazy("车辆不再停放"),
    "dwelling.pet_added": gettext_lazy("登记宠物"),
    "dwelling.pet_changed": gettext_lazy("更正宠物"),
    "dwelling.pet_ended": gettext_lazy("宠物不在了"),
}


@never_cache
@desk_required
@require_GET
def building(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_building(request, pk)
    current = Household.objects.current().filter(dwelling=OuterRef("pk"))
    dwellings = Dwelling.objects.filter(building=row).annotate(
        people=Count("residences", filter=Q(residences__until=None)),
        household=Subquery(current.values("pk")[:1]),
        head=Subquery(current.values("head__name")[:1]),
    )
    columns = ("pk", "entrance", "room", "floor", "area", "use", "people", "household", "head")
    page = Paginator(dwellings.order_by("position").values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        home
        | {
            "place": short_address(home["entrance"], home["room"]),
            "head": mask_name(home["head"] or "") if home["head"] else "",
            "use": use_label(home["use"]),
        }
        for home in page.object_list
    ]
    return render(request, "community/building_page.html", {"building": row, "page": page, "rows": rows})


def use_label(use: str) -> str:
    return str(Dwelling.Use(use).label) if use else ""


def visible_building(request: HttpRequest, pk: int) -> Unit:
    """Only staff oversee residents; a building head who sees the unit elsewhere gets 404 here."""
    overseen = Unit.objects.overseen_by(request.user, *Posting.STAFF).of_kind(Unit.Kind.BUILDING)
    row = overseen.select_related("parent").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@never_cache
@desk_required
@require_GET
def dwelling(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Dwelling, request.user, pk))


def show(request: HttpRequest, row: Dwelling, seen: Look | None = None) -> HttpResponse:
    seen = seen or Look()
    households = list(Household.objects.filter(dwelling=row).select_related("head").order_by("-until", "-pk"))
    now = next((one for one in households if one.until is None), None)
    owners = owners_of(row, request.user, seen)
    shares = actions.sum_of_shares(owners["now"])
    context = {
        "home": row,
        "form": seen.form,
        "facts": facts_of(row),
        "household": now,
        "members": members_of(now),
        "former": [one for one in households if one.until],
        "owners": owners["now"],
        "past_owners": owners["past"],
        "shares": f"{shares}" if owners["now"] and shares != 1 else "",
        "vehicles": vehicles_of(row, seen),
        "pets": Pet.objects.current().filter(dwelling=row).order_by("pk"),
        "shops": Organisation.objects.current().filter(dwelling=row).order_by("name"),
        "history": history_of(row),
    }
    return render(request, "community/dwelling_page.html", context, status=seen.status)


def facts_of(row: Dwelling) -> list[tuple[str, str]]:
    area = _("%(area)s 平方米") % {"area": row.area} if row.area is not None else ""
    facts = [
        (_("用途"), use_label(row.use)),
        (_("楼层"), "" if row.floor is None else str(row.floor)),
        (_("建筑面积"), area),
        (_("面积的来源"), row.area_source),
    ]
    return [(label, value or _("未登记")) for label, value in facts]


def members_of(household: Household | None) -> list[dict]:
    if household is None:
        return []
    stays = Residence.objects.current().filter(household=household).order_by("pk")
    members = stays.values("person", "person__name", "relation")
    return [member | {"label": codes.label("relation", member["relation"])} for member in members]


def owners_of(row: Dwelling, user, seen: Look) -> dict[str, list[Ownership]]:
    owners = list(Ownership.objects.filter(dwelling=row).order_by("until", "pk"))
    linked = Person.objects.visible_to(user).filter(pk__in=[owner.person_id for owner in owners])
    opens = set(linked.values_list("pk", flat=True))
    for owner in owners:
        owner.opens = owner.person_id in opens
        owner.share = str(actions.sum_of_shares([owner]))
        since = _("%(day)s 起") % {"day": owner.since} if owner.since else ""
        owner.facts = [fact for fact in (owner.get_kind_display(), owner.basis, since) if fact]
        owner.sealed = sealed_of_owner(owner, seen)
    return {
        "now": [owner for owner in owners if owner.until is None],
        "past": [owner for owner in owners if owner.until],
    }


def sealed_of_owner(owner: Ownership, seen: Look) -> list[dict]:
    url, key = reverse("community:owner_reveal", args=[owner.pk]), f"owner{owner.pk}-"
    label = _("%(name)s的证件号码") if owner.kind == Ownership.Kind.PERSON else _("%(name)s的统一社会信用代码")
    name, rows = {"name": owner.name}, []
    if owner.doc_number:
        rows.append(seen.row(f"{key}doc_number", url, "doc_number", label % name, mask_number(owner.doc_number)))
    if owner.phone:
        rows.append(seen.row(f"{key}phone", url, "phone", _("%(name)s的电话") % name, mask_phone(owner.phone)))
    return rows


def vehicles_of(row: Dwelling, seen: Look) -> list[Vehicle]:
    vehicles = list(Vehicle.objects.current().filter(dwelling=row).order_by("pk"))
    for one in vehicles:
        url = reverse("community:vehicle_reveal", args=[one.pk])
        label = _("%(kind)s的车牌号") % {"kind": one.get_kind_display()}
        one.sealed = seen.row(f"vehicle{one.pk}-plate", url, "plate", label, mask_plate(one.plate))
    return vehicles


def mask_plate(plate: str) -> str:
    """湘D12345 → 湘D***45."""
    return plate[:2] + "*" * (len(plate) - 4) + plate[-2:] if len(plate) > 4 else "*" * (len(plate) - 1) + plate[-1:]


def history_of(row: Dwelling) -> list[dict]:
    entries = AuditEntry.objects.filter(target=f"dwelling:{row.pk}", verb__in=STORY).order_by("-pk")
    return [entry | {"label": STORY[entry["verb"]]} for entry in entries.values("verb", "at", "actor__name")[:HISTORY]]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def dwelling_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_building(request, pk)
    form = NewDwellingForm(request.POST or None)

    def act() -> None:
        actions.add_dwelling(row, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("房屋已登记。"))
        return redirect("community:building", row.pk)
    back = reverse("community:building", args=[row.pk])
    return form_page(request, form, row.name, back, _("登记房屋"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def dwelling_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    names = ("floor", "area", "area_source", "use")
    form = DwellingForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def act() -> None:
        actions.change_dwelling(row, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("房屋资料已保存。"))
        return redirect("community:dwelling", row.pk)
    return form_page(request, form, row.full_address(), at(row), _("房屋资料"))


def at(row: Dwelling) -> str:
    return reverse("community:dwelling", args=[row.pk])


def form_page(request: HttpRequest, form, place: str, back: str, title: str, **more) -> HttpResponse:
    context = {"form": form, "place": place, "back": back, "title": title, "button": _("保存"), "note": ""} | more
    return render(request, "community/dwelling_form.html", context, status=422 if form.errors else 200)
