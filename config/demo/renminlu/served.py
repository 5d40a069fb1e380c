"""Weeks that are over: who came, what was confirmed and paid, what still waits, and one certificate."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Person
from config.demo.clock import at
from config.demo.renminlu.world import World
from points import actions as points
from points.models import Item
from volunteers.actions import attending, certifying, crediting, recording, signing
from volunteers.models import Attendance, Session, Volunteer

CAME = 8
# title, what it counts for, weeks that are over; the last one of each waits to be confirmed
PAST = (("楼道清洁日", "cleaning", 3), ("义务理发", "company", 2))


def look_back(world: World) -> None:
    for title, code, weeks in PAST:
        item = Item.objects.get(code=code)
        past = Session.objects.filter(activity__title=title, ends_at__lt=timezone.now() - timedelta(days=1))
        sessions = list(past.select_related("activity__team", "unit").order_by("-starts_at")[:weeks])
        for number, session in enumerate(sessions):
            came(session, item, world.clerks[0])
            if number:
                confirm_and_pay(world, session)
    world.accounts[_("志愿者（居民）")] = certified(world)


def came(session: Session, item: Item, by: User) -> None:
    """Eight of the team signed up the day before: one is late, one leaves early, one is excused."""
    team = Volunteer.objects.active().filter(memberships__team=session.activity.team).order_by("memberships")
    people = [row.person for row in team.select_related("person")[:CAME]]
    with at(session.starts_at - timedelta(days=1)):
        for person in people:
            signing.sign_up(session, person=person, by=by)
    for number, person in enumerate(people):
        state = {4: "late", 6: "excused"}.get(number, "arrived")
        with at(session.starts_at + timedelta(minutes=25 if state == "late" else number % 3)):
            attending.mark(session, person, state, by=by)
    with at(session.ends_at - timedelta(minutes=30)):
        attending.mark(session, people[5], Attendance.State.EARLY, by=by)
    with at(session.ends_at + timedelta(minutes=5)):
        attending.close(session, by=by, item_id=item.pk)


def confirm_and_pay(world: World, session: Session) -> None:
    with at(session.ends_at + timedelta(hours=8)):
        recording.confirm_all(session, by=world.clerks[1])
        statement = crediting.open_statement(session, by=world.clerks[1])
        points.review_settlement(statement, by=world.clerks[2])
        points.settle(statement, by=world.clerks[2])


def certified(world: World) -> User:
    """Who leads the cleaning team signs in as a resident and holds a certificate."""
    person = recording.ServiceRecord.objects.confirmed().order_by("pk")[0].person
    user = User.objects.create_user("zhiyuan", name=person.name)
    Person.objects.filter(pk=person.pk).update(user=user)
    since = world.today - timedelta(days=90)
    asked = certifying.ask(
        person, unit=world.community, since=since, until=world.today, purpose="单位年度考核", by=user
    )
    certifying.issue(asked, responsible=world.secretary.name, by=world.secretary)
    return user
