"""Who is told when something happens to an issue; changes nothing in the issue itself."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actions import tell, tell_address
from accounts.models import User
from accounts.senders import can_text
from grids.models import Posting
from issues import flow
from issues.department_news import remind_department, tell_department
from issues.models import OVERSEERS, Issue, Joiner, Step, Visit, day_span
from jobs.work import enqueue

Verb = Step.Verb
TOLD_TO_STAFF = (Verb.SUBMIT, Verb.TAKE_DOWN, Verb.BRING_IN, Verb.HAND_BACK, Verb.ASK_MORE_TIME, Verb.REOPEN)
TOLD_TO_REPORTER = (
    Verb.ASSIGN,
    Verb.DECLINE,
    Verb.ASK,
    Verb.PAUSE,
    Verb.ALLOW_MORE_TIME,
    Verb.ANSWER,
    Verb.CLOSE,
    Verb.FOLLOW,
    Verb.MERGE,
)
# the handler's own matter was moved by somebody else
TOLD_TO_HANDLER = (
    Verb.ASSIGN,
    Verb.REASSIGN,
    Verb.ALLOW_RETURN,
    Verb.REFUSE_RETURN,
    Verb.ALLOW_MORE_TIME,
    Verb.REFUSE_MORE_TIME,
    Verb.REWORK,
    Verb.REPLY,
    Verb.RESUME,
    Verb.REOPEN,
)
# grid workers are told as well: they are the ones who go and look
TOLD_ROLES = Posting.STAFF


def queue(step: Step) -> None:
    """The job row is saved with the step, or not at all; a carrier hears of it after the commit."""
    enqueue("issues.tell_step", key=f"issues.step:{step.pk}", step=step.pk)


def tell_step(pk: int) -> None:
    """May run twice: each message has its key."""
    step = Step.objects.select_related("issue__unit", "issue__handler").get(pk=pk)
    if step.verb in TOLD_TO_HANDLER:
        tell_handler(step)
        tell_department(step)
    if step.verb == Verb.RAISE:
        tell_raised(step)
    if step.verb in TOLD_TO_STAFF:
        title = _("%(number)s %(what)s：%(unit)s")
        tell_all(staff_for(step.issue).exclude(pk=step.by_id), step, title)
    if step.verb in TOLD_TO_REPORTER:
        tell_reporter(step)


def tell_handler(step: Step) -> None:
    issue = step.issue
    if issue.handler is None or issue.handler_id == step.by_id:
        return
    given = step.verb in (Verb.ASSIGN, Verb.REASSIGN)
    facts = {"number": issue.number, "what": step.get_verb_display()}
    title = (_("派给您一件事：%(number)s") if given else _("您办的事项 %(number)s：%(what)s")) % facts
    body = _("%(unit)s，%(due)s前答复。") % {"unit": issue.unit.name, "due": day(issue.due_on)}
    tell(issue.handler, title, body, link=desk_link(issue), key=f"issue-step:{step.pk}:{issue.handler_id}")


def tell_reporter(step: Step) -> None:
    """Everybody who waits for this: each hears once, and is led to their own page of it."""
    for one in listeners(step):
        title = one.title % {"number": one.number, "what": step.get_verb_display()}
        key = f"issue-step:{step.pk}:{one.key}"
        if one.user is None:
            tell_address(one.phone, title, step.public_text, link=one.link, key=key)
        elif one.user.pk != step.by_id:
            tell(one.user, title, step.public_text, link=one.link, key=key)


def tell_all(users: Iterable[User], step: Step, title: str) -> None:
    issue = step.issue
    words = {"number": issue.number, "what": step.get_verb_display(), "unit": issue.unit.name}
    prefix = _("【紧急】") if issue.urgent else ""
    for user in users:
        body = _("请安排办理，%(due)s前答复。") % {"due": day(issue.due_on)}
        tell(user, prefix + title % words, body, link=desk_link(issue), key=f"issue-step:{step.pk}:{user.pk}")


def staff_for(issue: Issue) -> QuerySet[User]:
    """The nearest unit with staff; where the matter is urgent, all staff from there up."""
    posts = Posting.objects.current().over(issue.unit).filter(role__in=TOLD_ROLES, user__is_active=True)
    if not issue.urgent:
        posts = posts.filter(unit__level=posts.aggregate(nearest=Max("unit__level"))["nearest"])
    return User.objects.filter(pk__in=posts.values("user"))


class Listener(NamedTuple):
    """An account, or where there is none the number that was left; with the page of theirs."""

    user: User | None
    phone: str
    key: str
    title: str
    number: str
    link: str


def listeners(step: Step) -> list[Listener]:
    """First reporter, joiners, and those of merged matters, each once; of a part only the whole's people hear."""
    issue = step.issue
    if issue.split_from_id is not None:
        return []
    # merged matters have a closing of their own (FOLLOW); what is asked is asked of one person
    alone = step.verb in (Verb.ASK, Verb.CLOSE)
    matters = Issue.objects.filter(pk=issue.pk) if alone else Issue.objects.together_with(issue)
    rows = list(matters.order_by("pk"))
    joined = [] if step.verb == Verb.ASK else list(Joiner.objects.filter(issue__in=rows).select_related("issue"))
    accounts = accounts_of(rows, joined)
    found: dict[str, Listener] = {}
    for row in rows:
        about = (_("您反映的事项 %(number)s：%(what)s"), row.number, reverse("issues:receipt", args=[row.token]))
        for one in reached(accounts, row.reporter_id, row.phone_index, row.reporter_phone, about):
            found.setdefault(one.key, one)
    for other in joined:
        about = (
            _("您附议的事项 %(number)s：%(what)s"),
            other.issue.number,
            reverse("issues:joined", args=[other.token]),
        )
        for one in reached(accounts, other.user_id, other.phone_index, other.phone, about):
            found.setdefault(one.key, one)
    return list(found.values())


