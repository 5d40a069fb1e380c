from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ForeignObjectRel
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.actions.merge import differences
from community.models import (
    Consent,
    DataRequest,
    Dwelling,
    Household,
    Hukou,
    Ownership,
    Person,
    Residence,
    RosterImport,
    RosterRow,
    ServiceNeed,
)

TODAY = timezone.localdate()


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


@pytest.fixture
def double(town):
    """王小明 once more, from a list without numbers: in another building, with a second phone."""
    flat = actions.add_dwelling(town.building2, "1", "201", by=None)
    return actions.add_person(
        "王小明", dwelling=flat, phones=(("19900000012", "本人"), "19900000077"), sex="1", marriage="20", by=None
    )


def merge(town, double, **choices):
    return actions.merge(town.wang, double, choices=choices, by=town.clerk)


def reload(person):
    return Person.objects.get(pk=person.pk)


def test_what_one_record_knows_fills_the_gaps_of_the_other(town, double):
    kept = merge(town, double)
    assert (kept.marriage, kept.doc_number, kept.born) == ("20", "999999199003070012", date(1990, 3, 7))


def test_the_other_record_stays_as_a_signpost(town, double):
    merge(town, double)
    double = reload(double)
    assert (double.merged_into, double.doc_number, double.doc_index) == (town.wang, None, None)
    assert not Person.objects.visible_to(town.secretary).filter(pk=double.pk).exists()


def test_the_number_goes_to_the_record_that_stays(town, double):
    actions.merge(double, town.wang, choices={}, by=town.clerk)
    kept = reload(double)
    assert (kept.doc_number, kept.born, kept.sex) == ("999999199003070012", date(1990, 3, 7), "1")
    assert Household.objects.get(dwelling=town.home).head == kept


def test_two_different_numbers_are_two_people(town):
    refused("two_numbers", lambda: actions.merge(town.wang, town.zeng, choices={}, by=town.clerk))


def test_a_record_is_merged_once_and_never_with_itself(town, double):
    refused("same_record", lambda: merge(town, town.wang))
    merge(town, double)
    refused("moved_on", lambda: merge(town, double))
    refused("moved_on", lambda: actions.merge(town.li, double, choices={}, by=town.clerk))


def test_only_one_of_them_registered_dead_is_asked_about_first(town, double):
    actions.record_death(double, on=date(2026, 1, 5), by=town.clerk)
    refused("one_died", lambda: merge(town, double))


def test_what_differs_must_be_chosen(town, double):
    actions.change_person(double, former_name="王大明", note="会电工", by=None)
    actions.change_person(town.wang, former_name="王明", note="独居", by=None)
    assert differences(reload(town.wang), reload(double)) == ["former_name", "note"]
    refused("undecided", lambda: merge(town, double))
    refused("undecided", lambda: merge(town, double, former_name="both", note="kept"))
    kept = merge(town, double, former_name="other", note="both")
    assert (kept.former_name, kept.note) == ("王大明", "独居\n会电工")
    assert AuditEntry.objects.get(verb="person.merged").detail == {
        "other": double.pk,
        "fields": ["former_name", "note"],
    }


def test_unknown_and_unstated_are_no_difference(town, double):
    Person.objects.filter(pk=double.pk).update(sex="9")
    assert differences(town.wang, reload(double)) == []
    assert merge(town, double).sex == "1"


@pytest.mark.parametrize("first", ["year", "month"])
def test_the_more_exact_birth_wins_without_asking(town, double, first):
    typed = {"year": date(1950, 1, 1), "month": date(1950, 6, 1)}[first]
    actions.change_person(double, born=date(1950, 6, 9), born_precision="day", by=None)
    actions.change_person(town.li, born=typed, born_precision=first, by=None)
    kept = actions.merge(town.li, reload(double), choices={"name": "kept", "sex": "kept"}, by=town.clerk)
    assert (kept.born, kept.born_precision) == (date(1950, 6, 9), "day")


def test_phones_are_moved_once_each(town, double):
    kept = merge(town, double)
    assert [(phone.number, phone.label) for phone in kept.phones.order_by("pk")] == [
        ("19900000012", "本人"),
        ("19900000077", ""),
    ]


def test_homes_are_moved_with_their_heads(town, double):
    kept = merge(town, double)
    assert Residence.objects.current().filter(person=kept).count() == 2
    assert not Residence.objects.filter(person=double).exists()
    assert Household.objects.current().filter(head=kept).count() == 2


