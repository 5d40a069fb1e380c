"""The face for those who report in and for their organisations' contacts: each sees what is theirs and nobody else's."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.models import Unit
from volunteers.actions import pairing, reporting
from volunteers.forms.rosters import ProgressForm, ReportingForm, ServedForm
from volunteers.models import Activity, Pair, PairLine, Partner, Post, Reporting, Service, Wish
from volunteers.views.pairs import kind_of, lists_of
from volunteers.views.reportings import TONES, S, members_of, sheet, years

THINGS = {"post": "posts", "wish": "wishes", "activity": "activities"}
MOST = 30


# --- a member ----------------------------------------------------------------------------------
@never_cache
@require_http_methods(FORM_PAGE)
@login_required
def my_reporting(request: HttpRequest) -> HttpResponse:
    person = Person.objects.filter(user=request.user).first()
    row = Reporting.objects.open().filter(person=person).select_related("partner__organisation", "unit").first()
    if person is None or row is not None:
        return mine(request, person, row)
    form = ReportingForm(request.POST or None, partners=offered_to(person), initial={"key": uuid4()})

    def act() -> None:
        facts = dict(form.cleaned_data)
        reporting.report_in(facts.pop("partner"), person, by=request.user, **facts)

    if done(form, act):
        messages.success(request, _("已报到。社区安排好服务的网格会告诉您。"))
        return redirect("volunteers:my_reporting")
    return mine(request, person, None, form=form, status=422 if form.errors else 200)


def offered_to(person: Person):
    """Organisations that work with the community in which the person lives."""
    homes = Unit.objects.filter(pk__in=person.residences.filter(until=None).values("dwelling__building"))
    above = [unit.pk for home in homes for unit in Unit.objects.above(home)]
    tree = Unit.objects.filter(pk__in=above, kind=Unit.Kind.COMMUNITY)
    inside = Unit.objects.within(*tree)
    return (
        Partner.objects.current()
        .filter(unit__in=inside | Unit.objects.filter(pk__in=above))
        .select_related("organisation")
    )


def offered_in(row: Reporting | None) -> dict[str, QuerySet]:
    """What one may take up: posts and activities of the own unit and above it, wishes of those who live there."""
    if row is None or row.unit is None:
        return {"posts": Post.objects.none(), "wishes": Wish.objects.none(), "activities": Activity.objects.none()}
    near = Unit.objects.above(row.unit)
    return {
        "posts": Post.objects.filter(unit__in=near).free_for(row),
        "wishes": Wish.objects.free().filter(unit__in=Unit.objects.within(row.unit)),
        "activities": Activity.objects.public().filter(unit__in=near),
    }


def mine(request: HttpRequest, person, row, *, form=None, status: int = 200, at: int = 0, serve=None) -> HttpResponse:
    services = row.services.select_related("post", "wish", "activity") if row else []
    context = {
        "person": person,
        "row": row,
        "form": form or serve,
        "report": form,
        "services": [{"service": one, "tone": TONES[S(one.state)]} for one in services],
        **{name: things[:MOST] for name, things in offered_in(row).items()},
        "serve": serve or ServedForm(auto_id="serve_%s"),
        "at": at,
    }
    return render(request, "volunteers/my_reporting.html", context, status=status)


@never_cache
@require_POST
@login_required
def my_take(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    row = get_object_or_404(Reporting.objects.open().select_related("unit"), person__user=request.user)
    if what not in THINGS:
        raise Http404
    thing = offered_in(row)[THINGS[what]].filter(pk=pk).first()
    if thing is None:
        messages.info(request, _("这一项已经有人认领，或者不在您服务的网格。看看别的吧。"))
        return redirect("volunteers:my_reporting")
    pressed(request, lambda: reporting.take(row, thing, by=request.user), _("已认领，谢谢您！"))
    return redirect("volunteers:my_reporting")


@never_cache
@require_POST
@login_required
def my_serve(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(
        Service.objects.select_related("reporting__person"), pk=pk, reporting__person__user=request.user
    )
    form = ServedForm(request.POST, auto_id="serve_%s")
    if done(form, lambda: reporting.serve(one, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已记下，社区会评价并转给您的单位。"))
        return redirect("volunteers:my_reporting")
    return mine(request, one.reporting.person, one.reporting, serve=form, at=one.pk, status=422)


# --- an organisation ---------------------------------------------------------------------------
def spoken_for(request: HttpRequest, pk: int) -> Partner:
    return get_object_or_404(Partner.objects.spoken_for_by(request.user).select_related("organisation"), pk=pk)


@never_cache
@require_GET
@login_required
def face(request: HttpRequest) -> HttpResponse:
    rows = Partner.objects.spoken_for_by(request.user).select_related("organisation", "unit")
    context = {
        "rows": [{"partner": row, "members": members_of(row), "pairs": row.pairs.current()} for row in rows],
        "years": years(),
    }
    return render(request, "volunteers/partner_face.html", context)


@never_cache
@require_safe
@login_required
def face_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return sheet(request, spoken_for(request, pk), year)


@never_cache
@require_GET
@login_required
def face_pair(request: HttpRequest, pk: int, pair: int) -> HttpResponse:
    return pair_of(request, spoken_for(request, pk), pair)


def pair_of(request: HttpRequest, mine: Partner, pk: int, *, status: int = 200, at: int = 0, form=None) -> HttpResponse:
    row = get_object_or_404(Pair.objects.of_partners([mine]).select_related("unit"), pk=pk)
    partners = row.partners.select_related("organisation")
    context = {
        "partner": mine,
        "pair": row,
        "partners": partners,
        "form_of_pair": kind_of(len(partners)),
        "lists": lists_of(row),
        "progress": form or ProgressForm(auto_id="progress_%s"),
        "at": at,
        "form": form,
    }
    return render(request, "volunteers/face_pair.html", context, status=status)


@never_cache
@require_POST
@login_required
def face_line(request: HttpRequest, pk: int, line: int, deed: str) -> HttpResponse:
    mine = spoken_for(request, pk)
    pairs = Pair.objects.of_partners([mine])
    one = get_object_or_404(PairLine.objects.select_related("pair"), pk=line, pair__in=pairs)
    if deed == "take":
        pressed(request, lambda: pairing.take_line(one, mine), _("已认领，做的时候记一笔进展。"))
        return redirect("volunteers:face_pair", pk, one.pair_id)
    if one.partner_id != mine.pk:
        raise Http404
    form = ProgressForm(request.POST, auto_id="progress_%s")
    if done(form, lambda: pairing.note_progress(one, by=request.user, **form.cleaned_data)):
        messages.success(request, _("进展已记下。"))
        return redirect("volunteers:face_pair", pk, one.pair_id)
    return pair_of(request, mine, one.pair_id, status=422, at=one.pk, form=form)
