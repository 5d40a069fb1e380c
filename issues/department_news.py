"""What the people of a department are told: a number, a place down to the building and a time, nothing about anybody."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from issues.models import Call, Department, Issue, Member, Step

Verb = Step.Verb


def people_of(*departments: int) -> QuerySet[User]:
    members = Member.objects.current().filter(department__in=departments)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk")


def case_link(issue: Issue) -> str:
    return reverse("issues:dept_case", args=[issue.pk])


def tell_department(step: Step) -> None:
    """A matter in a department's hands was given to it or moved by somebody else."""
    issue = step.issue
    if issue.department_id is None:
        return
    given = step.verb in (Verb.ASSIGN, Verb.REASSIGN)
    facts = {"number": issue.number, "what": step.get_verb_display()}
    title = (_("派给你们单位一件事：%(number)s") if given else _("你们办的事项 %(number)s：%(what)s")) % facts
    due = timezone.localtime(issue.due_at)
    body = _("%(unit)s，%(month)d月%(day)d日前答复。") % {"unit": issue.unit.name, "month": due.month, "day": due.day}
    for user in people_of(issue.department_id).exclude(pk=step.by_id):
        tell(user, title, body, link=case_link(issue), key=f"issue-step:{step.pk}:{user.pk}")


def remind_department(issue: Issue, title: str, body: str, key: str) -> None:
    """The limit of what is in a department's hands comes near."""
    if issue.department_id is not None:
        for user in people_of(issue.department_id):
            tell(user, title, body, link=case_link(issue), key=f"{key}:{user.pk}")


def tell_called(call: Call) -> None:
    """At once, at night too: a whistle is a request to come."""
    whistle, issue = call.whistle, call.whistle.issue
    facts = {"kind": whistle.get_kind_display(), "number": issue.number, "place": whistle.place or issue.unit.name}
    title = _("【%(kind)s】请到%(place)s报到：%(number)s") % facts
    by = timezone.localtime(whistle.arrive_by)
    role = _("你们单位牵头。") if call.leads else ""
    body = role + _("最晚 %(month)d月%(day)d日 %(time)s 报到。") % {
        "month": by.month,
        "day": by.day,
        "time": f"{by:%H:%M}",
    }
    for user in people_of(call.department_id):
        tell(user, title[:120], body, link=case_link(issue), key=f"whistle:{call.pk}:{user.pk}")


def tell_members(issue: Issue, title: str, body: str, *, key: str) -> None:
    """Everybody of the departments that have the matter in hand or were called to it."""
    called = Department.objects.filter(calls__whistle__issue=issue, calls__whistle__ended_at=None)
    departments = {*called.values_list("pk", flat=True)} | ({issue.department_id} if issue.department_id else set())
    for user in people_of(*departments):
        tell(user, title, body, link=case_link(issue), key=f"{key}:{user.pk}")
