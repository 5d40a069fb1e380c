"""An estate that votes, invented: 5,000 flats of 3,000 households, and registers of any size to be counted.

Written in bulk, as the actions would: heads and flats of a frozen register, owners with accounts of their own.
"""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from community.models import Dwelling, Person
from config.bench.matters import Place
from deliberation.models import Ballot, OwnersVote, RollFlat, RollHead, RollOwner
from deliberation.models.ballot import Channel, Choice

HOUSEHOLDS, FLATS = 3_000, 5_000
AT_ONCE = 2_000


class Estate:
    """``vote`` runs, its first ``voters`` owners have accounts; ``floor`` takes bare rows; ``counted`` has its result."""

    def __init__(self, place: Place, voters: int) -> None:
        self.place = place
        self.vote = self.register("更换电梯", 1)
        self.accounts(voters)
        self.floor = self.register("底线", 2)

    def register(self, title: str, number: int) -> OwnersVote:
        vote = open_vote(self.place, title)
        heads = heads_of(vote, HOUSEHOLDS)
        Dwelling.objects.bulk_create(self.flat(number, index) for index in range(FLATS))
        dwellings = Dwelling.objects.filter(entrance=str(number)).order_by("pk")
        rows = (
            RollFlat(
                vote=vote,
                dwelling=dwelling,
                head=heads[index % HOUSEHOLDS],
                address=f"{number}单元{dwelling.room}",
                area=9_000,
                owners=[{"key": str(index % HOUSEHOLDS), "name": f"业主{index % HOUSEHOLDS}", "person": None}],
            )
            for index, dwelling in enumerate(dwellings)
        )
        RollFlat.objects.bulk_create(rows, batch_size=AT_ONCE)
        return vote

    def flat(self, number: int, index: int) -> Dwelling:
        building, _handler = self.place.buildings[index % len(self.place.buildings)]
        return Dwelling(building_id=building, entrance=str(number), room=f"{index}", area="90.00")

    def accounts(self, voters: int) -> None:
        users = User.objects.bulk_create(
            User(username=f"owner-{number}", name=f"业主{number}") for number in range(voters)
        )
        people = Person.objects.bulk_create(
            Person(name=f"业主{number}", user=user) for number, user in enumerate(users)
        )
        heads = self.vote.heads.order_by("pk")[:voters]
        RollOwner.objects.bulk_create(
            RollOwner(head=head, key=str(number), name=person.name, person=person)
            for number, (head, person) in enumerate(zip(heads, people, strict=True))
        )


def open_vote(place: Place, title: str) -> OwnersVote:
    now = timezone.now()
    return OwnersVote.objects.create(
        unit=place.community,
        title=title,
        question="是否同意使用维修资金更换电梯？",
        matter=OwnersVote.Matter.USE_FUND,
        record_on=timezone.localdate(),
        announced_on=timezone.localdate(),
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=1),
        state=OwnersVote.State.ANNOUNCED,
        register_digest="0" * 64,
        question_digest="0" * 64,
        salt="bench",
        by=place.clerk,
    )


def heads_of(vote: OwnersVote, size: int) -> list[RollHead]:
    rows = (
        RollHead(vote=vote, key=f"owners|{number}", label=f"业主{number}", area=9_000 + number % 700)
        for number in range(size)
    )
    RollHead.objects.bulk_create(rows, batch_size=AT_ONCE)
    return list(vote.heads.order_by("pk"))


def said_by_all(vote: OwnersVote, heads: list[RollHead]) -> None:
    """Four of five take part; of these seven of ten agree."""
    choices = [Choice.YES] * 7 + [Choice.NO] * 2 + [Choice.ABSTAIN]
    rows = (
        Ballot(head=head, choice=choices[number % 10], channel=Channel.PAPER, receipt=f"{vote.pk:x}-{number:x}")
        for number, head in enumerate(heads)
        if number % 5
    )
    Ballot.objects.bulk_create(rows, batch_size=AT_ONCE)
