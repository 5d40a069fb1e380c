"""Sign-ups at the same moment, as real parallel transactions."""

import pytest
from django.db import connection

from community.actions import add_person
from tests.community.parallel import together
from volunteers.actions import signing
from volunteers.models import Session, SignUp

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_for_ten_places_are_ten_confirmed_and_twenty_in_turn(town, publish):
    session = publish("端午包粽子", places=10).sessions.get()
    everybody = [add_person(f"邻居{number}", dwelling=town.home, by=None) for number in range(30)]
    raised = together(*[lambda one=one: signing.sign_up(session, person=one, by=town.clerk) for one in everybody])
    assert raised == []
    rows = list(SignUp.objects.filter(session=session).in_turn().values_list("number", "state"))
    assert rows == [(n, "confirmed" if n <= 10 else "waiting") for n in range(1, 31)]
    session.refresh_from_db()
    assert (session.taken, session.last_number) == (10, 30)
    # who waits is offered a place in exactly the order in which they arrived
    first = SignUp.objects.filter(state="confirmed").first()
    signing.cancel(first, by=town.clerk)
    assert SignUp.objects.get(state="offered").number == 11


def test_one_person_in_two_at_the_same_time_gets_one(town, publish):
    one, other = publish("太极拳").sessions.get(), publish("书法班", hour=10).sessions.get()
    raised = together(
        lambda: signing.sign_up(one, person=town.wang, by=town.clerk),
        lambda: signing.sign_up(other, person=town.wang, by=town.clerk),
    )
    assert [refusal.code for refusal in raised] == ["overlap"]
    assert SignUp.objects.count() == 1


def test_cancelling_and_signing_up_at_once_neither_lose_nor_double_a_place(town, publish):
    session = publish("理发", places=5).sessions.get()
    everybody = [add_person(f"邻居{number}", dwelling=town.home, by=None) for number in range(10)]
    held = [signing.sign_up(session, person=one, by=town.clerk) for one in everybody[:5]]
    deeds = [lambda row=row: signing.cancel(row, by=town.clerk) for row in held]
    deeds += [lambda one=one: signing.sign_up(session, person=one, by=town.clerk) for one in everybody[5:]]
    assert together(*deeds) == []
    holding = SignUp.objects.filter(state__in=SignUp.HOLDING).count()
    assert holding == Session.objects.get(pk=session.pk).taken == 5


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time there, with or without a lock")
def test_without_the_lock_the_race_would_show(town, publish, monkeypatch):
    """The control: with the guard off, more get a place than there are."""
    session = publish("端午包粽子", places=2).sessions.get()
    everybody = [add_person(f"邻居{number}", dwelling=town.home, by=None) for number in range(12)]
    unguarded = Session.objects.select_related("activity")
    monkeypatch.setattr(signing, "hold", lambda pk: unguarded.get(pk=pk))
    together(*[lambda one=one: signing.sign_up(session, person=one, by=town.clerk) for one in everybody])
    rows = SignUp.objects.filter(session=session)
    assert rows.count() < 12 or rows.filter(state="confirmed").count() > 2
