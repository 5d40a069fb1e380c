"""Who may do what in the register. To see a person means to find them in ``Person.objects.visible_to``."""

from collections.abc import Container

import rules
from django.conf import settings
from rules import predicate

from accounts.models import User
from community.models import (
    DataRequest,
    Dwelling,
    Household,
    HouseholdUpdate,
    Notice,
    Organisation,
    Ownership,
    Person,
    Pet,
    Report,
    ServiceNeed,
    Vehicle,
)
from community.models.need import RESTRICTED_READERS
from community.models.roster import IMPORTERS
from grids.models import Posting, Unit

# LEADERS decide what is told to everybody; community workers write and publish in their name
PUBLISHERS = (*Posting.LEADERS, Posting.Role.WORKER)


def holds(user: User, roles: Container[object]) -> bool:
    return any(held.role in roles for held in Posting.objects.held_by(user))


@predicate
def keeps_data(user: User, unit: Unit | None = None) -> bool:
    """Somewhere, or of this unit."""
    if unit is None:
        return holds(user, Posting.DATA_KEEPERS)
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).filter(pk=unit.pk).exists()


@predicate
def lists_people(user: User, row: object = None) -> bool:
    """Whoever takes rosters in may take masked lists out."""
    return holds(user, IMPORTERS)


@predicate
def keeps_report(user: User, report: Report) -> bool:
    return Unit.objects.overseen_by(user, *IMPORTERS).filter(pk=report.unit_id).exists()


@predicate
def serves_person(user: User, person: Person) -> bool:
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


@predicate
def reveals_person(user: User, person: Person) -> bool:
    there = Unit.objects.overseen_by(user, *Posting.REVEALERS)
    return Person.objects.within(there).filter(pk=person.pk).exists()


@predicate
def serves_dwelling(user: User, dwelling: Dwelling) -> bool:
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=dwelling.building_id).exists()


@predicate
def serves_property(user: User, thing: Ownership | Vehicle | Pet) -> bool:
    return serves_dwelling(user, thing.dwelling)


@predicate
def reveals_property(user: User, thing: Ownership | Vehicle) -> bool:
    return Unit.objects.overseen_by(user, *Posting.REVEALERS).filter(pk=thing.dwelling.building_id).exists()


@predicate
def serves_organisation(user: User, organisation: Organisation) -> bool:
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=organisation.building_id).exists()


@predicate
def reveals_organisation(user: User, organisation: Organisation) -> bool:
    return Unit.objects.overseen_by(user, *Posting.REVEALERS).filter(pk=organisation.building_id).exists()


@predicate
def merges_people(user: User, person: Person) -> bool:
    """A merge cannot be taken back, so it is for those who may also write a whole roster."""
    there = Unit.objects.overseen_by(user, *IMPORTERS)
    return Person.objects.within(there).filter(pk=person.pk).exists()


@predicate
def serves_household(user: User, household: Household) -> bool:
    return serves_dwelling(user, household.dwelling)


@predicate
def serves_update(user: User, update: HouseholdUpdate) -> bool:
    return serves_household(user, update.household)


@predicate
def serves_needs(user: User, person: Person) -> bool:
    """Part-time posts (building heads, Party homes, property companies) are no staff and learn nothing of this."""
    there = Unit.objects.overseen_by(user, *Posting.STAFF)
    return Person.objects.within(there).filter(pk=person.pk).exists()


@predicate
def serves_need(user: User, need: ServiceNeed) -> bool:
    return ServiceNeed.objects.visible_to(user).filter(pk=need.pk).exists()


@predicate
def keeps_restricted(user: User, person: Person) -> bool:
    if not settings.RESTRICTED_GROUPS_ON:
        return False
    there = Unit.objects.overseen_by(user, *RESTRICTED_READERS)
    return Person.objects.within(there).filter(pk=person.pk).exists()


@predicate
def answers_request(user: User, asked: DataRequest) -> bool:
    there = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS)
    return Person.objects.within(there).filter(pk=asked.person_id).exists()


@predicate
def publishes_there(user: User, notice: Notice) -> bool:
    return Unit.objects.overseen_by(user, *PUBLISHERS).filter(pk=notice.unit_id).exists()


@predicate
def publishes(user: User, row: object = None) -> bool:
    return holds(user, PUBLISHERS)


rules.add_perm("community.export_people", keeps_data)
rules.add_perm("community.list_people", lists_people)
rules.add_perm("community.add_report", lists_people)
rules.add_perm("community.change_report", keeps_report)
rules.add_perm("community.change_person", serves_person)
rules.add_perm("community.reveal_person", reveals_person)
rules.add_perm("community.change_household", serves_household)
rules.add_perm("community.change_dwelling", serves_dwelling)
rules.add_perm("community.change_property", serves_property)
rules.add_perm("community.reveal_property", reveals_property)
rules.add_perm("community.change_organisation", serves_organisation)
rules.add_perm("community.reveal_organisation", reveals_organisation)
rules.add_perm("community.merge_people", merges_people)
rules.add_perm("community.add_need", serves_needs)
rules.add_perm("community.change_need", serves_need)
rules.add_perm("community.restricted_needs", keeps_restricted)
rules.add_perm("community.change_update", serves_update)
rules.add_perm("community.answer_request", answers_request)
rules.add_perm("community.change_notice", publishes_there)
rules.add_perm("community.publish_notice", publishes_there)
rules.add_perm("community.withdraw_notice", publishes_there)
