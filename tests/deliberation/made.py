"""Topics as people make them, for the tests of pages and deeds."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from community.images import Picture, make_safe
from deliberation.actions import petitions, resolving, topics
from deliberation.models import ActionItem, Petition, Procedure, Resolution, Topic
from tests.deliberation import votes


def picture() -> Picture:
    file = votes.scan()
    return make_safe(file, "照片.jpg", file.size)


def raised(town: SimpleNamespace, title: str = "小花园多放几张长椅", **facts) -> Topic:
    usual = {"unit": town.north, "key": uuid4(), "by": town.stranger, "name": "老王", "phone": "19900000055"}
    return topics.raise_topic(title=title, **usual | facts)


def accepted(town: SimpleNamespace, title: str = "小花园多放几张长椅", **facts) -> Topic:
    return topics.accept(raised(town, title), title=title, by=town.north_leader, **facts)


def petition(town: SimpleNamespace, **facts) -> Petition:
    """Of everybody in building 2; heads alone are counted, for its other flats have no area."""
    usual = {"unit": town.building2, "key": uuid4(), "by": town.clerk, "title": "更换 9 单元电梯", "both": False}
    usual |= {"text": "请组织表决，用维修资金更换电梯。", "until": timezone.localdate() + timedelta(days=30)}
    return petitions.start(**usual | facts)


def pavilion() -> Procedure:
    return Procedure.objects.get(name="议事亭")


def resolved(town: SimpleNamespace, title: str = "小花园多放几张长椅", kind: str = "decided") -> Topic:
    """Walked through the pavilion, in publicity, with an objection that waits."""
    topic = accepted(town, title, procedure=pavilion())
    for number in (1, 2, 3):
        topics.walk(topic, number=number, text="大家都同意。", photo=picture(), by=town.north_leader)
    resolution = resolving.resolve(topic, kind=kind, text="在树荫下放四张长椅。", by=town.north_leader)
    resolving.publish(resolution, by=town.north_leader)
    resolving.object_to(resolution, text="离窗户太近会吵。", name="一楼住户")
    topic.refresh_from_db()
    return topic


def effective(topic: Topic, town: SimpleNamespace) -> Resolution:
    """The objection answered, the period over."""
    resolution = topic.resolution
    for objection in resolution.objections.filter(answer=""):
        resolving.answer_objection(objection, answer="移到花坛另一边。", by=town.north_leader)
    past = timezone.now() - timedelta(minutes=1)
    Resolution.objects.filter(pk=resolution.pk).update(until=past)
    resolution.refresh_from_db()
    return resolving.take_effect(resolution, by=town.north_leader)


def with_action(topic: Topic, town: SimpleNamespace) -> ActionItem:
    resolution = effective(topic, town)
    due = timezone.localdate() + timedelta(days=10)
    return resolving.add_action(
        resolution, text="买四张长椅装好", measure="能坐稳", who=town.north_worker, due_on=due, by=town.north_leader
    )
