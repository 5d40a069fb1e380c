from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from community.actions import (
    NewHukou,
    add_owner,
    add_person,
    change_hukou,
    change_person,
    record_death,
    reveal,
    set_guardian,
    verify,
)
from community.models import Hukou, Person


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def test_a_new_name_has_new_initials(town):
    assert change_person(town.li, name="覃翠花", by=town.clerk).initials == "qch"
    assert Person.objects.get(pk=town.li.pk).initials == "qch"


def test_the_record_names_fields_and_no_values(town):
    change_person(town.li, id_number="11010119900307002X", note="独居", by=town.clerk)
    detail = AuditEntry.objects.get(verb="person.changed").detail
    assert set(detail["fields"]) >= {"doc_number", "note", "born", "sex"}
    assert "19900307" not in str(detail)


def test_changing_nothing_writes_nothing(town):
    change_person(town.wang, name=town.wang.name, by=town.clerk)
    assert not AuditEntry.objects.filter(verb="person.changed").exists()


def test_the_slower_of_two_is_told(town):
    seen = town.li.changed_at
    change_person(town.li, note="先来", by=town.clerk, seen=seen)
    refused("moved_on", lambda: change_person(town.li, note="后到", by=town.north_worker, seen=seen))
    assert Person.objects.get(pk=town.li.pk).note == "先来"


def test_somebody_elses_number_is_refused(town):
    refused("known", lambda: change_person(town.li, id_number=town.wang.doc_number, by=town.clerk))


def test_a_number_can_be_taken_away(town):
    assert change_person(town.wang, id_number="", by=town.clerk).doc_index is None


def test_phones_are_replaced_as_a_whole(town):
    change_person(town.wang, phones=[("13912345678", "儿子")], by=town.clerk)
    assert [(phone.number, phone.label) for phone in town.wang.phones.all()] == [("13912345678", "儿子")]


def test_columns_beyond_the_facts_cannot_be_changed(town):
    with pytest.raises(TypeError):
        change_person(town.wang, user=town.stranger, by=town.clerk)


def test_reveal_gives_the_value_and_leaves_an_entry(town):
    assert reveal(town.wang, "doc_number", reason="上门核对", by=town.north_worker) == "999999199003070012"
    entry = AuditEntry.objects.get(verb="person.revealed")
    assert (entry.actor, entry.reason, entry.target) == (town.north_worker, "上门核对", f"person:{town.wang.pk}")
    assert "0012" not in str(entry.detail)


@pytest.mark.parametrize("reason", ["", " \u3000\x00", "看"])
def test_reveal_needs_a_reason(town, reason):
    refused("no_reason", lambda: reveal(town.wang, "doc_number", reason=reason, by=town.north_worker))
    assert not AuditEntry.objects.filter(verb="person.revealed").exists()


@pytest.mark.parametrize("field", ["note", "doc_index", "phone:", "phone:1;2", ""])
def test_only_sealed_fields_can_be_revealed(town, field):
    refused("no_field", lambda: reveal(town.wang, field, reason="上门核对", by=town.north_worker))


def test_another_persons_phone_is_not_revealed_through_this_one(town):
    other = town.zeng.phones.get()
    refused("nothing_there", lambda: reveal(town.wang, f"phone:{other.pk}", reason="上门核对", by=town.north_worker))


def test_verifying_is_dated(town):
    verify(town.li, by=town.north_worker)
    assert Person.objects.get(pk=town.li.pk).verified_on is not None


def test_the_further_facts_are_changed_and_named(town):
    facts = {"former_name": "李小花", "marriage": "20", "education": "60", "workplace": "青石小学"}
    changed = change_person(town.li, doc_expires_on=date(2030, 1, 1), **facts, by=town.clerk)
    assert (changed.former_name, changed.marriage, changed.education, changed.workplace) == tuple(facts.values())
    detail = AuditEntry.objects.get(verb="person.changed").detail
    assert detail["fields"] == ["doc_expires_on", "education", "former_name", "marriage", "workplace"]


def test_a_birth_keeps_the_precision_it_is_known_with(town):
    change_person(town.li, born=date(1960, 1, 1), born_precision="year", by=town.clerk)
    assert Person.objects.get(pk=town.li.pk).born_precision == "year"
    change_person(town.li, born=None, born_precision="year", by=town.clerk)
    assert Person.objects.get(pk=town.li.pk).born_precision == ""


def test_nobody_is_born_after_their_death(town):
    record_death(town.li, on=date(2020, 1, 1), by=town.clerk)
    refused("born_after_death", lambda: change_person(town.li, born=date(2021, 1, 1), by=town.clerk))


def test_hukou_is_registered_changed_and_taken_away(town):
    change_hukou(town.li, NewHukou(unit=town.building, address=" 柳荫路1号 ", number="12 34", relation="10"), by=None)
    hukou = Hukou.objects.get(person=town.li)
    assert (hukou.unit, hukou.address, hukou.number) == (town.building, "柳荫路1号", "1234")
    change_hukou(town.li, NewHukou(address="外地"), by=town.clerk)
    assert Hukou.objects.get(person=town.li).unit is None
    assert change_hukou(town.li, NewHukou(), by=town.clerk) is None
    assert not Hukou.objects.filter(person=town.li).exists()


def test_somebody_without_a_home_keeps_the_unit_of_the_hukou(town):
    away = add_person("钱远行", hukou=NewHukou(unit=town.building, address="柳荫路1号"), by=None)
    refused("nowhere", lambda: change_hukou(away, NewHukou(address="柳荫路1号"), by=town.clerk))


def test_the_same_hukou_is_not_written_twice(town):
    for _time in range(2):
        change_hukou(town.li, NewHukou(unit=town.building), by=town.clerk)
    assert AuditEntry.objects.filter(verb="person.changed").count() == 1


@pytest.fixture
def child(town):
    return add_person("李小宝", dwelling=town.home, relation="20", born=date(2020, 5, 1), by=None)


def test_a_guardian_answers_for_a_child(town, child):
    assert set_guardian(child, town.li, by=town.clerk).guardian == town.li
    assert AuditEntry.objects.get(verb="person.changed").detail == {"fields": ["guardian"]}
    assert set_guardian(child, None, by=town.clerk).guardian is None


def test_a_guardian_is_grown_up_alive_and_somebody_else(town, child):
    other = add_person("李二宝", dwelling=town.home, relation="20", born=date(2019, 5, 1), by=None)
    refused("not_of_age", lambda: set_guardian(child, other, by=town.clerk))
    refused("oneself", lambda: set_guardian(town.li, town.li, by=town.clerk))
    record_death(town.zeng, by=town.clerk)
    refused("died", lambda: set_guardian(child, Person.objects.get(pk=town.zeng.pk), by=town.clerk))
    set_guardian(town.wang, town.li, by=town.clerk)
    refused("circle", lambda: set_guardian(town.li, Person.objects.get(pk=town.wang.pk), by=town.clerk))


def test_the_look_at_a_resident_owner_stands_in_the_residents_history(town):
    owner = add_owner(town.home, person=town.zeng, phone="19900000459", by=None)
    assert reveal(owner, "phone", reason="联系业主", by=town.clerk) == "19900000459"
    assert AuditEntry.objects.get(verb="owner.revealed").target == f"person:{town.zeng.pk}"
    refused("no_field", lambda: reveal(owner, "name", reason="联系业主", by=town.clerk))
    refused("nothing_there", lambda: reveal(owner, "doc_number", reason="联系业主", by=town.clerk))
