"""Whom a row means and what it would change, beside the register of the town."""

from datetime import date

import pytest

from community import actions
from community.imports import known
from community.imports.matching import Matcher
from community.imports.shapes import Facts
from community.models import Ownership, Person

WANG_ID = "999999199003070012"
CHEN_ID = "99999919880101001X"


@pytest.fixture
def plan(town):
    """``plan(row, row, …)``: what each asks of the register, laid beside it in this order."""

    def planned(*rows: dict, options=(), unit=None):
        facts = [fact(number, row, town) for number, row in enumerate(rows, 2)]
        matcher = Matcher(known.load(unit or town.community, facts), options)
        entries = [matcher.plan(one) for one in facts]
        return entries if len(entries) > 1 else entries[0]

    return planned


def fact(number: int, row: dict, town) -> Facts:
    values = {"building": town.building.pk, "building_name": "1栋", "entrance": "1", "room": "101"} | row
    values = {key: value for key, value in values.items() if value is not None and key != "cleared"}
    return Facts("表", number, 0, {}, values=values, cleared=row.get("cleared", ()))


def codes(entry) -> list[str]:
    return [problem.code for problem in entry.problems]


def changes(entry) -> list[tuple]:
    return [(change.key, change.old, change.new) for change in entry.changes]


def away(**row) -> dict:
    return {"room": "301"} | row


# --- who it is ---------------------------------------------------------------------------------


def test_document_number_finds_the_person(town, plan):
    entry = plan({"name": "王小明", "id_number": WANG_ID})
    assert (entry.person, entry.outcome, entry.changes) == (town.wang.pk, "unchanged", [])


def test_name_and_home_find_the_person(town, plan):
    entry = plan({"name": "李翠花"})
    assert (entry.person, entry.outcome) == (town.li.pk, "unchanged")


def test_somebody_nobody_knows_is_new(town, plan):
    entry = plan({"name": "陈一", "id_number": CHEN_ID})
    assert (entry.newcomer, entry.outcome) == (True, "new")


def test_number_under_another_name_is_an_error(town, plan):
    entry = plan({"name": "陈一", "id_number": WANG_ID})
    assert (entry.person, entry.outcome, codes(entry)) == (None, "error", ["other_name"])


def test_a_former_name_explains_another_name(town, plan):
    entry = plan({"name": "王大明", "former_name": "王小明", "id_number": WANG_ID})
    assert (entry.person, entry.outcome, codes(entry)) == (town.wang.pk, "review", ["renamed"])
    assert changes(entry)[0] == ("name", "王小明", "王大明")


def test_another_number_of_a_known_resident_is_an_error(town, plan):
    entry = plan({"name": "王小明", "id_number": CHEN_ID})
    assert (entry.outcome, codes(entry)) == ("error", ["other_number"])


def test_namesakes_with_two_numbers_in_one_home_are_two(town, plan):
    new, old = plan({"name": "王小明", "id_number": CHEN_ID}, {"name": "王小明", "id_number": WANG_ID})
    assert (new.outcome, old.outcome, old.person) == ("new", "unchanged", town.wang.pk)


@pytest.mark.parametrize("hint", ["9999**********0012", "99999919900307****", "999999********0012"])
def test_a_part_of_the_number_and_the_name_propose_a_person(town, plan, hint):
    entry = plan(away(name="王小明", id_hint=hint))
    assert (entry.person, entry.outcome, codes(entry)) == (town.wang.pk, "review", ["linked", "two_homes"])
    assert "id_number" not in [change.key for change in entry.changes]


def test_a_part_of_the_number_says_nothing_against_the_one_at_home(town, plan):
    entry = plan({"name": "王小明", "id_hint": "9999**********0012"})
    assert (entry.person, entry.outcome, entry.changes) == (town.wang.pk, "unchanged", [])


def test_a_part_that_does_not_fit_is_for_somebody_to_look_at(town, plan):
    entry = plan({"name": "王小明", "id_hint": "9999**********9999"})
    assert (entry.newcomer, entry.outcome, codes(entry)) == (True, "review", ["other_part"])


def test_a_namesake_elsewhere_is_only_offered(town, plan):
    entry = plan(away(name="李翠花"))
    assert (entry.newcomer, entry.outcome, entry.candidates) == (True, "review", [town.li.pk])


def test_a_namesake_of_another_birth_is_nobody_to_offer(town, plan):
    Person.objects.filter(pk=town.li.pk).update(born=date(1950, 1, 1), born_precision="day")
    entry = plan(away(name="李翠花", born="1990-02-03", born_precision="day"))
    assert (entry.outcome, entry.candidates) == ("new", [])


def test_a_namesake_of_another_grid_is_not_offered(town, plan):
    assert plan({"name": "曾南山"}, unit=town.north).outcome == "new"


