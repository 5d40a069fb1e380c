"""One five-party meeting of two weeks ago, from the call to minutes that one party signed with another opinion."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from config.demo.clock import at
from config.demo.renminlu.world import World
from deliberation.actions import arriving, meetings, minutes, motions, resolving, sitting, topics
from deliberation.models import Meeting, MeetingKind, Topic

THEM = {"党组织": "周书记", "居委会": "文主任", "业委会": "余大姐", "物业": "何晓燕", "业主代表": "邓师傅"}
HELD_AGO, TOLD_BEFORE = timedelta(days=14), timedelta(days=5)
MINUTE = timedelta(minutes=1)
DECISION = "赤帝巷小区充电棚晚上开到十一点半，物业派人值守到关门，试行一个月后再看效果。"


def meet(world: World) -> None:
    start = (timezone.localtime() - HELD_AGO).replace(hour=15, minute=0, second=0, microsecond=0)
    with at(start - TOLD_BEFORE):
        meeting = called(world, start)
    with at(start):
        talked_over(world, meeting)
    with at(start + 90 * MINUTE):
        sitting.close(meeting, by=world.clerks[0])
    with at(start + timedelta(days=1)):
        signed(world, meeting)


def called(world: World, start) -> Meeting:
    clerk = world.clerks[0]
    facts = {
        "title": "充电棚开放时间五方例会",
        "place": "社区二楼议事亭",
        "chair": THEM["党组织"],
        "recorder": clerk.name,
    }
    facts |= {"starts_at": start, "ends_at": start + 120 * MINUTE, "key": UUID(int=world.community.pk)}
    kind = MeetingKind.objects.get(name="五方例会", unit=None)
    meeting = meetings.call(world.community, kind=kind, by=clerk, **facts)
    meetings.add_item(meeting, topic=topic(world), presenter=THEM["物业"], minutes=30, by=clerk)
    for party, name in THEM.items():
        meetings.add_seat(meeting, party=party, name=name, by=clerk)
    meetings.notify(meeting, by=clerk)
    for seat in meeting.seats.all():
        meetings.note_told(seat, by=clerk)
        meetings.have_read(seat)
    return meeting


def topic(world: World) -> Topic:
    """Raised by the clerk from a talk in the yard."""
    clerk = world.clerks[0]
    title = "赤帝巷小区充电棚晚上关得太早"
    raised = topics.raise_topic(
        world.community, key=UUID(int=world.community.pk + 1), title=title, source=Topic.Source.TALK, by=clerk
    )
    return topics.accept(raised, title=title, text="晚上九点就关门，下晚班的人充不上电，有人就从楼上拉线。", by=clerk)


def talked_over(world: World, meeting: Meeting) -> None:
    clerk = world.clerks[0]
    for seat in meeting.seats.all():
        arriving.check_in(seat, how="code")
    sitting.open_meeting(meeting, by=clerk)
    item = sitting.go_to(meeting.items.get(), by=clerk)
    speaker = sitting.ask_to_speak(item, seat=meeting.seats.get(party="业主代表"), by=clerk)
    sitting.has_spoken(speaker, stance="for", text="下晚班的有十几辆车，开到十一点半就够用了。", by=clerk)
    key = UUID(int=world.community.pk + 2)
    motion = motions.propose(item, key=key, text=DECISION, kind="decided", by=clerk)
    motion = motions.open_voting(motion, by=clerk)
    for voice in motion.voices:
        choice = "no" if voice["party"] == "业委会" else "yes"
        motions.say(motion, key=voice["key"], choice=choice, by=clerk)
    motion = motions.close_voting(motion, by=clerk)
    if motion.resolution is not None:
        resolving.publish(motion.resolution, by=clerk)


def signed(world: World, meeting: Meeting) -> None:
    sent = minutes.send_minutes(meeting.minutes, by=world.clerks[0])
    for signature in sent.signatures.exclude(party="业主代表"):
        words = "值守的人手要写进物业的排班表，光口头答应不行。" if signature.party == "业委会" else ""
        minutes.sign(signature, name=THEM[signature.party], words=words, by=world.clerks[0])
