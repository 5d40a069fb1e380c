"""Whom to ring about one session: numbers masked, one shown once for a reason that stays on record."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.masks import mask_phone
from community.models import Person, Phone
from community.views.sealed import Look, look
from grids.scope import desk_required, get_visible
from volunteers.models import Session, SignUp
from volunteers.views.rows import COLUMNS, session_row

CHANGE = "volunteers.change_session"
PER_PAGE = 50


@never_cache
@desk_required
@require_safe
def session_contacts(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Session, request.user, pk, CHANGE))


@never_cache
@desk_required
@require_POST
def contact_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident's number by the register's own door, so that the look stands in their history."""
    row = get_visible(SignUp, request.user, pk)
    session = get_visible(Session, request.user, row.session_id, CHANGE)
    whose = get_visible(Person, request.user, row.person_id, "community.reveal_person") if row.person_id else row
    return show(request, session, look(request, whose, prefix=f"{row.pk}-"), at=row)


def show(request: HttpRequest, session: Session, seen: Look | None = None, at: SignUp | None = None) -> HttpResponse:
    seen = seen or Look()
    everybody = SignUp.objects.open().filter(session=session).order_by("number", "pk")
    before = everybody.filter(number__lt=at.number).count() if at else 0
    number = before // PER_PAGE + 1 if at else request.GET.get("page")
    rows = everybody.prefetch_related(Prefetch("person__phones", Phone.objects.order_by("pk"))).select_related("person")
    page = Paginator(rows, PER_PAGE).get_page(number)
    here = [row.person_id for row in page if row.person_id]
    known = set(Person.objects.visible_to(request.user).filter(pk__in=here).values_list("pk", flat=True))
    context = {
        "session": session,
        "row": session_row(Session.objects.values(*COLUMNS).get(pk=session.pk)),
        "page": page,
        "rows": [contact_row(row, row.person_id in known, seen) for row in page],
        "form": seen.form,
    }
    return render(request, "volunteers/session_contacts.html", context, status=seen.status)


def contact_row(row: SignUp, known: bool, seen: Look) -> dict:
    url = reverse("volunteers:contact_reveal", args=[row.pk])
    name = row.person.name if row.person else row.name
    numbers = []
    if row.person and known:
        numbers = [(f"phone:{one.pk}", one.label, one.number) for one in row.person.phones.all()]
    elif row.person is None and row.phone:
        numbers = [("phone", "", row.phone)]
    sealed = [
        seen.row(f"{row.pk}-{field}", url, field, f"{name} {label}".strip(), mask_phone(number))
        for field, label, number in numbers
    ]
    why = _("没有登记电话。") if known or not row.person else _("住在别的网格，请社区工作者联系。")
    return {"number": row.number, "name": name, "state": row.get_state_display(), "sealed": sealed, "why": why}
