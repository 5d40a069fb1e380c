"""A community's matters of two years, invented: what ``bench_issues`` measures pages with.

Written in bulk: three steps a matter, which tell its way but are not chained by digests, for nothing here reads the
chain. Photos are rows; their files are a handful of small pictures that many rows share.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.secrets import blind_index
from grids import actions as grids
from grids.models import Posting, Unit
from issues import flow
from issues.models import Category, Issue, Photo, Step
from issues.texts import training

GRIDS, BUILDINGS = 10, 12
DAYS = 730
AT_ONCE = 2_000
PICTURES, MOST_PHOTOS = 5, 20_000
S = Issue.State
# how matters of the last fortnight stand, and the older ones, in thousandths
YOUNG = ((S.RECEIVED, 150), (S.FILED, 50), (S.ASSIGNED, 200), (S.WORKING, 250), (S.PAUSED, 30), (S.ANSWERED, 120),
         (S.CLOSED, 150), (S.ENDED, 50))  # fmt: skip
OLD = ((S.CLOSED, 300), (S.ENDED, 640), (S.DECLINED, 40), (S.WORKING, 10), (S.PAUSED, 4), (S.ANSWERED, 6))
CHANNELS = (Issue.Channel.WEB, Issue.Channel.QR, Issue.Channel.PHONE, Issue.Channel.HOTLINE)
PLACES = ("", "1单元", "2单元门口", "地下车库", "南门", "电梯里")
ANSWERED_FOR = (S.ANSWERED, S.CLOSED, S.ENDED)


class Dice:
    """The same throws for the same beginning, on every machine (Numerical Recipes' linear congruence)."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state * limit >> 32

    def choice(self, some: Sequence) -> Any:
        return some[self.below(len(some))]

    def of(self, shares: Sequence[tuple]) -> Any:
        """One thing of ``(thing, weight)``, the heavier the more often."""
        at = self.below(sum(weight for _thing, weight in shares))
        reached = accumulate(weight for _thing, weight in shares)
        return next(thing for (thing, _weight), end in zip(shares, reached, strict=True) if at < end)


class Place:
    """One community with its grids and buildings, and who works there."""

    def __init__(self) -> None:
        kinds, roles = Unit.Kind, Posting.Role
        street = grids.add_unit(kinds.STREET, "青石街道", "999999001000", by=None)
        self.community = grids.add_unit(kinds.COMMUNITY, "青石社区", "999999001001", parent=street, by=None)
        area = grids.add_unit(kinds.AREA, "柳荫小区", "99999900100101", parent=self.community, by=None)
        self.clerk = worker("bench", "文社工", roles.WORKER, self.community)
        self.buildings: list[tuple[int, int]] = []
        for number in range(1, GRIDS + 1):
            code = f"999999001001{number:03}"
            grid = grids.add_unit(kinds.GRID, f"第{number}网格", code, parent=area, by=None)
            handler = worker(f"bench-{number}", f"第{number}网格员", roles.GRID_WORKER, grid)
            for building in range(1, BUILDINGS + 1):
                one = grids.add_unit(
                    kinds.BUILDING, f"{number}-{building}栋", f"{code}{building:03}", parent=grid, by=None
                )
                self.buildings.append((one.pk, handler.pk))


def worker(login: str, name: str, role: str, unit: Unit) -> User:
    user = User.objects.create_user(login, name=name)
    grids.post(role, unit, user=user, by=None)
    return user


def grow(place: Place, size: int) -> None:
    """Invented matters until there are ``size``; the same for every run."""
    have = Issue.objects.filter(number__startswith="B").count()
    photos = pictures()
    kinds = dict(Category.objects.values_list("code", "pk"))
    said = [(kinds[code], text) for code, text in training() if code in kinds]
    numbers = iter(range(have, size))
    while chunk := list(islice(numbers, AT_ONCE)):
        dice, now = Dice(chunk[0]), timezone.now()
        issues = Issue.objects.bulk_create(matter(number, place, said, dice, now) for number in chunk)
        steps = Step.objects.bulk_create(step for issue in issues for step in way(issue))
        firsts = (step for step in steps if step.verb == Step.Verb.SUBMIT)
        shown = [step for step in firsts if has_photo(int(step.issue.number[1:]))]
        Photo.objects.bulk_create(
            Photo(issue_id=step.issue_id, step=step, file=dice.choice(photos), width=320, height=240) for step in shown
        )


def has_photo(number: int) -> bool:
    """One matter in five, so that 100,000 have 20,000."""
    return number % (100_000 // MOST_PHOTOS) == 0


def pictures() -> list[str]:
    names = []
    for shade in range(PICTURES):
        name, content = f"photos/bench/{shade}.jpg", BytesIO()
        Image.new("RGB", (320, 240), (shade * 40, 120, 90)).save(content, "JPEG")
        names.append(
            name if default_storage.exists(name) else default_storage.save(name, ContentFile(content.getvalue()))
        )
    return names


def matter(number: int, place: Place, said: list[tuple[int, str]], dice: Dice, now: datetime) -> Issue:
    received = now - timedelta(days=DAYS * (1 - number * 7919 % 100_003 / 100_003), minutes=dice.below(1440))
    states = YOUNG if now - received < timedelta(days=14) else OLD
    state = dice.of(states)
    unit, handler = dice.choice(place.buildings)
    category, text = dice.choice(said)
    phone = f"199{number % 100_000_000:08}" if dice.below(10) < 3 else ""
    answered = min(now, received + timedelta(hours=4 + dice.below(196)))
    begun = state not in (*flow.NEW, S.DECLINED)
    done = state in ANSWERED_FOR
    return Issue(
        number=f"B{number:07}",
        key=UUID(int=2**80 + number),
        token=f"bench-{number}",
        category_id=category,
        text=f"{text}（第{number}次反映）",
        public_title=text[:40] if dice.below(10) < 3 else "",
        unit_id=unit,
        place=dice.choice(PLACES),
        channel=dice.choice(CHANNELS),
        severity=dice.of(((1, 90), (2, 8), (3, 2))),
        reporter_phone=phone,
        phone_index=blind_index(phone, "phone"),
        state=state,
        handler_id=handler if begun else None,
        received_at=received,
        due_at=received + timedelta(days=7),
        respond_due_at=received + timedelta(days=1),
        assigned_at=received + timedelta(hours=1) if begun else None,
        responded_at=answered if done else None,
        answered_at=answered if done else None,
        closed_at=answered if state in flow.ENDS else None,
        stopped_at=answered if state in flow.STOPPED else None,
        rating=2 + dice.below(4) if state == S.ENDED else None,
        steps_count=len(VERBS[state]),
    )


VERBS = dict.fromkeys(S, ("submit", "assign", "sign")) | {
    S.RECEIVED: ("submit",),
    S.FILED: ("submit", "file"),
    S.DECLINED: ("submit", "decline"),
    S.ASSIGNED: ("submit", "assign"),
    S.ANSWERED: ("submit", "assign", "answer"),
    S.CLOSED: ("submit", "answer", "close"),
    S.ENDED: ("submit", "answer", "rate"),
}


def way(issue: Issue) -> list[Step]:
    return [
        Step(
            issue=issue,
            verb=verb,
            state=issue.state,
            at=issue.received_at + timedelta(hours=place),
            by_id=issue.handler_id,
        )
        for place, verb in enumerate(VERBS[S(issue.state)])
    ]
