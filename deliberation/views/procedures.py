"""Named ways from a topic to its end: what is shipped, and what a committee wrote itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions.procedures import spell_steps, write_procedure
from deliberation.forms.topic import ProcedureForm
from deliberation.models import Procedure
from grids.models import Posting, Unit
from grids.scope import desk_required

REFUSED = 422


def home_of(user) -> Unit | None:
    """The highest unit whose procedures this user may write."""
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).order_by("level", "pk").first()


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
    home = home_of(request.user)
    if home is None:
        raise PermissionDenied
    old = get_object_or_404(Procedure, pk=pk, unit=home, current=True) if pk else None
    initial = {"name": old.name, "note": old.note, "steps": spell_steps(old)} if old else {}
    form = ProcedureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            write_procedure(home, by=request.user, old=old, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存，以后的议题可以按它走。"))
            return redirect("deliberation:procedures")
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/procedure_form.html", {"form": form, "old": old}, status=status)
