"""One household: who lives there, who did, what happened when; another head, a check, a move of them all."""

from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import AuditEntry
from community import actions, codes
from community.forms import HeadForm, MoveHouseForm
from community.models import Dwelling, Household, Person, Pet, Residence, Vehicle
from community.views.deeds import FORM_PAGE, done
from community.views.dwelling import form_page
from grids.scope import desk_required, get_visible

STORY = {
    "household.head_changed": gettext_lazy("户主由%(before)s换成%(head)s"),
    "household.verified": gettext_lazy("全户核对无误"),
    "household.checked": gettext_lazy("逐人核对"),
    "household.unchanged": gettext_lazy("住户自己填报没有变化"),
    "household.update_taken": gettext_lazy("照住户填报的内容更新"),
    "household.moved": gettext_lazy("全户 %(people)s 人一起搬走"),
    "household.moved_in": gettext_lazy("全户 %(people)s 人一起搬来"),
}
BECAME_HEAD = gettext_lazy("%(head)s成为户主")
CAME, LEFT, DIED = gettext_lazy("%(names)s住进来"), gettext_lazy("%(names)s搬离"), gettext_lazy("%(names)s去世")
COLUMNS = (
    "person", "person__name", "person__sex", "person__born", "person__died_on", "relation", "kind", "since", "until",
)  # fmt: skip
LONGEST_STORY = 60


class Event(NamedTuple):
    day: date | None
    words: str
    by: str = ""


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    perm = "community.change_household" if request.method == "POST" else None
    row = get_visible(Household, request.user, pk, perm)
    form = HeadForm(request.POST or None, household=row)

    def act() -> None:
        actions.change_head(row, form.cleaned_data["head"], by=request.user)

    if done(form, act):
        messages.success(request, _("户主已更换。请再核对其他人与新户主的关系。"))
        return redirect("community:household", row.pk)
    context = household_facts(row, request.user) | {"form": form}
    return render(request, "community/household_page.html", context, status=422 if form.errors else 200)


