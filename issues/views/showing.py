"""Staff look at a photo, blacken what points to a person, and show the copy to everybody or take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from rules import has_perm

from grids.scope import desk_required, get_visible
from issues.actions.showing import hide_photo, show_photo
from issues.forms.showing import MOST, BoxesForm
from issues.models import Photo


def photo_of(request: HttpRequest, pk: int) -> Photo:
    photo = get_visible(Photo, request.user, pk)
    if not has_perm("issues.publish_issue", request.user, photo.issue):
        raise PermissionDenied
    return photo


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def blacken(request: HttpRequest, pk: int) -> HttpResponse:
    photo = photo_of(request, pk)
    form = BoxesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            show_photo(photo, boxes=form.cleaned_data["boxes"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("照片已按遮盖后的样子公开；原照片只有工作人员看得到。"))
            return redirect("issues:issue", photo.issue_id)
    percent = [[round(100 * part, 1) for part in box] for box in photo.boxes]
    rows = [percent[n] if n < len(percent) else ["", "", "", ""] for n in range(MOST)]
    context = {"photo": photo, "issue": photo.issue, "form": form, "rows": rows, "drawn": percent}
    return render(request, "issues/blacken.html", context)


@never_cache
@require_POST
@desk_required
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    photo = photo_of(request, pk)
    hide_photo(photo, by=request.user)
    messages.success(request, _("照片不再公开。"))
    return redirect("issues:issue", photo.issue_id)
