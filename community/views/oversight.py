"""What the committee checks about itself: what is cleared when, and a year of reveals, exports and requests."""

from collections import Counter
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules import has_perm

from accounts.models import AuditEntry
from community.actions import retention
from community.models import DataRequest, Disclosure, Export
from grids.scope import desk_required

KEEPER = "community.export_people"
FIRST_YEAR = 2020
REVEALED, ERASED = (".revealed", ".reveal_contact"), "person.erased"
LINES = {
    "reveals": gettext_lazy("查看隐藏的资料（次）"),
    "revealers": gettext_lazy("查看过的工作人员（人）"),
    "exports": gettext_lazy("导出名单（份）"),
    "full": gettext_lazy("其中含完整号码（份）"),
    "exported": gettext_lazy("名单里的人次"),
    "asked": gettext_lazy("居民的个人信息请求（件）"),
    "refused": gettext_lazy("其中不能办理（件）"),
    "late": gettext_lazy("其中过期才答复（件）"),
    "erased": gettext_lazy("整份删除的资料（人）"),
}


@never_cache
@desk_required
@require_safe
def data_kept(request: HttpRequest) -> HttpResponse:
    only_keepers(request)
    last = AuditEntry.objects.filter(verb=retention.RUN).order_by("-pk").values("at", "detail").first()
    gone = last["detail"] if last else {}
    rows = [{"outcome": outcome, "gone": gone.get(outcome.key, 0)} for outcome in retention.foretell()]
    return render(request, "community/data_kept.html", {"rows": rows, "last": last})


@never_cache
@desk_required
@require_safe
def data_year(request: HttpRequest) -> HttpResponse:
    only_keepers(request)
    this_year = timezone.localdate().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else this_year
    year = min(max(year, FIRST_YEAR), this_year)
    context = {"year": year, "earlier": year - 1, "later": year + 1, "this_year": this_year, "rows": lines_of(year)}
    return render(request, "community/data_year.html", context)


def only_keepers(request: HttpRequest) -> None:
    if not has_perm(KEEPER, request.user):
        raise PermissionDenied(_("这一页给社区工作者、社区书记和系统管理员看。"))


def lines_of(year: int) -> list[dict]:
    """Each figure by month and for the year; numbers only, nobody is named and nobody is ranked."""
    figures = of_year(year)
    return [
        {"label": label, "months": [figures[key, month] for month in range(1, 13)], "total": figures[key, 0]}
        for key, label in LINES.items()
    ]


def of_year(year: int) -> Counter:
    """``figures[key, month]``; month 0 is the whole year."""
    first, end = start_of(year), start_of(year + 1)
    figures: Counter = Counter()
    people: set[tuple[int, int | None]] = set()
    counted = Q(verb=ERASED) | Q(verb__endswith=REVEALED[0]) | Q(verb__endswith=REVEALED[1])
    entries = AuditEntry.objects.filter(counted, at__gte=first, at__lt=end)
    for verb, at, actor in entries.values_list("verb", "at", "actor").iterator():
        add(figures, "erased" if verb == ERASED else "reveals", at)
        if verb != ERASED:
            people |= {(timezone.localtime(at).month, actor), (0, actor)}
    for month, _actor in people:
        figures["revealers", month] += 1
    for at, unmasked in Export.objects.filter(created_at__gte=first, created_at__lt=end).values_list(
        "created_at", "unmasked"
    ):
        add(figures, "exports", at)
        add(figures, "full", at, int(unmasked))
    moments = Disclosure.objects.filter(export__created_at__gte=first, export__created_at__lt=end)
    for at in moments.values_list("export__created_at", flat=True).iterator():
        add(figures, "exported", at)
    count_requests(figures, first, end)
    return figures


def count_requests(figures: Counter, first: datetime, end: datetime) -> None:
    asked = DataRequest.objects.filter(opened_at__gte=first, opened_at__lt=end)
    for at, answer, answered_at, due_on in asked.values_list("opened_at", "answer", "answered_at", "due_on"):
        add(figures, "asked", at)
        add(figures, "refused", at, int(answer == DataRequest.Answer.REFUSED))
        ended = timezone.localtime(answered_at).date() if answered_at else timezone.localdate()
        add(figures, "late", at, int(ended > due_on))


def add(figures: Counter, key: str, at: datetime, count: int = 1) -> None:
    figures[key, timezone.localtime(at).month] += count
    figures[key, 0] += count


def start_of(year: int) -> datetime:
    return retention.start_of(date(year, 1, 1))
