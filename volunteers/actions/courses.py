"""Courses: a term with its lessons, enrolled in once; and who may fetch a child from the class."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line, phone_digits
from community.actions.person import hold as hold_person
from community.models import Person
from volunteers.actions import fitness, series, signing
from volunteers.models import Activity, Enrolment, Handover, PickUp, Series, Session, SignUp, Term
from volunteers.models.people import ADULT, age_on

State = SignUp.State


@transaction.atomic
def open_term(activity: Activity, *, name: str, by: User, rule: dict[str, Any], **facts: Any) -> Term:
    """A term and its lessons in one step; ``rule`` says on which weekdays and when."""
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请填写学期名称，例如“2026年秋季班”。"), code="no_name")
    if facts["last_on"] < facts["first_on"]:
        raise ValidationError(_("结课日期不能早于开课日期。"), code="dates")
    if "lecturer" in facts:
        facts["lecturer"] = clean_line(facts["lecturer"] or "")[:40]
    try:
        with transaction.atomic():
            term = Term.objects.create(activity=activity, name=name, **facts)
    except IntegrityError:
        raise ValidationError(_("这门课已经有同名的学期。"), code="term_known") from None
    # lessons have the term's places; nobody signs up for one lesson alone
    series.repeat(activity, by=by, term=term, first_on=term.first_on, last_on=term.last_on, places=None, **rule)
    record("term.opened", by=by, target=f"activity:{activity.pk}")
    return term


def hold_term(pk: int) -> Term:
    return Term.objects.select_for_update(of=("self",)).select_related("activity").get(pk=pk)


@transaction.atomic
def enrol(term: Term, person: Person, *, by: User) -> Enrolment:
    """A place in the whole term, or a turn on its waiting list; whoever enrols twice is enrolled once."""
    person = hold_person(person)
    term = hold_term(term.pk)
    if found := Enrolment.objects.filter(term=term, person=person, state__in=SignUp.OPEN).first():
        return found
    refuse_late(term)
    first = Session.objects.planned().filter(term=term).select_related("activity").order_by("starts_at").first()
    if first:
        fitness.refuse_unfit(first, person)
    free = term.places is None or term.taken < term.places
    number = term.last_number + 1
    facts = {"number": number, "by": by, "state": State.CONFIRMED if free else State.WAITING}
    row = Enrolment.objects.create(term=term, person=person, **facts)
    Term.objects.filter(pk=term.pk).update(last_number=number, taken=F("taken") + int(free))
    if free:
        come_to_lessons(row, by=by)
    return row


def refuse_late(term: Term) -> None:
    today = timezone.localdate()
    if not term.activity.is_public:
        raise ValidationError(_("这门课没有在公开，不能报名。"), code="not_public")
    if today > (term.enrol_until or term.last_on):
        raise ValidationError(_("这个学期的报名已经截止，请看看下一个学期。"), code="closed")


def come_to_lessons(row: Enrolment, *, by: User | None) -> None:
    """A sign-up for each coming lesson; lessons that clash with another place are refused as a whole."""
    lessons = Session.objects.planned().filter(term=row.term_id, starts_at__gt=timezone.now()).order_by("pk")
    for pk in lessons.values_list("pk", flat=True):
        session = signing.hold(pk)
        if not SignUp.objects.open().filter(session=session, person=row.person_id).exists():
            signing.place(session, {"person": row.person}, {}, by=by)


@transaction.atomic
def quit_term(row: Enrolment, *, by: User | None) -> None:
    """Coming lessons are given up; the first who waits gets the place, and may give it back as easily."""
    term = hold_term(row.term_id)
    now = Enrolment.objects.filter(pk=row.pk, state__in=SignUp.OPEN).values_list("state", flat=True).first()
    if now is None:
        raise ValidationError(_("这次报名已经取消了。"), code="moved_on")
    Enrolment.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    if now != State.CONFIRMED:
        return
    coming = SignUp.objects.open().filter(
        person=row.person_id, session__term=term, session__starts_at__gt=timezone.now()
    )
    for sign_up in coming.order_by("session"):
        signing.cancel(sign_up, by=by)
    hand_on(term)


def hand_on(term: Term) -> None:
    """A place in a held term came free: for the first in turn whose other plans leave room for the lessons."""
    waiting = Enrolment.objects.filter(term=term, state=State.WAITING).select_related("person")
    for following in waiting:
        try:
            with transaction.atomic():
                Enrolment.objects.filter(pk=following.pk).update(state=State.CONFIRMED)
                come_to_lessons(following, by=None)
        except ValidationError:
            # holds another place at that hour: keeps the turn, and may give the other place back
            continue
        return
    Term.objects.filter(pk=term.pk).update(taken=F("taken") - 1)


def catch_up(made: Series) -> None:
    """Lessons that were made later belong to everybody who is enrolled."""
    for row in Enrolment.objects.filter(term=made.term_id, state=State.CONFIRMED).select_related("person"):
        come_to_lessons(row, by=None)


@transaction.atomic
def name_pick_up(
    activity: Activity, child: Person, *, name: str, relation: str, said_by: str, by: User, phone: str = ""
) -> PickUp:
    """Only a guardian names who may fetch the child; staff writes down who said so."""
    name, relation, said_by = clean_line(name)[:40], clean_line(relation)[:20], clean_line(said_by)[:40]
    if not (name and relation and said_by):
        raise ValidationError(_("请写明接的人、与孩子的关系、是哪位监护人说的。"), code="incomplete")
    if child.born and age_on(child.born, timezone.localdate()) >= ADULT:
        raise ValidationError(_("这位居民已经成年，不用登记接送人。"), code="grown_up")
    digits = phone_digits(phone) if phone else ""
    if digits is None:
        raise ValidationError(_("电话写得不对，请核对。"), code="phone")
    try:
        with transaction.atomic():
            return PickUp.objects.create(
                activity=activity, child=child, name=name, relation=relation, said_by=said_by, phone=digits, by=by
            )
    except IntegrityError:
        raise ValidationError(_("这位接送人已经登记过了。"), code="known") from None


def end_pick_up(row: PickUp, *, by: User) -> None:
    if not PickUp.objects.current().filter(pk=row.pk).update(until=timezone.localdate()):
        raise ValidationError(_("这位接送人已经停用了。"), code="moved_on")
    record("pick_up.ended", by=by, target=f"activity:{row.activity_id}")


@transaction.atomic
def hand_over(session: Session, pick_up: PickUp, *, by: User) -> Handover:
    """The child leaves with somebody on the list of this class, and with nobody else."""
    current = PickUp.objects.current().filter(pk=pick_up.pk, activity=session.activity_id)
    if not current.exists():
        raise ValidationError(_("名单上没有这位接送人，请先联系监护人。"), code="not_listed")
    expected = SignUp.objects.filter(session=session, person=pick_up.child_id, state=State.CONFIRMED)
    if not expected.exists():
        raise ValidationError(_("这个孩子没有报这一场。"), code="not_here")
    try:
        with transaction.atomic():
            return Handover.objects.create(session=session, child=pick_up.child, pick_up=pick_up, by=by)
    except IntegrityError:
        raise ValidationError(_("这个孩子已经接走了。"), code="handed_over") from None
