"""An activity of the small town, its people, and a way to move on in time."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from community.actions import add_person
from community.models import Person
from jobs.work import carry, enqueue
from tests.volunteers.served import at, clock
from volunteers.actions import activities, people
from volunteers.models import Activity, Session


def in_days(days: int, hour: int = 9, minute: int = 0) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def publish(town):
    """``publish("太极拳", places=2)``: public, with one session in three days from nine to eleven."""

    def make(title: str = "读书会", *, days: int = 3, hour: int = 9, hours: int = 2, **facts) -> Activity:
        start = in_days(days, hour)
        facts = {"kind": "club", "place": "居委会二楼", "unit": town.north, "by": town.north_worker} | facts
        return activities.publish(
            facts.pop("unit"),
            key=uuid4(),
            title=title,
            starts_at=start,
            ends_at=start + timedelta(hours=hours),
            **facts,
        )

    return make


@pytest.fixture
def session(publish) -> Session:
    return publish("太极拳", places=1).sessions.get()


@pytest.fixture
def residents(town):
    """``residents(3)``: so many more who live in the north, each with an account."""

    def make(count: int) -> list[Person]:
        found = []
        for number in range(count):
            person = add_person(f"邻居{number}", dwelling=town.home, by=None)
            user = User.objects.create_user(f"neighbour{number}", name=person.name)
            Person.objects.filter(pk=person.pk).update(user=user)
            person.refresh_from_db()
            found.append(person)
        return found

    return make


@pytest.fixture
def volunteer(town):
    """``volunteer(town.wang)``: registered with consent."""

    def make(person: Person, **facts):
        return people.register(person, unit=town.north, how="当面说的", by=town.north_worker, **facts)

    return make


@pytest.fixture
def told():
    """Who was told what, as pairs of name and title."""
    from accounts.models import Message

    def read() -> list[tuple[str, str]]:
        rows = Message.objects.order_by("pk").select_related("recipient")
        return [(row.recipient.name if row.recipient else row.address, row.title) for row in rows]

    return SimpleNamespace(all=read, titles_of=lambda name: [title for who, title in read() if who == name])


@pytest.fixture
def november():
    """A Tuesday whose official calendar is known: with ``usefixtures`` the town itself is built on that morning."""
    with clock(at("07:00")):
        yield


@pytest.fixture
def run_job(db):
    """``run_job("volunteers.watch_meals")`` as a carrier does it; each call is a job of its own."""

    def run(kind: str) -> None:
        carry(enqueue(kind).pk, alone=False)

    return run
