"""Where somebody works, for what is shared by several grids: a case on the whole estate, a questionnaire to all."""

from django.db.models import Q, QuerySet

from grids.models import Posting, Unit


def touched_by(user) -> QuerySet:
    """Units the user oversees, and units in which a staff post of theirs lies."""
    around = Q(pk__in=Unit.objects.overseen_by(user, *Posting.STAFF))
    for post in Posting.objects.held_by(user):
        if post.role in Posting.STAFF:
            around |= Q(tree_id=post.tree_id, lft__lte=post.lft, rght__gte=post.rght)
    return Unit.objects.filter(around)
