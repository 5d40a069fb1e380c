from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions import departments, whistles
from issues.actions.verifying import broken_matters
from issues.models import Call, Issue, Nudge, Policy, Whistle
from jobs.work import CLOCK
from tests.issues.departments import add_departments, blown, call_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def whistle(matter, town):
    return blown(matter(), town)


def code_of(deed) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.error_list[0].code


def titles(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True))


def night() -> datetime:
    """Half past eleven of tomorrow: nobody of the town is in post before today."""
    day = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(23, 30)))


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


# --- blowing -----------------------------------------------------------------------------------


def test_several_departments_one_leads(whistle, town):
    calls = {call.department: call.leads for call in whistle.calls.all()}
    assert calls == {town.police: True, town.animals: False, town.environment: False}
    step = whistle.issue.steps.get(verb="whistle")
    assert step.text == "日常哨：青石派出所（牵头）、畜牧兽医站、环卫所"
    assert step.is_public


def test_each_is_told_at_once_at_night_too(matter, town):
    with time_machine.travel(night(), tick=False):
        blown(matter(), town, kind=Whistle.Kind.URGENT)
    assert [title.partition("：")[0] for title in titles(town.at_animals)] == ["【应急哨】请到1栋报到"]
    assert "你们单位牵头" in Message.objects.get(recipient=town.at_police).body


@pytest.mark.parametrize(("kind", "given"), [("daily", timedelta(hours=24)), ("hard", timedelta(hours=24)),
                                             ("urgent", minutes(30))])  # fmt: skip
def test_how_soon_one_has_to_come(matter, town, kind, given):
    with time_machine.travel(night(), tick=False):
        assert blown(matter(), town, kind=kind).arrive_by == timezone.now() + given


def test_the_committee_sets_its_own_minutes(matter, town):
    Policy.current()
    Policy.objects.update(urgent_minutes=15)
    with time_machine.travel(night(), tick=False):
        assert blown(matter(), town, kind="urgent").arrive_by == timezone.now() + minutes(15)


def test_two_taps_blow_once(matter, town):
    issue, key = matter(), uuid4()
    assert blown(issue, town, key=key) == blown(issue, town, key=key)
    assert Whistle.objects.count() == 1


def test_what_is_answered_is_not_whistled_for(answered, town):
    assert code_of(lambda: blown(answered, town)) == "closed"


def test_somebody_leads(matter, town):
    assert code_of(lambda: blown(matter(), town, lead=None)) == "lead"
    assert blown(matter(), town, departments=[town.animals], lead=None).calls.get().leads


def test_only_departments_that_serve_the_place(matter, town):
    south = departments.open_department(name="南区物业", kind="property", unit=town.south, by=None)
    assert code_of(lambda: blown(matter(), town, departments=[south], lead=None)) == "out_of_scope"


@pytest.mark.parametrize("facts", [{"text": "王小明家楼下"}, {"text": "打 19900000012"}, {"place": "王小明家"}])
def test_the_call_does_not_say_who_reported(matter, town, facts):
    issue = matter(name="王小明")
    assert code_of(lambda: blown(issue, town, **facts)) in ("identity", "private")


# --- coming ------------------------------------------------------------------------------------


def test_the_department_signs_itself_in_and_the_whistler_hears_of_it(whistle, town):
    step = whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    assert (step.verb, step.text, step.is_public) == ("arrive", "青石派出所", True)
    assert titles(town.north_leader)[-1] == f"青石派出所已报到：{whistle.issue.number}"


def test_staff_on_the_spot_sign_a_department_in(whistle, town):
    whistles.arrive(call_of(whistle, town.animals), by=town.north_worker)
    assert call_of(whistle, town.animals).arrived_by == town.north_worker


