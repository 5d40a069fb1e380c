"""Who needs which service: on the person's page, and as a list by group with what is due for review first."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.masks import mask_name
from community import codes
from community.actions import needs as actions
from community.actions.reminders import living_here
from community.forms.needs import NeedFilter, NeedForm
from community.models import Person, ServiceNeed
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.people import homes_of
from grids.scope import desk_required, get_visible

PER_PAGE = 30
# one print: as many as an office carries along on a round
PER_PRINT = 400
COLUMNS = ("pk", "person", "person__name", "group", "grade", "since", "until", "review_on")


def needs_of(user, person: Person) -> dict:
    """What ``_needs.html`` shows on the person's page, in one query."""
    today = timezone.localdate()
    rows = ServiceNeed.objects.visible_to(user).filter(person=person).order_by("until", "-since", "-pk")
    shown = [
        row
        | {
            "label": codes.label("group", row["group"]),
            "due": row["review_on"] <= today,
            "over": row["until"] is not None and row["until"] < today,
        }
        for row in rows.values("pk", "group", "grade", "basis", "since", "until", "review_on")
    ]
    return {
        "current": [row for row in shown if not row["over"]],
        "past": [row for row in shown if row["over"]],
    }


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def need_new(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.add_need")
    form = NeedForm(request.POST or None, user=request.user, person=person)

    def act() -> None:
        actions.add_need(person, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("已登记服务需求。"))
        return redirect("community:person", person.pk)
    status = 422 if form.errors else 200
    return render(request, "community/need_new.html", {"form": form, "person": person}, status=status)


@desk_required
@require_POST
def need_end(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_visible(ServiceNeed, request.user, pk, "community.change_need")
    pressed(request, lambda: actions.end_need(need, by=request.user), _("已记下：不再需要。"))
    return redirect("community:person", need.person_id)


@desk_required
@require_POST
def need_review(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_visible(ServiceNeed, request.user, pk, "community.change_need")
    seen = day_of(request.POST.get("seen", ""))
    if pressed(request, lambda: actions.review_need(need, seen=seen, by=request.user)):
        messages.success(request, _("已复核，仍需要。下次复核：%(day)s。") % {"day": f"{need.review_on:%Y-%m-%d}"})
    if request.POST.get("from") == "list":
        return redirect("community:needs")
    return redirect("community:person", need.person_id)


def day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@never_cache
@desk_required
@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    chosen = NeedFilter(request.GET, user=request.user)
    today = timezone.localdate()
    # whoever lives in units of the user's own scope is visible to them
    people = living_here(chosen.units())
    seen = ServiceNeed.objects.shown_to(request.user).current(today).filter(person__in=people)
    counts = dict(seen.order_by().values_list("group").annotate(n=Count("pk")))
    rows = seen.filter(group=chosen.chosen("group")) if chosen.chosen("group") else seen
    paper = request.GET.get("print") == "1"
    page = Paginator(rows.order_by("review_on", "group", "pk"), PER_PRINT if paper else PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    context = {
        "form": chosen,
        "group": chosen.chosen("group"),
        "groups": [(code, name, counts[code]) for code, name in codes.SERVICE_GROUPS.items() if code in counts],
        "total": sum(counts.values()),
        "page": page,
        "rows": rows_of(page.object_list, today),
        "paper": paper,
    }
    return render(request, "community/need_list.html", context)


def rows_of(found: QuerySet, today: date) -> list[dict]:
    """Masked rows of one page with where the people live, in two queries."""
    rows = list(found.values(*COLUMNS))
    homes = homes_of([row["person"] for row in rows])
    return [
        row
        | {
            "name": mask_name(row["person__name"]),
            "label": codes.label("group", row["group"]),
            "due": row["review_on"] <= today,
            "homes": homes.get(row["person"], []),
        }
        for row in rows
    ]
