"""Two months of everyday life: each matter and notice on its day, through the same actions as everybody's."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.actions import read_message
from accounts.models import Message
from community import actions as community
from config.demo.clock import at
from config.demo.renminlu import matters
from config.demo.renminlu.matters import MATTERS, NOTICES, Matter
from config.demo.renminlu.world import World
from grids.models import Unit
from issues import actions, flow, news
from issues.actions.merging import merge
from issues.actions.stopping import end_of
from issues.models import Category, Issue, Step

Deed = tuple[datetime, Callable[[], None]]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# what was told earlier than that counts as read
FRESH = 3 * DAY
OPENS = time(8)


def live(world: World) -> None:
    """Everything in the order of its days, so that numbers and records run on as they would have."""
    now = timezone.now()
    deeds = [deed for number, matter in enumerate(MATTERS) for deed in way_of(world, matter, number, now)]
    deeds += [notice_deed(world, *notice) for notice in NOTICES]
    for moment, act in sorted(deeds, key=lambda deed: deed[0]):
        with at(min(moment, now)):
            act()


def read_what_is_old() -> None:
    for message in Message.objects.filter(read_at=None, created_at__lt=timezone.now() - FRESH):
        read_message(message)


def opening(world: World, days: int) -> datetime:
    """Eight o'clock in the morning, that many days ago."""
    return timezone.make_aware(datetime.combine(world.today - days * DAY, OPENS))


def notice_deed(world: World, days: int, kind: str, title: str, body: str, open_days: int | None) -> Deed:
    until = world.today + (open_days - days) * DAY if open_days else None

    def tell_all() -> None:
        notice = community.write_notice(
            world.community, kind=kind, title=title, body=body, until=until, by=world.clerks[0]
        )
        community.publish_notice(notice, by=world.secretary)

    return opening(world, days) + 2 * HOUR, tell_all


class Way:
    """One matter from the first word to where it stands now."""

    def __init__(self, world: World, matter: Matter, number: int) -> None:
        self.world, self.matter, self.number = world, matter, number
        self.unit: Unit = world.building(matter.where)
        self.leader, self.worker = world.leaders[self.unit.parent_id], world.workers[self.unit.parent_id]
        self.issue: Issue | None = None

    def taken_in(self) -> None:
        matter = self.matter
        neighbours = self.world.neighbours[self.unit.pk]
        name, phone = neighbours[self.number % len(neighbours)]
        facts = {
            "key": UUID(int=self.number + 1),
            "text": matter.text,
            "unit": self.unit,
            "category": Category.objects.main().get(name=matter.category),
            "place": matter.place,
            "name": name,
            "phone": phone,
        }
        if matter.channel in (matters.PHONE, matters.VISIT):
            by = self.world.clerks[0] if matter.channel == matters.PHONE else self.worker
            self.issue = actions.take_for_resident(channel=matter.channel, by=by, **facts)
        else:
            self.issue = actions.submit(channel=matter.channel, **facts)
        self.told(self.issue.steps.earliest("pk"))

    def shown(self) -> None:
        actions.publish(self.issue, title=self.matter.title, by=self.leader)

    def assigned(self) -> None:
        self.told(actions.assign(self.issue, to=self.worker, by=self.leader))

    def filed(self) -> None:
        self.told(actions.file(self.issue, by=self.leader))

    def declined(self) -> None:
        self.told(actions.decline(self.issue, reason=self.matter.answer, by=self.leader))

    def merged(self) -> None:
        """Somebody else in the building reported it too, a little earlier."""
        first = Issue.objects.filter(unit=self.unit, state__in=flow.IN_HAND).latest("received_at")
        self.told(merge(self.issue, into=first, by=self.leader))

    def signed(self) -> None:
        self.told(actions.sign(self.issue, by=self.worker))

    def called(self) -> None:
        self.told(actions.contact(self.issue, text="电话里问清了情况。", by=self.worker))

    def handed_back(self) -> None:
        self.told(actions.hand_back(self.issue, reason=self.matter.why, by=self.worker))

    def passed_on(self) -> None:
        clerk = self.world.clerks[0]
        self.told(actions.allow_return(self.issue, text="同意，改由社区来协调。", by=self.leader))
        self.told(actions.assign(self.issue, to=clerk, by=self.leader))
        self.told(actions.sign(self.issue, by=clerk))

    def longer(self) -> None:
        until = end_of(self.world.today + 9 * DAY)
        self.told(actions.ask_more_time(self.issue, until=until, reason=self.matter.why, by=self.worker))
        self.told(actions.allow_more_time(self.issue, text="同意。", by=self.leader))

    def paused(self) -> None:
        until = end_of(self.world.today + 6 * DAY)
        self.told(actions.pause(self.issue, reason=self.matter.why, until=until, by=self.worker))

    def asked(self) -> None:
        self.told(actions.ask(self.issue, text=self.matter.why, by=self.worker))

    def answered(self) -> None:
        self.told(actions.answer(self.issue, text=self.matter.answer, by=self.worker))

    def sent_back(self) -> None:
        self.told(actions.rework(self.issue, reason=self.matter.why, by=self.leader))

    def closed(self) -> None:
        self.told(actions.close(self.issue, by=self.leader))

    def rated(self) -> None:
        self.told(actions.rate(self.issue, stars=self.matter.stars, text=WORDS[self.matter.stars]))

    def lapsed(self) -> None:
        self.told(actions.lapse(self.issue))

    def again(self) -> None:
        self.told(actions.reopen(self.issue, reason="又放回来了，请再来看看。"))

    def told(self, step: Step) -> None:
        """At once, and dated that day; the job that waits for it finds it done."""
        news.tell_step(step.pk)


