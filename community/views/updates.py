"""Keeping the register true: staff at the door, what households sent, and whom to ask next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.masks import mask_phone
from community import codes
from community.actions import updates as actions
from community.actions import verify_household
from community.forms.updates import CheckForm
from community.models import Household, HouseholdUpdate, Phone, Residence
from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible

PER_PAGE = 30
State = HouseholdUpdate.State
TABS = {
    "waiting": (gettext_lazy("等您核对"), (State.SENT,)),
    "asked": (gettext_lazy("等住户填写"), (State.ASKED,)),
    "done": (gettext_lazy("处理过的"), (State.UNCHANGED, State.TAKEN, State.DROPPED)),
}
GONE = {"name": gettext_lazy("已不在这一户的人"), "person": None}
TONES = {
    State.ASKED: "quiet",
    State.SENT: "new",
    State.UNCHANGED: "done",
    State.TAKEN: "done",
    State.DROPPED: "quiet",
}


# --- at the door -------------------------------------------------------------------------------
@desk_required
@require_POST
def household_verify(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Household, request.user, pk, "community.change_household")
    pressed(request, lambda: verify_household(row, by=request.user), _("已记下：这一户今天核对无误。"))
    return redirect("community:household", row.pk)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def household_check(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Household, request.user, pk, "community.change_household")
    form = CheckForm(request.POST or None, household=row, stays=stays_of(row), initial={"seen": actions.stamp(row)})

    def act() -> None:
        actions.check_household(row, form.changes(), seen=form.cleaned_data["seen"], by=request.user)

    if done(form, act):
        messages.success(request, _("已保存：这一户今天核对过了。"))
        return redirect("community:household", row.pk)
    context = {"form": form, "household": row, "home": row.dwelling}
    return render(request, "community/update_check.html", context, status=422 if form.errors else 200)


def stays_of(household: Household) -> list[Residence]:
    """Who lives there now, the head first, with their numbers; two queries."""
    phones = Prefetch("person__phones", Phone.objects.order_by("pk"))
    stays = Residence.objects.current().filter(household=household).select_related("person", "household")
    return sorted(stays.order_by("pk").prefetch_related(phones), key=lambda stay: stay.person_id != household.head_id)


# --- what households sent ----------------------------------------------------------------------
@never_cache
@desk_required
@require_GET
def updates(request: HttpRequest) -> HttpResponse:
    seen = HouseholdUpdate.objects.visible_to(request.user)
    counts = {name: seen.filter(state__in=states).count() for name, (_label, states) in TABS.items()}
    show = request.GET.get("show", "")
    show = show if show in TABS else "waiting"
    rows = seen.filter(state__in=TABS[show][1]).select_related("household__dwelling__building", "asked_by")
    # whoever answered first is looked at first
    rows = rows.order_by("sent_at", "pk") if show == "waiting" else rows.order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [{"show": name, "label": label, "count": counts[name]} for name, (label, _states) in TABS.items()],
        "show": show,
        "page": page,
        "rows": [row_of(update) for update in page.object_list],
    }
    return render(request, "community/update_list.html", context)


def row_of(update: HouseholdUpdate) -> dict:
    words = list(actions.summary(actions.said_by(update)))
    return {"update": update, "place": update.household.dwelling.full_address(), "words": words, **state_of(update)}


def state_of(update: HouseholdUpdate) -> dict:
    """A link that nobody used in time, or that was made void, is called so."""
    label = update.get_state_display()
    if update.state == State.ASKED and update.expires_at <= timezone.now():
        label = _("过期未填")
    if update.state == State.DROPPED and update.sent_at is None:
        label = _("链接已作废")
    return {"label": label, "tone": TONES[State(update.state)]}


@never_cache
@desk_required
@require_GET
def update_review(request: HttpRequest, pk: int) -> HttpResponse:
    return review_page(request, get_visible(HouseholdUpdate, request.user, pk))


@never_cache
@desk_required
@require_POST
def update_take(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(HouseholdUpdate, request.user, pk, "community.change_update")
    accepted = set(request.POST.getlist("accepted")[:100])
    head = next((stay.person for stay in stays_of(row.household) if str(stay.pk) == request.POST.get("new_head")), None)
    try:
        actions.take(row, accepted, new_head=head, by=request.user)
    except ValidationError as refusal:
        return review_page(request, row, refusal=refusal, ticked=accepted)
    messages.success(request, _("已登记。这一户的核对日期也更新了。"))
    return redirect("community:household", row.household_id)


@desk_required
@require_POST
def update_drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(HouseholdUpdate, request.user, pk, "community.change_update")
    pressed(request, lambda: actions.drop(row, by=request.user), _("已记下：这份核对不采用，链接也打不开了。"))
    return redirect("community:update_review", row.pk)


def review_page(
    request: HttpRequest,
    row: HouseholdUpdate,
    *,
    refusal: ValidationError | None = None,
    ticked: set[str] | None = None,
) -> HttpResponse:
    """``ticked``: what was accepted in a form that was refused, and stays so on the page."""
    row.refresh_from_db()
    stays, said = stays_of(row.household), actions.said_by(row)
    items = items_of(said, {stay.pk: stay for stay in stays})
    for item in items:
        item["ticked"] = ticked is None or item["key"] in ticked
    head = row.household.head_id
    context = {
        "update": row,
        "home": row.household.dwelling,
        "items": items,
        "note": said["note"],
        "refusal": refusal.messages[0] if refusal else "",
        "open": row.state == State.SENT,
        "void": row.state == State.ASKED,
        "heads": [stay for stay in stays if stay.person_id != head] if head_leaves(said, stays, head) else [],
        **state_of(row),
    }
    return render(request, "community/update_review.html", context, status=422 if refusal else 200)


def head_leaves(said: dict, stays: list[Residence], head: int | None) -> bool:
    leaving = {member["residence"] for member in said["members"] if member["left"]}
    return any(stay.pk in leaving and stay.person_id == head for stay in stays)


def items_of(said: dict, stays: dict[int, Residence]) -> list[dict]:
    """Each change beside what the register says now; numbers masked on both sides."""
    items = []
    for member in said["members"]:
        stay = stays.get(member["residence"])
        who = {"name": stay.person.name, "person": stay.person_id} if stay else GONE
        key = member["residence"]
        if member["phone"] or member["old_gone"]:
            phones = [mask_phone(phone.number) for phone in stay.person.phones.all()] if stay else []
            sent = [mask_phone(member["phone"])] if member["phone"] else []
            sent += [_("原来的号码不用了")] if member["old_gone"] else []
            items.append(
                {"key": f"phone:{key}", "what": _("电话"), "now": "、".join(phones), "sent": "，".join(sent)} | who
            )
        if member["left"]:
            sent = {"key": f"left:{key}", "what": _("住在这里"), "now": _("在住"), "sent": _("已经搬走")}
            items.append(sent | who)
    for number, newcomer in enumerate(said["new"]):
        words = [codes.label("relation", newcomer["relation"]), mask_phone(newcomer["phone"])]
        sent = "，".join([_("新来的人"), *(word for word in words if word)])
        who = {"name": newcomer["name"], "person": None}
        items.append({"key": f"new:{number}", "what": _("同住的人"), "now": "", "sent": sent} | who)
    return items
