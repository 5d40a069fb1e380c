"""Service needs: begun with a reason, looked at again after a year, ended by their date."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.reminders import years_later
from community.codes import RESTRICTED_GROUPS, SERVICE_GROUPS
from community.models import Person, ServiceNeed

REVIEW_AFTER_YEARS = 1
LONGEST_BASIS, LONGEST_GRADE = 100, 20


def next_review(on: date | None = None) -> date:
    return years_later(on or timezone.localdate(), REVIEW_AFTER_YEARS)


def groups_for(user: User, person: Person) -> dict[str, str]:
    """What this user may enter for this person: the restricted ones only with the right to them."""
    restricted = has_perm("community.restricted_needs", user, person)
    return {code: name for code, name in SERVICE_GROUPS.items() if restricted or code not in RESTRICTED_GROUPS}


@transaction.atomic
def add_need(
    person: Person,
    group: str,
    *,
    basis: str,
    grade: str = "",
    until: date | None = None,
    review_on: date | None = None,
    by: User | None,
) -> ServiceNeed:
    """The record says that something was entered, never which group: that would be health data in the clear."""
    refuse_group(person, group, by)
    today = timezone.localdate()
    basis, review_on = clean_line(basis)[:LONGEST_BASIS], review_on or next_review(today)
    if not basis:
        raise ValidationError(_("请写明依据，例如“残疾人证，肢体二级”或“本人申请，社区核实”。"), code="no_basis")
    if person.died_on:
        raise ValidationError(_("这位居民已登记为去世，不能再登记服务需求。"), code="died")
    refuse_past(until, today)
    refuse_past(review_on, today)
    if ServiceNeed.objects.current(today).filter(person=person, group=group).exists():
        raise known_need()
    grade = clean_line(grade)[:LONGEST_GRADE]
    try:
        with transaction.atomic():
            need = ServiceNeed.objects.create(
                person=person, group=group, grade=grade, basis=basis, until=until, review_on=review_on, by=by
            )
    except IntegrityError:
        raise known_need() from None
    record("need.added", by=by, target=f"person:{person.pk}", need=need.pk)
    return need


@transaction.atomic
def end_need(need: ServiceNeed, *, by: User | None) -> None:
    """From today it is needed no longer. What was entered only today was a mistake and goes altogether."""
    today = timezone.localdate()
    rows = ServiceNeed.objects.current(today).filter(pk=need.pk)
    if rows.filter(since__gte=today).delete()[0]:
        verb = "need.taken_back"
    elif rows.update(until=today - timedelta(days=1)):
        verb = "need.ended"
    else:
        raise moved_on()
    record(verb, by=by, target=f"person:{need.person_id}", need=need.pk)


@transaction.atomic
def review_need(need: ServiceNeed, *, seen: date | None = None, review_on: date | None = None, by: User | None) -> None:
    """Somebody asked, and it is still needed. ``seen`` is the date the asker had before them: twice counts once."""
    today = timezone.localdate()
    review_on = review_on or next_review(today)
    refuse_past(review_on, today)
    asked = ServiceNeed.objects.current(today).filter(pk=need.pk, review_on=seen or need.review_on)
    if not asked.update(review_on=review_on):
        raise moved_on()
    record("need.reviewed", by=by, target=f"person:{need.person_id}", need=need.pk)
    need.refresh_from_db()


def refuse_group(person: Person, group: str, by: User | None) -> None:
    if group not in SERVICE_GROUPS:
        raise ValidationError(_("没有这个服务类别，请从列表里选择。"), code="no_group")
    if group not in RESTRICTED_GROUPS:
        return
    if not settings.RESTRICTED_GROUPS_ON:
        raise ValidationError(_("社区没有开放登记这个类别。确有需要，请联系系统管理员。"), code="restricted")
    if by is not None and not has_perm("community.restricted_needs", by, person):
        raise ValidationError(_("这个类别由网格长和社区工作者登记，请把情况告诉他们。"), code="restricted")


def refuse_past(day: date | None, today: date) -> None:
    if day and day < today:
        raise ValidationError(_("这个日期已经过去了，请填写今天或以后的日期。"), code="past")


def known_need() -> ValidationError:
    return ValidationError(_("这个类别已经登记着。情况有变，请先点“不再需要”，再重新登记。"), code="known_need")


def moved_on() -> ValidationError:
    return ValidationError(_("这项需求刚刚有人处理过了，请看最新的情况。"), code="moved_on")
