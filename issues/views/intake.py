"""One page for whatever reaches the staff: telephone, door, meeting, group, hotline, city app, their own rounds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.views.pictures import with_photos
from grids.models import Posting, Unit
from grids.scope import desk_required
from issues import actions, staging
from issues.forms import IntakeForm
from issues.forms.questions import answered
from issues.models import Issue


def rows_for(issue: Issue) -> dict:
    """For ``issues/_intake.html`` on the page of a matter."""
    return {"intake": {"answers": answered(issue)}}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
@with_photos
def new(request: HttpRequest) -> HttpResponse:
    units = Unit.objects.overseen_by(request.user, *Posting.STAFF).current()
    if request.method != "POST":
        return intake_page(request, IntakeForm(units=units))
    form = IntakeForm(request.POST, request.FILES, units=units)
    if not form.is_valid() or form.unasked:
        return intake_page(request, form)
    try:
        row = actions.take_for_resident(**form.facts, by=request.user, sort_by_text=True)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return intake_page(request, form)
    staging.drop(form.cleaned_data["key"])
    if actions.says(row, form.facts):
        messages.success(request, _("已经登记，编号 %(number)s。请把编号告诉居民。") % {"number": row.number})
        return redirect("issues:issue", row.pk)
    # the page came back from the browser's memory and holds another matter now
    form.renew_key()
    sentence = _("这张表已经登记过，编号 %(number)s。如果现在写的是另一件事，请再点一次“登记”。")
    form.add_error(None, sentence % {"number": row.number})
    return intake_page(request, form)


def intake_page(request: HttpRequest, form: IntakeForm) -> HttpResponse:
    if "key" in form.errors:
        form.renew_key()
    if form.is_bound:
        form.keep_pictures()
    return render(request, "issues/new.html", {"form": form})
