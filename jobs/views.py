"""How far a job is: for its owner only, and only while there is something to watch."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs import actions
from jobs.models import Job

# htmx swaps the answer in and asks no more
STOP_POLLING = 286


@never_cache
@require_safe
@login_required
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "jobs/job_page.html", {"job": job})


@never_cache
@require_safe
@login_required
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that a page asks for again; ``?page=1`` loads that whole page anew once the job has ended."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    reload_page = "page" in request.GET
    answer = render(request, "jobs/_progress.html", {"job": job, "reload": reload_page})
    if job.ended:
        answer.status_code = STOP_POLLING
        if reload_page:
            answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@login_required
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        actions.cancel(job)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("任务已取消。取消之前已经保存的部分仍然保留。"))
    return redirect("jobs:job", job.pk)


@require_POST
@login_required
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        actions.retry(job)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("jobs:job", job.pk)
