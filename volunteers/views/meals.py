"""Meals on a route: the desk sees who has not got theirs, the rider taps once per door."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.actions import record
from accounts.limits import client_address, within_limit
from accounts.masks import mask_name
from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.people import homes_of
from grids.scope import desk_required, get_visible
from volunteers.actions import meals as actions
from volunteers.forms.neighbours import LookForm, RouteForm, StopForm
from volunteers.models import Meal, MealRoute, MealRun, MealStop
from volunteers.models.people import DAYS
from volunteers.views.choosing import form_page

S = Meal.State
TONES = {S.PENDING: "new", S.DELIVERED: "done", S.NOBODY: "late", S.SKIPPED: "quiet"}


@never_cache
@desk_required
@require_GET
def meals(request: HttpRequest) -> HttpResponse:
    routes = MealRoute.objects.visible_to(request.user)
    missed = Meal.objects.visible_to(request.user).missed(timezone.now())
    done_ = Count("meals", filter=Q(meals__state=S.DELIVERED))
    runs = MealRun.objects.filter(route__in=routes, on=timezone.localdate()).annotate(count=Count("meals"), done=done_)
    stops = Count("stops", filter=Q(stops__ended_on=None))
    context = {
        "missed": lines(missed.select_related("run__route", "person").order_by("run__on", "position")[:50]),
        "runs": runs.select_related("route", "rider"),
        "routes": routes.current().select_related("rider", "unit").annotate(count=stops),
    }
    return render(request, "volunteers/meal_list.html", context)


def lines(rows: Iterable[Meal]) -> list[dict]:
    rows = list(rows)
    homes = homes_of([row.person_id for row in rows])
    return [
        {
            "meal": row,
            "name": mask_name(row.person.name),
            "home": "、".join(home["place"] for home in homes.get(row.person_id, [])),
            "tone": "late" if row.is_late() else TONES[S(row.state)],
        }
        for row in rows
    ]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def route_new(request: HttpRequest, who: int) -> HttpResponse:
    rider = get_visible(Person, request.user, who)
    form = RouteForm(request.POST or None, user=request.user)
    made: list[MealRoute] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(actions.make_route(facts.pop("unit"), rider=rider, by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("路线已建好，现在加上要送的长者。"))
        return redirect("volunteers:route", made[0].pk)
    note = _("送餐员手机上每天收到一个链接，送到一家点一下。")
    return form_page(request, form, _("新建送餐路线"), back=reverse("volunteers:meals"), person=rider, note=note)


@never_cache
@desk_required
@require_GET
def route(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(MealRoute, request.user, pk)
    stops = list(row.stops.current().select_related("person"))
    homes = homes_of([stop.person_id for stop in stops])
    context = {
        "route": row,
        "days": "、".join(str(DAYS[int(day)]) for day in row.weekdays),
        "stops": [
            {
                "stop": stop,
                "name": mask_name(stop.person.name),
                "home": "、".join(home["place"] for home in homes.get(stop.person_id, [])),
            }
            for stop in stops
        ],
        "runs": row.runs.order_by("-on")[:10],
    }
    return render(request, "volunteers/route_page.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def stop_new(request: HttpRequest, pk: int, who: int) -> HttpResponse:
    row = get_visible(MealRoute, request.user, pk, "volunteers.change_meal_route")
    person = get_visible(Person, request.user, who)
    form = StopForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: actions.add_stop(row, person, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已加到路线最后一站。"))
        return redirect("volunteers:route", pk)
    back = reverse("volunteers:route", args=[pk])
    return form_page(request, form, _("加一位长者"), back=back, person=person, button=_("加到路线"))


@never_cache
@desk_required
@require_POST
def stop_act(request: HttpRequest, pk: int, stop: int, deed: str) -> HttpResponse:
    row = get_visible(MealRoute, request.user, pk, "volunteers.change_meal_route")
    one = get_object_or_404(MealStop.objects.current(), pk=stop, route=row)
    if deed == "end":
        pressed(request, lambda: actions.end_stop(one, by=request.user), _("从今天起不再送。"))
    elif deed in ("up", "down"):
        actions.move_stop(one, up=deed == "up")
    else:
        raise Http404
    return redirect("volunteers:route", pk)


@never_cache
@desk_required
@require_POST
def route_today(request: HttpRequest, pk: int) -> HttpResponse:
    """The clock does it in the morning; on the day a route is new, a button does."""
    row = get_visible(MealRoute, request.user, pk, "volunteers.change_meal_route")
    run = actions.lay_out(row, timezone.localdate())
    if run is None:
        messages.info(request, _("今天不送餐。"))
        return redirect("volunteers:route", pk)
    return redirect("volunteers:meal_run", run.pk)


# --- a day -------------------------------------------------------------------------------------
def run_of(request: HttpRequest, pk: int) -> MealRun:
    routes = MealRoute.objects.visible_to(request.user)
    return get_object_or_404(MealRun.objects.select_related("route", "rider"), pk=pk, route__in=routes)


@never_cache
@desk_required
@require_GET
def meal_run(request: HttpRequest, pk: int) -> HttpResponse:
    return run_page(request, run_of(request, pk))


def run_page(request: HttpRequest, run: MealRun, *, status: int = 200, form: LookForm | None = None) -> HttpResponse:
    rows = lines(run.meals.select_related("run", "person", "looked_by"))
    context = {"run": run, "rows": rows, "look": LookForm(auto_id="look_%s"), "form": form, "today": is_today(run)}
    return render(request, "volunteers/meal_run.html", context, status=status)


def is_today(run: MealRun) -> bool:
    return run.on == timezone.localdate()


@never_cache
@desk_required
@require_POST
def meal_act(request: HttpRequest, pk: int, meal: int, deed: str) -> HttpResponse:
    run = run_of(request, pk)
    row = get_object_or_404(run.meals.select_related("run__route"), pk=meal)
    if deed == "look":
        form = LookForm(request.POST, auto_id="look_%s")
        if done(form, lambda: actions.look(row, by=request.user, **form.cleaned_data)):
            messages.success(request, _("已记下看到的情况。"))
            return redirect("volunteers:meal_run", pk)
        return run_page(request, run, status=422, form=form)
    pressed(request, lambda: actions.tell(row, deed, by=request.user), _("已记下。"))
    return redirect("volunteers:meal_run", pk)


@never_cache
@desk_required
@require_POST
def meal_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Names and doors in full go on paper for the rider: on record, and only for the day."""
    run = run_of(request, pk)
    rows = list(run.meals.select_related("person", "stop"))
    homes = homes_of([row.person_id for row in rows])
    listed = [{"meal": row, "home": "、".join(h["place"] for h in homes.get(row.person_id, []))} for row in rows]
    record("meal.sheet_printed", by=request.user, target=f"meal_run:{run.pk}", count=len(rows))
    return render(request, "print/meal_run.html", {"run": run, "rows": listed})


