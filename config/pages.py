"""What the resident home and the desk show, one question to the database each, as plain rows."""

from datetime import date, datetime

from django.contrib.humanize.templatetags.humanize import naturalday
from django.db.models import Avg, Count, F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Notice
from grids.models import Posting, Unit
from issues import flow
from issues.models import RUNNING, Issue, IssueQuerySet, Step
from issues.views.public import public_row
from issues.views.rows import pill

ANSWERED = (Issue.State.ANSWERED, Issue.State.CLOSED, Issue.State.ENDED)


def day(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return naturalday(value, _("n月j日"))


# --- resident home -----------------------------------------------------------------------------
def recent_matters() -> list[dict]:
    columns = ("public_title", "state", "due_at", "received_at", "answered_at")
    place = ("unit__kind", "unit__name", "unit__parent__name")
    rows = Issue.objects.public().order_by("-received_at", "-pk").values(*columns, *place)[:5]
    return [public_row(row) | {"news": public_news(row)} for row in rows]


def public_news(row: dict) -> str:
    if row["state"] in ANSWERED and row["answered_at"]:
        return _("%(day)s答复") % {"day": day(row["answered_at"])}
    if row["state"] in flow.RUNNING and row["due_at"] < timezone.now():
        return _("原定%(day)s答复，正在催办") % {"day": day(row["due_at"])}
    if row["state"] in flow.IN_HAND:
        return _("%(day)s前答复") % {"day": day(row["due_at"])}
    return _("%(day)s收到") % {"day": day(row["received_at"])}


def month_figures() -> dict:
    """This month's received, answered in time (of those answered or already late), and the average rating."""
    start = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    answered = Q(state__in=ANSWERED, answered_at__gte=start)
    late = RUNNING & Q(due_at__gte=start, due_at__lt=timezone.now())
    facts = Issue.objects.aggregate(
        received=Count("pk", filter=Q(received_at__gte=start)),
        judged=Count("pk", filter=answered | late),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
        rating=Avg("rating", filter=Q(closed_at__gte=start)),
    )
    return {
        "received": facts["received"],
        "in_time": f"{100 * facts['in_time'] // facts['judged']}%" if facts["judged"] else "—",
        "rating": f"{facts['rating']:.1f}" if facts["rating"] else "—",
    }


def neighbours(slug: str) -> tuple[Unit | None, list[dict]]:
    """The reader's building, if a door's QR code told it, and who can be asked there; else the community's people."""
    building = Unit.objects.current().of_kind(Unit.Kind.BUILDING).filter(slug=slug).first() if slug else None
    postings = Posting.objects.public()
    if building:
        postings = postings.filter(unit__in=building.get_ancestors(include_self=True))
    else:
        postings = postings.filter(unit__kind=Unit.Kind.COMMUNITY)
    rows = postings.order_by("-unit__level", "pk").values("role", "name", "public_phone", "public_note", "unit__name")
    return building, [row | {"label": Posting.Role(row["role"]).label} for row in rows[:4]]


def current_publicity() -> list[dict]:
    today = timezone.localdate()
    shown = Notice.objects.public().filter(kind=Notice.Kind.PUBLICITY).filter(Q(until=None) | Q(until__gte=today))
    return list(shown.order_by("-published_at", "-pk").values("pk", "title", "until")[:3])


def notice_count() -> int:
    return Notice.objects.public().count()


# --- staff desk --------------------------------------------------------------------------------
def desk_figures(counts: dict[str, int]) -> list[dict]:
    """Four figures, each the length of the queue's list of the same name."""
    queue = reverse("issues:queue")
    labels = {
        "overdue": _("已逾期"),
        "today": _("今天到期"),
        "new": _("新来的"),
        "mine": _("我手上的"),
    }
    return [
        {"show": show, "label": label, "count": counts[show], "url": f"{queue}?show={show}"}
        for show, label in labels.items()
    ]


def most_urgent(seen: IssueQuerySet) -> list[dict]:
    columns = ("pk", "number", "state", "due_at", "received_at", "place", "severity")
    names = ("unit__name", "category__name", "handler__name")
    rows = seen.open().order_by("-severity", "due_at", "received_at").annotate(start=Left("text", 40))
    return [row | pill(row) for row in rows.values(*columns, *names, "start")[:8]]


def story(pk: int) -> list[dict]:
    """The last things that happened to one matter, oldest first."""
    rows = Step.objects.filter(issue_id=pk).order_by("-at", "-pk").values("verb", "text", "at", "by__name")[:4]
    return [row | {"label": Step.Verb(row["verb"]).label} for row in reversed(rows)]
