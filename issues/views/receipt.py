"""The receipt: number, QR code, what happens next and until when, the timeline, and the resident's last word."""

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.views.pictures import with_photos
from issues import actions, flow
from issues.actions.ending import refuse_late_reopening
from issues.actions.joining import described
from issues.actions.reporter import hide as hide_issue
from issues.forms import RatingForm, ReopenForm, ReplyForm
from issues.forms.questions import answered
from issues.models import Issue
from issues.text import emergency_in
from issues.views.rows import timeline
from issues.views.seen import for_reporter
from issues.views.voices import voices

REMEMBERED = 20
SAID = {
    Issue.State.WAITING: gettext_lazy("需要您补充一些情况。您补充以前，期限先不算。"),
    Issue.State.PAUSED: gettext_lazy("这件事暂时办不了，原因见下面。恢复以后期限接着算。"),
    Issue.State.ANSWERED: gettext_lazy("已经答复。请看看下面的结果，给个评价；没有解决，可以要求重新办理。"),
    Issue.State.CLOSED: gettext_lazy("这件事已经办结。谢谢您告诉我们。"),
    Issue.State.ENDED: gettext_lazy("这件事已经办结。谢谢您告诉我们。"),
    Issue.State.DECLINED: gettext_lazy("这件事社区没有受理，原因见下面。您不同意，可以要求重新办理。"),
    Issue.State.MERGED: gettext_lazy("有邻居反映了同一件事，两件并在一起办，进展照样告诉您。"),
}
ENDED = flow.MOVES["rate"].before


def matter_of(token: str) -> Issue:
    return get_object_or_404(Issue.objects.select_related("category", "unit__parent", "handler"), token=token)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    issue = matter_of(token)
    open_receipt(request, issue)
    return receipt_page(request, issue)


@never_cache
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    return act(request, matter_of(token), actions.rate, rating=RatingForm(request.POST))


@never_cache
@require_POST
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    return act(request, matter_of(token), actions.reopen, reopening=ReopenForm(request.POST))


@never_cache
@require_POST
@with_photos
def reply(request: HttpRequest, token: str) -> HttpResponse:
    return act(request, matter_of(token), actions.reply, replying=ReplyForm(request.POST, request.FILES))


@never_cache
@require_POST
def hide(request: HttpRequest, token: str) -> HttpResponse:
    return act(request, matter_of(token), hide_issue, hiding=Form(request.POST))


def act(request: HttpRequest, issue: Issue, deed, **named: Form) -> HttpResponse:
    """One deed of the reporter; a refused form comes back with its words on the same page."""
    [form] = named.values()
    if form.is_valid():
        try:
            deed(issue, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("issues:receipt", issue.token)
    return receipt_page(request, issue, **named)


def open_receipt(request: HttpRequest, issue: Issue) -> None:
    """Whoever holds the link may see the photos too, for as long as the session lasts."""
    tokens = request.session.get("receipts", [])
    if issue.token not in tokens:
        request.session["receipts"] = [*tokens, issue.token][-REMEMBERED:]


def receipt_page(request: HttpRequest, issue: Issue, **refused: Form) -> HttpResponse:
    """``refused``: the form that came back, as ``rating``, ``reopening``, ``replying`` or ``hiding``."""
    issue.refresh_from_db(fields=["state", "rating", "version", "hidden_by_reporter"])
    address = site_address(request) + reverse("issues:receipt", args=[issue.token])
    waits = issue.state == Issue.State.WAITING
    context = {
        "issue": issue,
        "steps": timeline(issue, everything=False),
        "next": what_next(issue),
        "voices": voices(issue),
        "contact_seen": for_reporter(issue),
        "danger": danger(issue) if issue.open else "",
        "answers": answered(issue),
        "others": for_others(issue),
        "qr": segno.make(address, error="m").png_data_uri(scale=6, border=2),
        "address": address,
        "form": next(iter(refused.values()), None),
        "reply_form": refused.get("replying") or (ReplyForm(auto_id="reply_%s") if waits else None),
        "rating_form": refused.get("rating") or (RatingForm(auto_id="rate_%s") if may_rate(issue) else None),
        "reopen_form": refused.get("reopening") or (ReopenForm(auto_id="reopen_%s") if may_reopen(issue) else None),
    }
    response = render(request, "issues/receipt.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def for_others(issue: Issue) -> dict:
    """What anybody but the reporter and the staff can see of this matter (issues 6, point 32)."""
    return {
        "confidential": issue.category is not None and issue.category.confidential,
        "public": Issue.objects.public().filter(pk=issue.pk).exists(),
        # the very row that neighbours with the same trouble are shown
        "seen": described(issue),
    }


def site_address(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def danger(issue: Issue) -> str:
    """Whom to call first. A group's sentence fits where all its kinds are dangerous: of a lamp nothing is said of lifts."""
    exact = issue.category is not None and not issue.category.children.filter(emergency="").exists()
    return emergency_in(issue.text) or (issue.category.emergency if exact else "")


def may_rate(issue: Issue) -> bool:
    return issue.state in ENDED and issue.rating is None


def may_reopen(issue: Issue) -> bool:
    if issue.state not in flow.MOVES["reopen"].before:
        return False
    try:
        refuse_late_reopening(issue)
    except ValidationError:
        return False
    return True


def what_next(issue: Issue) -> str:
    """What happens next and until when, in one sentence."""
    due = date_format(issue.due_on, _("n月j日"))
    if issue.state in SAID:
        return str(SAID[issue.state])
    if issue.due_at < timezone.now():
        return _("原定 %(due)s 答复，已经超过，正在催办。") % {"due": due}
    holder = issue.handler or issue.department
    if holder is not None and issue.state in flow.IN_HAND:
        return _("%(name)s正在办理，最迟 %(due)s 答复您。") % {"name": holder.name, "due": due}
    return _("社区正在安排人办理，最迟 %(due)s 答复您。") % {"due": due}
