"""吹哨报到: the committee asks departments to come; who came when, what they did, and what the whistler thinks of it.

A residents' committee commands nobody: its whistle is a request, and what it has is the record (issues 5.3).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from accounts.text import clean_line
from grids.models import Posting, Unit
from issues import department_news, news
from issues.actions.departments import refuse_identity
from issues.actions.rising import rise
from issues.actions.steps import add_step, required
from issues.models import OVERSEERS, Call, Department, Issue, Member, Nudge, Policy, Step, Whistle


# --- blowing -----------------------------------------------------------------------------------
def blow(
    issue: Issue,
    *,
    key: UUID,
    kind: str,
    text: str,
    departments: Sequence[Department],
    by: User,
    lead: Department | None = None,
    place: str = "",
) -> Whistle:
    """Ask these departments to come, one of them leading; the same key always gives the same whistle."""
    earlier = Whistle.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    text = required(text, _("请写明请部门来做什么。"))
    refuse_useless(issue, departments, lead)
    refuse_identity(issue, f"{text}\n{place}")
    try:
        with transaction.atomic():
            whistle = Whistle.objects.create(
                issue=issue,
                key=key,
                kind=kind,
                text=text,
                place=clean_line(place),
                by=by,
                arrive_by=timezone.now() + time_to_come(kind),
            )
            call_all(whistle, departments, lead or departments[0])
            return whistle
    except IntegrityError:
        # a second tap came in at the same moment; the first one's whistle is the answer
        twin = Whistle.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin


def refuse_useless(issue: Issue, departments: Sequence[Department], lead: Department | None) -> None:
    if not issue.open:
        raise ValidationError(_("这件事已经答复或办结，不能再吹哨。需要时请先重新办理。"), code="closed")
    if not departments:
        raise ValidationError(_("请选择要请哪些部门。"), code="nobody")
    serving = Department.objects.serving(issue.unit).filter(pk__in=[row.pk for row in departments])
    if serving.count() != len(set(departments)):
        raise ValidationError(_("有的部门不服务这个地点，请选择名单里的部门。"), code="out_of_scope")
    if len(departments) > 1 and lead not in departments:
        raise ValidationError(_("请选一个牵头的部门。"), code="lead")


def time_to_come(kind: str) -> timedelta:
    policy = Policy.current()
    if kind == Whistle.Kind.URGENT:
        return timedelta(minutes=policy.urgent_minutes)
    return timedelta(hours=policy.whistle_hours)


def call_all(whistle: Whistle, departments: Sequence[Department], lead: Department) -> None:
    calls = [Call(whistle=whistle, department=row, leads=row == lead) for row in dict.fromkeys(departments)]
    Call.objects.bulk_create(calls)
    add_step(whistle.issue, Step.Verb.WHISTLE, by=whistle.by, text=called(whistle))
    for call in whistle.calls.select_related("department", "whistle__issue__unit"):
        department_news.tell_called(call)


def called(whistle: Whistle) -> str:
    """应急哨：派出所（牵头）、城管中队; the reporter reads it too."""
    calls = whistle.calls.select_related("department")
    names = [
        _("%(name)s（牵头）") % {"name": call.department} if call.leads else str(call.department) for call in calls
    ]
    return _("%(kind)s：%(names)s") % {"kind": whistle.get_kind_display(), "names": "、".join(names)}


# --- coming ------------------------------------------------------------------------------------
def see(call: Call) -> None:
    """Somebody of the department has opened it."""
    Call.objects.filter(pk=call.pk, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def arrive(call: Call, *, by: User) -> Step:
    """Signed in by the department itself, or by staff who stand there with them."""
    now = timezone.now()
    found = Call.objects.waiting().filter(pk=call.pk)
    if not Call.objects.filter(pk__in=found.values("pk"), arrived_at=None).update(arrived_at=now, arrived_by=by):
        raise ValidationError(_("已经记过报到，或者这次吹哨已经结束，请看最新进展。"), code="moved_on")
    call.refresh_from_db()
    text = call.department.name
    if call.minutes_late:
        text = _("%(name)s（迟到 %(minutes)d 分钟）") % {"name": text, "minutes": call.minutes_late}
    step = add_step(call.whistle.issue, Step.Verb.ARRIVE, by=by, text=text)
    tell_whistler(call, by, _("%(name)s已报到：%(number)s"), f"arrived:{call.pk}")
    return step


@transaction.atomic
def result(call: Call, *, text: str, by: User) -> Step:
    """What the department did there; it may be written anew until the whistle ends."""
    text = required(text, _("请写明你们单位做了什么、结果怎样。"))
    here = Call.objects.filter(pk=call.pk, arrived_at__isnull=False)
    if not here.exists():
        raise ValidationError(_("请先点“已到场，报到”，再写处理情况。"), code="not_there")
    if not here.filter(whistle__in=Whistle.objects.filter(ended_at=None)).update(result=text, result_at=timezone.now()):
        raise over()
    call.refresh_from_db()
    words = _("%(name)s：%(text)s") % {"name": call.department.name, "text": text}
    step = add_step(call.whistle.issue, Step.Verb.RECORD, by=by, text=words)
    tell_whistler(call, by, _("%(name)s写了处理情况：%(number)s"), f"result:{step.pk}")
    return step


def tell_whistler(call: Call, by: User, title: str, key: str) -> None:
    whistle = call.whistle
    if whistle.by_id == by.pk or not whistle.by.is_active:
        return
    facts = {"name": call.department.name, "number": whistle.issue.number}
    tell(whistle.by, (title % facts)[:120], link=news.desk_link(whistle.issue), key=f"whistle-{key}:{whistle.by_id}")


# --- recording, ending, scoring ----------------------------------------------------------------
@transaction.atomic
def record(whistle: Whistle, *, text: str, by: User, seen: str | None = None) -> Step:
    """联合处置记录, written by the whistler's side. ``seen``: the words on the page on which it was written."""
    text = required(text, _("请写明谁到了场、做了什么、还有什么要跟进。"))
    refuse_identity(whistle.issue, text)
    if not whistle.calls.filter(arrived_at__isnull=False).exists():
        raise ValidationError(_("还没有部门报到，等有人到场再写联合处置记录。"), code="nobody_came")
    known = whistle.record if seen is None else seen
    if not Whistle.objects.filter(pk=whistle.pk, ended_at=None, record=known).update(record=text):
        raise ValidationError(_("别人刚改过记录，或者吹哨已经结束，请看最新内容再写。"), code="moved_on")
    whistle.refresh_from_db()
    return add_step(whistle.issue, Step.Verb.RECORD, by=by, text=_("联合处置记录：%(text)s") % {"text": text})


