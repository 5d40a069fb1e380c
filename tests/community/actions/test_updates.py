from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, Message
from community.actions import add_dwelling, add_person, move_out, updates
from community.actions.updates import DIED, LEFT, Changes, MemberChange, NewMember
from community.models import Household, HouseholdUpdate, Person, Residence

NOTHING = {"members": [], "new": [], "note": ""}


@pytest.fixture
def household(town):
    return Household.objects.get(dwelling=town.home)


@pytest.fixture
def asked(town, household):
    """The asking, and the word in the link."""
    return updates.ask(household, by=town.north_worker)


def stay(person):
    return Residence.objects.current().select_related("person", "household").get(person=person)


def check(household, changes, by):
    updates.check_household(household, changes, seen=updates.stamp(household), by=by)


def said(person, **facts):
    return {"residence": stay(person).pk, "phone": "", "old_gone": False, "left": False} | facts


# --- at the door ----------------------------------------------------------------------------------
def test_a_household_where_nothing_changed_is_verified(town, household):
    check(household, Changes([MemberChange(stay(town.wang)), MemberChange(stay(town.li))]), town.north_worker)
    household.refresh_from_db()
    assert household.verified_on == timezone.localdate()
    assert set(Person.objects.filter(residences__household=household).values_list("verified_on", flat=True)) == {
        timezone.localdate()
    }
    assert not AuditEntry.objects.filter(verb="person.changed").exists()


def test_everything_may_change_at_once(town, household):
    changes = Changes(
        [
            MemberChange(stay(town.wang), phone="19900000077", old_gone=True, note="耳背"),
            MemberChange(stay(town.li), fate=LEFT, on=timezone.localdate()),
        ],
        [NewMember("王小小", relation="20", phone="19900000078")],
    )
    check(household, changes, town.north_worker)
    town.wang.refresh_from_db()
    assert [phone.number for phone in town.wang.phones.all()] == ["19900000077"]
    assert town.wang.note == "耳背"
    members = Residence.objects.current().filter(household=household).values_list("person__name", "relation")
    assert sorted(members) == [("王小小", "20"), ("王小明", "02")]


def test_the_head_leaves_and_another_takes_over(town, household):
    leaving = MemberChange(stay(town.wang), fate=LEFT, on=timezone.localdate())
    with pytest.raises(ValidationError) as refusal:
        check(household, Changes([leaving]), town.north_worker)
    assert refusal.value.code == "new_head"
    check(household, Changes([leaving], new_head=town.li), town.north_worker)
    household.refresh_from_db()
    assert household.head == town.li


def test_a_whole_household_leaves_or_dies(town, household):
    today = timezone.localdate()
    gone = [MemberChange(stay(town.wang), fate=DIED, on=today), MemberChange(stay(town.li), fate=LEFT, on=today)]
    check(household, Changes(gone), town.north_worker)
    household.refresh_from_db()
    assert household.until == today


def test_relation_and_kind_are_corrected(town, household):
    check(household, Changes([MemberChange(stay(town.li), relation="52", kind="lodger")]), town.north_worker)
    assert (stay(town.li).relation, stay(town.li).kind) == ("52", "lodger")


def test_nobody_becomes_a_second_head(town, household):
    with pytest.raises(ValidationError) as refusal:
        check(household, Changes([MemberChange(stay(town.li), relation="02")]), town.north_worker)
    assert refusal.value.code == "head_taken"


def test_whoever_was_slower_is_told(town, household):
    seen = updates.stamp(household)
    check(household, Changes([MemberChange(stay(town.wang), note="换了门锁")]), town.north_worker)
    with pytest.raises(ValidationError) as refusal:
        updates.check_household(household, Changes(), seen=seen, by=town.clerk)
    assert refusal.value.code == "moved_on"


# --- the link -------------------------------------------------------------------------------------
def test_only_the_hash_of_the_word_is_kept(asked):
    update, token = asked
    assert len(token) >= 43
    assert token not in str(HouseholdUpdate.objects.filter(pk=update.pk).values().get())
    assert update.token == updates.digest_of(token)


def test_the_end_of_any_members_number_opens_it(town, asked):
    update, token = asked
    assert updates.behind(token, "0012") == update


@pytest.mark.parametrize("tail", ["0459", "0000", ""])
def test_wrong_digits_open_nothing(asked, tail):
    assert updates.behind(asked[1], tail) is None


def test_a_wrong_word_costs_as_much_as_wrong_digits(asked, queries):
    for token, tail in ((asked[1], "9999"), ("x" * 43, "0012")):
        with queries(2):
            assert updates.behind(token, tail) is None


def test_after_fourteen_days_it_is_over(asked):
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert updates.behind(asked[1], "0012") is None
        assert not updates.say_unchanged(asked[0])


def test_who_moved_away_cannot_open_it(town, household, asked):
    move_out(stay(town.wang), new_head=town.li, by=None)
    assert updates.behind(asked[1], "0012") is None


def test_a_new_link_makes_the_old_one_void(town, household, asked):
    update, token = updates.ask(household, by=town.north_worker)
    assert updates.behind(asked[1], "0012") is None
    assert updates.behind(token, "0012") == update


def test_a_household_without_phone_gets_no_link(town, household):
    town.wang.phones.all().delete()
    with pytest.raises(ValidationError) as refusal:
        updates.ask(household, by=town.north_worker)
    assert refusal.value.code == "no_phone"


