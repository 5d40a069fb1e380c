"""Whether somebody may come: open, old enough, skilled, trained, insured (志愿服务条例, articles 15 to 17)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text import clean_line
from community.models import Person
from volunteers.models import Activity, Question, Session, Volunteer, VolunteerSkill
from volunteers.models.people import age_on


def closes_at(session: Session) -> Any:
    return session.starts_at - timedelta(hours=session.activity.closes_hours)


def refuse_closed(session: Session) -> None:
    """``session`` with its activity."""
    if session.state != Session.State.PLANNED:
        raise ValidationError(_("这场活动已经取消，请看看其他场次。"), code="cancelled")
    if not session.activity.is_public:
        raise ValidationError(_("这个活动没有在公开，不能报名。"), code="not_public")
    if not session.activity.sign_up:
        raise ValidationError(_("这个活动不用报名，到时直接来就行。"), code="no_sign_up")
    if session.in_shifts:
        raise ValidationError(_("这一场分班次，请选其中一个班次报名。"), code="by_shift")
    if session.term_id:
        raise ValidationError(_("这是学期课，请报整个学期。"), code="by_term")
    if timezone.now() >= closes_at(session):
        raise ValidationError(_("这一场的报名已经截止，请看看其他场次。"), code="closed")


def refuse_unfit(session: Session, person: Person | None) -> None:
    """Somebody who is not in the register is no registered volunteer, and their age is not known."""
    activity = session.activity
    day = timezone.localtime(session.starts_at).date()
    volunteer = Volunteer.objects.active().filter(person=person).first() if person else None
    if activity.for_volunteers and volunteer is None:
        raise ValidationError(
            _("志愿服务由登记过的志愿者参加。请先在“我要当志愿者”登记，或请社区代为登记。"), code="no_volunteer"
        )
    refuse_age(activity, person, day)
    refuse_unskilled(activity, volunteer, day)
    if activity.needs_insurance and not (volunteer and volunteer.insured_until and volunteer.insured_until >= day):
        raise ValidationError(_("这项服务有危险，要先有志愿者保险。请联系社区办理并登记有效期。"), code="no_insurance")


def refuse_age(activity: Activity, person: Person | None, day: Any) -> None:
    if activity.min_age is None and activity.max_age is None:
        return
    if person is None or person.born is None:
        raise ValidationError(_("这个活动有年龄要求，请先请社区登记出生日期。"), code="age_unknown")
    age = age_on(person.born, day)
    if activity.min_age is not None and age < activity.min_age:
        raise ValidationError(_("这个活动要满 %(age)s 岁才能参加。") % {"age": activity.min_age}, code="too_young")
    if activity.max_age is not None and age > activity.max_age:
        raise ValidationError(_("这个活动适合 %(age)s 岁以下的人参加。") % {"age": activity.max_age}, code="too_old")


def refuse_unskilled(activity: Activity, volunteer: Volunteer | None, day: Any) -> None:
    needed = dict(activity.needs.values_list("pk", "name"))
    if not needed:
        return
    held = VolunteerSkill.objects.valid(day).filter(volunteer=volunteer, skill__in=needed) if volunteer else ()
    missing = set(needed) - {one.skill_id for one in held}
    if missing:
        names = "、".join(needed[pk] for pk in needed if pk in missing)
        raise ValidationError(
            _("参加这个活动需要：%(names)s。如果您有，请联系社区核对证件并登记。") % {"names": names}, code="unskilled"
        )


def checked_answers(activity: Activity, answers: Mapping[str, Any]) -> dict[str, str]:
    """Question key → answer; what was not asked is not kept."""
    found = {}
    for question in activity.questions.all():
        answer = clean_line(str(answers.get(str(question.pk), "") or ""))[:200]
        if question.required and not answer:
            raise ValidationError(_("请回答：%(question)s") % {"question": question.text}, code="unanswered")
        if answer and question.kind == Question.Kind.CHOICE and answer not in choices_of(question):
            raise ValidationError(_("请从列表里选：%(question)s") % {"question": question.text}, code="no_choice")
        if answer:
            found[str(question.pk)] = answer
    return found


def choices_of(question: Question) -> list[str]:
    return [word for word in question.choices.replace("，", "、").replace(",", "、").split("、") if word]
