"""The queue's table body: fifty rows of one shape, each written in one piece, with names from what the page knows anyway."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from grids.models import Unit
from issues import flow
from issues.models import Category, Department
from issues.views.rows import day_words, pill

COLUMNS = ("pk", "number", "version", "state", "due_at", "severity", "received_at", "place", "start")
COLUMNS += ("unit_id", "category_id", "handler_id", "department_id")
Names = dict[int, str]
ROW = """<tr>
<td class="tick">{tick}</td>
<td><span class="state state-{tone}">{label}</span></td>
<th scope="row"><a href="{link}">{where}：{start}</a><small>{number}{above}</small></th>
<td data-label="{kind}">{category}</td>
<td data-label="{holder}">{who}</td>
<td data-label="{limit}">{due}</td>
<td class="when" data-label="{came}"><time datetime="{came_at}">{when}</time></td>
</tr>
"""
TICK = '<label><input type="checkbox" name="pick" value="{}.{}"><span class="visually-hidden">{} {}</span></label>'


class Known:
    """Names the page has read for its filters; what a row needs beyond them is asked for once, for all rows."""

    def __init__(self, units: Iterable[tuple], categories: Iterable[tuple], people: Iterable, departments: Iterable):
        units = list(units)
        self.units: Names = {pk: name for pk, name, *_more in units}
        self.parents: dict[int, int | None] = {pk: parent for pk, _name, _kind, parent in units}
        self.categories: Names = dict(categories)
        self.people: Names = {int(key[1:]): name for key, name in people}
        self.departments: Names = {int(key[1:]): name for key, name in departments}

    def complete(self, rows: list[dict]) -> None:
        learn(self.units, Unit, (self.parents.get(row["unit_id"]) for row in rows))
        learn(self.categories, Category, (row["category_id"] for row in rows))
        learn(self.people, User, (row["handler_id"] for row in rows))
        learn(self.departments, Department, (row["department_id"] for row in rows))


def learn(names: Names, model: type[Model], wanted: Iterable[int | None]) -> None:
    if missing := {pk for pk in wanted if pk is not None and pk not in names}:
        names.update(model._default_manager.filter(pk__in=missing).values_list("pk", "name"))


def named(rows: list[dict], known: Known) -> list[dict]:
    known.complete(rows)
    return [
        row
        | {
            "unit": known.units[row["unit_id"]],
            "above": known.units.get(known.parents.get(row["unit_id"]) or 0, ""),
            "category": known.categories.get(row["category_id"], ""),
            "who": known.people.get(row["handler_id"]) or known.departments.get(row["department_id"], ""),
            "open": row["state"] in flow.NEW,
        }
        for row in rows
    ]


def table_body(rows: list[dict], now: datetime) -> SafeString:
    words = {"kind": _("类别"), "holder": _("承办人"), "limit": _("期限"), "came": _("收到")}
    tick, nobody = _("勾选"), format_html('<span class="muted">{}</span>', _("未派单"))
    day = day_words()

    def cells(row: dict) -> dict[str, Any]:
        came = timezone.localtime(row["received_at"])
        return {
            "tick": format_html(TICK, row["pk"], row["version"], tick, row["number"]) if row["open"] else "",
            **pill(row, now),
            "link": reverse("issues:issue", args=[row["pk"]]),
            "where": f"{row['unit']} {row['place']}".strip(),
            "start": Truncator(row["start"]).chars(36),
            "number": row["number"],
            "above": f" · {row['above']}" if row["above"] else "",
            "category": row["category"] or "—",
            "who": row["who"] or nobody,
            "due": day(row["due_at"]),
            "came_at": came.isoformat(timespec="seconds"),
            "when": f"{day(came)} {came:%H:%M}",
        }

    return format_html_join("", "{}", ((format_html(ROW, **cells(row), **words),) for row in rows))
