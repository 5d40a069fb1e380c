"""What comes up in the next days: numbers, and behind each the list. Nothing is ticked off; it goes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.masks import mask_name
from community import codes
from community.actions import reminders
from community.forms.reminders import DaysFilter
from community.models import Person
from community.views.people import homes_of
from grids.scope import desk_required

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: Any
    hint: Any


class Ahead:
    """Everything that comes up in one part of the tree from today on; each question is asked once."""

    def __init__(self, user, units, days: int) -> None:
        self.user, self.units = user, units
        self.today = timezone.localdate()
        self.until = self.today + timedelta(days=days)
        self.people = reminders.living_here(units)

    @cached_property
    def birthdays(self) -> list[reminders.Birthday]:
        return reminders.birthdays(self.people, self.today, self.until)

    def turning(self, age: int) -> list[dict]:
        return [{"person": one.person, "when": said(one)} for one in self.birthdays if one.age == age]

    def unguarded(self) -> list[dict]:
        return [{"person": pk, "when": ""} for pk in reminders.unguarded(self.people, self.today)]

    def expiring(self) -> Any:
        return reminders.expiring(self.people, self.today).values("pk", "doc_expires_on")

    def needs(self) -> Any:
        found = reminders.needs_to_review(self.user, self.people, self.until)
        return found.values("person", "group", "review_on")

    def stale(self) -> Any:
        return reminders.stale_households(self.units, self.today)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("turn80", gettext_lazy("年满 80 岁"), gettext_lazy("高龄津贴等可以提前告诉本人或家人。")),
        Kind("turn90", gettext_lazy("年满 90 岁"), gettext_lazy("看望时一起问问需要什么。")),
        Kind("turn100", gettext_lazy("年满 100 岁"), gettext_lazy("提前准备祝寿。")),
        Kind(
            "turn14", gettext_lazy("孩子年满 14 岁"), gettext_lazy("以后处理他的资料，要问他本人；监护人登记请核对。")
        ),
        Kind("turn18", gettext_lazy("孩子年满 18 岁"), gettext_lazy("成年了：监护人登记、儿童类服务需求请核对。")),
        Kind("documents", gettext_lazy("证件 60 天内到期或已过期"), gettext_lazy("提醒本人换证，换好后更新有效期。")),
        Kind("needs", gettext_lazy("服务需求该复核"), gettext_lazy("问一问是不是还需要。")),
        Kind("unguarded", gettext_lazy("不满 14 岁、没有登记监护人"), gettext_lazy("请在资料里选上监护人。")),
        Kind("stale", gettext_lazy("超过 12 个月没有核对的户"), gettext_lazy("打印核对单请住户自己填。")),
    )
}
FIND: dict[str, Callable[[Ahead], Any]] = {
    "turn80": lambda ahead: ahead.turning(80),
    "turn90": lambda ahead: ahead.turning(90),
    "turn100": lambda ahead: ahead.turning(100),
    "turn14": lambda ahead: ahead.turning(14),
    "turn18": lambda ahead: ahead.turning(18),
    "documents": Ahead.expiring,
    "needs": Ahead.needs,
    "unguarded": Ahead.unguarded,
    "stale": Ahead.stale,
}


def said(one: reminders.Birthday) -> str:
    if one.precision == Person.Precision.YEAR:
        return _("%(year)s 年内（只知道年份）") % {"year": one.first.year}
    if one.precision == Person.Precision.MONTH:
        return _("%(month)s 内（只知道年月）") % {"month": f"{one.first:%Y-%m}"}
    return f"{one.first:%Y-%m-%d}"


@never_cache
@desk_required
@require_GET
def reminder_page(request: HttpRequest) -> HttpResponse:
    chosen = DaysFilter(request.GET, user=request.user)
    ahead = Ahead(request.user, chosen.units(), chosen.chosen_days())
    query = query_of(chosen)
    kinds = [
        {"kind": kind, "count": count(FIND[name](ahead)), "url": url_of(name) + query} for name, kind in KINDS.items()
    ]
    context = {"form": chosen, "kinds": kinds, "today": ahead.today, "until": ahead.until}
    return render(request, "community/reminders.html", context)


def count(found) -> int:
    return len(found) if isinstance(found, list) else found.count()


def url_of(name: str) -> str:
    if name == "stale":
        return reverse("community:update_stale")
    return reverse("community:reminder_list", args=[name])


def query_of(chosen: DaysFilter) -> str:
    unit = f"&unit={chosen.chosen('unit')}" if chosen.chosen("unit") else ""
    return f"?days={chosen.chosen_days()}{unit}"


@never_cache
@desk_required
@require_GET
def reminder_list(request: HttpRequest, show: str) -> HttpResponse:
    if show not in KINDS or show == "stale":
        raise Http404
    chosen = DaysFilter(request.GET, user=request.user)
    ahead = Ahead(request.user, chosen.units(), chosen.chosen_days())
    page = Paginator(FIND[show](ahead), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": chosen,
        "kind": KINDS[show],
        "show": show,
        "page": page,
        "rows": rows_of([shaped(row) for row in page.object_list], ahead.today),
        "back": reverse("community:reminders") + query_of(chosen),
    }
    return render(request, "community/reminder_list.html", context)


def shaped(row: dict) -> dict:
    """The three kinds of rows as one: who, when in words, what, and the day if it is known."""
    if "doc_expires_on" in row:
        return {
            "person": row["pk"],
            "when": f"{row['doc_expires_on']:%Y-%m-%d}",
            "what": "",
            "day": row["doc_expires_on"],
        }
    if "group" in row:
        what = codes.label("group", row["group"])
        return {"person": row["person"], "when": f"{row['review_on']:%Y-%m-%d}", "what": what, "day": row["review_on"]}
    return row | {"what": "", "day": None}


def rows_of(found: list[dict], today: date) -> list[dict]:
    """Masked names and homes of one page, in two queries."""
    keys = [row["person"] for row in found]
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    homes = homes_of(keys)
    return [
        row
        | {
            "name": mask_name(names[row["person"]]),
            "homes": homes.get(row["person"], []),
            "late": row["day"] is not None and row["day"] < today,
        }
        for row in found
    ]
