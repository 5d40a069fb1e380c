"""Which sessions somebody looks after: staff by their place, a team's leader by the team; and what is one's own."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.models import Person
from grids.models import Posting, Unit
from volunteers.models import HelpOffer, Partner, Reporting, Session, SessionQuerySet, Team, Turn, Volunteer

# so long before the beginning and after the end people come and go
AROUND = timedelta(hours=1)


def sessions_run_by(user) -> SessionQuerySet:
    here = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
    return Session.objects.filter(here | Q(activity__team__in=Team.objects.current().led_by(user)))


def going_on(user) -> SessionQuerySet:
    """What somebody looks after that takes place about now, and whose list is not closed."""
    now = timezone.now()
    about = sessions_run_by(user).planned().filter(starts_at__lte=now + AROUND, ends_at__gte=now - AROUND)
    return about.filter(Q(book=None) | Q(book__closed_at=None))


def sign_in_of(user, token: str) -> str:
    """Whoever looks after a session that is going on and scans a passbook wants to sign its owner in."""
    return reverse("volunteers:passbook", args=[token]) if going_on(user).exists() else ""


def own_pages(user) -> dict[str, bool]:
    """``wishes``, ``helps``, ``duties``, ``reporting``, ``partner``: whether there is something of theirs."""
    helps = Volunteer.objects.active().filter(person__user=user).exists() or HelpOffer.objects.to(user).exists()
    return {
        "wishes": Person.objects.filter(user=user, merged_into=None).exists(),
        "helps": helps,
        "duties": Turn.objects.of(user).coming().exists(),
        "reporting": Reporting.objects.open().filter(person__user=user).exists(),
        "partner": Partner.objects.spoken_for_by(user).exists(),
    }
