"""Who is registered, with whose word, and who leaves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.actions import add_person
from community.actions import consent as consents
from community.models import Consent
from tests.volunteers.actions.test_signing import code_of
from volunteers.actions import people, teams
from volunteers.models import Membership, Skill, Volunteer


def test_registering_keeps_the_consent_and_is_once(town, volunteer):
    volunteer(town.wang)
    assert Consent.objects.filter(person=town.wang, purpose="volunteer", withdrawn_on=None).exists()
    assert code_of(lambda: volunteer(town.wang)) == "registered"


def test_a_minor_needs_a_guardians_word(town, volunteer):
    child = add_person("王一一", dwelling=town.home, born=timezone.localdate() - timedelta(days=16 * 366), by=None)
    assert code_of(lambda: volunteer(child)) == "no_guardian_word"
    row = volunteer(child, guardian_name="王小明", guardian_agreed_on=timezone.localdate())
    assert row.state == Volunteer.State.ACTIVE
    assert code_of(lambda: people.change(row, by=town.clerk, guardian_name="")) == "no_guardian_word"


def test_withdrawing_the_consent_takes_them_off_the_list_and_out_of_teams(town, volunteer):
    row = volunteer(town.wang)
    team = teams.found(town.north, name="太极队", kind="interest", by=town.clerk)
    teams.join(team, row, by=town.clerk)
    consents.withdraw(Consent.objects.get(person=town.wang, purpose="volunteer"), by=town.clerk)
    row.refresh_from_db()
    assert row.state == Volunteer.State.LEFT and not Volunteer.objects.active().exists()
    assert not Membership.objects.current().exists()


def test_whoever_comes_back_keeps_the_number(town, volunteer):
    row = volunteer(town.wang)
    people.leave(row, by=town.clerk)
    assert not Consent.objects.filter(person=town.wang, withdrawn_on=None).exists()
    assert volunteer(town.wang).pk == row.pk


def test_who_is_skilled_today(town, volunteer):
    row, law = volunteer(town.wang), Skill.objects.get(name="律师")
    held = people.add_skill(row, law, by=town.clerk, proof="律师证", expires_on=timezone.localdate())
    assert not Volunteer.objects.skilled(law).exists()
    people.check_skill(held, by=town.clerk)
    assert list(Volunteer.objects.skilled(law)) == [row]
    assert not Volunteer.objects.skilled(law, on=timezone.localdate() + timedelta(days=1)).exists()


def test_who_has_time_on_saturday_morning(town, volunteer):
    row = volunteer(town.wang, availability=["6am", "nonsense"])
    assert (row.slots, list(Volunteer.objects.free_at("6am")), list(Volunteer.objects.free_at("6pm"))) == (
        ["6am"],
        [row],
        [],
    )


def test_a_whole_list_at_once_is_one_entry_in_the_record(town):
    made = people.register_in_bulk([(town.wang, town.north), (town.li, town.north)], how="签了表", by=town.clerk)
    assert [row.state for row in made] == ["active", "active"]
    assert Consent.objects.filter(purpose="volunteer").count() == 2


def test_a_team_is_named_once_and_its_words_are_looked_through(town):
    teams.found(town.north, name="太极队", kind="interest", by=town.clerk)
    assert code_of(lambda: teams.found(town.north, name="太极队", kind="service", by=town.clerk)) == "team_known"
    with pytest.raises(ValidationError):
        teams.found(town.north, name="新队", kind="service", about="打 13812345678 找我", by=town.clerk)
