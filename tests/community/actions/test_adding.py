from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from accounts.secrets import blind_index
from community.actions import NewHukou, NewPerson, add_dwelling, add_people_in_bulk, add_person
from community.models import Household, Person, Residence

ID = "110101199003070011"


def add(town, name="赵有田", **facts):
    return add_person(name, dwelling=town.home, by=town.clerk, **facts)


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def test_the_number_tells_birth_and_sex(town):
    zhao = add(town, id_number=" 110101 19900307001１", sex="2", born=date(2001, 1, 1))
    assert (zhao.born, zhao.sex, zhao.doc_number) == (date(1990, 3, 7), "1", ID)
    assert zhao.doc_tail == blind_index("0011", "doc-tail")


def test_initials_are_filled_in(town):
    assert add(town, "单雄信").initials == "sxx"


def test_a_known_number_is_refused(town):
    refused("known", lambda: add(town, id_number=town.wang.doc_number))
    assert not Person.objects.filter(name="赵有田").exists()


def test_a_wrong_number_leaves_nothing_behind(town):
    refused("check_digit", lambda: add(town, id_number="110101199003070012"))
    assert not Person.objects.filter(name="赵有田").exists()


def test_two_people_without_number_stay_two(town):
    assert add(town, id_number="无").pk != add(town, id_number="").pk
    assert Person.objects.filter(name="赵有田", doc_index=None).count() == 2


def test_names_are_cleaned_and_never_empty(town):
    assert add(town, " 阿依古丽\u200b•买买提 ").name == "阿依古丽·买买提"
    refused("no_name", lambda: add(town, "\u3000\x00"))


def test_a_wrong_phone_is_refused(town):
    refused("phone", lambda: add(town, phones=("1381234",)))


def test_the_first_becomes_head_and_there_is_only_one(town):
    home = add_dwelling(town.building, "1", "102", by=None)
    zhao = add_person("赵有田", dwelling=home, by=None)
    assert Household.objects.get(dwelling=home).head == zhao
    refused("head_taken", lambda: add_person("赵二", dwelling=home, relation="02", by=None))


def test_a_spouse_registered_first_is_not_made_head(town):
    home = add_dwelling(town.building, "1", "102", by=None)
    add_person("孙秀英", dwelling=home, relation="12", by=None)
    zhao = add_person("赵有田", dwelling=home, relation="02", by=None)
    assert Household.objects.get(dwelling=home).head == zhao


def test_nobody_is_registered_nowhere(town):
    refused("nowhere", lambda: add_person("赵有田", by=None))


def test_hukou_alone_is_enough_to_be_seen(town):
    zhao = add_person("赵有田", hukou=NewHukou(unit=town.north, address="青石街 1 号"), by=None)
    assert zhao in Person.objects.visible_to(town.north_worker)
    assert zhao not in Person.objects.visible_to(town.south_worker)


def test_unknown_facts_are_a_programming_error(town):
    with pytest.raises(TypeError):
        add(town, doc_index="0")


def rows(town):
    home = add_dwelling(town.building, "2", "201", by=None)
    return [
        NewPerson("赵小宝", home, relation="20", phones=(("13912345678", "父亲"),)),
        NewPerson("赵有田", home, id_number=ID, relation="02", since=date(2020, 5, 1), facts={"ethnicity": "01"}),
        NewPerson("孙秀英", town.home, relation="99", kind="migrant"),
    ]


def facts_of(person):
    stay = person.residences.get()
    phones = sorted(person.phones.values_list("number_index", "tail", "label"))
    seen = (person.name, person.initials, person.doc_index, person.doc_tail, person.born, person.sex, person.ethnicity)
    return (*seen, phones, stay.relation, stay.kind, stay.since, stay.household.head and stay.household.head.name)


def test_many_at_once_become_what_each_alone_would(town):
    many = [facts_of(person) for person in add_people_in_bulk(rows(town), by=town.clerk)]
    Person.objects.filter(name__in=["赵小宝", "赵有田", "孙秀英"]).delete()
    Household.objects.filter(dwelling__room="201").delete()
    town.building.dwellings.filter(room="201").delete()
    single = []
    for row in sorted(rows(town), key=lambda row: row.relation != "02"):
        person = add_person(
            row.name, dwelling=row.dwelling, id_number=row.id_number, phones=row.phones, relation=row.relation,
            kind=row.kind, since=row.since, by=town.clerk, **row.facts,
        )  # fmt: skip
        single.append(person)
    assert sorted(many) == sorted(facts_of(Person.objects.get(pk=person.pk)) for person in single)


def test_many_at_once_are_all_or_none(town):
    before = Person.objects.count()
    refused("twice", lambda: add_people_in_bulk([*rows(town), NewPerson("冒名", town.home, id_number=ID)], by=None))
    assert Person.objects.count() == before


def test_many_at_once_cost_few_statements(town, queries):
    home = add_dwelling(town.building, "3", "301", by=None)
    people = [NewPerson(f"甲{number}", home, relation="99", phones=("13912345678",)) for number in range(400)]
    with queries(40):
        add_people_in_bulk(people, by=town.clerk)
    assert Residence.objects.current().filter(dwelling=home).count() == 400


def test_the_record_names_who_registered_whom(town):
    zhao = add(town)
    assert AuditEntry.objects.get(target=f"person:{zhao.pk}").actor == town.clerk