def test_nobody_lives_twice_in_one_flat(town, double):
    Residence.objects.filter(person=town.wang).update(since=date(2020, 1, 1))
    again = actions.add_person("王小明", dwelling=town.home, relation="99", since=date(2015, 5, 1), by=None)
    kept = actions.merge(town.wang, again, choices={}, by=town.clerk)
    stay = Residence.objects.current().get(person=kept)
    assert (stay.since, stay.relation, Residence.objects.filter(dwelling=town.home).count()) == (
        date(2015, 5, 1), "02", 2,
    )  # fmt: skip


def test_hukou_is_moved_or_chosen(town, double):
    actions.change_hukou(double, actions.NewHukou(unit=town.building2, address="柳荫路2号"), by=None)
    assert merge(town, double).hukou.address == "柳荫路2号"


def test_two_different_hukou_are_a_difference(town, double):
    actions.change_hukou(double, actions.NewHukou(unit=town.building2, address="柳荫路2号"), by=None)
    actions.change_hukou(town.wang, actions.NewHukou(unit=town.building, address="柳荫路1号"), by=None)
    assert differences(town.wang, double) == ["hukou"]
    merge(town, double, hukou="other")
    assert Hukou.objects.get().address == "柳荫路2号"


def test_needs_and_consents_are_not_doubled(town, double):
    for person in (town.wang, double):
        facts = {"group": "low_income", "basis": "证", "review_on": TODAY, "since": TODAY - timedelta(days=9)}
        ServiceNeed.objects.create(person=person, **facts)
        Consent.objects.create(person=person, purpose="photo", how="当面")
    kept = merge(town, double)
    assert ServiceNeed.objects.current().filter(person=kept).count() == 1
    assert ServiceNeed.objects.filter(person=kept).count() == 2
    assert Consent.objects.get().person == kept


def test_a_consent_withdrawn_on_one_record_is_withdrawn(town, double):
    early, late = TODAY - timedelta(days=20), TODAY - timedelta(days=5)
    Consent.objects.create(person=town.wang, purpose="photo", how="当面", given_on=early, withdrawn_on=late)
    Consent.objects.create(person=double, purpose="photo", how="电话", given_on=TODAY - timedelta(days=10))
    merge(town, double)
    assert not Consent.objects.filter(withdrawn_on=None).exists()


def test_two_open_requests_of_one_kind_are_answered_first(town, double):
    for person in (town.wang, double):
        DataRequest.objects.create(person=person, kind="copy", due_on=TODAY)
    refused("two_requests", lambda: merge(town, double))


def test_nobody_becomes_their_own_guardian(town, double):
    Person.objects.filter(pk=town.wang.pk).update(guardian=double)
    Person.objects.filter(pk=town.li.pk).update(guardian=double)
    kept = merge(town, double)
    assert (kept.guardian, reload(town.li).guardian) == (None, kept)


def test_nothing_points_to_the_other_record_any_more(town, double):
    roster = RosterImport.objects.create(unit=town.north, by=town.clerk, file_name="a.xlsx", sha256="0" * 64)
    RosterRow.objects.create(roster=roster, sheet="1", number=2, outcome="new", person=double)
    Ownership.objects.create(dwelling=town.home, person=double, name="王小明")
    Person.objects.filter(pk=town.li.pk).update(guardian=double)
    third = actions.add_person("王小明", dwelling=town.home, relation="99", by=None)
    actions.merge(double, third, choices={}, by=None)
    merge(town, reload(double))
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: double})
            assert not rows.exists(), relation
    assert set(Person.objects.filter(merged_into=town.wang)) == {double, third}


def test_an_old_page_cannot_merge(town, double):
    seen = (town.wang.changed_at, double.changed_at)
    actions.change_person(double, note="改过", by=None)
    refused("moved_on", lambda: actions.merge(town.wang, double, choices={}, seen=seen, by=town.clerk))


def test_a_merged_record_takes_nothing_more(town, double):
    merge(town, double)
    refused("merged", lambda: actions.move_in(double, Dwelling.objects.get(room="501"), by=town.clerk))
    refused("merged", lambda: actions.change_hukou(double, actions.NewHukou(address="某"), by=town.clerk))
    refused("merged", lambda: actions.set_guardian(town.li, double, by=town.clerk))
    refused("moved_on", lambda: actions.change_person(double, note="某", by=town.clerk))
    refused("moved_on", lambda: actions.record_death(double, by=town.clerk))


def test_the_counts_of_the_tree_do_not_change(town, double):
    before = Residence.objects.current().count()
    again = actions.add_person("王小明", dwelling=town.home, relation="99", by=None)
    actions.merge(town.wang, again, choices={}, by=town.clerk)
    assert Residence.objects.current().count() == before
    assert Person.objects.visible_to(town.clerk).filter(name="王小明").count() == 2
