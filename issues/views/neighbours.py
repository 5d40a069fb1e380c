"""From a matter to a neighbour who can help."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.views.deeds import FORM_PAGE, done
from grids.scope import desk_required, get_visible
from issues.actions.neighbours import ask_neighbours, subject_of
from issues.models import Issue
from issues.views.dept_rows import Veil
from volunteers.actions import helping
from volunteers.forms.neighbours import HelpForm
from volunteers.models import Help


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def neighbours(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked already: that help. Else what is needed, begun with the matter's place and words."""
    issue = get_visible(Issue, request.user, pk, "issues.view_issue")
    if known := helping.open_of(subject_of(issue)):
        return redirect("volunteers:help", known.pk)
    first = {
        "key": uuid4(),
        "text": Veil(issue)(" ".join(issue.text.split()))[:200],
        "unit": issue.unit_id,
        "details": issue.place,
    }
    form = HelpForm(request.POST or None, user=request.user, initial=first)
    made: list[Help] = []
    if done(form, lambda: made.append(ask_neighbours(issue, by=request.user, **form.cleaned_data))):
        messages.success(request, _("已记下。下面是合适的邻居，按一下就去问；办得怎样会自动记到这件事里。"))
        return redirect("volunteers:help", made[0].pk)
    context = {
        "form": form,
        "title": _("请邻居帮忙"),
        "person": None,
        "back": reverse("issues:issue", args=[pk]),
        "note": _("邻居看到的只有您在这里写的话，请不要写反映人的姓名和电话。"),
        "button": _("找合适的邻居"),
        "frame": "desk_page.html",
    }
    return render(request, "volunteers/neighbour_form.html", context, status=422 if form.errors else 200)
