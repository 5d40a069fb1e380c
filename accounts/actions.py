"""What accounts do: tell people things, and keep the record of who touched whose data."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry, Message, User

FIRST_DIGEST = "0" * 64


def tell(user: User, title: str, body: str = "", *, link: str = "", key: str | None = None) -> Message:
    """Put a message into the user's inbox; the same key twice is the same message."""
    fields = {"recipient": user, "title": title, "body": body, "link": link}
    if key is None:
        return Message.objects.create(**fields)
    return Message.objects.get_or_create(key=key, defaults=fields)[0]


@transaction.atomic
def record(
    verb: str, *, by: User | None, target: str = "", reason: str = "", address: str = "", **detail
) -> AuditEntry:
    """Append one entry to the audit chain. ``detail`` must hold no personal data in the clear."""
    last = AuditEntry.objects.select_for_update().order_by("-pk").first()
    entry = AuditEntry(
        actor=by, verb=verb, target=target, reason=reason, address=address, detail=detail, at=timezone.now()
    )
    entry.previous = last.digest if last else FIRST_DIGEST
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    return entry


def digest(entry: AuditEntry) -> str:
    facts = [
        entry.previous,
        entry.actor_id,
        entry.verb,
        entry.target,
        entry.reason,
        entry.address,
        entry.detail,
        entry.at.isoformat(),
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
