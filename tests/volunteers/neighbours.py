"""Neighbours of the small town who help, as the tests of helps, rosters and reporting in need them."""

from accounts.models import User
from community.actions import add_person
from community.models import Person
from volunteers.actions import people
from volunteers.models import Skill, Volunteer


def neighbour(town, name: str, *, home=None, account: bool = True) -> Person:
    person = add_person(name, dwelling=home or town.home, relation="99", by=None)
    if account:
        Person.objects.filter(pk=person.pk).update(user=User.objects.create_user(f"u{person.pk}", name=name))
        person.refresh_from_db()
    return person


def volunteer(town, name: str, *, unit=None, skill: str = "", proven: bool = False, free=(), account=True) -> Volunteer:
    row = people.register(
        neighbour(town, name, account=account),
        unit=unit or town.north,
        how="当面说的",
        availability=free,
        by=town.clerk,
    )
    if skill:
        held = people.add_skill(row, Skill.objects.get(name=skill), proof="上岗证", by=town.clerk)
        if proven:
            people.check_skill(held, by=town.clerk)
    return row
