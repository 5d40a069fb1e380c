"""Who answers for a child: shown on the person's page, asked for when it is missing, chosen here."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import actions
from community.actions.person import is_grown_up, is_under_age
from community.models import Person, Residence
from community.views.deeds import FORM_PAGE, pressed
from community.views.picking import asked_for, choices_of, found
from grids.scope import desk_required, get_visible


def guard_of(row: Person, user) -> dict:
    """Who answers for this person, for whom this person answers, and whether somebody still has to be named."""
    wards = Person.objects.filter(guardian=row, merged_into=None).order_by("pk")
    keys = [row.guardian_id, *wards.values_list("pk", flat=True)]
    seen = set(Person.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        "guardian": row.guardian,
        "opens": row.guardian_id in seen,
        "wards": [ward for ward in wards if ward.pk in seen],
        "missing": row.guardian_id is None and is_under_age(row),
        "minor": row.guardian_id is not None or is_under_age(row),
    }


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Grown-ups of the same household first; anybody else of the own area by searching."""
    row = get_visible(Person, request.user, pk, "community.change_person")
    if row.guardian_id is None and is_grown_up(row):
        messages.info(request, _("%(name)s已经成年，不用登记监护人。") % {"name": row.name})
        return redirect("community:person", row.pk)
    if (sought := asked_for(request)) is not None:
        return redirect(reverse("community:person_guardian", args=[row.pk]) + sought)
    seen = Person.objects.visible_to(request.user).living()
    if request.method == "POST" and choose_guardian(request, row, seen):
        return redirect("community:person", row.pk)
    context = {
        "person": row,
        "near": choices_of(grown_ups_near(row, seen)),
        "pick": found(request, seen, [row.pk]),
        "button": _("选为监护人"),
    }
    return render(request, "community/person_guardian.html", context, status=422 if request.method == "POST" else 200)


def choose_guardian(request: HttpRequest, row: Person, seen: QuerySet) -> bool:
    key = request.POST.get("person", "")
    chosen = seen.filter(pk=key[:18]).first() if key.isdecimal() else None
    if chosen is None and "nobody" not in request.POST:
        messages.error(request, _("请先选择一位居民。"))
        return False
    said = _("监护人已登记。") if chosen else _("已去掉监护人。")
    return pressed(request, lambda: actions.set_guardian(row, chosen, by=request.user), said)


def grown_ups_near(row: Person, seen: QuerySet) -> list[Person]:
    homes = Residence.objects.current().filter(person=row).values("dwelling")
    there = Residence.objects.current().filter(dwelling__in=homes).values("person")
    others = seen.filter(pk__in=there).exclude(pk__in=[row.pk, row.guardian_id or 0]).order_by("pk")
    return [one for one in others if one.born is None or is_grown_up(one)]
