"""Points for a neighbour's deed, when the deed names an item of the book: as many as the rule in force says."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions import record
from accounts.models import User
from community.models import Person
from grids.models import Unit
from points import actions as points
from points.models import Item


def reward(person: Person, item: Item | None, *, key: str, unit: Unit, on: date, minutes: int | None, by: User) -> None:
    """The same key twice pays once. What the book refuses stays unpaid and on record: thanks do not wait for points."""
    if item is None:
        return
    try:
        with transaction.atomic():
            points.award(person, key=key, by=by, unit=unit, item=item, minutes=minutes, on=on, reason=item.name)
    except ValidationError as refusal:
        record("reward.refused", by=by, target=key, reason=refusal.messages[0], code=refusal.error_list[0].code)