def test_nobody_is_asked_while_an_answer_waits(town, household, asked):
    updates.say(asked[0], NOTHING)
    with pytest.raises(ValidationError) as refusal:
        updates.ask(household, by=town.north_worker)
    assert refusal.value.code == "waiting"
    assert not updates.without_open_link(Household.objects.filter(pk=household.pk)).exists()


# --- the answer -----------------------------------------------------------------------------------
def test_nothing_changed_counts_at_once_and_once(household, asked):
    assert updates.say_unchanged(asked[0])
    household.refresh_from_db()
    assert household.verified_on == timezone.localdate()
    assert not updates.say_unchanged(asked[0])
    assert not updates.say(asked[0], NOTHING)
    assert AuditEntry.objects.get(verb="household.unchanged").actor is None


def test_the_staff_of_the_grid_is_told_without_names(town, asked):
    updates.say(asked[0], NOTHING | {"note": "门铃坏了"})
    message = Message.objects.get()
    assert message.recipient == town.north_worker
    assert message.title == "1栋有一户填好了核对表"


def test_nothing_is_written_before_staff_looked(town, asked):
    updates.say(asked[0], NOTHING | {"members": [said(town.wang, phone="19900000077")]})
    assert [phone.number for phone in town.wang.phones.all()] == ["19900000012"]


def test_what_was_accepted_is_written_and_the_rest_is_not(town, household, asked):
    update, _token = asked
    members = [said(town.wang, phone="19900000077"), said(town.li, left=True)]
    updates.say(update, {"members": members, "new": [{"name": "王小小", "relation": "20", "phone": ""}], "note": ""})
    update.refresh_from_db()
    updates.take(update, {f"phone:{members[0]['residence']}", "new:0"}, by=town.north_worker)
    assert {phone.number for phone in town.wang.phones.all()} == {"19900000012", "19900000077"}
    names = Residence.objects.current().filter(household=household).values_list("person__name", flat=True)
    assert sorted(names) == ["李翠花", "王小小", "王小明"]
    update.refresh_from_db()
    assert (update.state, update.decided_by) == ("taken", town.north_worker)


def test_taken_twice_it_is_written_once(town, asked):
    update, _token = asked
    updates.say(update, NOTHING | {"new": [{"name": "王小小", "relation": "20", "phone": ""}]})
    update.refresh_from_db()
    updates.take(update, {"new:0"}, by=town.north_worker)
    for act in (lambda: updates.take(update, {"new:0"}, by=town.clerk), lambda: updates.drop(update, by=town.clerk)):
        with pytest.raises(ValidationError):
            act()
    assert Person.objects.filter(name="王小小").count() == 1


def test_a_refused_taking_leaves_it_waiting(town, asked):
    update, _token = asked
    updates.say(update, NOTHING | {"members": [said(town.wang, left=True)]})
    update.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        updates.take(update, {f"left:{stay(town.wang).pk}"}, by=town.north_worker)
    update.refresh_from_db()
    assert (refusal.value.code, update.state) == ("new_head", "sent")


def test_a_later_check_at_the_door_is_not_set_back(town, household, asked):
    update, _token = asked
    updates.say(update, NOTHING)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        check(household, Changes(), town.north_worker)
        household.refresh_from_db()
        at_the_door = household.verified_on
        update.refresh_from_db()
        updates.take(update, set(), by=town.north_worker)
    household.refresh_from_db()
    assert household.verified_on == at_the_door


def test_dropped_it_changes_nothing(town, household, asked):
    update, token = asked
    updates.say(update, NOTHING | {"members": [said(town.li, left=True)]})
    updates.drop(update, by=town.north_worker)
    assert stay(town.li)
    assert updates.behind(token, "0012") is None


# --- many at once ---------------------------------------------------------------------------------
def test_a_street_is_asked_in_few_queries(town, queries):
    for room in range(201, 231):
        add_person(
            "何小北", dwelling=add_dwelling(town.building, "1", str(room), by=None), phones=["19900000555"], by=None
        )
    households = list(Household.objects.filter(dwelling__building=town.building))
    with queries(11):
        made = updates.ask_many(households, by=town.north_worker)
    assert len({token for _household, token in made}) == 31
    assert AuditEntry.objects.get(verb="household.asked_many").detail == {"count": 31}


def test_a_street_that_two_ask_at_once_is_asked_once(town):
    households = list(Household.objects.filter(dwelling__building=town.building))
    first = updates.ask_many(households, by=town.north_worker)
    # whoever printed at the same moment had the same list before them
    assert (len(first), updates.ask_many(households, by=town.north_leader)) == (1, [])
    assert HouseholdUpdate.objects.count() == 1


def test_the_summary_holds_no_names_and_numbers(town):
    answer = {"members": [said(town.wang, phone="19900000077")], "new": [{"name": "王小小"}], "note": "好"}
    assert list(updates.summary(answer)) == ["换电话 1 人", "新来 1 人", "有说明"]


def test_a_stay_does_not_end_before_it_began(town, household, asked):
    update, _token = asked
    updates.say(update, NOTHING | {"members": [said(town.li, left=True)]})
    update.refresh_from_db()
    later = timezone.localdate() + timedelta(days=2)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        Residence.objects.filter(person=town.li).update(since=later)
        updates.take(update, {f"left:{stay(town.li).pk}"}, by=town.north_worker)
    assert Residence.objects.get(person=town.li).until == later
