"""The receipt: number, QR code, what happens next and until when, the timeline, and the resident's last word."""

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues import flow
from issues.actions.ending import refuse_late_reopening
from issues.forms import RatingForm, ReopenForm
from issues.models import Issue
from issues.text import emergency_in
from issues.views.rows import timeline

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


def open_receipt(request: HttpRequest, issue: Issue) -> None:
    """Whoever holds the link may see the photos too, for as long as the session lasts."""
    tokens = request.session.get("receipts", [])
    if issue.token not in tokens:
        request.session["receipts"] = [*tokens, issue.token][-REMEMBERED:]


def receipt_page(
    request: HttpRequest, issue: Issue, *, rating: RatingForm | None = None, reopening: ReopenForm | None = None
) -> HttpResponse:
    issue.refresh_from_db(fields=["state", "rating", "version"])
    address = site_address(request) + reverse("issues:receipt", args=[issue.token])
    context = {
        "issue": issue,
        "steps": timeline(issue, everything=False),
        "next": what_next(issue),
        "danger": danger(issue) if issue.open else "",
        "qr": segno.make(address, error="m").png_data_uri(scale=6, border=2),
        "address": address,
        "form": rating or reopening,
        "rating_form": rating or (RatingForm(auto_id="rate_%s") if may_rate(issue) else None),
        "reopen_form": reopening or (ReopenForm(auto_id="reopen_%s") if may_reopen(issue) else None),
    }
    response = render(request, "issues/receipt.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def site_address(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def danger(issue: Issue) -> str:
    return emergency_in(issue.text) or (issue.category.emergency if issue.category else "")


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
    due = _("%(month)d月%(day)d日") % {"month": issue.due_on.month, "day": issue.due_on.day}
    if issue.state in SAID:
        return str(SAID[issue.state])
    if issue.due_at < timezone.now():
        return _("原定 %(due)s 答复，已经超过，正在催办。") % {"due": due}
    holder = issue.handler or issue.department
    if holder is not None and issue.state in flow.IN_HAND:
        return _("%(name)s正在办理，最迟 %(due)s 答复您。") % {"name": holder.name, "due": due}
    return _("社区正在安排人办理，最迟 %(due)s 答复您。") % {"due": due}
