"""Departments and whistlers who act at the same moment, as real parallel transactions."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Message
from issues.actions import departments, whistles
from issues.models import Call, Department, Issue, Member, Nudge, Step, Whistle
from tests.issues.departments import add_departments, blown, call_of
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def whistle(matter, town):
    return blown(matter(), town)


def test_two_who_sign_the_same_department_in_are_one_arrival(whistle, town):
    one, other = call_of(whistle, town.police), call_of(whistle, town.police)
    answers = together(
        lambda: whistles.arrive(one, by=town.at_police).verb,
        lambda: whistles.arrive(other, by=town.north_worker).verb,
    )
    assert sorted(answers) == ["arrive", "moved_on"]
    assert Step.objects.filter(verb="arrive").count() == 1


def test_three_departments_arrive_at_once_and_the_chain_holds(whistle, town):
    calls = [(call_of(whistle, getattr(town, kind)), getattr(town, f"at_{kind}")) for kind in ("police", "animals")]
    together(*[lambda call=call, user=user: whistles.arrive(call, by=user).verb for call, user in calls])
    steps = Step.objects.order_by("pk").values_list("previous", "digest")
    assert [previous for previous, _digest in steps][1:] == [digest for _previous, digest in steps][:-1]
    assert Call.objects.filter(arrived_at__isnull=False).count() == 2


def test_taps_at_once_blow_one_whistle_and_tell_each_once(matter, town):
    issue, key = matter(), uuid4()
    found = together(*[lambda: blown(Issue.objects.get(pk=issue.pk), town, key=key).pk] * 4)
    assert len(set(found)) == 1
    assert (Whistle.objects.count(), Call.objects.count(), Step.objects.filter(verb="whistle").count()) == (1, 3, 1)
    assert Message.objects.filter(recipient=town.at_police).count() == 1


def test_two_clocks_press_once(whistle, town):
    at = whistle.arrive_by + timedelta(minutes=1)
    answers = together(*[lambda: len(whistles.press(Whistle.objects.get(), at))] * 3)
    assert sorted(answers) == [0, 0, 3]
    assert Nudge.objects.filter(mark__startswith="whistle:").count() == 3
    assert Step.objects.filter(verb="raise").count() == 1


def test_two_who_score_at_once_do_not_both_win(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    one, other = call_of(whistle, town.police), call_of(whistle, town.police)
    answers = together(
        lambda: whistles.score(one, stars=5, text="好", by=town.north_leader).score,
        lambda: whistles.score(other, stars=1, text="差", by=town.clerk).score,
    )
    assert "moved_on" in answers
    assert Call.objects.exclude(score=None).count() == 1


def test_two_records_at_once_do_not_both_win(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    one, other = Whistle.objects.get(), Whistle.objects.get()
    answers = together(
        lambda: whistles.record(one, text="一份", by=town.north_leader).verb,
        lambda: whistles.record(other, text="另一份", by=town.clerk).verb,
    )
    assert sorted(answers) == ["moved_on", "record"]


def test_one_person_is_added_once(town):
    answers = together(
        *[lambda: departments.add_member(town.police, user=town.stranger, by=town.clerk).user.username] * 2
    )
    assert sorted(answers) == ["luren", "member_twice"]
    assert Member.objects.filter(user=town.stranger).count() == 1


def test_one_name_is_one_department(town):
    facts = {"name": "消防站", "kind": "fire", "unit": town.community, "by": town.clerk}
    answers = together(*[lambda: departments.open_department(**facts).name] * 2)
    assert sorted(answers) == ["name_taken", "消防站"]
    assert Department.objects.filter(name="消防站").count() == 1
