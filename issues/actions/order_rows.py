"""What the jobs do with a file of work orders: judge its rows for the preview, then bring them in some at a time."""

from dataclasses import dataclass, field
from datetime import time
from functools import partial
from secrets import token_urlsafe
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from grids.models import Posting
from issues.actions.intake import contact, open_issue
from issues.actions.moves import sort
from issues.actions.orders import HOTLINE, State, delete_file, move
from issues.imports.columns import NUMBER
from issues.imports.orders import LONGEST_PLACE, OrderRow, Table, orders, read_table
from issues.imports.places import Places, places_of
from issues.models import Batch, Category, Issue, OfficeHour, Order, Severity, Step
from issues.workdays import OFFICE_HOURS
from jobs.work import Run

AT_ONCE = 20
ASKED_AT_ONCE = 500
# told on the page; the rest is counted
FAULTS_TOLD = 100


@dataclass(slots=True)
class Judged:
    """``new`` may come in; ``faults``: line and sentence of those that may not."""

    new: list[OrderRow] = field(default_factory=list)
    known: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


# --- reading -----------------------------------------------------------------------------------


def read(batch: Batch) -> None:
    """Leaves a preview, or says why the file cannot be read; nothing comes in."""
    try:
        table = table_of(batch)
    except ValidationError as refusal:
        move(batch, [State.READING], State.FAILED, reason=refusal.messages[0][:200])
        return
    layout = batch.layout | {
        "sheet": table.sheet.name[:40],
        "line": table.headings.line,
        "names": table.headings.names,
        "keys": table.headings.keys,
        "left": [name[:40] for name in table.left],
    }
    counts = counted(batch, table) if NUMBER in table.headings.keys else {}
    move(batch, [State.READING], State.PREVIEW, layout=layout, counts=counts)


def table_of(batch: Batch) -> Table:
    """With the columns people chose for this file, or for an earlier one of the same headings."""
    with batch.file.open("rb") as file:
        content = file.read()
    layout = batch.layout
    if layout.get("chosen"):
        return read_table(content, batch.file_name, line=layout["line"], keys=layout["keys"])
    table = read_table(content, batch.file_name)
    earlier = Batch.objects.filter(unit=batch.unit_id, system=batch.system, layout__chosen=True).exclude(pk=batch.pk)
    for like in earlier.order_by("-pk").values_list("layout", flat=True)[:20]:
        if like["names"] == table.headings.names:
            headings = table.headings._replace(keys=like["keys"])
            return Table(table.sheet, headings, table.left)
    return table


def day_ends() -> time:
    last = OfficeHour.objects.order_by("-end").values_list("end", flat=True).first()
    return last or OFFICE_HOURS[-1][1]


def counted(batch: Batch, table: Table) -> dict:
    judged, places, kinds = judge(batch, table), places_of(batch.unit), Kinds()
    placed = sum(places.named_in(row.address) != batch.unit for row in judged.new)
    return {
        "rows": len(judged.new) + judged.known + len(judged.faults),
        "new": len(judged.new),
        "known": judged.known,
        "unusable": len(judged.faults),
        "faults": judged.faults[:FAULTS_TOLD],
        "placed": placed,
        "sorted": sum(kinds.of(row.category) is not None for row in judged.new),
        "due": sum(row.due is not None for row in judged.new),
        "due_unread": [row.line for row in judged.new if row.due_unread][:FAULTS_TOLD],
        "phone_unread": [row.line for row in judged.new if row.phone_unread][:FAULTS_TOLD],
        "urgent": sum(row.urgent for row in judged.new),
    }


def judge(batch: Batch, table: Table) -> Judged:
    """Every row once: known already, new, or not usable; the second row of one number is not usable."""
    rows = list(orders(table, day_ends()))
    numbers = [row.number for row in rows if row.number]
    known: set[str] = set()
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        asked = Order.objects.filter(system=batch.system, number__in=numbers[start : start + ASKED_AT_ONCE])
        # those of this very file are new ones that came in before a pause
        known.update(asked.exclude(batch=batch.pk).values_list("number", flat=True))
    result = Judged()
    lines: dict[str, int] = {}
    for row in rows:
        if row.number in lines:
            result.faults.append((row.line, _("工单编号和第 %(line)s 行一样") % {"line": lines[row.number]}))
        elif row.number in known:
            result.known += 1
        elif fault := row.fault:
            result.faults.append((row.line, fault))
        else:
            result.new.append(row)
        if row.number:
            lines.setdefault(row.number, row.line)
    return result


