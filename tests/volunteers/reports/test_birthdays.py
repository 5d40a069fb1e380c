"""Whose birthday the party is for."""

from datetime import date

from community.actions import add_person
from community.models import Person
from volunteers.actions import birthdays as party
from volunteers.reports.birthdays import celebrating


def names(first: date, last: date) -> list[str]:
    return [f"{one.person.name} {one.day:%m-%d} {one.words}" for one in celebrating(Person.objects.all(), first, last)]


def test_elders_by_their_lunar_day_others_by_what_they_said(town):
    add_person("闰生", dwelling=town.home, born=date(1941, 8, 1), by=None)  # 闰六月初九
    add_person("张姐", dwelling=town.home, born=date(1950, 7, 20), by=None)
    party.remember(Person.objects.get(name="张姐"), lunar=False, month=7, day=20)
    add_person("小刘", dwelling=town.home, born=date(1999, 7, 20), by=None)
    july = names(date(2026, 7, 1), date(2026, 7, 31))
    assert july == ["张姐 07-20 7月20日", "闰生 07-22 闰六月初九"]
    # 2025 has the leap month itself
    assert "闰生 08-02 闰六月初九" in names(date(2025, 8, 1), date(2025, 8, 31))


def test_those_invited_stand_on_the_list_once(town, publish):
    session = publish("集体生日", kind="birthday").sessions.get()
    for _twice in range(2):
        party.invite(session, [town.zeng], by=town.clerk)
    assert session.sign_ups.count() == 1
