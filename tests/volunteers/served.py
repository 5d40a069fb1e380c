"""A morning of cleaning in the north, and people who come to it."""

from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from community.actions import add_person, consent
from points.models import Item
from volunteers.actions import attending, recording
from volunteers.models import Activity, Session, SignUp

# a Tuesday with an ordinary week behind and before it
DAY = "2026-11-10"


def at(clock: str, day: str = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+08:00")


def clock(when: datetime):
    return time_machine.travel(when, tick=False)


def session_of(
    town, start: str = "09:00", end: str = "11:00", *, title: str = "楼道清洁", day: str = DAY, activity=None
):
    activity = activity or Activity.objects.create(
        unit=town.north,
        kind="service",
        title=title,
        place="柳荫广场",
        by=town.north_worker,
        published_at=timezone.now(),
    )
    facts = {"place": "柳荫广场", "starts_at": at(start, day), "ends_at": at(end, day)}
    return Session.objects.create(activity=activity, unit=town.north, **facts)


def sign_up(session, *people) -> None:
    for number, person in enumerate(people, session.sign_ups.count() + 1):
        SignUp.objects.create(session=session, person=person, number=number, state="confirmed")


def agree(town, *people) -> None:
    for person in people:
        consent.give(person, "volunteer", how="当面说的", by=town.clerk)


def neighbour(town, name: str):
    person = add_person(name, dwelling=town.home, by=None)
    agree(town, person)
    return person


def item(code: str = "cleaning") -> Item:
    return Item.objects.select_related("category").get(code=code)


def served(town, *people, minutes: int = 120, code: str = "cleaning", day: str = DAY, **facts) -> Session:
    """A session that is over and closed: everybody came on time and stayed so long; records wait."""
    session = session_of(town, day=day, **facts)
    sign_up(session, *people)
    begin = session.starts_at
    with clock(begin):
        for person in people:
            attending.sign_in(session, person, how="tick", by=town.north_worker)
    with clock(begin + timedelta(minutes=minutes)):
        attending.close(session, by=town.north_worker, item_id=item(code).pk)
    return session


def confirmed(town, *people, by=None, **facts) -> Session:
    session = served(town, *people, **facts)
    with clock(session.ends_at + timedelta(hours=2)):
        recording.confirm_all(session, by=by or town.clerk)
    return session
