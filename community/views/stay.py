"""Homes and households: who moves in and out, who is head, which flats a building has."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.masks import mask_name
from community import actions, codes
from community.forms import DeathForm, DwellingForm, HeadForm, MoveInForm, MoveOutForm, NewDwellingForm
from community.models import Dwelling, Household, Person, Residence
from community.models.dwelling import short_address
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

PER_PAGE = 60
FORM_PAGE = ["GET", "HEAD", "POST"]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = MoveInForm(request.POST or None, user=request.user)

    @transaction.atomic
    def act() -> None:
        typed = dict(form.cleaned_data)
        building, entrance, room = typed.pop("building"), typed.pop("entrance"), typed.pop("room")
        home = actions.find_or_add_dwelling(
            building, entrance, room, may_add=typed.pop("new_dwelling"), by=request.user
        )
        actions.move_in(person, home, by=request.user, **typed)

    if done(form, act):
        messages.success(request, _("已登记新的住处。"))
        return redirect("community:person", person.pk)
    return form_page(request, form, person, _("登记新的住处"), _("登记入住"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def move_out(request: HttpRequest, pk: int, residence: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    overseen = Unit.objects.overseen_by(request.user, *Posting.STAFF)
    stays = Residence.objects.filter(person=person, dwelling__building__in=overseen)
    stay = (
        stays.select_related("household__dwelling__building", "person", "dwelling__building")
        .filter(pk=residence)
        .first()
    )
    if stay is None:
        raise Http404
    if stay.until is not None:
        messages.info(request, _("这处住处已经登记搬离了，不用再登记。"))
        return redirect("community:person", person.pk)
    form = MoveOutForm(request.POST or None, residence=stay)

    def act() -> None:
        actions.move_out(stay, on=form.cleaned_data["on"], new_head=form.new_head(), by=request.user)

    if done(form, act):
        messages.success(request, _("已登记%(name)s搬离。") % {"name": person.name})
        return redirect("community:person", person.pk)
    return form_page(
        request, form, person, _("从 %(place)s 搬离") % {"place": stay.dwelling.full_address()}, _("登记搬离")
    )


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def death(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = DeathForm(request.POST or None, person=person, user=request.user)

    def act() -> None:
        actions.record_death(person, on=form.cleaned_data["on"], new_heads=form.new_heads(), by=request.user)

    if done(form, act):
        messages.success(request, _("已登记去世。资料会保留，不会删除。"))
        return redirect("community:person", person.pk)
    return form_page(request, form, person, _("登记去世"), _("登记去世"))


def done(form, act) -> bool:
    """True when the form was sent, was right and the action accepted it; else the form knows why not."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refusal:
        form.show(refusal)
        return False
    return True


def form_page(request: HttpRequest, form, person: Person, title: str, button: str) -> HttpResponse:
    context = {"form": form, "person": person, "title": title, "button": button}
    return render(request, "community/person_act.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    perm = "community.change_household" if request.method == "POST" else None
    row = get_visible(Household, request.user, pk, perm)
    form = HeadForm(request.POST or None, household=row)

    def act() -> None:
        actions.change_head(row, form.cleaned_data["head"], by=request.user)

    if done(form, act):
        messages.success(request, _("户主已更换。请再核对其他人与新户主的关系。"))
        return redirect("community:household", row.pk)
    return render(
        request, "community/household_page.html", household_facts(row, form), status=422 if form.errors else 200
    )


def household_facts(row: Household, form: HeadForm) -> dict:
    columns = ("person", "person__name", "person__sex", "person__born", "person__died_on", "relation", "kind")
    stays = Residence.objects.filter(household=row).order_by("until", "pk").values(*columns, "since", "until")
    members = [
        stay | {"relation": codes.label("relation", stay["relation"]), "facts": facts_of(stay)} for stay in stays
    ]
    return {
        "household": row,
        "home": Dwelling.objects.select_related("building").get(pk=row.dwelling_id),
        "members": [member for member in members if member["until"] is None],
        "former": [member for member in members if member["until"]],
        "form": form,
    }


def facts_of(stay: dict) -> list[str]:
    born, since = stay["person__born"], stay["since"]
    facts = (
        str(Residence.Kind(stay["kind"]).label) if stay["kind"] else "",
        _("%(year)s 年生") % {"year": born.year} if born else "",
        _("%(day)s 起") % {"day": f"{since:%Y-%m-%d}"} if since else "",
    )
    return [fact for fact in facts if fact]


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
@require_http_methods(FORM_PAGE)
def dwelling_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_building(request, pk)
    form = NewDwellingForm(request.POST or None)

    def act() -> None:
        actions.add_dwelling(row, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("房屋已登记。"))
        return redirect("community:building", row.pk)
    context = {"form": form, "building": row, "title": _("登记房屋")}
    return render(request, "community/dwelling_form.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def dwelling_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Dwelling, request.user, pk, "community.change_dwelling")
    initial = {"floor": row.floor, "area": row.area, "use": row.use}
    form = DwellingForm(request.POST or None, initial=initial)

    def act() -> None:
        actions.change_dwelling(row, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("房屋资料已保存。"))
        return redirect("community:building", row.building_id)
    title = _("%(place)s 的房屋资料") % {"place": row.full_address()}
    context = {"form": form, "building": row.building, "title": title}
    return render(request, "community/dwelling_form.html", context, status=422 if form.errors else 200)
