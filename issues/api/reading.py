"""What a request asks for: which jurisdiction, which services, which cases, which stretch of time, which page."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from grids.models import Unit
from issues import flow
from issues.api.formats import Refusal
from issues.flow import State
from issues.models import Category, Issue, IssueQuerySet

SPAN = timedelta(days=90)
MOST = 1000
LONGEST_LIST = 200
# merged ones go on under another number; what was answered still waits to be verified
CLOSED = (*flow.ENDS, State.MERGED)
STATUSES = {"open": ~Q(state__in=CLOSED), "closed": Q(state__in=CLOSED)}
WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Page:
    first: int
    size: int


def said(request: HttpRequest, name: str) -> str:
    """An empty parameter is an absent one."""
    return request.GET.get(name, "").strip()


def listed(request: HttpRequest, name: str) -> list[str]:
    found = [part.strip() for part in said(request, name).split(",") if part.strip()]
    if len(found) > LONGEST_LIST:
        raise Refusal(400, _("%(name)s 一次最多写 %(most)s 个。") % {"name": name, "most": LONGEST_LIST})
    return found


def jurisdiction(code: str) -> Unit | None:
    """The street or community of that code; None where nothing was said, for one portal is one jurisdiction."""
    if not code:
        return None
    kinds = (Unit.Kind.STREET, Unit.Kind.COMMUNITY)
    unit = Unit.objects.current().filter(code=code[:40], kind__in=kinds).first()
    if unit is None:
        raise Refusal(404, _("没有这个辖区：jurisdiction_id 是街道或社区的编码，也可以不写。"))
    return unit


def services():
    """What can be reported from outside: kinds of the second level, and those of the first that have none below."""
    offered = Category.objects.offered().filter(offered_outside=True)
    parents = offered.exclude(parent=None).values("parent")
    leaves = Q(parent=None) & ~Q(pk__in=parents) | Q(parent__open=True)
    return offered.filter(leaves).select_related("parent").order_by("parent__position", "position", "pk")


def service(code: str) -> Category:
    found = services().filter(code=code[:40]).first()
    if found is None:
        raise Refusal(404, _("没有这个服务：service_code 请用 services 里列出的代码。"))
    return found


def wanted_cases(request: HttpRequest) -> IssueQuerySet:
    """The public cases that the parameters ask for; numbers override everything else."""
    found = Issue.objects.public()
    if unit := jurisdiction(said(request, "jurisdiction_id")):
        found = found.filter(unit__in=Unit.objects.within(unit))
    if numbers := listed(request, "service_request_id"):
        return found.filter(number__in=numbers)
    start, end = span(request)
    found = found.filter(received_at__gte=start, received_at__lte=end)
    if codes := listed(request, "service_code"):
        found = found.filter(of_services(codes))
    return found.filter(of_statuses(listed(request, "status")))


def of_services(codes: list[str]) -> Q:
    """A group stands for everything in it; kinds that are no longer offered still find their old cases."""
    known = set(Category.objects.filter(code__in=codes).values_list("code", flat=True))
    if strange := [code for code in codes if code not in known]:
        raise Refusal(404, *(_("没有这个服务：%(code)s") % {"code": code[:40]} for code in strange))
    return Q(category__code__in=codes) | Q(category__parent__code__in=codes)


def of_statuses(names: list[str]) -> Q:
    if not set(names) <= set(STATUSES):
        raise Refusal(400, _("status 只能是 open 或 closed，可以用逗号写两个。"))
    wanted = Q()
    for name in names:
        wanted |= STATUSES[name]
    return wanted


def span(request: HttpRequest) -> tuple[datetime, datetime]:
    """At most 90 days; the last 90 when nothing is said, 90 from the start or up to the end when one of them is."""
    start, end = moment(request, "start_date"), moment(request, "end_date", last=True)
    now = timezone.now()
    if start is None:
        end = end or now
        return end - SPAN, end
    if end is None:
        end = min(start + SPAN, max(now, start))
    if end < start:
        raise Refusal(400, _("start_date 要早于 end_date。"))
    if end - start > SPAN:
        raise Refusal(400, _("一次最多查 90 天，请把 start_date 和 end_date 分成几段来查。"))
    return start, end


def moment(request: HttpRequest, name: str, *, last: bool = False) -> datetime | None:
    """W3C date-time; a date alone is its first moment (``last``: its last), one without a zone is local."""
    typed = said(request, name)
    if not typed:
        return None
    try:
        # a plus sign that nobody escaped comes as a blank
        at = day(typed, last) or parse_datetime(typed.replace(" ", "+")) or parse_datetime(typed)
    except ValueError:
        at = None
    if at is None or not 1970 <= at.year <= 9000:
        raise Refusal(400, _("%(name)s 请写成 2026-03-01T00:00:00+08:00 的样子。") % {"name": name})
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def day(typed: str, last: bool) -> datetime | None:
    found = parse_date(typed)
    return datetime.combine(found, time.max if last else time.min) if found else None


def page(request: HttpRequest) -> Page:
    """``page`` counts from 1; more than 1000 cases are never given at once."""
    size = min(number(request, "page_size", MOST), MOST)
    return Page((number(request, "page", 1) - 1) * size, size)


def number(request: HttpRequest, name: str, default: int) -> int:
    typed = said(request, name)
    if not typed:
        return default
    if not WHOLE.fullmatch(typed) or not int(typed):
        raise Refusal(400, _("%(name)s 请写大于 0 的整数。") % {"name": name})
    return int(typed)