def test_nobody_arrives_twice(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    assert code_of(lambda: whistles.arrive(call_of(whistle, town.police), by=town.north_worker)) == "moved_on"


def test_minutes_late_are_counted(matter, town):
    with time_machine.travel(night(), tick=False) as clock:
        whistle = blown(matter(), town, kind="urgent")
        clock.shift(minutes(30))
        whistles.arrive(call_of(whistle, town.police), by=town.at_police)
        clock.shift(minutes(11))
        step = whistles.arrive(call_of(whistle, town.animals), by=town.at_animals)
    assert call_of(whistle, town.police).minutes_late == 0
    assert call_of(whistle, town.animals).minutes_late == 11
    assert step.text == "畜牧兽医站（迟到 11 分钟）"


def test_seeing_it_is_noted_once(whistle, town):
    whistles.see(call_of(whistle, town.police))
    first = call_of(whistle, town.police).seen_at
    whistles.see(call_of(whistle, town.police))
    assert call_of(whistle, town.police).seen_at == first


def test_who_is_not_there_has_no_result(whistle, town):
    call = call_of(whistle, town.police)
    assert code_of(lambda: whistles.result(call, text="已劝离", by=town.at_police)) == "not_there"


def test_the_result_is_between_staff_and_departments(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    step = whistles.result(call_of(whistle, town.police), text="已劝离", by=town.at_police)
    assert (step.verb, step.is_public, step.text) == ("record", False, "青石派出所：已劝离")


# --- recording, ending, scoring ----------------------------------------------------------------


def test_no_record_before_somebody_came(whistle, town):
    assert code_of(lambda: whistles.record(whistle, text="已清理", by=town.north_leader)) == "nobody_came"


def test_the_joint_record_is_not_written_over_unseen(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    whistles.record(whistle, text="三家到场", by=town.north_leader, seen="")
    assert code_of(lambda: whistles.record(whistle, text="另一份", by=town.clerk, seen="")) == "moved_on"
    assert Whistle.objects.get().record == "三家到场"


def test_nobody_leaves_before_it_is_written_down(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    assert code_of(lambda: whistles.end(whistle, by=town.north_leader)) == "no_record"
    whistles.record(whistle, text="已清理", by=town.north_leader)
    whistles.end(whistle, by=town.north_leader)
    assert Whistle.objects.get().ended_at
    assert code_of(lambda: whistles.end(whistle, by=town.north_leader)) == "moved_on"
    assert code_of(lambda: whistles.arrive(call_of(whistle, town.animals), by=town.at_animals)) == "moved_on"


def test_who_came_is_scored_with_words(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    call = whistles.score(call_of(whistle, town.police), stars=5, text="十分钟就到了", by=town.north_leader)
    assert (call.score, call.score_text, call.scored_by) == (5, "十分钟就到了", town.north_leader)
    assert code_of(lambda: whistles.score(call, stars=1, text="改", by=town.clerk)) == "moved_on"


def test_nobody_scores_an_arrival_of_their_own(whistle, town):
    whistles.arrive(call_of(whistle, town.animals), by=town.north_leader)
    call = call_of(whistle, town.animals)
    assert code_of(lambda: whistles.score(call, stars=5, text="好", by=town.north_leader)) == "own_arrival"
    assert code_of(lambda: whistles.score(call, stars=5, text="好", by=town.at_animals)) == "own_arrival"
    assert whistles.score(call, stars=4, text="好", by=town.clerk).score == 4


def test_nobody_is_scored_before_the_time_is_up(whistle, town):
    call = call_of(whistle, town.police)
    assert code_of(lambda: whistles.score(call, stars=1, text="没来", by=town.north_leader)) == "early"
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert whistles.score(call, stars=1, text="没来", by=town.north_leader).score == 1


def test_every_step_of_it_stands_in_the_chain(whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    whistles.record(whistle, text="已清理", by=town.north_leader)
    whistles.end(whistle, by=town.north_leader)
    assert not [sentence for _pk, found in broken_matters() for sentence in found]
    verbs = list(whistle.issue.steps.order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["whistle", "arrive", "record", "record"]


# --- what nobody answered ----------------------------------------------------------------------


@pytest.fixture
def late(matter, town):
    """An urgent whistle of 23:30; the police office came, the other two did not; it is 00:01."""
    with time_machine.travel(night(), tick=False) as clock:
        whistle = blown(matter(), town, kind="urgent")
        whistles.arrive(call_of(whistle, town.police), by=town.at_police)
        clock.shift(minutes(31))
        yield whistle


def test_who_does_not_come_is_noted_once_and_the_street_hears_of_it(late, town, monkeypatch):
    for _time in range(2):
        whistles.press(late, timezone.now())
    assert Nudge.objects.filter(mark__startswith="whistle:").count() == 2
    words = f"应急哨无人报到：畜牧兽医站、环卫所，{late.issue.number}"
    assert titles(town.admin).count(words) == titles(town.north_leader).count(words) == 1
    assert Issue.objects.get().raised_to == town.north
    assert late.issue.steps.filter(verb="raise").count() == 1


def test_the_clock_presses_what_is_unanswered_and_nothing_else(late, matter, town):
    other = blown(matter(), town)
    assert list(Whistle.objects.unanswered(timezone.now())) == [late]
    for whistle in Whistle.objects.unanswered(timezone.now()):
        whistles.press(whistle, timezone.now())
    assert not Nudge.objects.filter(issue=other.issue).exists()


def test_nobody_is_pressed_before_the_time(matter, town):
    whistle = blown(matter(), town)
    assert whistles.press(whistle, timezone.now()) == []


def test_an_ended_whistle_is_left_alone(late, town):
    whistles.record(late, text="派出所一家处理好了", by=town.north_leader)
    whistles.end(late, by=town.north_leader)
    assert whistles.press(late, timezone.now()) == []


def test_it_is_looked_at_every_five_minutes():

    assert CLOCK["issues.press_whistles"] == minutes(5)


def test_a_department_may_handle_a_case_to_its_answer(matter, town):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    actions.sign(issue, by=town.at_police)
    actions.answer(issue, text="猪已全部转走", by=town.at_police)
    assert Issue.objects.get().state == "answered"
    assert Call.objects.count() == 0
