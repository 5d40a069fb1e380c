"""Who looked at a reporter's contact data, when and why: by name for overseers, by role for the reporter (point 31)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry, User
from grids.models import Posting
from grids.scope import desk_required, get_visible
from issues.models import Issue, Member

# everything by which contact data was opened or left; whoever adds a way out adds its verb
VERBS = ("issues.reveal_contact",)
MOST = 200


@never_cache
@require_safe
@desk_required
def contact_log(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.contact_log_issue")
    rows = [row | {"who": f"{row['name']}（{row['role']}）"} for row in looks(issue)]
    return render(request, "issues/contact_log.html", {"issue": issue, "rows": rows})


def looks(issue: Issue) -> list[dict]:
    """Newest first: ``at``, ``why``, the role held on that day, and the name for those who may read it."""
    found = AuditEntry.objects.filter(target=f"issue:{issue.pk}", verb__in=VERBS).select_related("actor")
    return [
        {
            "at": entry.at,
            "why": entry.reason,
            "name": entry.actor.name if entry.actor else "",
            "role": role_on(entry.actor, issue, entry.at),
        }
        for entry in found.order_by("-pk")[:MOST]
    ]


def for_reporter(issue: Issue) -> list[dict]:
    """The same without anybody's name."""
    return [{"at": row["at"], "who": row["role"], "why": row["why"]} for row in looks(issue)]


def role_on(user: User | None, issue: Issue, at: datetime) -> str:
    """第1网格 网格员, or 青石派出所: what somebody was to this place when they looked."""
    if user is None:
        return _("系统")
    day = timezone.localdate(at)
    posts = Posting.objects.current(day).over(issue.unit).filter(user=user).select_related("unit")
    if post := posts.order_by("-unit__level").first():
        return f"{post.unit.name} {post.get_role_display()}"
    member = Member.objects.current(day).filter(user=user).select_related("department").first()
    return member.department.name if member else _("工作人员")
