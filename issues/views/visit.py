"""The page behind a return visit's link: no login, two taps, once. Opening it changes nothing: mail scanners open too."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import client_address, within_limit
from issues.actions.visiting import answer_visit
from issues.forms.visit import VisitAnswerForm
from issues.models import Visit

TRIES = {"limit": 60, "seconds": 3600}
TOO_MANY = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, token: str) -> HttpResponse:
    found = Visit.objects.select_related("issue__category", "issue__unit__parent", "joiner").filter(token=token)
    row = get_object_or_404(found)
    form = VisitAnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if not within_limit("visit", client_address(request), **TRIES):
            return page(request, row, form, status=TOO_MANY)
        if form.is_valid():
            try:
                row = answer_visit(row, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
    return page(request, row, form, status=status)


def page(request: HttpRequest, row: Visit, form: VisitAnswerForm, *, status: int) -> HttpResponse:
    row.issue.refresh_from_db(fields=["state", "reopened"])
    answer = row.issue.steps.public().filter(verb="answer").order_by("-pk").first()
    context = {
        "visit": row,
        "issue": row.issue,
        "answer": answer.public_text if answer else "",
        "form": form,
        "open": row.answered_at is None and row.expires_at > timezone.now(),
        "too_many": status == TOO_MANY,
        "again": row.answered_at is not None and row.issue.open,
    }
    response = render(request, "issues/visit.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
