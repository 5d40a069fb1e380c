"""Rows as pages show them: timelines, photos, and the one word at the head of a row."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from django.contrib.humanize.templatetags.humanize import naturalday
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import flow
from issues.models import TONES, Issue, Photo, Severity, Step

Verb = Step.Verb
# what only residents do; any other step without a name was made by the clock or a rule
BY_RESIDENTS = (Verb.SUBMIT, Verb.REPLY, Verb.RATE, Verb.REOPEN, Verb.HIDE, Verb.JOIN)

# their text is one name or number, shown in the same line
NAMES_SOMEBODY = (Verb.ASSIGN, Verb.REASSIGN, Verb.TAKE, Verb.SIGN, Verb.MERGE, Verb.UNMERGE, Verb.FOLLOW)


def timeline(issue: Issue, *, everything: bool, photos: bool = True) -> list[dict]:
    """What happened, oldest first; without ``everything`` only what the reporter may read.

    ``photos``: False where it is known that there are none.
    """
    steps = issue.steps.all() if everything else issue.steps.public()
    by_step = photos_by_step(issue) if photos else {}
    rows = steps.order_by("at", "pk").values("pk", "verb", "text", "at", "is_public", "by__name")
    return [line(row, everything) | {"photos": by_step.get(row["pk"], [])} for row in rows]


def photos_by_step(issue: Issue) -> dict[int, list[dict]]:
    found = defaultdict(list)
    for photo in Photo.objects.filter(issue=issue).values("pk", "step_id", "name", "width", "height", "shown"):
        found[photo["step_id"]].append(photo)
    return found


def line(row: dict, everything: bool) -> dict:
    hidden = not everything and row["verb"] in Step.INTERNAL_WORDS
    who = row["by__name"] or (_("居民") if row["verb"] in BY_RESIDENTS else _("系统"))
    said_already = hidden or row["text"] == who
    facts = {"label": Verb(row["verb"]).label, "text": "" if said_already else row["text"], "who": who}
    return row | facts | {"named": row["verb"] in NAMES_SOMEBODY}


def day_words() -> Callable[[datetime], str]:
    """今天, 昨天, 3月5日, as ``naturalday`` says it; a long list has the same days again and again."""
    said: dict[date, str] = {}

    def words(at: datetime) -> str:
        day = timezone.localdate(at)
        if day not in said:
            said[day] = naturalday(day, _("n月j日"))
        return said[day]

    return words


def pill(row: dict, at: datetime | None = None) -> dict:
    """What presses most about ``state``, ``due_at`` and ``severity``, as one word and its colour."""
    at = at or timezone.now()
    if row["state"] not in flow.RUNNING:
        return {"tone": TONES[row["state"]], "label": Issue.State(row["state"]).label}
    days = (timezone.localdate(row["due_at"]) - timezone.localdate(at)).days
    if row["due_at"] < at:
        return {"tone": "late", "label": _("逾期 %(days)s 天") % {"days": -days} if days else _("今天逾期")}
    if row["severity"] == Severity.URGENT:
        return {"tone": "late", "label": _("紧急")}
    if days == 0:
        return {"tone": "doing", "label": _("今天到期")}
    if row["state"] in flow.NEW:
        return {"tone": "new", "label": _("待派单")}
    return {"tone": "quiet", "label": _("还有 %(days)s 天") % {"days": days}}
