"""Where a matter stands, in words: whose turn it is, who answers for it, how much time is left, what waits for a word."""

from datetime import datetime

from django.contrib.humanize.templatetags.humanize import naturalday
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues import flow
from issues.limits import calendar_for
from issues.models import Approval, Issue, Measure, Reply
from issues.workdays import Calendar

S = Issue.State
IN_DAYS = {Measure.DAYS: gettext_lazy("%(n)s 天"), Measure.WORKING_DAYS: gettext_lazy("%(n)s 个工作日")}
IN_MINUTES = {Measure.HOURS: "", Measure.OFFICE_HOURS: gettext_lazy("工作时间 ")}
WAITS_FOR = {
    S.RECEIVED: gettext_lazy("等派单"),
    S.FILED: gettext_lazy("等派单"),
    S.ASSIGNED: gettext_lazy("等%(name)s签收"),
    S.WORKING: gettext_lazy("%(name)s正在办"),
    S.RETURNING: gettext_lazy("%(name)s申请退单，等审核"),
    S.WAITING: gettext_lazy("等居民补充情况"),
    S.PAUSED: gettext_lazy("已挂起"),
    S.ANSWERED: gettext_lazy("已答复，等核查"),
    S.CLOSED: gettext_lazy("已办结，等居民评价"),
    S.ENDED: gettext_lazy("已经结束"),
    S.DECLINED: gettext_lazy("不予受理"),
    S.MERGED: gettext_lazy("随并入的那一件办理"),
}


ASKED = (Approval.Kind.RETURN, Approval.Kind.MORE_TIME)


def requests_of(issue: Issue) -> list[Approval]:
    """What waits for a second person's word."""
    return list(issue.approvals.asked().select_related("asked_by"))


def standing(issue: Issue, requests: list[Approval] | None = None) -> dict:
    """For ``issues/_standing.html``; ``requests`` where they are known already."""
    now = timezone.now()
    requests = requests_of(issue) if requests is None else requests
    return {
        "waits_for": waits_for(issue),
        "in_charge": issue.in_charge.name if issue.in_charge else "",
        "kept": kept(issue),
        "limit": limit(issue, now, calendar_for(issue.measure)) if issue.open else None,
        "respond": respond(issue, now),
        "requests": [request for request in requests if request.kind in ASKED],
    }


def waits_for(issue: Issue) -> str:
    holder = issue.handler or issue.department
    return str(WAITS_FOR[S(issue.state)]) % {"name": holder.name if holder else ""}


def kept(issue: Issue) -> str:
    """首接负责, said where it is not what one would expect."""
    if issue.kept_by is None:
        return ""
    return _("退单以后，新的承办人签收以前，仍由%(name)s负责。") % {"name": issue.kept_by.name}


def limit(issue: Issue, now: datetime, days: Calendar) -> dict:
    """``words``: what is left; ``until``: at the latest; ``tone`` as of the theme."""
    if issue.stopped_at is not None:
        left = amount(issue.left or 0, issue.measure)
        words = _("已停表，还剩 %(left)s") % {"left": left} if (issue.left or 0) >= 0 else _("已停表，停表前已逾期")
        return {"words": words, "until": issue.stopped_until, "tone": "quiet", "stopped": True}
    left = days.left(now, issue.due_at, issue.measure)
    if left < 0:
        return {"words": _("已逾期 %(over)s") % {"over": amount(-left, issue.measure)}, "tone": "late"} | ends(issue)
    if left == 0 and issue.measure in IN_DAYS:
        return {"words": _("今天到期"), "tone": "doing"} | ends(issue)
    return {"words": _("还剩 %(left)s") % {"left": amount(left, issue.measure)}, "tone": "quiet"} | ends(issue)


def ends(issue: Issue) -> dict:
    return {"until": issue.due_at, "stopped": False}


def amount(left: int, measure: str) -> str:
    """``left`` as the calendar counts it: days for limits in days, minutes for limits in hours."""
    if measure in IN_DAYS:
        return str(IN_DAYS[Measure(measure)]) % {"n": left}
    hours, minutes = divmod(left, 60)
    words = _("%(h)s 小时 %(m)s 分钟") if hours and minutes else _("%(h)s 小时") if hours else _("%(m)s 分钟")
    return str(IN_MINUTES[Measure(measure)]) + words % {"h": hours, "m": minutes}


def respond(issue: Issue, now: datetime) -> dict | None:
    """The reporter has not heard from anybody yet."""
    if issue.responded_at is not None or issue.respond_due_at is None or issue.state not in flow.RUNNING:
        return None
    due = timezone.localtime(issue.respond_due_at)
    when = f"{naturalday(due.date(), _('n月j日'))} {due:%H:%M}"
    late = issue.respond_due_at < now
    words = _("应在 %(when)s 前联系反映人，已经超过") if late else _("请在 %(when)s 前联系反映人")
    return {"words": words % {"when": when}, "tone": "late" if late else "doing"}


def ready_replies(issue: Issue) -> list[dict]:
    """Sentences for the answer: those of the category and its group, then those for all."""
    kinds = {issue.category_id, issue.category.parent_id} - {None} if issue.category else set()
    found = Reply.objects.filter(category__in=kinds) | Reply.objects.filter(category=None)
    place = f"{issue.unit.name} {issue.place}".strip()
    return [
        {"title": row.title, "text": row.text.replace("{编号}", issue.number).replace("{地点}", place)}
        for row in sorted(found, key=lambda row: (row.category_id is None, row.position, row.pk))
    ]
