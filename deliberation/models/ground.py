"""What belongs to somebody's ground: where they work, and what their own part of it belongs to."""

from django.db.models import Q

from grids.models import Posting, Unit


def of_my_ground(user) -> Q:
    """For rows with a ``unit``: a grid worker helps their own neighbours with what the whole estate is asked."""
    mine = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
    for held in Posting.objects.held_by(user):
        if held.role in Posting.STAFF:
            mine |= Q(unit__tree_id=held.tree_id, unit__lft__lte=held.lft, unit__rght__gte=held.rght)
    return mine
