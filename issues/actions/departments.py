"""Departments that work with the committee, the logins of their people, and what passes between them and the staff."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import give_password, open_staff_account, record, tell
from accounts.models import User
from accounts.text import clean_line
from grids.models import Posting, Unit
from grids.publish import objections
from issues import news
from issues.actions.moves import reveal_contact
from issues.actions.steps import add_step, required
from issues.department_news import tell_members
from issues.flow import IN_HAND
from issues.models import Call, Department, Issue, Joiner, Member, Step

# how the two kinds of words between departments and staff begin in the record; the same in every language
ASKED, ANSWERED = "请社区联系居民：", "社区回复部门："


# --- the departments ---------------------------------------------------------------------------
@transaction.atomic
def open_department(*, name: str, kind: str, unit: Unit, by: User | None, phone: str = "") -> Department:
    """One that was ended under the same name comes back; its former people do not."""
    name = required_name(name)
    facts = {"kind": kind, "phone": clean_line(phone), "open": True}
    earlier = Department.objects.filter(unit=unit, name=name, open=False)
    if not earlier.update(**facts):
        try:
            with transaction.atomic():
                Department.objects.create(name=name, unit=unit, **facts)
        except IntegrityError:
            raise name_taken(name) from None
    department = Department.objects.get(unit=unit, name=name)
    log("department.opened", department, by)
    return department


@transaction.atomic
def edit_department(department: Department, *, name: str, kind: str, by: User, phone: str = "") -> Department:
    name = required_name(name)
    facts = {"name": name, "kind": kind, "phone": clean_line(phone)}
    try:
        with transaction.atomic():
            found = Department.objects.filter(pk=department.pk, open=True).update(**facts)
    except IntegrityError:
        raise name_taken(name) from None
    if not found:
        raise ended(department)
    department.refresh_from_db()
    log("department.changed", department, by)
    return department


@transaction.atomic
def end_department(department: Department, *, by: User) -> None:
    """Not while it has something in hand; its people lose their way in on the same day."""
    if Issue.objects.filter(department=department, state__in=IN_HAND).exists():
        raise ValidationError(_("这个单位手上还有没办完的事项，请先改派，再停用。"), code="in_hand")
    if Call.objects.waiting().filter(department=department).exists():
        raise ValidationError(_("这个单位还有没报到的哨，请先结束那次吹哨，再停用。"), code="called")
    if not Department.objects.filter(pk=department.pk, open=True).update(open=False):
        raise ended(department)
    Member.objects.filter(department=department, until=None).update(until=timezone.localdate())
    department.refresh_from_db()
    log("department.ended", department, by)


def required_name(name: str) -> str:
    name = clean_line(name)
    if not name:
        raise ValidationError(_("请填写单位名称。"), code="no_name")
    return name


def name_taken(name: str) -> ValidationError:
    return ValidationError(_("这里已经有“%(name)s”了，请换一个名称。") % {"name": name}, code="name_taken")


def ended(department: Department) -> ValidationError:
    return ValidationError(_("“%(name)s”已经停用了。") % {"name": department.name}, code="moved_on")


# --- their people ------------------------------------------------------------------------------
@transaction.atomic
def add_member(department: Department, *, user: User, by: User | None) -> Member:
    """Staff keep out: whoever sees the register must not be asked what the reporter wants kept from departments."""
    if not department.open:
        raise ended(department)
    if not user.is_active:
        raise ValidationError(_("这个账号已经停用，请先启用账号。"), code="inactive")
    if user.is_superuser or Posting.objects.open().filter(user=user, role__in=Posting.STAFF).exists():
        raise ValidationError(_("这个账号是社区工作人员的，请为部门的人另开一个账号。"), code="staff")
    if Member.objects.current().filter(department=department, user=user).exists():
        raise ValidationError(_("%(name)s已经在这个单位了。") % {"name": user.name}, code="member_twice")
    try:
        with transaction.atomic():
            member = Member.objects.create(department=department, user=user)
    except IntegrityError:
        raise ValidationError(_("%(name)s已经在这个单位了。") % {"name": user.name}, code="member_twice") from None
    log("department.member_added", department, by, user=user.pk)
    return member


@transaction.atomic
def add_newcomer(
    department: Department, *, name: str, by: User | None, username: str = "", address: str = ""
) -> tuple[Member, str]:
    """Open a login for somebody of the department; the second is the first password, kept nowhere."""
    user, password = open_staff_account(name, username=username, by=by, address=address)
    return add_member(department, user=user, by=by), password


@transaction.atomic
def end_member(member: Member, *, by: User) -> None:
    """From today on."""
    current = Member.objects.filter(pk=member.pk, until=None)
    if not current.update(until=max(timezone.localdate(), member.since)):
        raise ValidationError(_("%(name)s已经不在这个单位了。") % {"name": member.user.name}, code="moved_on")
    member.refresh_from_db()
    log("department.member_ended", member.department, by, user=member.user_id)


def reset_member(member: Member, *, by: User, address: str = "") -> str:
    """A new first password; every session of theirs ends."""
    return give_password(member.user, by=by, address=address)


def log(verb: str, department: Department, by: User | None, **detail: Any) -> None:
    if by is not None:
        record(verb, by=by, target=f"department:{department.pk}", **detail)


# --- what passes between them and the staff ----------------------------------------------------
@transaction.atomic
def ask_committee(issue: Issue, *, text: str, by: User) -> Step:
    """The department reaches the reporter through the committee: staff read it and make the call."""
    text = required(text, _("请写明要问居民什么、约什么时间。"))
    names = "、".join(Department.objects.of(by).values_list("name", flat=True))
    step = add_step(issue, Step.Verb.RECORD, by=by, text=f"{ASKED}{text}")
    title = _("%(department)s请社区联系居民：%(number)s") % {"department": names, "number": issue.number}
    for user in news.staff_for(issue):
        tell(user, title[:120], text, link=news.desk_link(issue), key=f"relay:{step.pk}:{user.pk}")
    return step


@transaction.atomic
def answer_department(issue: Issue, *, text: str, by: User) -> Step:
    """What the resident said, without saying who it is; all departments on the matter read it."""
    text = required(text, _("请写明居民怎么说。"))
    refuse_identity(issue, text)
    step = add_step(issue, Step.Verb.RECORD, by=by, text=f"{ANSWERED}{text}")
    title = _("社区回复了您：%(number)s") % {"number": issue.number}
    tell_members(issue, title, text, key=f"relay:{step.pk}")
    return step


def refuse_identity(issue: Issue, text: str) -> None:
    """Words for departments: no numbers of people, and not what the reporter left, unless that person agreed."""
    if issue.shares_contact:
        return
    if sentences := objections(text):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if any(word in text for word in identities(issue)):
        raise ValidationError(
            _("这段话里有反映人的称呼或电话。居民没有同意告诉部门，请删去后再提交。"), code="identity"
        )


def identities(issue: Issue) -> set[str]:
    """Names and numbers of everybody who reported this or joined in, also by a matter merged with it or by the whole of a part."""
    own = [pk for pk in (issue.pk, issue.merged_into_id, issue.split_from_id) if pk]
    matters = list(Issue.objects.filter(Q(pk__in=own) | Q(merged_into__in=own)))
    joined = Joiner.objects.filter(issue__in=matters)
    pairs = [(row.reporter_name, row.reporter_phone) for row in matters] + [(row.name, row.phone) for row in joined]
    return {word for pair in pairs for word in pair if len(word) > 1}


def reveal_shared(issue: Issue, *, reason: str, by: User, address: str = "") -> dict[str, str]:
    """Name, number and door of a reporter who ticked consent for this matter; on record like any other look."""
    if not issue.shares_contact:
        raise ValidationError(_("居民没有同意把联系方式告诉部门，请点“请社区联系居民”。"), code="no_consent")
    return reveal_contact(issue, reason=reason, by=by, address=address) | {"place": issue.place}
