"""Sessions as calendar entries, and the feed of one person."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Residence
from grids.models import Unit
from volunteers import ics
from volunteers.models import Membership, Session, SignUp, Volunteer

PAST, AHEAD, MOST = timedelta(days=30), timedelta(days=366), 600
COLUMNS = (
    "pk", "uid", "sequence", "changed_at", "starts_at", "ends_at", "title", "place", "state", "activity",
    "activity__title", "activity__text",
)  # fmt: skip
STATUS = {
    SignUp.State.CONFIRMED: ics.CONFIRMED,
    SignUp.State.WAITING: ics.TENTATIVE,
    SignUp.State.OFFERED: ics.TENTATIVE,
}


def entry_of(row: Session, activity) -> ics.Entry:
    facts = {name: getattr(row, name) for name in COLUMNS[:9]}
    facts |= {"activity": activity.pk, "activity__title": activity.title, "activity__text": activity.text}
    return entry(facts, SignUp.State.CONFIRMED, home())


def entry(row: dict, mine: str, base: str) -> ics.Entry:
    cancelled = row["state"] == Session.State.CANCELLED
    return ics.Entry(
        uid=f"{row['uid']}@linli",
        sequence=row["sequence"],
        changed=row["changed_at"],
        start=row["starts_at"],
        end=row["ends_at"],
        title=titled(row["title"] or row["activity__title"], mine),
        place=row["place"],
        text=row["activity__text"][:300],
        url=f"{base}{row['activity']}/" if base else "",
        status=ics.CANCELLED if cancelled else STATUS.get(mine, ics.TENTATIVE),
        free=mine != SignUp.State.CONFIRMED,
    )


def home() -> str:
    """Where activities stand, for readers outside; "" while the portal does not know its own address."""
    return settings.SITE_URL + reverse("volunteers:activities") if settings.SITE_URL else ""


def titled(title: str, mine: str) -> str:
    if mine == SignUp.State.WAITING:
        return _("候补：%(title)s") % {"title": title}
    if mine == SignUp.State.OFFERED:
        return _("请确认：%(title)s") % {"title": title}
    return title if mine else _("可报名：%(title)s") % {"title": title}


def feed(user: User) -> str:
    """What somebody signed up for, and what is on where they live or in their teams."""
    now = timezone.now()
    span = {"starts_at__gt": now - PAST, "starts_at__lt": now + AHEAD}
    mine = dict(
        SignUp.objects.open()
        .filter(person__user=user, **{f"session__{name}": value for name, value in span.items()})
        .values_list("session", "state")
    )
    # two short questions: asked as one, the database looks at every session there is
    near = Session.objects.public().whole().filter(near_to(user), **span).order_by("starts_at", "pk")
    keys = {*mine, *near.values_list("pk", flat=True)[:MOST]}
    rows = Session.objects.filter(pk__in=keys).order_by("starts_at", "pk")
    base = home()
    entries = (entry(row, mine.get(row["pk"], ""), base) for row in rows.values(*COLUMNS)[:MOST])
    return ics.calendar(_("邻里活动"), entries)


def near_to(user: User) -> Q:
    """Activities of the units somebody lives below, and of their teams."""
    homes = Residence.objects.current().filter(person__user=user).values_list("dwelling__building", flat=True)
    places = list(Unit.objects.filter(Q(pk__in=homes) | Q(volunteers__person__user=user)).distinct())
    above = Q(pk__in=[])
    for place in places:
        above |= Q(unit__tree_id=place.tree_id, unit__lft__lte=place.lft, unit__rght__gte=place.rght)
    teams = (
        Membership.objects.current()
        .filter(volunteer__person__user=user, volunteer__state=Volunteer.State.ACTIVE)
        .values_list("team", flat=True)
    )
    return above | Q(activity__team__in=list(teams))
