"""Whose birthday falls between two days, by the calendar each of them keeps."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from community.models import Person
from volunteers.lunar import LunarDay, lunar_birthdays, lunar_of, solar_birthdays
from volunteers.models import Birthday

ELDER = 60


class Celebrates(NamedTuple):
    person: Person
    day: date
    # how it is called: 六月初一, or 3月7日
    words: str
    lunar: bool
    turns: int


def celebrating(people: QuerySet, first: date, last: date, *, by_lunar: bool = True, elder: int = ELDER) -> list:
    """Elders among ``people``; without a word from themselves, by the lunar day of their birth (or its solar day)."""
    old_enough = date(last.year - elder, last.month, 28)
    known = people.filter(born__lte=old_enough, died_on=None, born_precision__in=("", "day"))
    habits = {row.person_id: row for row in Birthday.objects.filter(person__in=known)}
    found = []
    for person in known.only("pk", "name", "born").order_by("pk"):
        found += days_of(person, habits.get(person.pk), first, last, by_lunar=by_lunar)
    return sorted(found, key=lambda one: (one.day, one.person.pk))


def days_of(person: Person, habit: Birthday | None, first: date, last: date, *, by_lunar: bool) -> list[Celebrates]:
    lunar = habit.lunar if habit else by_lunar
    if lunar:
        birthday = LunarDay(habit.month, habit.day, habit.leap) if habit else lunar_of(person.born)
        days, words = lunar_birthdays(birthday, first, last), str(birthday)
    else:
        month, day = (habit.month, habit.day) if habit else (person.born.month, person.born.day)
        days, words = solar_birthdays(month, day, first, last), f"{month}月{day}日"
    return [Celebrates(person, day, words, lunar, turning(person.born, day)) for day in days]


def turning(born: date, day: date) -> int:
    """The age reached in that year: a lunar birthday may fall before the solar one."""
    return day.year - born.year
