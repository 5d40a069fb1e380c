"""Named ways from a topic to its end: what is shipped, and what a committee wrote itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions.procedures import spell_steps, write_procedure
from deliberation.forms.topic import ProcedureForm
from deliberation.models import Procedure
from deliberation.views.writing import written
from grids.models import Posting, Unit
from grids.scope import desk_required


def home_of(user) -> Unit | None:
    """The highest unit whose procedures this user may write."""
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).order_by("level", "pk").first()


def own(model: type[Model], user, pk: int | None) -> tuple[Unit, Any]:
    """Where this user writes, and what is changed there; None: it is new."""
    home = home_of(user)
    if home is None:
        raise PermissionDenied
    return home, get_object_or_404(model, pk=pk, unit=home, current=True) if pk else None


@never_cache
@require_safe
@desk_required
def procedures(request: HttpRequest) -> HttpResponse:
    home = home_of(request.user)
    found = Procedure.objects.visible_to(request.user).filter(current=True).select_related("unit")
    rows = [{"procedure": row, "mine": home is not None and row.unit_id == home.pk} for row in found]
    return render(request, "deliberation/procedures.html", {"rows": rows, "may": home is not None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    home, old = own(Procedure, request.user, pk)
    initial = {"name": old.name, "note": old.note, "steps": spell_steps(old)} if old else {}
    form = ProcedureForm(request.POST or None, initial=initial)

    def keep(facts: dict) -> HttpResponse:
        write_procedure(home, by=request.user, old=old, **facts)
        messages.success(request, _("已经保存，以后的议题可以按它走。"))
        return redirect("deliberation:procedures")

    title = _("修改议事方法") if old else _("写一份自己的")
    return written(request, form, keep, title=title, back=reverse("deliberation:procedures"))