def household_facts(row: Household, user) -> dict:
    stays = list(Residence.objects.filter(household=row).order_by("until", "pk").values(*COLUMNS))
    keys = {stay["person"] for stay in stays}
    seen = set(Person.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    for stay in stays:
        stay |= {"label": codes.label("relation", stay["relation"]), "facts": facts_of(stay)}
        stay["opens"] = stay["person"] in seen
    entries = list(
        AuditEntry.objects.filter(target=f"household:{row.pk}", verb__in=STORY)
        .order_by("-pk")
        .values("verb", "detail", "at", "actor__name")[:LONGEST_STORY]
    )
    return {
        "household": row,
        "home": Dwelling.objects.select_related("building").get(pk=row.dwelling_id),
        "members": [stay for stay in stays if stay["until"] is None],
        "former": [stay for stay in stays if stay["until"]],
        "story": story_of(row, stays, entries),
        "elsewhere": elsewhere(entries, user),
        "before": others_there(row),
    }


def facts_of(stay: dict) -> list[str]:
    born, since = stay["person__born"], stay["since"]
    facts = (
        str(Residence.Kind(stay["kind"]).label) if stay["kind"] else "",
        _("%(year)s 年生") % {"year": born.year} if born else "",
        _("%(day)s 起") % {"day": f"{since:%Y-%m-%d}"} if since else "",
    )
    return [fact for fact in facts if fact]


def story_of(row: Household, stays: list[dict], entries: list[dict]) -> list[Event]:
    """Newest first; what has no day stands at the end."""
    verbs = {entry["verb"] for entry in entries}
    heads = [entry["detail"].get(key) for entry in entries for key in ("before", "head")]
    names = dict(Person.objects.filter(pk__in=filter(None, heads)).values_list("pk", "name"))
    told = [event_of(row, entry, names) for entry in entries]
    if row.until and "household.moved" not in verbs:
        told.append(Event(row.until, _("最后一位住户离开，这一户结束")))
    # a move of them all is one line, not one for each
    together = {(CAME, row.since)} if "household.moved_in" in verbs else set()
    together |= {(LEFT, row.until)} if "household.moved" in verbs else set()
    events = sorted(
        [*told, *comings_and_goings(stays, together)], key=lambda event: event.day or date.min, reverse=True
    )
    return events[:LONGEST_STORY]


def comings_and_goings(stays: list[dict], together: set) -> list[Event]:
    """Those who came or left on the same day in one line."""
    who: dict[tuple, list[str]] = {}
    for stay in stays:
        died, since, until = stay["person__died_on"], stay["since"], stay["until"]
        moments = [(CAME, since)]
        # a stay ends on the day of death, or on its first day when that was remembered earlier
        if died and until and until == max(died, since or died):
            moments.append((DIED, died))
        elif until:
            moments.append((LEFT, until))
        for moment in moments:
            if moment not in together:
                who.setdefault(moment, []).append(stay["person__name"])
    return [Event(day, str(sentence) % {"names": "、".join(names)}) for (sentence, day), names in who.items()]


def event_of(row: Household, entry: dict, names: dict[int, str]) -> Event:
    detail, verb = entry["detail"], entry["verb"]
    nobody = _("没有人")
    values = {
        "before": names.get(detail.get("before"), nobody),
        "head": names.get(detail.get("head"), nobody),
        "people": detail.get("people", ""),
    }
    sentence = BECAME_HEAD if verb == "household.head_changed" and not detail.get("before") else STORY[verb]
    days = {"household.moved": row.until, "household.moved_in": row.since}
    return Event(days.get(verb) or timezone.localdate(entry["at"]), str(sentence) % values, entry["actor__name"] or "")


def elsewhere(entries: list[dict], user) -> list[dict]:
    """Where they moved to, or came from, as far as the reader may see it."""
    moves = [entry["detail"] for entry in entries if entry["verb"] in ("household.moved", "household.moved_in")]
    keys = [move.get("to") or move.get("came_from") for move in moves]
    homes = Household.objects.visible_to(user).filter(pk__in=keys).select_related("dwelling__building")
    places = {home.pk: home.dwelling.full_address() for home in homes}
    return [
        {"pk": key, "place": places[key], "to": "to" in move}
        for key, move in zip(keys, moves, strict=True)
        if key in places
    ]


def others_there(row: Household) -> list[Household]:
    others = Household.objects.filter(dwelling=row.dwelling_id).exclude(pk=row.pk).select_related("head")
    return list(others.order_by("-until", "-pk"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Household, request.user, pk, "community.change_household")
    if row.until:
        messages.info(request, _("这一户已经登记搬离了，不用再登记。"))
        return redirect("community:household", row.pk)
    things = [model.objects.current().filter(dwelling=row.dwelling_id).exists() for model in (Vehicle, Pet)]
    form = MoveHouseForm(request.POST or None, user=request.user, has_things=any(things))
    moved: list[Household] = []

    @transaction.atomic
    def act() -> None:
        typed = dict(form.cleaned_data)
        place = (typed.pop("building"), typed.pop("entrance"), typed.pop("room"))
        home = actions.find_or_add_dwelling(*place, may_add=typed.pop("new_dwelling"), by=request.user)
        moved.append(actions.move_household(row, home, by=request.user, **typed))

    if done(form, act):
        messages.success(request, _("全家已登记搬到新住处，户主不变。"))
        return redirect("community:household", moved[0].pk)
    note = _("现在住在这一户的人都搬到同一套房屋，户主和家庭关系不变。只有部分人搬，请在每个人的页面分别登记。")
    back = reverse("community:household", args=[row.pk])
    place = row.dwelling.full_address()
    return form_page(request, form, place, back, _("一家人一起搬"), button=_("登记搬家"), note=note)
