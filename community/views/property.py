"""Owners, vehicles and pets, registered and ended from the page of their flat."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import actions
from community.forms import EndForm, OwnerForm, PetForm, VehicleForm
from community.models import Dwelling, Ownership, Person, Pet, Vehicle
from community.views.deeds import FORM_PAGE, done
from community.views.dwelling import at, form_page, show
from community.views.picking import asked_for, found
from community.views.sealed import look
from grids.scope import desk_required, get_visible


def answered(request: HttpRequest, form, row: Dwelling, act: Callable[[], object], said: str) -> HttpResponse | None:
    """Back at the flat's page when the action accepted the form; None when the form is to be shown."""
    if not done(form, act):
        return None
    messages.success(request, said)
    return redirect("community:dwelling", row.pk)


def picked_person(request: HttpRequest) -> str:
    """``?person=`` is whom the finding page chose; the form offers nobody outside the user's scope."""
    key = request.GET.get("person", "")
    return key[:18] if key.isdecimal() else ""


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def owner_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    form = OwnerForm(request.POST or None, user=request.user, dwelling=row, picked=picked_person(request))

    def act() -> None:
        actions.add_owner(row, by=request.user, **form.facts())

    if answer := answered(request, form, row, act, _("业主已登记。")):
        return answer
    find = reverse("community:owner_find", args=[row.pk])
    return form_page(request, form, row.full_address(), at(row), _("登记业主"), find=find)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def owner_edit(request: HttpRequest, pk: int) -> HttpResponse:
    owner = get_visible(Ownership, request.user, pk, "community.change_property")
    row = owner.dwelling
    form = OwnerForm(request.POST or None, user=request.user, dwelling=row, owner=owner, picked=picked_person(request))

    def act() -> None:
        actions.change_owner(owner, by=request.user, **form.facts())

    if answer := answered(request, form, row, act, _("业主资料已保存。")):
        return answer
    find = reverse("community:owner_find", args=[row.pk]) + f"?owner={owner.pk}"
    return form_page(request, form, row.full_address(), at(row), _("更正业主"), find=find)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def owner_find(request: HttpRequest, pk: int) -> HttpResponse:
    """An owner who is a resident elsewhere in the own area."""
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    key = request.GET.get("owner", "")
    owner = Ownership.objects.filter(dwelling=row, pk=key[:18]).first() if key.isdecimal() else None
    if (sought := asked_for(request)) is not None:
        here = reverse("community:owner_find", args=[row.pk])
        return redirect(here + sought + (f"&owner={owner.pk}" if owner else ""))
    target = ("community:owner_edit", owner.pk) if owner else ("community:owner_new", row.pk)
    context = {
        "home": row,
        "pick": found(request, Person.objects.visible_to(request.user), []),
        "target": reverse(target[0], args=[target[1]]),
    }
    return render(request, "community/owner_find.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def owner_end(request: HttpRequest, pk: int) -> HttpResponse:
    owner = get_visible(Ownership, request.user, pk, "community.change_property")
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end_owner(owner, by=request.user, **form.cleaned_data)

    title = _("%(name)s不再是业主") % {"name": owner.name}
    return end_page(request, owner, form, act, title)


@never_cache
@desk_required
@require_POST
def owner_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    owner = get_visible(Ownership, request.user, pk, "community.reveal_property")
    return show(request, owner.dwelling, look(request, owner, f"owner{owner.pk}-"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def vehicle_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    form = VehicleForm(request.POST or None)

    def act() -> None:
        actions.add_vehicle(row, by=request.user, **form.cleaned_data)

    if answer := answered(request, form, row, act, _("车辆已登记。")):
        return answer
    return form_page(request, form, row.full_address(), at(row), _("登记车辆"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def vehicle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    vehicle = get_visible(Vehicle, request.user, pk, "community.change_property")
    row = vehicle.dwelling
    form = VehicleForm(request.POST or None, vehicle=vehicle)

    def act() -> None:
        actions.change_vehicle(vehicle, by=request.user, **form.facts())

    if answer := answered(request, form, row, act, _("车辆资料已保存。")):
        return answer
    return form_page(request, form, row.full_address(), at(row), _("更正车辆"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def vehicle_end(request: HttpRequest, pk: int) -> HttpResponse:
    vehicle = get_visible(Vehicle, request.user, pk, "community.change_property")
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end_thing(vehicle, by=request.user, **form.cleaned_data)

    title = _("%(kind)s不再停放") % {"kind": vehicle.get_kind_display()}
    return end_page(request, vehicle, form, act, title)


@never_cache
@desk_required
@require_POST
def vehicle_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    vehicle = get_visible(Vehicle, request.user, pk, "community.reveal_property")
    return show(request, vehicle.dwelling, look(request, vehicle, f"vehicle{vehicle.pk}-"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def pet_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    form = PetForm(request.POST or None)

    def act() -> None:
        actions.add_pet(row, by=request.user, **form.cleaned_data)

    if answer := answered(request, form, row, act, _("宠物已登记。")):
        return answer
    return form_page(request, form, row.full_address(), at(row), _("登记宠物"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def pet_edit(request: HttpRequest, pk: int) -> HttpResponse:
    pet = get_visible(Pet, request.user, pk, "community.change_property")
    form = PetForm(request.POST or None, pet=pet)

    def act() -> None:
        actions.change_pet(pet, by=request.user, **form.cleaned_data)

    if answer := answered(request, form, pet.dwelling, act, _("宠物资料已保存。")):
        return answer
    return form_page(request, form, pet.dwelling.full_address(), at(pet.dwelling), _("更正宠物"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def pet_end(request: HttpRequest, pk: int) -> HttpResponse:
    pet = get_visible(Pet, request.user, pk, "community.change_property")
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end_thing(pet, by=request.user, **form.cleaned_data)

    return end_page(request, pet, form, act, _("%(pet)s不在了") % {"pet": pet})


def end_page(request: HttpRequest, thing, form, act: Callable[[], object], title: str) -> HttpResponse:
    row = thing.dwelling
    if thing.until:
        messages.info(request, _("这一条已经登记结束了，不用再登记。"))
        return redirect("community:dwelling", row.pk)
    if answer := answered(request, form, row, act, _("已登记结束，以前的记录会保留。")):
        return answer
    return form_page(request, form, row.full_address(), at(row), title, button=_("登记结束"))
