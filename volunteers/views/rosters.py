"""Duty rosters on the desk: the weekly template, the coming weeks with their gaps, and the sheet for the wall."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible
from volunteers.actions import rostering
from volunteers.forms.rosters import RosterForm, ShiftForm
from volunteers.models import Duty, Roster, Shift, Turn
from volunteers.models.people import DAYS
from volunteers.models.roster import moment
from volunteers.views.choosing import form_page

HELD = Prefetch("turns", Turn.objects.held().select_related("person"), to_attr="held")


@never_cache
@desk_required
@require_GET
def rosters(request: HttpRequest) -> HttpResponse:
    rows = list(Roster.objects.visible_to(request.user).current().select_related("unit").order_by("name", "pk"))
    now = timezone.now()
    soon = Duty.objects.filter(roster__in=rows).between(now, now + timedelta(days=7))
    short: dict[int, int] = {}
    for duty in soon.short_of_people().values("roster", "needed", "on_duty"):
        short[duty["roster"]] = short.get(duty["roster"], 0) + duty["needed"] - duty["on_duty"]
    context = {"rows": [{"roster": row, "short": short.get(row.pk, 0)} for row in rows]}
    return render(request, "volunteers/roster_list.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def roster_new(request: HttpRequest) -> HttpResponse:
    form = RosterForm(request.POST or None, user=request.user)
    made: list[Roster] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(rostering.make_roster(facts.pop("unit"), by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("值班表已建好，现在排每周的班次。"))
        return redirect("volunteers:roster", made[0].pk)
    return form_page(request, form, _("新建值班表"), back=reverse("volunteers:rosters"))


@never_cache
@desk_required
@require_GET
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    return roster_page(request, get_visible(Roster, request.user, pk))


def roster_page(request: HttpRequest, row: Roster, *, status: int = 200, form: ShiftForm | None = None) -> HttpResponse:
    monday = monday_of(request.GET.get("week", ""))
    context = {
        "roster": row,
        "week": week_of(row, monday),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "shifts": [{"shift": shift, "day": DAYS[shift.weekday], "until": until(shift)} for shift in row.shifts.all()],
        "gaps": [rostering.words_of(gap) for gap in rostering.gaps(row)],
        "add": form or ShiftForm(),
        "form": form,
    }
    return render(request, "volunteers/roster_page.html", context, status=status)


def until(shift: Shift) -> str:
    start = datetime.combine(date.min, shift.starts_at)
    return f"{start + timedelta(minutes=shift.minutes):%H:%M}"


def monday_of(text: str) -> date:
    """Of the week named by one of its days; of this week for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    return day - timedelta(days=day.weekday())


def week_of(row: Roster, monday: date) -> list[dict]:
    """Seven days, each with its duties, who is on them and how many are missing."""
    duties = row.duties.filter(starts_at__gte=moment(monday, 0), starts_at__lt=moment(monday + timedelta(days=7), 0))
    days: list[dict] = [{"day": monday + timedelta(days=n), "label": DAYS[n + 1], "duties": []} for n in range(7)]
    now = timezone.now()
    for duty in duties.prefetch_related(HELD):
        missing = max(0, duty.needed - len(duty.held))
        line = {"duty": duty, "turns": duty.held, "missing": missing, "over": duty.starts_at <= now}
        days[(timezone.localdate(duty.starts_at) - monday).days]["duties"].append(line)
    return days


@never_cache
@desk_required
@require_POST
def shift_set(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Roster, request.user, pk, "volunteers.change_roster")
    form = ShiftForm(request.POST)

    def act() -> None:
        facts = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "needed")}
        for weekday in form.cleaned_data["weekdays"]:
            rostering.set_shift(row, weekday=int(weekday), by=request.user, **facts)

    if done(form, act):
        messages.success(request, _("班次已排好，往后四周都照这个来。"))
        return redirect("volunteers:roster", pk)
    return roster_page(request, row, status=422, form=form)


@never_cache
@desk_required
@require_POST
def shift_drop(request: HttpRequest, pk: int, shift: int) -> HttpResponse:
    row = get_visible(Roster, request.user, pk, "volunteers.change_roster")
    one = get_object_or_404(row.shifts.all(), pk=shift)
    pressed(request, lambda: rostering.drop_shift(one, by=request.user), _("这个班次不再排了。"))
    return redirect("volunteers:roster", pk)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def turn_new(request: HttpRequest, pk: int, who: int) -> HttpResponse:
    """Somebody for one duty, or for this duty in every week."""
    duty = get_visible(Duty, request.user, pk, "volunteers.change_duty")
    person = get_visible(Person, request.user, who)
    if request.method == "POST" and pressed(request, lambda: put(request, duty, person), _("已排上。")):
        return redirect("volunteers:roster", duty.roster_id)
    context = {"duty": duty, "person": person}
    return render(request, "volunteers/turn_new.html", context, status=422 if request.method == "POST" else 200)


def put(request: HttpRequest, duty: Duty, person) -> None:
    if request.POST.get("every"):
        rostering.always(duty, person, by=request.user)
    else:
        rostering.take_turn(duty, person, by=request.user)


@never_cache
@desk_required
@require_POST
def turn_act(request: HttpRequest, pk: int, turn: int, deed: str) -> HttpResponse:
    row = get_visible(Roster, request.user, pk, "volunteers.change_roster")
    one = get_object_or_404(Turn.objects.held().select_related("duty__roster", "person"), pk=turn, duty__roster=row)
    if deed == "leave":
        pressed(request, lambda: rostering.leave_turn(one, by=request.user), _("已撤下，这一班缺人。"))
    elif deed == "seek":
        pressed(request, lambda: rostering.seek_stand_in(one), _("已问同一张值班表上的人。"))
    else:
        raise Http404
    return redirect("volunteers:roster", pk)


@never_cache
@desk_required
@require_safe
def roster_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One week on A4, for the wall of the duty room."""
    row = get_visible(Roster, request.user, pk)
    monday = monday_of(request.GET.get("week", ""))
    context = {"roster": row, "week": week_of(row, monday), "monday": monday, "sunday": monday + timedelta(days=6)}
    return render(request, "print/roster.html", context)