def test_two_people_of_one_name_without_number_stay_two(town, plan):
    home = {"name": "赵二", "room": "302"}
    first, second = plan(home, home)
    assert (first.newcomer, second.newcomer, first.person != second.person) == (True, True, True)
    for _twin in range(2):
        dwelling = actions.find_or_add_dwelling(town.building, "1", "302", may_add=True, by=None)
        actions.add_person("赵二", dwelling=dwelling, by=None)
    first, second = plan(home, home)
    assert (first.outcome, second.outcome, first.person != second.person) == ("unchanged", "unchanged", True)


def test_one_of_several_namesakes_is_found_by_birth(town, plan):
    twin = actions.add_person("李翠花", dwelling=town.home, born=date(2000, 5, 6), born_precision="day", by=None)
    entry = plan({"name": "李翠花", "born": "2000-05-06", "born_precision": "day"})
    assert (entry.person, entry.outcome) == (twin.pk, "unchanged")


def test_several_namesakes_that_nothing_tells_apart_are_asked_about(town, plan):
    actions.add_person("李翠花", dwelling=town.home, sex="1", by=None)
    entry = plan({"name": "李翠花"})
    assert (entry.outcome, codes(entry), len(entry.candidates)) == ("review", ["several_namesakes"], 2)


# --- where they live ---------------------------------------------------------------------------


def test_another_home_is_a_second_one_to_confirm(town, plan):
    entry = plan(away(name="王小明", id_number=WANG_ID))
    assert (entry.outcome, codes(entry)) == ("review", ["two_homes"])
    assert changes(entry) == [("room", "", "1栋1单元301")]


def test_what_another_grid_knows_of_somebody_who_left_it_is_not_shown(town, plan):
    chen = actions.add_person("陈一", dwelling=town.south_home, id_number=CHEN_ID, workplace="纺织厂", by=None)
    actions.move_out(chen.residences.get(), by=None)
    row = {"name": "陈一", "id_number": CHEN_ID, "workplace": "青石小学"}
    entry = plan(row, unit=town.north)
    assert (entry.person, entry.outcome, codes(entry)) == (chen.pk, "review", ["stranger"])
    assert [key for key, _old, _new in changes(entry)] == ["room"]
    assert ("workplace", "纺织厂", "青石小学") in changes(plan(row, unit=town.community))


def test_nobody_is_declared_dead_by_another_grid(town, plan):
    row = {"name": "曾南山", "id_number": town.zeng.doc_number, "died": True, "died_on": "2026-01-02"}
    entry = plan(row, unit=town.north)
    assert (entry.outcome, codes(entry), entry.changes) == ("error", ["died_elsewhere"], [])
    assert codes(plan(row, unit=town.community)) == ["died"]


def test_one_number_twice_in_the_file_is_one_person(town, plan):
    first, second = plan({"name": "陈一", "id_number": CHEN_ID}, away(name="陈一", id_number=CHEN_ID))
    assert (first.outcome, second.outcome, second.person) == ("new", "review", first.person)
    assert codes(second) == ["two_homes"]


def test_the_same_person_twice_is_one_row_too_many(town, plan):
    _first, second = plan(
        {"name": "王小明", "id_number": WANG_ID}, {"name": "王小明", "id_number": WANG_ID, "sex": "2"}
    )
    assert (second.outcome, codes(second)) == ("review", ["twice"])


def test_who_moved_away_comes_back_only_when_somebody_says_so(town, plan):
    actions.move_out(town.li.residences.get(), by=None)
    entry = plan({"name": "李翠花"})
    assert (entry.person, entry.outcome, codes(entry)) == (town.li.pk, "review", ["came_back"])


def test_the_dead_do_not_move_in(town, plan):
    actions.record_death(town.zeng, by=None)
    entry = plan(away(name="曾南山", id_number=town.zeng.doc_number))
    assert (entry.outcome, codes(entry)) == ("error", ["dead"])


def test_died_and_left_are_proposals(town, plan):
    died, left = plan({"name": "王小明", "died": True, "died_on": "2026-01-02"}, {"name": "李翠花", "left": True})
    assert (died.outcome, changes(died)) == ("review", [("died", "", "2026-01-02")])
    assert (left.outcome, changes(left)) == ("review", [("left", "", "✓")])


def test_who_is_known_to_have_left_is_no_news(town, plan):
    actions.move_out(town.li.residences.get(), by=None)
    assert plan({"name": "李翠花", "left": True}).outcome == "unchanged"


def test_a_number_without_home_finds_who_is_registered(town, plan):
    nowhere = {"building": None, "room": None, "building_name": None, "entrance": None}
    found, lost = plan(
        nowhere | {"name": "王小明", "id_number": WANG_ID, "note": "独居"},
        nowhere | {"name": "陈一", "id_number": CHEN_ID},
    )
    assert (found.outcome, changes(found)) == ("changed", [("note", "", "独居")])
    assert (lost.outcome, codes(lost)) == ("error", ["nowhere"])


