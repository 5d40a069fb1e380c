"""The link a household gets: made and printed by staff, opened at home without an account."""

import time

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import client_address, is_used_up, within_limit
from accounts.masks import mask_name
from community.actions import updates as actions
from community.actions.reminders import stale_households
from community.forms.needs import UnitFilter
from community.forms.updates import ProofForm, SayForm
from community.models import Household, HouseholdUpdate
from community.models.dwelling import short_address
from community.views.deeds import FORM_PAGE
from community.views.updates import stays_of
from grids.scope import desk_required, get_visible
from grids.views.board import only_here

PER_PAGE = 60
# eight sheets of A4, about a second; the next print takes those that come after
PER_PRINT = 80
# one pattern for all codes: trying out the other seven would take most of the time
MASK = 3
# wrong digits only: scope, limit, seconds
TRIES = {"update": (5, 900), "update-address": (30, 900), "update-link": (20, 86400)}
TOO_MANY = 429
PROVEN = "household-updates"
PROVEN_FOR = 30 * 60
State = HouseholdUpdate.State


# --- staff: one slip, or many ------------------------------------------------------------------
@never_cache
@desk_required
@require_POST
def household_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers with the slip itself: the word in the link is shown this once and stored nowhere."""
    row = get_visible(Household, request.user, pk, "community.change_household")
    try:
        update, token = actions.ask(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("community:household", row.pk)
    back = reverse("community:household", args=[row.pk])
    return slips_page(request, [slip_of(request, update.household, token)], back)


@never_cache
@desk_required
@require_GET
def stale(request: HttpRequest) -> HttpResponse:
    chosen = UnitFilter(request.GET, user=request.user)
    found = stale_households(chosen.units(), timezone.localdate()).in_order()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    askable = actions.without_open_link(actions.with_phone(found)).count()
    context = {
        "form": chosen,
        "page": page,
        "rows": rows_of(page.object_list),
        "askable": askable,
        "at_once": min(askable, PER_PRINT),
    }
    return render(request, "community/update_stale.html", context)


def rows_of(households: QuerySet) -> list[dict]:
    running = Q(updates__state=State.ASKED, updates__expires_at__gt=timezone.now())
    latest = HouseholdUpdate.objects.filter(household=OuterRef("pk")).order_by("-pk")
    rows = households.annotate(
        people=Count("residences", filter=Q(residences__until=None), distinct=True),
        asked_until=Max("updates__expires_at", filter=running),
        latest=Subquery(latest.values("state")[:1]),
    )
    columns = ("pk", "verified_on", "people", "asked_until", "latest", "head__name")
    place = ("dwelling__entrance", "dwelling__room", "dwelling__building__name")
    return [
        row
        | {
            "place": f"{row['dwelling__building__name']} {short_address(row['dwelling__entrance'], row['dwelling__room'])}",
            "head": mask_name(row["head__name"]) if row["head__name"] else "",
            "waiting": row["latest"] == State.SENT,
        }
        for row in rows.values(*columns, *place)
    ]


@never_cache
@desk_required
@require_POST
def slips(request: HttpRequest) -> HttpResponse:
    """One slip for each household nobody has asked yet; the list behind it is the one of ``stale``."""
    chosen = UnitFilter(request.POST, user=request.user)
    found = stale_households(chosen.units(), timezone.localdate())
    found = actions.without_open_link(actions.with_phone(found)).in_order()
    households = list(found.select_related("dwelling__building")[:PER_PRINT])
    back = reverse("community:update_stale")
    if not households:
        messages.info(request, _("没有要发的核对单：都发过了，或者没有登记电话。"))
        return redirect(back)
    made = actions.ask_many(households, by=request.user)
    return slips_page(request, [slip_of(request, household, token) for household, token in made], back)


def slip_of(request: HttpRequest, household: Household, token: str) -> dict:
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    address = site + reverse("community:update", args=[token])
    return {
        "place": household.dwelling.full_address(),
        "address": address,
        "qr": segno.make(address, error="m", mask=MASK).png_data_uri(scale=4, border=2),
    }


def slips_page(request: HttpRequest, rows: list[dict], back: str) -> HttpResponse:
    until = timezone.localdate(timezone.now() + actions.LASTS)
    context = {"rows": rows, "back": back, "until": until, "only_here": only_here(request)}
    return render(request, "community/update_slips.html", context)


# --- the household itself ----------------------------------------------------------------------
@never_cache
@require_http_methods(FORM_PAGE)
def update(request: HttpRequest, token: str) -> HttpResponse:
    row = proven(request, token)
    if row is None:
        return prove(request, token)
    if row.state != State.ASKED:
        return quiet(render(request, "community/update_thanks.html", {"update": row}))
    if request.method != "POST":
        return say_page(request, row, SayForm(household=row.household, stays=stays_of(row.household)))
    if request.POST.get("what") == "same":
        actions.say_unchanged(row)
        return redirect("community:update", token)
    return take_answer(request, row, token)


def take_answer(request: HttpRequest, row: HouseholdUpdate, token: str) -> HttpResponse:
    form = SayForm(request.POST, household=row.household, stays=stays_of(row.household))
    if not form.is_valid():
        return say_page(request, row, form)
    # sent a second time, it says that it has arrived
    actions.say(row, form.answer())
    return redirect("community:update", token)


def say_page(request: HttpRequest, row: HouseholdUpdate, form: SayForm) -> HttpResponse:
    context = {"form": form, "home": row.household.dwelling, "until": row.expires_at}
    return quiet(render(request, "community/update_say.html", context, status=422 if form.errors else 200))


def prove(request: HttpRequest, token: str) -> HttpResponse:
    """The same page and the same sentence for a wrong word, wrong digits and a link that is over."""
    form = ProofForm(request.POST if "tail" in request.POST else None)
    status = 200
    if form.is_bound and not may_try(request, token):
        form.is_valid()
        form.add_error(None, _("试的次数太多了，请一刻钟以后再试，或给社区打电话。"))
        status = TOO_MANY
    elif form.is_bound and form.is_valid():
        row = actions.behind(token, form.cleaned_data["tail"])
        if row is not None:
            remember(request, row)
            return redirect("community:update", token)
        count_try(request, token)
        form.add_error(None, _("没有对上。请核对是不是您家登记过的电话；核对单也可能过期了，请给社区打电话再要一张。"))
    status = 422 if form.errors and status == 200 else status
    return quiet(render(request, "community/update_proof.html", {"form": form}, status=status))


def proven(request: HttpRequest, token: str) -> HouseholdUpdate | None:
    """Whoever gave the digits may go on for half an hour in this browser."""
    row = actions.found(token)
    since = request.session.get(PROVEN, {}).get(str(row.pk), 0) if row else 0
    return row if row and time.time() - since < PROVEN_FOR and actions.readable(row) else None


def remember(request: HttpRequest, row: HouseholdUpdate) -> None:
    known = {key: at for key, at in request.session.get(PROVEN, {}).items() if time.time() - at < PROVEN_FOR}
    request.session[PROVEN] = known | {str(row.pk): time.time()}


def quiet(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def may_try(request: HttpRequest, token: str) -> bool:
    keys = keys_of_try(request, token)
    return not any(is_used_up(scope, keys[scope], limit) for scope, (limit, _seconds) in TRIES.items())


def count_try(request: HttpRequest, token: str) -> None:
    keys = keys_of_try(request, token)
    for scope, (limit, seconds) in TRIES.items():
        within_limit(scope, keys[scope], limit, seconds)


def keys_of_try(request: HttpRequest, token: str) -> dict[str, str]:
    address = client_address(request)
    return {"update": f"{address}:{token}", "update-address": address, "update-link": token}
