"""The committee's own numbers for signing in and recording; who changed what stays on record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from volunteers.models import RecordPolicy
from volunteers.rules import sets_record_policy


@transaction.atomic
def set_policy(facts: dict[str, int], *, by: User) -> bool:
    """``facts``: every number of RecordPolicy by its name. False when nothing changed. Old records stay as they are."""
    if not sets_record_policy(by):
        raise ValidationError(_("这些规则由社区书记或系统管理员修改。"), code="not_keeper")
    RecordPolicy.current()
    row = RecordPolicy.objects.select_for_update().get(pk=1)
    changed: dict[str, Any] = {
        name: [getattr(row, name), value] for name, value in facts.items() if getattr(row, name) != value
    }
    if not changed:
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changed))
    record("record_policy.set", by=by, target="record_policy:1", changed=changed)
    return True
