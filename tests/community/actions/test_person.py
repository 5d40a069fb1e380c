import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from community.actions import change_person, reveal, verify
from community.models import Person


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
