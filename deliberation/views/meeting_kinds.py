"""Kinds of meetings: what is shipped, and what a committee wrote itself."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions.meeting_kinds import spell_parties, write_kind
from deliberation.forms.meeting_kind import MeetingKindForm
from deliberation.models import MeetingKind
from deliberation.views.procedures import home_of, own
from deliberation.views.writing import written
from grids.scope import desk_required


@never_cache
@require_safe
@desk_required
def kinds(request: HttpRequest) -> HttpResponse:
    home = home_of(request.user)
    found = MeetingKind.objects.visible_to(request.user).select_related("unit").order_by("pk")
    rows = [{"kind": row, "mine": home is not None and row.unit_id == home.pk} for row in found]
    return render(request, "deliberation/meeting_kinds.html", {"rows": rows, "may": home is not None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    home, old = own(MeetingKind, request.user, pk)
    initial = model_to_dict(old) | {"parties": spell_parties(old)} if old else {}
    form = MeetingKindForm(request.POST or None, initial=initial)

    def keep(facts: dict) -> HttpResponse:
        write_kind(home, by=request.user, old=old, **facts)
        messages.success(request, _("已经保存，以后召集的会议按它办。"))
        return redirect("deliberation:meeting_kinds")

    title = _("修改会议种类") if old else _("加一种会议")
    return written(request, form, keep, title=title, back=reverse("deliberation:meeting_kinds"))
