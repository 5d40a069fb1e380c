"""What the page tests open of matters that others joined, took sides on, and want talked over."""

from types import SimpleNamespace
from uuid import uuid4

from issues.actions import joining, opinions


def fill(town: SimpleNamespace) -> None:
    """Somebody joined the matter, one side is on record, and it was proposed for a meeting."""
    town.joiner = joining.join(town.issue, key=uuid4(), phone="19900000013")
    town.stand = opinions.record_stand(
        town.issue, side="for", who="1 到 3 层的住户", count=12, text="晚上看不见路", by=town.north_worker
    )
    town.proposal = opinions.propose(town.issue, by=town.north_leader)
    town.issue.refresh_from_db()


def things(world: SimpleNamespace) -> dict[str, dict]:
    matter = {"pk": world.issue.pk}
    pages = ("merge", "unmerge", "split", "stands", "propose")
    return {
        "issues:join": {"ref": world.issue.number},
        "issues:joined": {"token": world.joiner.token},
        **{f"issues:{page}": matter for page in pages},
        "issues:stand_end": matter | {"stand": world.stand.pk},
        "issues:proposal_": {"pk": world.proposal.pk},
    }
