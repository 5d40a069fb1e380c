"""Which sessions somebody looks after: staff by their place, a team's leader by the team."""

from django.db.models import Q

from grids.models import Posting, Unit
from volunteers.models import Session, SessionQuerySet, Team


def sessions_run_by(user) -> SessionQuerySet:
    here = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
    return Session.objects.filter(here | Q(activity__team__in=Team.objects.current().led_by(user)))
