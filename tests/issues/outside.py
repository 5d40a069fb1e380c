"""What other systems know of the town's matters: a key of the open interface, and a file of work orders."""

from types import SimpleNamespace

from issues.actions.keys import make_key
from issues.models import Batch


def fill(town: SimpleNamespace) -> None:
    town.batch = Batch.objects.create(unit=town.community, system="12345", file_name="工单.csv", by=town.clerk)
    town.key, _plain = make_key(town.community, name="市城管应用", by=town.admin)


def things(world: SimpleNamespace) -> dict[str, dict]:
    return {
        "issues:order_": {"pk": world.batch.pk},
        "issues:key_end": {"pk": world.key.pk},
        "issues:open311_": {"fmt": "json"},
        "issues:open311_services": {"fmt": "json"},
        "issues:open311_requests": {"fmt": "json"},
        "issues:open311_service": {"fmt": "xml", "code": "other"},
        "issues:open311_request": {"fmt": "xml", "number": world.issue.number},
        "issues:open311_token": {"fmt": "xml", "token": world.issue.token},
        "issues:open311_unknown": {"rest": "v2/nowhere.json"},
    }