class Kinds:
    """Our categories by the names that other systems give: 设施损坏/路灯 is 路灯."""

    def __init__(self) -> None:
        rows = Category.objects.offered().order_by("-parent", "-position")
        # a kind of the second level wins over a group of the same name
        self.by_name = {row.name: row for row in sorted(rows, key=lambda row: row.parent_id is not None)}

    def of(self, said: str) -> Category | None:
        for sign in "/\\>|-—_、，＞·:：":
            said = said.replace(sign, " ")
        return next((self.by_name[piece] for piece in reversed(said.split()) if piece in self.by_name), None)


# --- bringing in -------------------------------------------------------------------------------


def bring_in(run: Run, batch: Batch) -> None:
    """Some rows to a transaction; a job that was killed goes on behind the last whole one."""
    new, places, kinds = judge(batch, table_of(batch)).new, places_of(batch.unit), Kinds()
    done, refused = run.checkpoint.get("rows", 0), run.checkpoint.get("refused", [])
    for start in range(done, len(new), AT_ONCE):
        rows = new[start : start + AT_ONCE]
        fresh: list[tuple[int, str]] = []
        # the list is saved when the block ends, with what the block wrote
        with run.chunk(done=start + len(rows), total=len(new), rows=start + len(rows), refused=refused):
            for row in rows:
                bring_one(batch, row, places, kinds, fresh)
            refused.extend(fresh)
    with run.chunk(done=len(new), total=len(new), rows=len(new), refused=refused):
        end(batch, refused)


def bring_one(batch: Batch, row: OrderRow, places: Places, kinds: Kinds, refused: list[tuple[int, str]]) -> None:
    try:
        with transaction.atomic():
            facts = {"batch": batch, "due_at": row.due}
            order, created = Order.objects.get_or_create(system=batch.system, number=row.number, defaults=facts)
            if created:
                Order.objects.filter(pk=order.pk).update(issue=issue_of(batch, row, places, kinds))
    except ValidationError as refusal:
        refused.append((row.line, refusal.messages[0]))


def issue_of(batch: Batch, row: OrderRow, places: Places, kinds: Kinds) -> Issue:
    """With the earlier of their limit and ours."""
    issue = Issue(
        key=uuid4(),
        token=token_urlsafe(16),
        text=row.text,
        unit=places.named_in(row.address),
        place=row.address[:LONGEST_PLACE],
        category=kinds.of(row.category),
        channel=Issue.Channel.HOTLINE if batch.system == HOTLINE else Issue.Channel.IMPORT,
        entered_by=batch.by,
        **contact(row.name, row.phone),
    )
    words = _("%(system)s工单 %(number)s") % {"system": batch.system, "number": row.number}
    open_issue(issue, [], words, sort_by_text=True, verb=Step.Verb.BRING_IN, quiet=True)
    if row.urgent and issue.severity < Severity.URGENT:
        issue.refresh_from_db()
        sort(issue, category=issue.category, severity=Severity.URGENT, by=batch.by)
    if row.due:
        Issue.objects.filter(pk=issue.pk, due_at__gt=row.due).update(due_at=row.due)
    return issue


def end(batch: Batch, refused: list) -> None:
    """The file goes; those who give matters out hear of all of them in one message."""
    brought = batch.orders.count()
    counts = batch.counts | {"brought": brought, "refused": refused[:FAULTS_TOLD]}
    name = batch.file.name
    move(batch, [State.BRINGING], State.DONE, counts=counts, file="")
    transaction.on_commit(partial(delete_file, batch, name))
    link = reverse("issues:order_batch", args=[batch.pk])
    title = _("转入了 %(count)s 件%(system)s工单") % {"count": brought, "system": batch.system}
    for user in keepers(batch):
        tell(user, title, _("请安排办理。"), link=link, key=f"orders:{batch.pk}:{user.pk}")


def keepers(batch: Batch) -> list[User]:
    posts = Posting.objects.current().filter(unit=batch.unit_id, role__in=Posting.DATA_KEEPERS)
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True).exclude(pk=batch.by_id))
