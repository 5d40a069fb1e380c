"""The book on the desk: how it stands, whose passbooks there are, the numbers by the tree, the export."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from accounts.actions import record
from accounts.masks import mask_name
from accounts.models import User
from accounts.text import clean_line
from community.lookup import read as read_lookup
from community.models import Person
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible
from points.models import Account, Settlement, Transfer, Voucher
from points.reports import export, figures, ledger

ON_A_PAGE = 30
ORDERS = {"": "-balance", "name": "person__initials", "new": "-opened_at"}


def communities_of(user: User) -> list[Unit]:
    """Whose book somebody on the staff works with: those below their posts, else the one above."""
    seen = list(Unit.objects.overseen_by(user, *Posting.STAFF).filter(kind=Unit.Kind.COMMUNITY).order_by("lft"))
    if seen:
        return seen
    above = [unit for post in Unit.objects.visible_to(user)[:1] for unit in Unit.objects.above(post)]
    return [unit for unit in above if unit.kind == Unit.Kind.COMMUNITY] or above[:1]


def community_at(request: HttpRequest) -> Unit:
    found = communities_of(request.user)
    chosen = request.GET.get("community", "")
    for unit in found:
        if str(unit.pk) == chosen:
            return unit
    if not found:
        raise Http404
    return found[0]


def span_at(request: HttpRequest) -> tuple[date, date]:
    """The days that were asked for, else this month so far."""
    today, asked = timezone.localdate(), request.POST if request.method == "POST" else request.GET
    first = asked_day(asked.get("from", "")) or today.replace(day=1)
    last = asked_day(asked.get("until", "")) or today
    return (first, last) if first <= last else (last, first)


def asked_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@never_cache
@require_safe
@desk_required
def overview(request: HttpRequest) -> HttpResponse:
    community, today = community_at(request), timezone.localdate()
    first = today.replace(day=1)
    context = {
        "community_unit": community,
        "communities": communities_of(request.user),
        "outstanding": figures.outstanding(community),
        "month": figures.totals(community, first, today),
        "categories": figures.by_category(community, first, today),
        "settlements": Settlement.objects.visible_to(request.user).waiting().select_related("unit")[:6],
        "vouchers": Voucher.objects.visible_to(request.user).asked().count(),
        "statements": Settlement.objects.visible_to(request.user).waiting().count(),
        "check": ledger.last_check(),
        "today": today,
    }
    return render(request, "points/overview.html", context)


@never_cache
@require_safe
@desk_required
def check(request: HttpRequest) -> HttpResponse:
    return render(request, "points/check.html", {"check": ledger.last_check()})


@never_cache
@require_safe
@desk_required
def accounts(request: HttpRequest) -> HttpResponse:
    """Found by name, initials, room or the book's number; without a search, the fullest first."""
    typed = clean_line(request.GET.get("q", ""))[:40]
    order = request.GET.get("order", "")
    books = Account.objects.visible_to(request.user).open().of_people()
    if typed:
        people = Person.objects.matching(read_lookup(typed)).values("pk")
        number = Q(pk=int(typed)) if typed.isdecimal() and len(typed) <= 10 else Q()
        books = books.filter(Q(person__in=people) | number)
    rows = books.order_by(ORDERS.get(order, "-balance"), "pk").values("pk", "person__name", "balance", "opened_at")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            row | {"name": mask_name(row["person__name"]), "number": f"{row['pk']:08d}"} for row in page.object_list
        ],
        "typed": typed,
        "order": order if order in ORDERS else "",
        "without": without_book(request.user, typed) if typed else [],
    }
    return render(request, "points/account_list.html", context)


def without_book(user: User, typed: str) -> list[dict]:
    """Residents the search means who have no passbook yet."""
    found = Person.objects.visible_to(user).living().matching(read_lookup(typed))
    none = found.exclude(pk__in=Account.objects.open().of_people().values("person")).order_by("pk")
    return [{"pk": row["pk"], "name": mask_name(row["name"])} for row in none.values("pk", "name")[:10]]


@never_cache
@require_safe
@desk_required
def numbers(request: HttpRequest) -> HttpResponse:
    """By any unit of the reader's scope: what lies below it, and a table that adds up to the export."""
    first, last = span_at(request)
    seen = Unit.objects.visible_to(request.user).order_by("tree_id", "lft")
    chosen = request.GET.get("unit", "")
    unit = get_visible(Unit, request.user, int(chosen)) if chosen.isdecimal() and len(chosen) < 12 else seen.first()
    if unit is None:
        raise Http404
    context = {
        "unit": unit,
        "above": [each for each in Unit.objects.above(unit) if each.pk != unit.pk and seen.filter(pk=each.pk).exists()],
        "first": first,
        "last": last,
        "whole": figures.totals(unit, first, last),
        "rows": figures.by_unit(unit, first, last),
        "categories": figures.by_category(unit, first, last),
        "may_export": has_perm("points.export_unit", request.user, unit),
    }
    return render(request, "points/numbers.html", context)


@never_cache
@require_POST
@desk_required
def take_out(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The transfers behind the numbers of a unit; who took them is on the record."""
    unit = get_visible(Unit, request.user, pk, "points.export_unit")
    first, last = span_at(request)
    name = _("积分流水-%(unit)s-%(first)s-%(last)s") % {"unit": unit, "first": first, "last": last}
    lines = export.rows(export.transfers(unit, first, last))
    answer = as_file(form, name, _("积分流水"), export.HEADINGS, lines)
    record("points.exported", by=request.user, target=f"unit:{unit.pk}", first=first, last=last)
    return answer


def as_file(form: str, name: str, title: str, headings: Sequence[str], lines: Iterable[Sequence]) -> HttpResponse:
    """A table as a file of this form; 404 for a form that there is not."""
    if form not in export.FORMS:
        raise Http404
    make, kind = export.FORMS[form]
    disposition = content_disposition_header(True, f"{name}.{form}") or "attachment"
    return HttpResponse(make(title, headings, lines), content_type=kind, headers={"Content-Disposition": disposition})


def transfer_seen(user: User, pk: int) -> Transfer:
    """A movement of a passbook the reader may open."""
    books = Account.objects.visible_to(user).of_people().values("pk")
    found = Transfer.objects.filter(Q(src__in=books) | Q(dst__in=books) | Q(pk__in=Transfer.objects.visible_to(user)))
    row = (
        found.filter(pk=pk)
        .select_related("src__person", "dst__person", "rule", "item", "category", "settlement", "actor")
        .first()
    )
    if row is None:
        raise Http404
    return row
