"""When two records of one person become one (community.actions.merge): what may not stand there twice is made one.

Of two places the better one stays, of two records the one that tells more; nothing of it can refuse the merge.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import ForeignObjectRel, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from community.models import Person
from volunteers.actions import courses, signing
from volunteers.models import (
    Award,
    Birthday,
    CareVisit,
    Certificate,
    Enrolment,
    Handover,
    Meal,
    MealStop,
    Membership,
    PickUp,
    Reporting,
    Service,
    SignUp,
    Swap,
    Training,
    Turn,
    Volunteer,
    VolunteerSkill,
)

# the better of two places: one that is held before one that is offered before a turn
BETTER = (SignUp.State.CONFIRMED, SignUp.State.OFFERED, SignUp.State.WAITING)


def worse(one: Any, other: Any) -> Any:
    return max((one, other), key=lambda row: (BETTER.index(row.state), row.number))


def join_sign_ups(kept: Person, other: Person) -> None:
    """One session, one place: the worse one is given back, and whoever waits is offered it."""
    own = {row.session_id: row for row in SignUp.objects.open().filter(person=kept)}
    doubles = SignUp.objects.open().filter(person=other, session__in=own)
    for double in doubles.order_by("session"):
        session = signing.hold(double.session_id)
        signing.leave(session, worse(own[double.session_id], double), SignUp.State.CANCELLED)


def join_enrolments(kept: Person, other: Person) -> None:
    own = {row.term_id: row for row in Enrolment.objects.filter(person=kept, state__in=SignUp.OPEN)}
    doubles = Enrolment.objects.filter(person=other, state__in=SignUp.OPEN, term__in=own)
    for double in doubles.order_by("term"):
        term = courses.hold_term(double.term_id)
        gone = worse(own[double.term_id], double)
        Enrolment.objects.filter(pk=gone.pk).update(state=SignUp.State.CANCELLED)
        if gone.state == SignUp.State.CONFIRMED:
            courses.hand_on(term)


# --- volunteers --------------------------------------------------------------------------------
def join_volunteers(kept: Person, other: Person) -> None:
    """One number, with the skills, teams and helps of both."""
    own = Volunteer.objects.filter(person=kept).first()
    double = Volunteer.objects.filter(person=other).first()
    if own is None or double is None:
        return
    Volunteer.objects.filter(pk=own.pk).update(**facts_of_both(own, double))
    join_skills(own, double)
    join_memberships(own, double)
    for relation in Volunteer._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: double})
            rows.update(**{relation.field.name: own})
    record("volunteer.joined", by=None, target=f"volunteer:{own.pk}", other=double.pk)
    double.delete()


def facts_of_both(own: Volunteer, double: Volunteer) -> dict[str, Any]:
    state = state_of_both(own, double)
    guardian = own if own.guardian_name else double
    slots = set(own.slots) | set(double.slots)
    insured = [day for day in (own.insured_until, double.insured_until) if day]
    ends = [day for day in (own.left_on, double.left_on) if day]
    left = state == Volunteer.State.LEFT
    return {
        "state": state,
        "since": min(own.since, double.since),
        "left_on": max(ends, default=None) if left else None,
        "guardian_name": guardian.guardian_name,
        "guardian_agreed_on": guardian.guardian_agreed_on,
        "availability": f",{','.join(sorted(slots))}," if slots else "",
        "insured_until": max(insured, default=None),
        "neighbour_head": own.neighbour_head or double.neighbour_head,
        "silver": own.silver or double.silver,
        "lecturer": own.lecturer or double.lecturer,
        "note": own.note or double.note,
    } | shown_of_both(own, double, left=left)


def shown_of_both(own: Volunteer, double: Volunteer, *, left: bool) -> dict[str, str]:
    """The name and the words of one of them, never of each a half."""
    said = own if own.shown_as else double
    return {name: "" if left else getattr(said, name) for name in ("shown_as", "shown_words")}


def state_of_both(own: Volunteer, double: Volunteer) -> str:
    """Who left on one record after registering on the other did not mean to stay."""
    for one, another in ((own, double), (double, own)):
        if one.left_on and one.left_on >= another.since:
            return Volunteer.State.LEFT
    order = [Volunteer.State.ACTIVE, Volunteer.State.PAUSED, Volunteer.State.ASKED, Volunteer.State.LEFT]
    return min((own.state, double.state), key=order.index)


def join_skills(own: Volunteer, double: Volunteer) -> None:
    known = {held.skill_id: held for held in VolunteerSkill.objects.filter(volunteer=own)}
    for held in VolunteerSkill.objects.filter(volunteer=double, skill__in=known):
        mine = known[held.skill_id]
        if held.checked_at and not mine.checked_at:
            facts = {name: getattr(held, name) for name in ("proof", "expires_on", "checked_by_id", "checked_at")}
            VolunteerSkill.objects.filter(pk=mine.pk).update(**facts)
        held.delete()


def join_memberships(own: Volunteer, double: Volunteer) -> None:
    known = {row.team_id: row for row in Membership.objects.current().filter(volunteer=own)}
    for row in Membership.objects.current().filter(volunteer=double, team__in=known):
        if row.role == Membership.Role.LEADER:
            Membership.objects.filter(pk=known[row.team_id].pk).update(role=row.role)
        Membership.objects.filter(pk=row.pk).update(until=max(row.since, timezone.localdate()))
    left = Volunteer.objects.filter(pk=own.pk, state=Volunteer.State.LEFT)
    if left.exists():
        Membership.objects.current().filter(volunteer__in=(own, double)).update(until=timezone.localdate())


# --- rosters -----------------------------------------------------------------------------------
def join_turns(kept: Person, other: Person) -> None:
    """On one duty once; nobody swaps with themselves."""
    now = timezone.now()
    between = Q(mine__person=kept, theirs__person=other) | Q(mine__person=other, theirs__person=kept)
    duties = Turn.objects.held().filter(person=kept).values("duty")
    doubles = list(Turn.objects.held().filter(person=other, duty__in=duties).values_list("pk", flat=True))
    idle = Swap.objects.filter(between | Q(mine__in=doubles) | Q(theirs__in=doubles), state=Swap.State.ASKED)
    idle.update(state=Swap.State.DROPPED, answered_at=now)
    Turn.objects.filter(pk__in=doubles).update(ended_at=now)


# --- meals, visits -----------------------------------------------------------------------------
def join_stops(kept: Person, other: Person) -> None:
    own = {stop.route_id: stop for stop in MealStop.objects.current().filter(person=kept)}
    for double in MealStop.objects.current().filter(person=other, route__in=own):
        if double.note and not own[double.route_id].note:
            MealStop.objects.filter(pk=own[double.route_id].pk).update(note=double.note)
        MealStop.objects.filter(pk=double.pk).update(ended_on=timezone.localdate())


def join_meals(kept: Person, other: Person) -> None:
    """One day, one meal: what was told of either, and what somebody found."""
    own = {meal.run_id: meal for meal in Meal.objects.filter(person=kept)}
    for double in Meal.objects.filter(person=other, run__in=own):
        mine = own[double.run_id]
        told: dict[str, Any] = {}
        if mine.state == Meal.State.PENDING:
            told |= {"state": double.state, "at": double.at, "by": double.by_id}
        if mine.looked_at is None:
            told |= {"looked_at": double.looked_at, "looked_by": double.looked_by_id, "found": double.found}
        Meal.objects.filter(pk=mine.pk).update(**told)
        double.delete()


def join_visits(kept: Person, other: Person) -> None:
    own = {visit.round_id: visit for visit in CareVisit.objects.filter(person=kept)}
    for double in CareVisit.objects.filter(person=other, round__in=own):
        mine = own[double.round_id]
        if mine.state != CareVisit.State.VISITED and double.state != CareVisit.State.PLANNED:
            told = ("state", "on", "went", "brought", "note", "by_id", "at")
            CareVisit.objects.filter(pk=mine.pk).update(**{name: getattr(double, name) for name in told})
        double.delete()


# --- those who report in -----------------------------------------------------------------------
def join_reportings(kept: Person, other: Person) -> None:
    """One reporting runs on; of the same organisation, with what was taken up under both."""
    own = Reporting.objects.open().filter(person=kept).first()
    double = Reporting.objects.open().filter(person=other).first()
    if own is None or double is None:
        return
    if own.unit_id is None and double.unit_id is not None:
        placed = {"unit": double.unit_id, "placed_at": double.placed_at, "placed_by": double.placed_by_id}
        Reporting.objects.filter(pk=own.pk).update(**placed)
    if own.partner_id == double.partner_id:
        taken = Service.objects.filter(state=Service.State.TAKEN, post__isnull=False)
        mine = taken.filter(reporting=own).values_list("post", flat=True)
        taken.filter(reporting=double, post__in=list(mine)).update(state=Service.State.DROPPED)
        Service.objects.filter(reporting=double).update(reporting=own)
    Reporting.objects.filter(pk=double.pk).update(ended_on=timezone.localdate())


# --- children, birthdays, papers ---------------------------------------------------------------
def join_pick_ups(kept: Person, other: Person) -> None:
    own = set(PickUp.objects.current().filter(child=kept).values_list("activity", "name"))
    for double in PickUp.objects.current().filter(child=other):
        if (double.activity_id, double.name) in own:
            PickUp.objects.filter(pk=double.pk).update(until=timezone.localdate())


def join_certificates(kept: Person, other: Person) -> None:
    """Asked for twice, it is answered once."""
    asked = Certificate.objects.asked()
    own = set(asked.filter(person=kept).values_list("since", "until"))
    for double in asked.filter(person=other):
        if (double.since, double.until) in own:
            facts = {"state": Certificate.State.REFUSED, "ended_at": timezone.now()}
            Certificate.objects.filter(pk=double.pk).update(**facts, reason=_("同一个人申请过两次，合并居民记录"))


def drop_double(model: type[Model], person: str, *by: str) -> Callable[[Person, Person], None]:
    """Rows that say the same of both records: the second one goes."""

    def said(row: Model) -> tuple:
        return tuple(getattr(row, field) for field in by)

    def drop(kept: Person, other: Person) -> None:
        rows = model._base_manager
        own = {said(row) for row in rows.filter(**{person: kept})}
        for row in rows.filter(**{person: other}):
            if said(row) in own:
                record(f"{model._meta.model_name}.joined", by=None, target=f"person:{kept.pk}", other=other.pk)
                row.delete()

    return drop


SPECIAL: dict[tuple[str, str], Callable[[Person, Person], None]] = {
    ("SignUp", "person"): join_sign_ups,
    ("Enrolment", "person"): join_enrolments,
    ("Volunteer", "person"): join_volunteers,
    ("Turn", "person"): join_turns,
    ("MealStop", "person"): join_stops,
    ("Meal", "person"): join_meals,
    ("CareVisit", "person"): join_visits,
    ("Reporting", "person"): join_reportings,
    ("PickUp", "child"): join_pick_ups,
    ("Handover", "child"): drop_double(Handover, "child", "session_id"),
    ("Certificate", "person"): join_certificates,
    ("Training", "person"): drop_double(Training, "person", "name", "on"),
    ("Award", "person"): drop_double(Award, "person", "name", "on"),
    # whoever said so on either record
    ("Birthday", "person"): drop_double(Birthday, "person"),
}
