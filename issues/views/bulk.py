"""Several matters given to one person or department at once: each by itself, and each told how it went."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from rules import has_perm

from accounts.models import User
from grids.models import Posting, Unit
from grids.scope import desk_required
from issues import actions, flow
from issues.models import Department, Issue
from issues.views.filters import WHO, people
from issues.views.queue import ON_A_PAGE, back_to_list

# number and version of the matter, as they stood on the page
PICK = re.compile(r"([0-9]{1,15})\.([0-9]{1,9})")


@never_cache
@require_POST
@desk_required
def assign_many(request: HttpRequest) -> HttpResponse:
    """Never all or nothing: what could go went, and the page names the rest with the reason of each."""
    seen = {int(known[1]): int(known[2]) for pick in request.POST.getlist("pick") if (known := PICK.fullmatch(pick))}
    to = target(request)
    if not seen or to is None:
        messages.error(request, _("请先勾选要派的事项，再选派给谁。"))
        return back_to_list(request.POST.get("query", ""))
    pks = sorted(seen)[:ON_A_PAGE]
    found = Issue.objects.visible_to(request.user).filter(pk__in=pks).select_related("unit", "category")
    rows = [{"issue": issue, "refused": give(issue, to, seen[issue.pk], request.user)} for issue in found]
    context = {
        "to": to,
        "went": [row["issue"] for row in rows if not row["refused"]],
        "stayed": [row for row in rows if row["refused"]],
        "unseen": len(pks) - len(rows),
        "back": back_to_list(request.POST.get("query", "")).url,
    }
    return render(request, "issues/assigned.html", context)


def target(request: HttpRequest) -> User | Department | None:
    """Out of what the list offers: staff of the reader's own places, and departments that serve them."""
    known = WHO.fullmatch(request.POST.get("to", ""))
    if known is None:
        return None
    pk = int(known[2])
    if known[1] == "d":
        return Department.objects.visible_to(request.user).filter(pk=pk, open=True).first()
    offered = dict(people(Unit.objects.overseen_by(request.user, *Posting.STAFF)))
    return User.objects.get(pk=pk) if known[0] in offered else None


def give(issue: Issue, to: User | Department, version: int, by: User) -> str:
    """ "" when it went, else the sentence why not."""
    if issue.state not in flow.NEW:
        return _("已经派出去或办完了。要换人，请打开这件事改派。")
    if not has_perm("issues.assign_issue", by, issue):
        return _("这个地点的事不由您派单。请网格长或社区派单。")
    try:
        actions.assign(issue, to=to, by=by, seen=version)
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""
