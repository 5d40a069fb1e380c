"""Taking the records out, and the phone that opened a passbook's code."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from accounts.limits import client_address
from community.actions import export as lists
from community.models import Export
from community.views.deeds import FORM_PAGE, pressed
from grids.scope import desk_required
from volunteers.actions import record_export
from volunteers.forms.record import Order67Form
from volunteers.models.attendance import title_of
from volunteers.scope import going_on


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def records_export(request: HttpRequest) -> HttpResponse:
    if not has_perm("community.list_people", request.user):
        raise PermissionDenied(_("名单由社区工作人员和网格长导出。需要名单时，请联系您的网格长。"))
    units = lists.listable_units(request.user)
    form = Order67Form(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and form.is_valid():
        made: list[Export] = []
        told = form.cleaned_data
        unit = told.pop("unit")

        def act() -> None:
            made.append(record_export.ask(unit, by=request.user, address=client_address(request), **told))

        if pressed(request, act):
            export = made[0]
            return redirect("community:export_confirm" if export.unmasked else "community:export", export.pk)
    return render(request, "volunteers/record_export.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_safe
def passbook(request: HttpRequest, token: str) -> HttpResponse:
    """A member of staff held the phone's camera over somebody's code: at which session are they?"""
    there = going_on(request.user)
    rows = [
        {"pk": session.pk, "title": title_of(session), "starts_at": session.starts_at, "place": session.place}
        for session in there.select_related("activity").order_by("starts_at")[:30]
    ]
    return render(request, "volunteers/passbook.html", {"rows": rows, "token": token})