# --- the rider ---------------------------------------------------------------------------------
@never_cache
@require_safe
def ride(request: HttpRequest, token: str) -> HttpResponse:
    """Doors and masked names of one day's stops; the day after, the link shows nothing of them."""
    run = get_object_or_404(MealRun.objects.select_related("route", "rider"), token=token)
    rows = list(run.meals.select_related("person", "stop")) if is_today(run) else []
    homes = homes_of([row.person_id for row in rows])
    listed = [
        {
            "meal": row,
            "name": mask_name(row.person.name),
            "home": "、".join(home["place"] for home in homes.get(row.person_id, [])),
            "tone": TONES[S(row.state)],
        }
        for row in rows
    ]
    left = sum(row.state == S.PENDING for row in rows)
    context = {"run": run, "rows": listed, "today": is_today(run), "left": left}
    response = render(request, "volunteers/ride.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def ride_tell(request: HttpRequest, token: str, meal: int) -> HttpResponse:
    run = get_object_or_404(MealRun, token=token)
    row = get_object_or_404(run.meals.select_related("run__route"), pk=meal)
    if not is_today(run) or not within_limit("ride", client_address(request), limit=600, seconds=3600):
        messages.error(request, _("这个链接只在当天有用，请联系社区。"))
    else:
        pressed(request, lambda: actions.tell(row, request.POST.get("state", "")))
    return redirect("volunteers:ride", token)
