"""Terms, enrolment, and children who go home with the right person."""

from datetime import date, time

import pytest

from tests.volunteers.actions.test_signing import code_of
from volunteers.actions import courses, signing
from volunteers.models import Enrolment, SignUp


@pytest.fixture
def term(town, publish, time_machine):
    time_machine.move_to("2026-03-02T08:00:00+08:00")
    course = publish("手机课堂", kind="course", days=1)
    rule = {"weekdays": "2", "begins_at": time(15), "minutes": 90}
    facts = {"first_on": date(2026, 3, 3), "last_on": date(2026, 3, 31), "places": 1}
    return courses.open_term(course, name="春季班", by=town.clerk, rule=rule, **facts)


def test_enrolling_once_is_a_place_in_every_lesson(town, term):
    row = courses.enrol(term, town.wang, by=town.clerk)
    assert courses.enrol(term, town.wang, by=town.clerk).pk == row.pk
    assert SignUp.objects.filter(person=town.wang, state="confirmed").count() == term.sessions.count() == 5
    assert code_of(lambda: signing.sign_up(term.sessions.first(), person=town.li, by=town.clerk)) == "by_term"


def test_who_waits_gets_the_lessons_that_are_left(town, term, time_machine):
    row = courses.enrol(term, town.wang, by=town.clerk)
    waiting = courses.enrol(term, town.li, by=town.clerk)
    assert waiting.state == "waiting" and not SignUp.objects.filter(person=town.li).exists()
    time_machine.move_to("2026-03-12T08:00:00+08:00")
    courses.quit_term(row, by=town.clerk)
    waiting.refresh_from_db()
    term.refresh_from_db()
    assert (waiting.state, term.taken) == ("confirmed", 1)
    assert SignUp.objects.filter(person=town.li, state="confirmed").count() == 3
    assert SignUp.objects.filter(person=town.wang, state="confirmed").count() == 2


def test_a_clash_refuses_the_whole_term(town, term, publish):
    other = publish("书画", days=1, hour=15).sessions.get()
    signing.sign_up(other, person=town.wang, by=town.clerk)
    assert code_of(lambda: courses.enrol(term, town.wang, by=town.clerk)) == "overlap"
    assert not Enrolment.objects.exists()


@pytest.fixture
def klass(town, publish):
    activity = publish("四点半课堂", kind="care")
    signing.sign_up(activity.sessions.get(), person=town.li, by=town.clerk)
    return activity


def test_a_child_leaves_once_and_only_with_somebody_on_the_list(town, klass):
    session = klass.sessions.get()
    facts = {"name": "王奶奶", "relation": "奶奶", "said_by": "王爸爸", "by": town.clerk}
    adult = courses.name_pick_up(klass, town.li, **facts)
    other = courses.name_pick_up(klass, town.li, **facts | {"name": "李叔叔"})
    courses.end_pick_up(other, by=town.clerk)
    assert code_of(lambda: courses.hand_over(session, other, by=town.clerk)) == "not_listed"
    courses.hand_over(session, adult, by=town.clerk)
    assert code_of(lambda: courses.hand_over(session, adult, by=town.clerk)) == "handed_over"


def test_somebody_named_without_a_guardians_word_is_not_listed(town, klass):
    facts = {"name": "李叔叔", "relation": "邻居", "said_by": " ", "by": town.clerk}
    assert code_of(lambda: courses.name_pick_up(klass, town.li, **facts)) == "incomplete"


def test_a_grown_up_needs_no_list(town, klass):
    facts = {"name": "甲", "relation": "乙", "said_by": "丙", "by": town.clerk}
    assert code_of(lambda: courses.name_pick_up(klass, town.zeng, **facts)) == "grown_up"
