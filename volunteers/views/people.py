"""Volunteers on the desk: found, registered, looked at."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.picking import asked_for, found
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible
from volunteers.actions import people as actions
from volunteers.actions import teams
from volunteers.forms.people import DetailsForm, RegisterForm, SkillForm, VolunteerFilter
from volunteers.models import Membership, Team, Volunteer, VolunteerSkill
from volunteers.models.people import DAYS, PARTS

PER_PAGE = 30
DEEDS = {"accept": actions.accept, "pause": actions.pause, "resume": actions.resume, "leave": actions.leave}


def own_units(user) -> QuerySet:
    return Unit.objects.overseen_by(user, *Posting.STAFF).current().order_by("tree_id", "lft")


@never_cache
@desk_required
@require_GET
def volunteers(request: HttpRequest) -> HttpResponse:
    units = list(own_units(request.user).values("pk", "name", "level", "tree_id", "lft", "rght"))
    chosen = VolunteerFilter(request.GET, units=units)
    seen = narrow(Volunteer.objects.visible_to(request.user), chosen)
    columns = ("pk", "state", "since", "person__name", "unit__name", "neighbour_head", "silver", "lecturer")
    ordered = seen.order_by("person__initials", "pk").values(*columns)
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(list(page.object_list)), "form": chosen}
    return render(request, "volunteers/volunteer_list.html", context)


def narrow(seen: QuerySet, chosen: VolunteerFilter) -> QuerySet:
    if words := chosen.chosen("q"):
        seen = seen.filter(person__initials__startswith=words.lower()) | seen.filter(person__name__icontains=words)
    if pk := chosen.chosen("unit"):
        top = Unit.objects.get(pk=pk)
        seen = seen.filter(unit__in=Unit.objects.within(top))
    if skill := chosen.chosen("skill"):
        seen = seen.filter(skills__skill=skill)
    state = chosen.chosen("state")
    if state == "all":
        return seen
    return seen.filter(state=state) if state else seen.filter(state__in=("active", "asked"))


def rows_of(rows: list[dict]) -> list[dict]:
    held: dict[int, list[str]] = {}
    skills = VolunteerSkill.objects.filter(volunteer__in=[row["pk"] for row in rows]).order_by("skill__position")
    for volunteer, name in skills.values_list("volunteer", "skill__name"):
        held.setdefault(volunteer, []).append(name)
    return [
        row | {"label": Volunteer.State(row["state"]).label, "skills": held.get(row["pk"], []), "marks": marks_of(row)}
        for row in rows
    ]


def marks_of(row: dict) -> list[str]:
    names = {"neighbour_head": _("百合邻长"), "silver": _("银发人才"), "lecturer": _("讲师")}
    return [label for name, label in names.items() if row[name]]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def volunteer_find(request: HttpRequest) -> HttpResponse:
    """Who is to be registered is somebody of the register."""
    if (sought := asked_for(request)) is not None:
        return redirect(reverse("volunteers:volunteer_find") + sought)
    seen = Person.objects.visible_to(request.user).living()
    known = Volunteer.objects.exclude(state__in=("left", "asked")).values_list("person", flat=True)
    return render(request, "volunteers/volunteer_find.html", {"pick": found(request, seen, known)})


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def volunteer_new(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk)
    form = RegisterForm(request.POST or None)
    made: list[Volunteer] = []

    def act() -> None:
        facts = {name: value for name, value in form.cleaned_data.items() if name not in ("how", "skills")}
        row = actions.register(
            person, unit=unit_of(person, request.user), how=form.cleaned_data["how"], by=request.user, **facts
        )
        for skill in form.cleaned_data["skills"]:
            if not row.skills.filter(skill=skill).exists():
                actions.add_skill(row, skill, by=request.user)
        made.append(row)

    if done(form, act):
        messages.success(request, _("已登记为志愿者。"))
        return redirect("volunteers:volunteer", made[0].pk)
    context = {"form": form, "person": person}
    return render(request, "volunteers/volunteer_new.html", context, status=422 if form.errors else 200)


def unit_of(person: Person, user) -> Unit:
    """The grid they live in, if it is the reader's; else the reader's first unit."""
    homes = person.residences.filter(until=None).values("dwelling__building")
    own = own_units(user)
    building = own.filter(pk__in=homes).first()
    if building is not None:
        return building.parent if own.filter(pk=building.parent_id).exists() else building
    return own.first()


@never_cache
@desk_required
@require_GET
def volunteer(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk)
    return show(request, row, SkillForm(volunteer=row))


def show(request: HttpRequest, row: Volunteer, form: SkillForm, status: int = 200) -> HttpResponse:
    seen = Person.objects.visible_to(request.user).filter(pk=row.person_id).exists()
    context = {
        "volunteer": row,
        "opens_person": seen,
        "slots": [f"{DAYS[int(code[0])]}{PARTS[code[1:]]}" for code in row.slots],
        "skills": row.skills.select_related("skill", "checked_by"),
        "memberships": row.memberships.filter(until=None).select_related("team"),
        "teams": Team.objects.visible_to(request.user).current().exclude(memberships__in=row.memberships.current()),
        "form": form,
    }
    return render(request, "volunteers/volunteer_page.html", context, status=status)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def volunteer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk, "volunteers.change_volunteer")
    names = DetailsForm.base_fields
    initial = {name: getattr(row, name) for name in names} | {"availability": row.slots}
    form = DetailsForm(request.POST or None, initial=initial)
    if done(form, lambda: actions.change(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("volunteers:volunteer", row.pk)
    context = {"form": form, "volunteer": row}
    return render(request, "volunteers/volunteer_edit.html", context, status=422 if form.errors else 200)


@desk_required
@require_POST
def volunteer_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk, "volunteers.change_volunteer")
    if deed not in DEEDS:
        raise Http404
    pressed(request, lambda: DEEDS[deed](row, by=request.user), _("已办好。"))
    return redirect("volunteers:volunteer", row.pk)


@desk_required
@require_POST
def skill_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk, "volunteers.change_volunteer")
    form = SkillForm(request.POST, volunteer=row)

    def act() -> None:
        facts = dict(form.cleaned_data)
        actions.add_skill(row, facts.pop("skill"), by=request.user, **facts)

    if done(form, act):
        messages.success(request, _("技能已登记。"))
        return redirect("volunteers:volunteer", row.pk)
    return show(request, row, form, status=422)


@desk_required
@require_POST
def skill_act(request: HttpRequest, pk: int, held: int, deed: str) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk, "volunteers.change_volunteer")
    skill = get_object_or_404(VolunteerSkill, pk=held, volunteer=row)
    if deed == "check":
        pressed(request, lambda: actions.check_skill(skill, by=request.user), _("已记下您看过证件。"))
    else:
        pressed(request, lambda: actions.drop_skill(skill), _("已去掉。"))
    return redirect("volunteers:volunteer", row.pk)


@desk_required
@require_POST
def volunteer_join(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Volunteer, request.user, pk, "volunteers.change_volunteer")
    key = request.POST.get("team", "")
    team = Team.objects.visible_to(request.user).filter(pk=key[:18]).first() if key.isdecimal() else None
    if team is None:
        messages.error(request, _("请先选择一支队伍。"))
    else:
        role = Membership.Role.LEADER if "leader" in request.POST else Membership.Role.MEMBER
        pressed(request, lambda: teams.join(team, row, by=request.user, role=role), _("已加入队伍。"))
    return redirect("volunteers:volunteer", row.pk)
