"""Teams on the desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.text import clean_line
from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible
from volunteers.actions import teams as actions
from volunteers.forms.people import RoleForm, TeamForm
from volunteers.models import Membership, Team
from volunteers.views.people import own_units

PER_PAGE = 30


@desk_required
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    seen = Team.objects.visible_to(request.user)
    if kind in Team.Kind.values:
        seen = seen.filter(kind=kind)
    if words := clean_line(request.GET.get("q", ""))[:40]:
        seen = seen.filter(name__icontains=words)
    members = Count("memberships", filter=Q(memberships__until=None))
    ordered = seen.annotate(members=members).order_by("ended_on", "name", "pk")
    columns = ("pk", "name", "kind", "ended_on", "unit__name", "members")
    page = Paginator(ordered.values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    rows = [row | {"label": Team.Kind(row["kind"]).label} for row in page.object_list]
    context = {"page": page, "rows": rows, "kind": kind, "tabs": Team.Kind.choices, "typed": words}
    return render(request, "volunteers/team_list.html", context)


@never_cache
@desk_required
@require_GET
def team(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Team, request.user, pk)
    members = row.memberships.filter(until=None).order_by("role", "volunteer__person__initials", "pk")
    columns = ("pk", "role", "since", "volunteer", "volunteer__person__name", "volunteer__state")
    page = Paginator(members.values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    found = [one | {"label": Membership.Role(one["role"]).label} for one in page.object_list]
    activities = row.activities.order_by("-pk").values("pk", "title", "published_at", "withdrawn_at")[:10]
    context = {"team": row, "members": found, "page": page, "activities": activities, "roles": Membership.Role.choices}
    return render(request, "volunteers/team_page.html", context)


@desk_required
@require_http_methods(FORM_PAGE)
def team_new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, units=own_units(request.user))
    made: list[Team] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(actions.found(facts.pop("unit"), by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("队伍已建立。现在可以加队员。"))
        return redirect("volunteers:team", made[0].pk)
    context = {"form": form, "title": _("建立队伍")}
    return render(request, "volunteers/team_form.html", context, status=422 if form.errors else 200)


@desk_required
@require_http_methods(FORM_PAGE)
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Team, request.user, pk, "volunteers.change_team")
    initial = {name: getattr(row, name) for name in ("name", "kind", "unit", "about", "on_board")}
    form = TeamForm(request.POST or None, units=own_units(request.user), initial=initial)
    del form.fields["unit"]
    if done(form, lambda: actions.change(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("volunteers:team", row.pk)
    context = {"form": form, "title": _("修改队伍"), "team": row}
    return render(request, "volunteers/team_form.html", context, status=422 if form.errors else 200)


@desk_required
@require_POST
def team_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Team, request.user, pk, "volunteers.change_team")
    pressed(request, lambda: actions.end(row, by=request.user), _("队伍已解散，记录都保留。"))
    return redirect("volunteers:team", row.pk)


@desk_required
@require_POST
def member_act(request: HttpRequest, pk: int, member: int, deed: str) -> HttpResponse:
    row = get_visible(Team, request.user, pk, "volunteers.change_team")
    one = get_object_or_404(Membership, pk=member, team=row, until=None)
    if deed == "part":
        pressed(request, lambda: actions.part(one, by=request.user), _("已离队。"))
    else:
        form = RoleForm(request.POST)
        role = form.cleaned_data["role"] if form.is_valid() else Membership.Role.MEMBER
        pressed(request, lambda: actions.give_role(one, role, by=request.user), _("已改好。"))
    return redirect("volunteers:team", row.pk)
