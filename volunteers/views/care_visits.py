"""Care visits: rounds for a holiday, and in each who lives in one's own part."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import record
from accounts.masks import mask_name
from community.models import Person
from community.reports import lists
from community.views.deeds import FORM_PAGE, done
from community.views.people import homes_of
from grids.scope import desk_required, get_visible
from volunteers.actions import caring
from volunteers.forms.neighbours import RoundForm, VisitForm
from volunteers.models import CareRound, CareVisit
from volunteers.views.choosing import form_page

PER_PAGE = 50
S = CareVisit.State
TONES = {S.PLANNED: "new", S.VISITED: "done", S.AWAY: "doing", S.DECLINED: "quiet"}


@never_cache
@desk_required
@require_GET
def care_rounds(request: HttpRequest) -> HttpResponse:
    own = CareVisit.objects.visible_to(request.user).values("pk")
    counts = {
        "count": Count("visits", filter=Q(visits__in=own)),
        "visited": Count("visits", filter=Q(visits__in=own, visits__state=S.VISITED)),
    }
    rows = CareRound.objects.visible_to(request.user).select_related("unit").annotate(**counts)
    page = Paginator(rows.order_by("-until", "-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "volunteers/care_list.html", {"page": page})


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def care_new(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, user=request.user, initial={"key": uuid4()})
    made: list[CareRound] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(caring.begin_round(facts.pop("unit"), by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("走访名单已列好，分到各网格了。"))
        return redirect("volunteers:care", made[0].pk)
    note = _("名单来自居民登记，只列您负责范围里的；各网格只看得到自己的几户。")
    return form_page(request, form, _("发起走访慰问"), back=reverse("volunteers:care_rounds"), note=note)


@never_cache
@desk_required
@require_GET
def care(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(CareRound, request.user, pk)
    own = CareVisit.objects.visible_to(request.user).filter(round=row)
    state = request.GET.get("state", "")
    shown = own.filter(state=state) if state in S.values else own
    page = Paginator(shown.select_related("person").order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    homes = homes_of([visit.person_id for visit in page.object_list])
    context = {
        "round": row,
        "whom": lists.name_of(row.whom),
        "page": page,
        "rows": [line(visit, homes) for visit in page.object_list],
        "state": state,
        "tabs": S.choices,
        "visited": own.filter(state=S.VISITED).count(),
        "count": own.count(),
    }
    return render(request, "volunteers/care_page.html", context)


def line(visit: CareVisit, homes: dict[int, list[dict]], *, whole: bool = False) -> dict:
    name = visit.person.name if whole else mask_name(visit.person.name)
    home = "、".join(home["place"] for home in homes.get(visit.person_id, []))
    return {"visit": visit, "name": name, "home": home, "tone": TONES[S(visit.state)]}


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def care_add(request: HttpRequest, pk: int, who: int) -> HttpResponse:
    row = get_visible(CareRound, request.user, pk)
    person = get_visible(Person, request.user, who)
    if request.method == "POST":
        visit = caring.add_person(row, person, by=request.user)
        return redirect("volunteers:care_visit", visit.pk)
    return render(request, "volunteers/care_add.html", {"round": row, "person": person})


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def care_visit(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_visible(CareVisit, request.user, pk, "volunteers.change_care_visit")
    first = {name: getattr(visit, name) for name in ("state", "on", "went", "brought", "note") if getattr(visit, name)}
    if visit.state == S.PLANNED:
        first |= {"state": S.VISITED, "went": request.user.name, "brought": visit.round.gift}
    form = VisitForm(request.POST or None, initial=first)
    if done(form, lambda: caring.note_visit(visit, by=request.user, **form.cleaned_data)):
        messages.success(request, _("走访已记下。"))
        return redirect("volunteers:care", visit.round_id)
    context = {"form": form, "visit": visit, "home": homes_of([visit.person_id]).get(visit.person_id, [])}
    return render(request, "volunteers/care_visit.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_POST
def care_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Names and doors in full, for those who go; on record with the round's purpose."""
    row = get_visible(CareRound, request.user, pk)
    own = CareVisit.objects.visible_to(request.user).filter(round=row).select_related("person")
    visits = list(own.order_by("pk"))
    homes = homes_of([visit.person_id for visit in visits])
    rows = sorted((line(visit, homes, whole=True) for visit in visits), key=lambda each: each["home"])
    record("care.sheet_printed", by=request.user, target=f"care:{row.pk}", reason=row.purpose, count=len(rows))
    return render(request, "print/care.html", {"round": row, "rows": rows})
