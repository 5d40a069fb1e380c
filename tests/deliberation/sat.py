"""Meetings as people hold them, for the tests of pages and deeds."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from deliberation.actions import arriving, meetings, motions, sitting
from deliberation.models import AgendaItem, Meeting, MeetingKind, Motion, Seat, Topic

PARTIES = ("党组织", "居委会", "业委会", "物业", "业主代表")
NAMES = {"党组织": "周书记", "居委会": "文社工", "业委会": "余大姐", "物业": "秦经理", "业主代表": "周师傅"}


def kind(name: str = "五方例会") -> MeetingKind:
    return MeetingKind.objects.get(name=name)


def called(town: SimpleNamespace, days: int = 3, name: str = "五方例会", **facts) -> Meeting:
    start = (timezone.localtime() + timedelta(days=days)).replace(hour=14, minute=30, second=0, microsecond=0)
    usual = {"title": "三月五方例会", "place": "社区二楼会议室", "chair": "周书记", "recorder": "文社工"}
    usual |= {"starts_at": start, "ends_at": start + timedelta(hours=2), "key": uuid4(), "unit": town.community}
    unit = (usual | facts)["unit"]
    return meetings.call(
        unit, kind=kind(name), by=town.clerk, **{k: v for k, v in (usual | facts).items() if k != "unit"}
    )


def seated(meeting: Meeting, town: SimpleNamespace) -> Meeting:
    users = {"党组织": town.secretary, "居委会": town.clerk}
    for party in meeting.kind.parties:
        name = NAMES.get(party, f"{party}甲")
        meetings.add_seat(meeting, party=party, name=name, user=users.get(party), by=town.clerk)
    return meeting


def noticed(town: SimpleNamespace, topic: Topic | None = None, **facts) -> Meeting:
    meeting = seated(called(town, **facts), town)
    title = "" if topic else "小区大门修不修"
    meetings.add_item(meeting, topic=topic, title=title, presenter="秦经理", by=town.clerk)
    return meetings.notify(meeting, by=town.clerk)


def in_session(town: SimpleNamespace, absent: tuple[str, ...] = (), **facts) -> Meeting:
    """Opened; everybody signed in but the parties that are absent; the first item is talked of."""
    meeting = noticed(town, **facts)
    for seat in meeting.seats.exclude(party__in=absent):
        arriving.check_in(seat, how=Seat.How.RECORDER, by=town.clerk)
    sitting.open_meeting(meeting, by=town.clerk)
    sitting.go_to(meeting.items.first(), by=town.clerk)
    return meeting


def seat(meeting: Meeting, party: str) -> Seat:
    return meeting.seats.select_related("meeting__kind").get(party=party)


def item(meeting: Meeting) -> AgendaItem:
    return meeting.items.select_related("topic", "meeting").first()


def motion(meeting: Meeting, town: SimpleNamespace, text: str = "四月底前修好大门。", how: str = "decided") -> Motion:
    return motions.propose(item(meeting), key=uuid4(), text=text, kind=how, by=town.clerk)


def vote(motion: Motion, town: SimpleNamespace, **choices) -> Motion:
    """``vote(motion, town, yes=["物业"], no=["业委会"])``: opened, said, counted."""
    motion = motions.open_voting(motion, by=town.clerk)
    keys = {voice["party"]: voice["key"] for voice in motion.voices}
    for choice, parties in choices.items():
        for party in parties:
            motions.say(motion, key=keys[party], choice=choice, by=town.clerk)
    return motions.close_voting(motion, by=town.clerk)


def closed(town: SimpleNamespace, **facts) -> Meeting:
    """A meeting that is over, with a motion that passed four to one."""
    meeting = in_session(town, **facts)
    vote(motion(meeting, town), town, yes=PARTIES[:4], no=PARTIES[4:])
    return sitting.close(meeting, by=town.clerk)
