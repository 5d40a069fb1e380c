"""Places, waiting list, acceptance, overlaps."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from volunteers import tasks
from volunteers.actions import activities, fitness, people, signing
from volunteers.models import Question, SignUp, Skill
from volunteers.tasks import lapse_offers

State = SignUp.State


def code_of(act) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.code


def state(row: SignUp) -> str:
    row.refresh_from_db()
    return row.state


class Quick:
    """A run without a job, as the clock starts it."""

    checkpoint: dict = {}

    def chunk(self, **_seen):
        from contextlib import nullcontext

        return nullcontext()


def test_the_second_waits_and_signing_up_twice_is_once(town, session):
    first = signing.sign_up(session, person=town.wang, by=town.clerk)
    second = signing.sign_up(session, person=town.li, by=town.clerk)
    again = signing.sign_up(session, person=town.wang, by=town.clerk)
    assert (first.state, second.state, again.pk) == (State.CONFIRMED, State.WAITING, first.pk)
    session.refresh_from_db()
    assert (session.taken, session.last_number) == (1, 2)


def test_a_cancellation_is_offered_to_the_first_who_waits_and_then_to_the_next(town, session, residents, told):
    holder = signing.sign_up(session, person=town.wang, by=town.clerk)
    first, second = residents(2)
    rows = [signing.sign_up(session, person=one, by=one.user) for one in (first, second)]
    signing.cancel(holder, by=town.clerk)
    assert [state(row) for row in rows] == [State.OFFERED, State.WAITING]
    assert [title for title in told.titles_of(first.name)] == [f"有名额了：太极拳（{session_day(session)}）"]
    assert told.titles_of(second.name) == []
    # the time runs out: the next is asked, and a second look changes nothing
    SignUp.objects.filter(pk=rows[0].pk).update(accept_by=timezone.now() - timedelta(minutes=1))
    lapse_offers(Quick())
    lapse_offers(Quick())
    assert [state(row) for row in rows] == [State.LAPSED, State.OFFERED]
    assert len(told.titles_of(second.name)) == 1
    signing.accept(rows[1], by=second.user)
    assert state(rows[1]) == State.CONFIRMED
    session.refresh_from_db()
    assert session.taken == 1


def session_day(session) -> str:
    from volunteers.news import when

    return when(session.starts_at)


def test_an_offer_is_not_accepted_after_its_time(town, session, residents):
    holder = signing.sign_up(session, person=town.wang, by=town.clerk)
    (one,) = residents(1)
    row = signing.sign_up(session, person=one, by=one.user)
    signing.cancel(holder, by=town.clerk)
    SignUp.objects.filter(pk=row.pk).update(accept_by=timezone.now() - timedelta(seconds=1))
    assert code_of(lambda: signing.accept(row, by=one.user)) == "too_late"
    assert state(row) == State.OFFERED


def test_the_place_is_free_again_when_nobody_waits(town, session):
    row = signing.sign_up(session, person=town.wang, by=town.clerk)
    signing.cancel(row, by=town.clerk)
    assert code_of(lambda: signing.cancel(row, by=town.clerk)) == "moved_on"
    assert signing.sign_up(session, person=town.li, by=town.clerk).state == State.CONFIRMED


def test_two_at_the_same_time_are_refused_with_both_names(town, session, publish):
    signing.sign_up(session, person=town.wang, by=town.clerk)
    other = publish("书法班", hour=10).sessions.get()
    with pytest.raises(ValidationError) as refused:
        signing.sign_up(other, person=town.wang, by=town.clerk)
    (sentence,) = refused.value.messages
    assert refused.value.code == "overlap" and "太极拳" in sentence and "书法班" in sentence
    after = publish("合唱队", hour=11).sessions.get()
    assert signing.sign_up(after, person=town.wang, by=town.clerk).state == State.CONFIRMED


def test_a_waiting_turn_is_no_clash_until_it_is_accepted(town, session, publish):
    holder = signing.sign_up(session, person=town.li, by=town.clerk)
    waiting = signing.sign_up(session, person=town.wang, by=town.clerk)
    signing.sign_up(publish("书法班", hour=10).sessions.get(), person=town.wang, by=town.clerk)
    signing.cancel(holder, by=town.clerk)
    assert code_of(lambda: signing.accept(waiting, by=town.clerk)) == "overlap"


def test_more_places_go_to_those_who_wait_in_turn(town, session, residents):
    rows = [signing.sign_up(session, person=one, by=one.user) for one in residents(4)]
    activities.change_session(session, places=3, by=town.north_worker)
    assert [state(row) for row in rows] == [State.CONFIRMED, State.OFFERED, State.OFFERED, State.WAITING]
    assert code_of(lambda: activities.change_session(session, places=2, by=town.north_worker)) == "taken"


def test_staff_sign_up_a_neighbour_without_account_by_phone_once(town, session):
    facts = {"name": "曾婆婆", "phone": "138 0013 8000", "by": town.clerk}
    assert signing.sign_up(session, **facts).pk == signing.sign_up(session, **facts).pk
    assert code_of(lambda: signing.sign_up(session, name="某人", phone="12", by=town.clerk)) == "phone"


def test_service_needs_a_registered_volunteer_who_is_fit_trained_and_insured(town, publish, volunteer):
    skill = Skill.objects.get(name="高处作业资格")
    facts = {"kind": "service", "min_age": 18, "needs": [skill], "needs_insurance": True}
    job = publish("清理雨棚", **facts).sessions.get()

    def go():
        return signing.sign_up(job, person=town.wang, by=town.clerk)

    assert code_of(go) == "no_volunteer"
    row = volunteer(town.wang)
    assert code_of(go) == "unskilled"
    held = people.add_skill(row, skill, by=town.clerk, proof="登高证")
    assert code_of(go) == "unskilled"  # nobody has looked at the certificate yet
    people.check_skill(held, by=town.clerk)
    assert code_of(go) == "no_insurance"
    people.change(row, by=town.clerk, insured_until=timezone.localdate() + timedelta(days=30))
    assert go().state == State.CONFIRMED


def test_a_certificate_that_has_expired_by_then_is_none(town, publish, volunteer):
    skill = Skill.objects.get(name="急救培训")
    tomorrow = timezone.localdate() + timedelta(days=1)
    people.add_skill(volunteer(town.wang), skill, by=town.clerk, proof="证", expires_on=tomorrow, seen=True)
    job = publish("急救站", kind="service", needs=[skill]).sessions.get()
    assert code_of(lambda: signing.sign_up(job, person=town.wang, by=town.clerk)) == "unskilled"


@pytest.mark.parametrize(
    ("facts", "code"), [({"min_age": 90}, "too_young"), ({"max_age": 12}, "too_old"), ({"min_age": 5}, None)]
)
def test_age_is_counted_on_the_day_of_the_session(town, publish, facts, code):
    row = publish("健步走", **facts).sessions.get()
    if code:
        assert code_of(lambda: signing.sign_up(row, person=town.zeng, by=town.clerk)) == code
    else:
        assert signing.sign_up(row, person=town.zeng, by=town.clerk).state == State.CONFIRMED
    assert code_of(lambda: signing.sign_up(row, person=town.li, by=town.clerk)) == "age_unknown"


def test_questions_are_answered_and_nothing_else_is_kept(town, publish):
    activity = publish("踏青")
    bus = activities.ask(
        activity, text="坐哪辆车", kind=Question.Kind.CHOICE, choices="一号、二号", required=True, by=town.clerk
    )
    go = activity.sessions.get()
    assert code_of(lambda: signing.sign_up(go, person=town.wang, by=town.clerk)) == "unanswered"
    wrong = {str(bus.pk): "三号"}
    assert code_of(lambda: signing.sign_up(go, person=town.wang, answers=wrong, by=town.clerk)) == "no_choice"
    row = signing.sign_up(go, person=town.wang, answers={str(bus.pk): "二号", "state": "x"}, by=town.clerk)
    assert row.answers == {str(bus.pk): "二号"}


def test_after_the_deadline_and_after_the_end_of_it_nobody_signs_up(town, publish, time_machine):
    go = publish("茶话会", closes_hours=2).sessions.get()
    time_machine.move_to(fitness.closes_at(go) - timedelta(minutes=1))
    signing.sign_up(go, person=town.wang, by=town.clerk)
    time_machine.move_to(fitness.closes_at(go))
    assert code_of(lambda: signing.sign_up(go, person=town.li, by=town.clerk)) == "closed"


def test_reminders_come_once_at_the_lead_time_of_the_activity(town, publish, residents, told, time_machine):
    go = publish("读书会", remind_hours=6).sessions.get()
    (one,) = residents(1)
    signing.sign_up(go, person=one, by=one.user)
    time_machine.move_to(go.starts_at - timedelta(hours=7))
    tasks.remind(Quick())
    assert told.titles_of(one.name) == []
    time_machine.move_to(go.starts_at - timedelta(hours=5))
    tasks.remind(Quick())
    tasks.remind(Quick())
    assert len(told.titles_of(one.name)) == 1 and told.titles_of(one.name)[0].startswith("活动提醒：读书会")