def accounts_of(matters: list[Issue], joined: list[Joiner]) -> list[User]:
    """Those who were signed in, and those whose verified number was given; one query for all."""
    pks = {row.reporter_id for row in matters} | {row.user_id for row in joined}
    phones = {row.phone_index for row in (*matters, *joined) if row.phone_index}
    own = Q(pk__in=pks - {None}) | Q(phone_index__in=phones, phone_verified=True)
    return list(User.objects.filter(own, is_active=True).order_by("pk"))


def reached(
    accounts: list[User], pk: int | None, index: str, phone: str, about: tuple[str, str, str]
) -> list[Listener]:
    """By every account of theirs; by telephone where there is none, a number was left and texts can be sent."""
    own = [user for user in accounts if user.pk == pk or (index and user.phone_verified and user.phone_index == index)]
    if own:
        return [Listener(user, "", str(user.pk), *about) for user in own]
    return [Listener(None, phone, f"phone:{index}", *about)] if phone and can_text() else []


def remind_handler(issue: Issue, on: date) -> None:
    """Once a day for each late matter in somebody's hands."""
    if issue.handler is None or not issue.handler.is_active:
        return
    title = _("已逾期：%(number)s") % {"number": issue.number}
    body = _("%(unit)s，应在 %(due)s前答复。") % {"unit": issue.unit.name, "due": day(issue.due_on)}
    tell(issue.handler, title, body, link=desk_link(issue), key=f"issue-late:{on}:{issue.pk}:{issue.handler_id}")


def remind_overseer(user: User, on: date) -> None:
    """One message a day, however many are late: the list behind the link has them all."""
    count = Issue.objects.visible_to(user).overdue(day_span(on)[0]).count()
    if not count:
        return
    title = _("有 %(count)d 件事已经逾期") % {"count": count}
    link = reverse("issues:queue") + "?show=overdue"
    tell(user, title, _("请催办或重新安排。"), link=link, key=f"issue-late:{on}:all:{user.pk}")


REMINDERS = {
    "50": _lazy("时间过半：%(number)s"),
    "80": _lazy("快到期限：%(number)s"),
    "100": _lazy("已到期限：%(number)s"),
    "respond": _lazy("还没有联系反映人：%(number)s"),
}
# from here on those who gave the matter out are reminded too
SHARED_REMINDERS = ("80", "100", "respond")


def remind(issue: Issue, mark: str) -> None:
    """A share of the limit is over: whoever has it in hand, and near its end those who oversee it."""
    told = User.objects.filter(pk__in=[issue.handler_id, issue.kept_by_id], is_active=True)
    in_hand = issue.state in flow.IN_HAND
    if mark in SHARED_REMINDERS or not in_hand:
        told |= staff_for(issue)
    title = str(REMINDERS[mark]) % {"number": issue.number}
    body = _("%(unit)s，%(due)s前答复。") % {"unit": issue.unit.name, "due": day(issue.due_on)}
    key = f"issue-{mark}:{issue.pk}:{issue.due_at:%y%m%d%H%M}"
    remind_department(issue, title, body, key)
    for user in told.distinct():
        tell(user, title, body, link=desk_link(issue), key=f"{key}:{user.pk}")


def tell_raised(step: Step) -> None:
    """The overseers of the level that the matter rose to."""
    issue = step.issue
    posts = Posting.objects.current().filter(unit=issue.raised_to_id, role__in=OVERSEERS, user__is_active=True)
    title = _("请督办：%(number)s") % {"number": issue.number}
    for user in User.objects.filter(pk__in=posts.values("user")):
        tell(user, title, step.text, link=desk_link(issue), key=f"issue-step:{step.pk}:{user.pk}")


def overseers() -> QuerySet[User]:
    posts = Posting.objects.current().filter(role__in=OVERSEERS)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk")


def warn_of_broken(count: int, first: str, on: date) -> None:
    """The record of some matters was changed behind the portal's back; once a day, until it is seen to."""
    posts = Posting.objects.current().filter(role=Posting.Role.ADMIN, user__is_active=True)
    title = _("有 %(count)d 件事项的办理记录对不上") % {"count": count}
    body = _("%(first)s\n请保留现场，联系技术管理员运行核对命令。") % {"first": first}
    for user in User.objects.filter(pk__in=posts.values("user")):
        tell(user, title, body, key=f"issue-log:{on}:{user.pk}")


def desk_link(issue: Issue) -> str:
    return reverse("issues:issue", args=[issue.pk])


def day(on: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": on.month, "day": on.day}


def ask_for_word(visit: Visit) -> None:
    """The link goes to the account, else to the telephone that was left; with neither it stands on the receipt."""
    issue, joiner = visit.issue, visit.joiner
    user = joiner.user if joiner else issue.reporter
    phone = joiner.phone if joiner else issue.reporter_phone
    title = _("办好了吗？请您评一评：%(number)s") % {"number": issue.number}
    body = _("点开链接，选一下就行。链接只能用一次，%(day)s前有效。") % {
        "day": day(timezone.localdate(visit.expires_at))
    }
    link, key = reverse("issues:visit", args=[visit.token]), f"issue-visit:{visit.pk}"
    if user is not None:
        tell(user, title, body, link=link, key=key, every=True)
    elif phone:
        tell_address(phone, title, body, link=link, key=key)
