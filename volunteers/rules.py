"""Who may do what with volunteers and activities. To see a row means to find it in ``visible_to``."""

import rules
from rules import predicate

from accounts.models import User
from grids.models import Posting, Unit
from grids.rules import KEEPERS
from volunteers.models import (
    Activity,
    CareVisit,
    Certificate,
    Duty,
    Help,
    MealRoute,
    Pair,
    Partner,
    Post,
    Reporting,
    Roster,
    Service,
    ServiceRecord,
    Session,
    Team,
    Volunteer,
    Wish,
)


def works_at(user: User, unit_pk: int) -> bool:
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=unit_pk).exists()


@predicate
def serves_volunteer(user: User, volunteer: Volunteer) -> bool:
    return works_at(user, volunteer.unit_id)


@predicate
def keeps_team(user: User, team: Team) -> bool:
    return works_at(user, team.unit_id)


@predicate
def organises(user: User, row: Activity | Session) -> bool:
    """Every member of staff of the unit: a grid worker publishes on a phone what happens in the grid."""
    return works_at(user, row.unit_id)


@predicate
def records_here(user: User, record: ServiceRecord) -> bool:
    return works_at(user, record.unit_id)


@predicate
def certifies(user: User, certificate: Certificate) -> bool:
    """The committee's own staff: a grid gives no certificates."""
    there = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS)
    return there.filter(pk=certificate.unit_id).exists()


def sets_record_policy(user: User) -> bool:
    """The numbers reach every grid: those who answer for the community set them."""
    return any(held.role in KEEPERS for held in Posting.objects.held_by(user))


rules.add_perm("volunteers.keep_record", records_here)
rules.add_perm("volunteers.keep_certificate", certifies)
rules.add_perm("volunteers.change_volunteer", serves_volunteer)
rules.add_perm("volunteers.change_team", keeps_team)
rules.add_perm("volunteers.change_activity", organises)
rules.add_perm("volunteers.change_session", organises)


@predicate
def works_there(user: User, row: Help | Wish | MealRoute | Roster | Partner | Post | Pair) -> bool:
    return works_at(user, row.unit_id)


@predicate
def keeps_roster_of(user: User, duty: Duty) -> bool:
    return works_at(user, duty.roster.unit_id)


@predicate
def visits(user: User, visit: CareVisit) -> bool:
    """Whoever has the neighbour in their own part goes, whoever began the round."""
    return CareVisit.objects.visible_to(user).filter(pk=visit.pk).exists()


@predicate
def places(user: User, reporting: Reporting) -> bool:
    return works_at(user, reporting.partner.unit_id)


@predicate
def rates(user: User, service: Service) -> bool:
    return works_at(user, service.reporting.partner.unit_id)


for name in ("help", "wish", "meal_route", "roster", "partner", "post", "pair"):
    rules.add_perm(f"volunteers.change_{name}", works_there)
rules.add_perm("volunteers.change_duty", keeps_roster_of)
rules.add_perm("volunteers.change_care_visit", visits)
rules.add_perm("volunteers.change_reporting", places)
rules.add_perm("volunteers.change_service", rates)
