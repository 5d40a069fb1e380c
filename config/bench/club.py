"""A community's activities, invented: what ``bench_volunteers`` measures pages with.

500 activities and 300 volunteers stand beside the peer that was measured; one club meets three times a week for a
year, one festival has 300 people, and 10,000 sessions lie behind. Written in bulk, but as the actions would.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from community.models import Person
from config.bench.matters import Place
from volunteers.actions import activities, feeds, series
from volunteers.models import Activity, Help, Session, SignUp, Skill, Volunteer, VolunteerSkill

ACTIVITIES, VOLUNTEERS, SESSIONS, GUESTS, ENTRIES = 500, 300, 10_000, 300, 19
NEEDS, A_FEW = 200, 30
ZONE = timezone.get_default_timezone()


class Club:
    """``festival`` has 300 people; ``open`` takes sign-ups without end; ``reader`` has a feed of 19 entries."""

    def __init__(self, place: Place) -> None:
        self.place, self.today = place, timezone.localdate()
        self.people = Person.objects.bulk_create(Person(name=f"邻居{number}") for number in range(VOLUNTEERS * 4))
        Volunteer.objects.bulk_create(
            Volunteer(person=person, unit=place.community, by=place.clerk) for person in self.people[:VOLUNTEERS]
        )
        self.fill()
        self.festival = self.hold("重阳敬老", 10_001, 20)
        self.open = self.hold("端午包粽子", 10_002, 21)
        sign_ups(self.festival, self.people[:GUESTS])
        # the same page with a tenth of the people: it must cost as many queries
        self.small = self.hold("包饺子", 10_004, 22)
        sign_ups(self.small, self.people[:A_FEW])
        self.needs = self.ask()
        self.year()
        self.reader, self.token = self.subscribe()

    def write(self, title: str, number: int) -> Activity:
        facts = {"place": "居委会二楼", "kind": Activity.Kind.CLUB, "text": "带上水杯，穿方便的鞋。" * 4}
        row = Activity(
            unit=self.place.community, title=title, by=self.place.clerk, key=UUID(int=2**88 + number), **facts
        )
        row.published_at = timezone.now()
        return row

    def fill(self) -> None:
        rows = Activity.objects.bulk_create(self.write(f"活动{number}", number) for number in range(ACTIVITIES))
        past, coming = SESSIONS - ACTIVITIES, ACTIVITIES
        whole = [self.at(rows[number % ACTIVITIES], -1 - number % 700, number) for number in range(past)]
        whole += [self.at(rows[number], 1 + number % 90, number) for number in range(coming)]
        Session.objects.bulk_create(whole, batch_size=2_000, ignore_conflicts=True)

    def at(self, activity: Activity, days: int, number: int) -> Session:
        start = datetime.combine(self.today, time(8 + number % 10), ZONE) + timedelta(days=days)
        facts = {"place": f"{number % 7}号室", "starts_at": start, "ends_at": start + timedelta(minutes=50)}
        return Session(activity=activity, unit_id=activity.unit_id, places=40, **facts)

    def hold(self, title: str, number: int, days: int) -> Session:
        activity = Activity.objects.bulk_create([self.write(title, number)])[0]
        start = datetime.combine(self.today, time(19), ZONE) + timedelta(days=days)
        return activities.add_session(
            activity, starts_at=start, ends_at=start + timedelta(hours=2), by=self.place.clerk
        )

    def ask(self) -> list[Help]:
        """Needs of one morning, a third of them for a skill that every fifth volunteer has."""
        skill = Skill.objects.order_by("pk").first()
        helpers = Volunteer.objects.order_by("pk")[::5]
        VolunteerSkill.objects.bulk_create(VolunteerSkill(volunteer=one, skill=skill) for one in helpers)
        rows = (
            Help(
                unit=self.place.community,
                key=UUID(int=2**89 + number),
                text=f"求助{number}",
                skill=None if number % 3 else skill,
                urgency=(1, 2, 4)[number % 3],
                by=self.place.clerk,
            )
            for number in range(NEEDS)
        )
        made = Help.objects.bulk_create(rows)
        return list(Help.objects.filter(pk__in=[row.pk for row in made]).select_related("unit", "skill"))

    def year(self) -> None:
        """Three times a week, a year ahead."""
        activity = Activity.objects.bulk_create([self.write("人民读书会", 10_003)])[0]
        last: date = self.today + timedelta(days=364)
        rule = {"weekdays": "246", "begins_at": time(9), "minutes": 90, "first_on": self.today, "last_on": last}
        series.repeat(activity, by=self.place.clerk, **rule)
        self.club = activity

    def subscribe(self) -> tuple[User, str]:
        reader = User.objects.create_user("reader", name="读者")
        Person.objects.filter(pk=self.people[0].pk).update(user=reader)
        for session in self.club.sessions.order_by("starts_at")[: ENTRIES - 1]:
            sign_ups(session, self.people[:1])
        Volunteer.objects.filter(person=self.people[0]).delete()
        return reader, feeds.open_feed(reader)


def sign_ups(session: Session, people: list[Person]) -> None:
    SignUp.objects.bulk_create(
        SignUp(session=session, person=person, number=number, state=SignUp.State.CONFIRMED)
        for number, person in enumerate(people, 1)
    )
    Session.objects.filter(pk=session.pk).update(taken=len(people), last_number=len(people))
