"""How sessions and sign-ups look in lists: plain rows, one query."""

from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from volunteers.models import Activity, Session, SignUp

COLUMNS = (
    "pk", "activity", "title", "place", "starts_at", "ends_at", "places", "taken", "state", "reason", "term", "within", "in_shifts",
    "activity__title", "activity__kind", "activity__sign_up", "activity__team__name", "unit__name",
)  # fmt: skip
KINDS = dict(Activity.Kind.choices)
TONES = {
    SignUp.State.CONFIRMED: "done",
    SignUp.State.WAITING: "doing",
    SignUp.State.OFFERED: "late",
}


def session_row(row: dict) -> dict:
    start, end = timezone.localtime(row["starts_at"]), timezone.localtime(row["ends_at"])
    cancelled = row["state"] == Session.State.CANCELLED
    full = not row["in_shifts"] and row["places"] is not None and row["taken"] >= row["places"]
    return row | {
        "name": name_of(row),
        "kind": KINDS[row["activity__kind"]],
        "day": start.date(),
        "start": start,
        "end": end,
        "cancelled": cancelled,
        "full": full and not cancelled,
        "room": room(row, full),
    }


def name_of(row: dict) -> str:
    """As volunteers.models.attendance.title_of says it."""
    if row["within"] and row["title"]:
        return f"{row['activity__title']} {row['title']}"
    return row["title"] or row["activity__title"]


def room(row: dict, full: bool) -> str:
    if row["state"] == Session.State.CANCELLED:
        return _("已取消")
    if not row["activity__sign_up"]:
        return _("不用报名")
    if row["in_shifts"]:
        return _("分班次报名")
    if row["places"] is None:
        return _("不限名额")
    return _("已满，可候补") if full else _("有名额")


def by_day(rows: Iterable[dict]) -> list[dict]:
    return [{"day": day, "rows": list(found)} for day, found in groupby(rows, key=lambda row: row["day"])]


def span(start, end) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"
