"""Finding residents."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.masks import mask_name, mask_number, mask_phone
from community import codes, lookup
from community.forms import PeopleFilter
from community.forms.filters import DIED, LEFT, UNSTATED
from community.models import Dwelling, Hukou, Person, Phone, Residence
from community.models.dwelling import short_address
from community.views.deeds import FORM_PAGE
from community.views.searching import address_of, recall
from grids.models import Posting, Unit
from grids.scope import desk_required

PER_PAGE = 30
FLATS = 5
KEPT_IN_ADDRESS = ("unit", "kind", "sort")


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def people(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(address_of(request, "community:people", KEPT_IN_ADDRESS))
    token = request.GET.get("s", "")
    typed = recall(request, token) if token else ""
    if typed is None:
        messages.info(request, _("这次查找已经过期，请重新输入。"))
        return redirect("community:people")
    overseen = Unit.objects.overseen_by(request.user, *Posting.STAFF)
    units = list(overseen.current().order_by("tree_id", "lft").values("pk", "name", "level", "tree_id", "lft", "rght"))
    chosen = PeopleFilter(request.GET, units=units)
    found = narrow(Person.objects.within(overseen), chosen, units, typed)
    page = Paginator(in_order(found, chosen.chosen("sort")), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(page.object_list), "form": chosen, "typed": typed, "token": token}
    context["flats"] = flats_meant(request.user, typed)
    return render(request, "community/people_list.html", context)


def flats_meant(user, typed: str) -> list[Dwelling]:
    """A room that was typed: its page tells who lived there before, also when nobody does now."""
    place = lookup.read(typed).place if typed else None
    if place is None or not place.room:
        return []
    there = Dwelling.objects.visible_to(user).at(place).in_order()
    return list(there.select_related("building")[:FLATS])


def narrow(seen: QuerySet, chosen: PeopleFilter, units: list[dict], typed: str) -> QuerySet:
    if pk := chosen.chosen("unit"):
        top = next(unit for unit in units if unit["pk"] == pk)
        below = Unit.objects.filter(tree_id=top["tree_id"], lft__gte=top["lft"], rght__lte=top["rght"])
        seen = seen.filter(pk__in=Person.objects.within(below).values("pk"))
    if typed:
        seen = seen.matching(lookup.read(typed))
    return of_kind(seen, chosen.chosen("kind"), everybody=bool(typed))


def of_kind(seen: QuerySet, kind: str, *, everybody: bool) -> QuerySet:
    """A search finds the dead and the departed too; the plain list is of those who are here or registered here."""
    here = Residence.objects.current().filter(person=OuterRef("pk"))
    registered = Hukou.objects.filter(person=OuterRef("pk"), unit__isnull=False)
    if kind == DIED:
        return seen.exclude(died_on=None)
    if kind == LEFT:
        return seen.living().filter(~Exists(here))
    if kind:
        return seen.living().filter(Exists(here.filter(kind="" if kind == UNSTATED else kind)))
    return seen if everybody else seen.living().filter(Exists(here) | Exists(registered))


def in_order(found: QuerySet, sort: str) -> QuerySet:
    if sort == "name":
        return found.order_by("initials", "name", "pk")
    if sort == "newest":
        return found.order_by("-created_at", "-pk")
    return found.by_address()


def rows_of(found: QuerySet) -> list[dict]:
    """Masked rows of one page, in three queries however many there are."""
    people = list(found.values("pk", "name", "doc_number", "sex", "born", "died_on"))
    keys = [person["pk"] for person in people]
    homes = homes_of(keys)
    phones = dict(Phone.objects.filter(person__in=keys).order_by("-pk").values_list("person", "number"))
    for person in people:
        person["name"] = mask_name(person["name"])
        person["doc_number"] = mask_number(person["doc_number"] or "")
        person["phone"] = mask_phone(phones.get(person["pk"], ""))
        person["sex"] = codes.label("sex", person["sex"])
        person["homes"] = homes.get(person["pk"], [])
    return people


def homes_of(keys: list[int]) -> dict[int, list[dict]]:
    homes: dict[int, list[dict]] = {}
    columns = ("person", "household", "kind", "dwelling__entrance", "dwelling__room", "dwelling__building__name")
    for home in Residence.objects.current().filter(person__in=keys).order_by("pk").values(*columns):
        place = short_address(home["dwelling__entrance"], home["dwelling__room"])
        home["place"] = f"{home['dwelling__building__name']} {place}"
        home["kind"] = str(Residence.Kind(home["kind"]).label) if home["kind"] else ""
        homes.setdefault(home["person"], []).append(home)
    return homes