def test_a_building_outside_the_unit_is_an_error(town, plan):
    entry = plan({"name": "陈一", "building": town.south_building.pk}, unit=town.north)
    assert (entry.outcome, codes(entry)) == ("error", ["out_of_scope"])


def test_a_room_without_its_entrance_is_asked_about(town, plan):
    entry = plan({"name": "陈一", "entrance": ""})
    assert (entry.outcome, codes(entry)) == ("review", ["entrance"])


def test_a_second_head_is_asked_about(town, plan):
    entry = plan({"name": "陈一", "relation": "02"})
    assert (entry.outcome, codes(entry)) == ("review", ["second_head"])


def test_the_registered_head_as_something_else_is_asked_about(town, plan):
    entry = plan({"name": "王小明", "relation": "10"})
    assert (entry.outcome, codes(entry), changes(entry)) == ("review", ["was_head"], [("relation", "户主", "配偶")])


def test_the_first_head_of_a_new_home_is_it(town, plan):
    first, second = plan(away(name="陈一", relation="02"), away(name="赵二", relation="02"))
    assert (first.outcome, codes(second)) == ("new", ["second_head"])


# --- what changes ------------------------------------------------------------------------------


def test_a_vaguer_date_never_replaces_an_exact_one(town, plan):
    Person.objects.filter(pk=town.li.pk).update(born=date(1950, 3, 4), born_precision="day")
    year, month, other = (
        plan({"name": "李翠花", "born": born, "born_precision": precision})
        for born, precision in (("1950-01-01", "year"), ("1950-03-01", "month"), ("1951-01-01", "year"))
    )
    assert (year.changes, month.changes) == ([], [])
    assert changes(other) == [("born", "1950-03-04", "1951")]


def test_an_exact_date_replaces_a_vague_one(town, plan):
    Person.objects.filter(pk=town.li.pk).update(born=date(1950, 1, 1), born_precision="year")
    entry = plan({"name": "李翠花", "born": "1950-03-04", "born_precision": "day"})
    assert changes(entry) == [("born", "1950", "1950-03-04")]


def test_an_unsaid_sex_is_no_news(town, plan):
    Person.objects.filter(pk=town.li.pk).update(sex="2")
    assert plan({"name": "李翠花", "sex": "9"}).changes == []


def test_an_older_check_is_no_news(town, plan):
    Person.objects.filter(pk=town.li.pk).update(verified_on=date(2026, 5, 1))
    assert plan({"name": "李翠花", "verified_on": "2026-04-30"}).changes == []
    assert changes(plan({"name": "李翠花", "verified_on": "2026-05-02"})) == [
        ("verified_on", "2026-05-01", "2026-05-02")
    ]


def test_empty_cells_erase_only_when_asked_and_never_who_somebody_is(town, plan):
    Person.objects.filter(pk=town.wang.pk).update(note="听力不好", sex="1")
    row = {"name": "王小明", "cleared": ("note", "sex", "phone", "id_number")}
    assert plan(row).changes == []
    assert changes(plan(row, options=["erase_empty"])) == [("note", "听力不好", "")]


def test_needs_come_once_and_restricted_ones_only_where_they_are_on(town, plan, settings):
    row = {"name": "李翠花", "needs": [["living_alone", ""], ["mental_illness", ""]]}
    entry = plan(row)
    assert (entry.outcome, codes(entry), changes(entry)) == ("changed", ["group_off"], [("group", "", "独居老人")])
    settings.RESTRICTED_GROUPS_ON = True
    entry = plan(row)
    assert (entry.outcome, codes(entry), len(entry.changes)) == ("review", ["restricted"], 2)


def test_the_owner_who_is_registered_is_no_news_and_another_one_is_asked_about(town, plan):
    Ownership.objects.create(dwelling=town.home, name="王小明")
    assert plan({"name": "李翠花", "owner": {"name": "王小明"}}).changes == []
    entry = plan({"name": "李翠花", "owner": {"name": "陈一"}})
    assert (entry.outcome, codes(entry), changes(entry)) == ("review", ["other_owner"], [("owner", "王小明", "陈一")])


def test_rows_of_one_home_that_disagree_are_asked_about(town, plan):
    first, second = plan({"name": "王小明", "area": "89.5"}, {"name": "李翠花", "area": "98.5"})
    assert (first.outcome, changes(first)) == ("changed", [("area", "", "89.5")])
    assert (second.outcome, codes(second)) == ("review", ["home_conflict"])


def test_a_home_without_people_is_registered_too(town, plan):
    entry = plan({"room": "302", "use": "vacant", "area": "60"})
    assert (entry.outcome, changes(entry)) == ("new", [("area", "", "60"), ("use", "", "空置")])


def test_laying_beside_costs_the_same_queries_for_few_and_many(town, plan, queries):
    rows = [{"name": f"陈{number}", "room": str(100 + number)} for number in range(60)]
    with queries(30):
        plan(*rows)