@transaction.atomic
def end(whistle: Whistle, *, by: User) -> Step:
    """事不完，人不撤: not before somebody wrote down what came of it; a whistle nobody answered may end without."""
    came = whistle.calls.filter(arrived_at__isnull=False).exists()
    if came and not whistle.record:
        raise ValidationError(_("请先写联合处置记录，再结束吹哨。"), code="no_record")
    if not Whistle.objects.filter(pk=whistle.pk, ended_at=None).update(ended_at=timezone.now()):
        raise over()
    whistle.refresh_from_db()
    words = _("%(kind)s结束") % {"kind": whistle.get_kind_display()}
    return add_step(whistle.issue, Step.Verb.RECORD, by=by, text=words)


@transaction.atomic
def score(call: Call, *, stars: int, text: str, by: User) -> Call:
    """1 to 5, by the whistler's side: not by whoever signed the department in, not by one of its own people."""
    if not 1 <= stars <= 5:
        raise ValidationError(_("请选 1 到 5 分。"), code="stars")
    if call.arrived_at is None and call.whistle.ended_at is None and call.whistle.arrive_by > timezone.now():
        raise ValidationError(_("报到时限还没有到，等部门来了再评分。"), code="early")
    own = Member.objects.current().filter(department=call.department_id, user=by).exists()
    if own or call.arrived_by_id == by.pk:
        raise ValidationError(_("报到是您登记的，请另一位同事评分。"), code="own_arrival")
    fields = {"score": stars, "score_text": clean_line(text)[:200], "scored_by": by}
    if not Call.objects.filter(pk=call.pk, score=None).exclude(arrived_by=by).update(**fields):
        raise ValidationError(_("已经评过分了，请看最新进展。"), code="moved_on")
    call.refresh_from_db()
    return call


def over() -> ValidationError:
    return ValidationError(_("这次吹哨已经结束了。"), code="moved_on")


# --- what nobody answered ----------------------------------------------------------------------
@transaction.atomic
def press(whistle: Whistle, at: datetime) -> list[Call]:
    """Each department that did not come is noted once; the whistler and the street hear of it, the matter rises.

    Safe to call twice, also at once: the note of a call is unique.
    """
    late = list(Call.objects.unanswered(at).filter(whistle=whistle).select_related("department"))
    fresh = [call for call in late if noted(call, whistle)]
    if fresh:
        names = "、".join(call.department.name for call in fresh)
        rise(whistle.issue, _("%(names)s没有按时报到") % {"names": names})
        tell_above(whistle, names, fresh[0].pk)
    return fresh


def noted(call: Call, whistle: Whistle) -> bool:
    mark = f"whistle:{call.pk}"
    return Nudge.objects.get_or_create(issue=whistle.issue, mark=mark, due_at=whistle.arrive_by)[1]


def tell_above(whistle: Whistle, names: str, first: int) -> None:
    issue = whistle.issue
    facts = {"kind": whistle.get_kind_display(), "names": names, "number": issue.number}
    title = _("%(kind)s无人报到：%(names)s，%(number)s") % facts
    body = _("%(unit)s，最晚应在 %(time)s 报到。请联系这些单位，或另请人处理。") % {
        "unit": issue.unit.name,
        "time": f"{timezone.localtime(whistle.arrive_by):%m-%d %H:%M}",
    }
    street = Unit.objects.above(issue.unit).filter(kind=Unit.Kind.STREET)
    posts = Posting.objects.current().filter(unit__in=street.values("pk"), role__in=OVERSEERS, user__is_active=True)
    told = User.objects.filter(pk__in=[*posts.values_list("user", flat=True), whistle.by_id], is_active=True)
    for user in told:
        tell(user, title[:120], body, link=news.desk_link(issue), key=f"whistle-late:{first}:{user.pk}")
