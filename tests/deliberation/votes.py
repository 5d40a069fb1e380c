"""An estate with owners, and owners' votes made as people make them; shared by the tests of votes."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

import community.actions
from community.models import Dwelling
from deliberation import actions
from deliberation.models import OwnersVote, RollHead


def flats(building, areas, first=1) -> list[Dwelling]:
    """One flat for each area in 0.01 m², each with one owner of its own: 业主1, 业主2 …"""
    made = []
    for number, area in enumerate(areas, first):
        home = community.actions.add_dwelling(building, "9", f"{100 + number}", by=None)
        Dwelling.objects.filter(pk=home.pk).update(area=f"{area // 100}.{area % 100:02}", area_source="不动产登记")
        community.actions.add_owner(home, name=f"业主{number}", id_number=id_number(number), by=None)
        made.append(home)
    return made


def id_number(number: int) -> str:
    """Of region 999999, which is nobody's."""
    body = f"999999199001{number % 28 + 1:02}{number % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def begin(unit, by, **facts) -> OwnersVote:
    now = timezone.now()
    usual = {
        "title": "电梯更换",
        "question": "是否同意使用维修资金更换 9 单元电梯？",
        "matter": "use_fund",
        "opens_at": now + timedelta(days=15),
        "closes_at": now + timedelta(days=20),
    }
    vote = actions.begin(unit, key=uuid4(), by=by, **usual | facts)
    for flat in vote.flats.wanting():
        actions.set_flat(flat, area=None, counted=False, note="没有产权登记", by=by)
    return vote


def open_vote(unit, by, **facts) -> OwnersVote:
    """Announced fifteen days ago, open since a minute."""
    vote = actions.announce(begin(unit, by, **facts), by=by)
    now = timezone.now()
    OwnersVote.objects.filter(pk=vote.pk).update(
        announced_on=timezone.localdate() - timedelta(days=15), opens_at=now - timedelta(minutes=1)
    )
    vote.refresh_from_db()
    return vote


def close(vote: OwnersVote) -> OwnersVote:
    OwnersVote.objects.filter(pk=vote.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    vote.refresh_from_db()
    return vote


def head(vote: OwnersVote, number: int) -> RollHead:
    return vote.heads.get(label=f"业主{number}")


def say(vote: OwnersVote, by, **choices) -> None:
    """``say(vote, by, yes=[1, 2], no=[3])``"""
    for choice, numbers in choices.items():
        for number in numbers:
            actions.cast(head(vote, number), choice, channel="phone", by=by)


def scan() -> ContentFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return ContentFile(file.getvalue(), "票.jpg")


def estate(town: SimpleNamespace, areas) -> SimpleNamespace:
    town.flats = flats(town.building2, areas)
    return town
