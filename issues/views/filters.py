"""What the lists of the desk are narrowed by: every filter stands in the address, so that a list can be kept and sent.

What cannot be read as a filter is left out rather than refused: addresses get shortened and retyped.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.text import clean_line
from grids.models import Posting, Unit, UnitQuerySet
from issues.models import Department, Issue, IssueQuerySet, Severity
from issues.text import issue_number

KEY = re.compile(r"[0-9]{1,15}")
# who has it in hand: u and the number of a person, d and that of a department, or nobody
WHO = re.compile(r"([ud])([0-9]{1,15})")
NOBODY = "none"
SELECTED = SafeString(" selected")
NAMES = ("show", "sort", "q", "number", "category", "unit", "state", "who", "severity", "channel", "from", "until")
# those that stand under “更多条件”
MORE = tuple(name for name in NAMES if name not in ("show", "q"))


def asked(request: HttpRequest, name: str = "q") -> str:
    return clean_line(request.GET.get(name, ""))[:40]


def picked(request: HttpRequest) -> dict[str, str]:
    return {name: asked(request, name) for name in NAMES}


def query_of(values: QueryDict | dict) -> str:
    """The filters alone, as they stand in an address; nothing else that came along."""
    found = QueryDict(mutable=True)
    found.update({name: said for name in NAMES if (said := clean_line(str(values.get(name, "")))[:40])})
    return found.urlencode()


def narrow(found: IssueQuerySet, request: HttpRequest, units: UnitQuerySet) -> IssueQuerySet:
    values = picked(request)
    for name, read in READERS.items():
        if values[name] and (wanted := read(values[name])) is not None:
            found = found.filter(wanted)
    if KEY.fullmatch(values["unit"]):
        found = found.filter(unit__in=Unit.objects.within(*units.filter(pk=int(values["unit"]))))
    return found


def words(q: str) -> Q:
    # Chinese has no case, and comparing without regard to it costs several times as much
    how = "icontains" if q.lower() != q.upper() else "contains"
    said = Q(**{f"text__{how}": q}) | Q(**{f"place__{how}": q})
    named = Unit.objects.filter(**{f"name__{how}": q}).values("pk")
    return said | Q(unit__in=named) | Q(number__startswith=issue_number(q))


def of_category(value: str) -> Q | None:
    """A larger category means its smaller ones too."""
    return Q(category=int(value)) | Q(category__parent=int(value)) if KEY.fullmatch(value) else None


def in_hand_of(value: str) -> Q | None:
    if value == NOBODY:
        return Q(handler=None, department=None)
    if known := WHO.fullmatch(value):
        return Q(**{"handler" if known[1] == "u" else "department": int(known[2])})
    return None


def one_of(field: str, values: list) -> Callable[[str], Q | None]:
    known = {str(value) for value in values}
    return lambda value: Q(**{field: value}) if value in known else None


def from_day(value: str) -> Q | None:
    return Q(received_at__gte=moment(day)) if (day := day_of(value)) else None


def until_day(value: str) -> Q | None:
    """The day itself is included."""
    return Q(received_at__lt=moment(day + timedelta(days=1))) if (day := day_of(value)) else None


def day_of(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


READERS: dict[str, Callable[[str], Q | None]] = {
    "q": words,
    "number": lambda value: Q(number__startswith=issue_number(value)),
    "category": of_category,
    "state": one_of("state", Issue.State.values),
    "who": in_hand_of,
    "severity": one_of("severity", Severity.values),
    "channel": one_of("channel", Issue.Channel.values),
    "from": from_day,
    "until": until_day,
}


def options(choices: Iterable[tuple], chosen: str = "") -> SafeString:
    """``<option>`` for each (value, label); hundreds of them stand on a page of the desk."""
    rows = ((value, SELECTED if chosen == str(value) else "", label) for value, label, *_more in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def people(units: UnitQuerySet) -> list[tuple[str, str]]:
    """``[("u7", "林小满")]``: the staff of these units, to filter by and to give matters to."""
    posts = Posting.objects.current().filter(role__in=Posting.STAFF, user__is_active=True, unit__in=units)
    rows = posts.order_by("user__name", "user").values_list("user", "user__name").distinct()
    return [(f"u{pk}", name) for pk, name in rows]


def departments(user) -> list[tuple[str, str]]:
    rows = Department.objects.visible_to(user).filter(open=True).values_list("pk", "name")
    return [(f"d{pk}", name) for pk, name in rows]