WORDS = {5: "很快就来了，谢谢！", 4: "办好了。", 3: "希望能再快一些。"}
# what happens after the matter came in, and how long after
IN_HAND = (("assigned", 3 * HOUR), ("signed", 4 * HOUR), ("called", 5 * HOUR))
DONE = (*IN_HAND, ("answered", DAY))
WAYS = {
    matters.NEW: (),
    matters.FILED: (("filed", HOUR),),
    matters.DECLINED: (("declined", 5 * HOUR),),
    matters.SAME: (("merged", 20 * HOUR),),
    matters.DOING: IN_HAND,
    matters.BACK: (("assigned", 3 * HOUR), ("handed_back", 7 * HOUR)),
    matters.PASSED: (("assigned", 3 * HOUR), ("handed_back", 5 * HOUR), ("passed_on", 8 * HOUR)),
    matters.LONGER: (*IN_HAND, ("longer", 5 * DAY)),
    matters.PAUSED: (*IN_HAND, ("paused", DAY)),
    matters.ASKED: (*IN_HAND, ("asked", DAY)),
    matters.ANSWERED: DONE,
    matters.REDONE: (*DONE, ("sent_back", 30 * HOUR), ("answered", 2 * DAY), ("closed", 3 * DAY), ("rated", 4 * DAY)),
    matters.RATED: (*DONE, ("closed", 30 * HOUR), ("rated", 2 * DAY)),
    matters.CLOSED: (*DONE, ("closed", 3 * DAY)),
    matters.QUIET: (*DONE, ("closed", 3 * DAY), ("lapsed", 18 * DAY)),
    matters.AGAIN: (*DONE, ("again", 9 * DAY)),
}


def way_of(world: World, matter: Matter, number: int, now: datetime) -> Iterator[Deed]:
    """Reported some time in the day; what would lie ahead of now has just happened."""
    way = Way(world, matter, number)
    start = min(opening(world, matter.days) + number * 47 % 600 * MINUTE, now - (number % 5 + 1) * 7 * MINUTE)
    yield start, way.taken_in
    if matter.title:
        yield start + HOUR, way.shown
    for name, after in WAYS[matter.end]:
        yield start + after, getattr(way, name)
