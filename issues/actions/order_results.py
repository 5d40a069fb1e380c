"""Results handed back to the system a work order came from, and which of them it has been told already."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from issues import flow
from issues.models import Issue, Order, Policy, Step
from issues.reports.results import Result, as_csv, as_xlsx

MOST = 20_000
AT_ONCE = 500
CHANGED, ALL = "changed", "all"
CSV, XLSX = "csv", "xlsx"
WRITERS = {CSV: as_csv, XLSX: as_xlsx}
# whose words are the result, for the reporter to read
RESULTS = (Step.Verb.ANSWER, Step.Verb.DECLINE)


@transaction.atomic
def export(*, system: str, which: str, kind: str, by: User, address: str = "") -> bytes:
    """The file; what it tells counts as told. ``which``: those that changed since they were told last, or all."""
    orders = Order.objects.visible_to(by).filter(system=system)
    chosen = (orders.changed() if which == CHANGED else orders).select_for_update(of=("self",))
    rows = list(chosen.select_related("issue").annotate(result=last_words()).order_by("pk")[: MOST + 1])
    if not rows:
        raise ValidationError(_("没有要导出的结果：上次导出以后没有变化。需要时请选“全部”。"), code="nothing")
    if len(rows) > MOST:
        raise ValidationError(_("一次最多导出 2 万件，请先导出有变化的。"), code="too_many")
    now = timezone.now()
    line = _("导出：%(who)s　时间：%(when)s　来源系统：%(system)s　（只用于回传办理结果，不得转发、公开）")
    facts = {"who": by.name, "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}", "system": system}
    satisfied = Policy.current().satisfied_from
    content = WRITERS[kind]([told(row, satisfied) for row in rows], line % facts)
    note_told(rows, now)
    record(
        "issues.orders_exported", by=by, target=f"orders:{system}", address=address,
        system=system, which=which, kind=kind, count=len(rows),
    )  # fmt: skip
    return content


def last_words() -> Subquery:
    steps = Step.objects.filter(issue=OuterRef("issue"), verb__in=RESULTS).order_by("-pk")
    return Subquery(steps.values("text")[:1])


def told(order: Order, satisfied: int) -> Result:
    issue = order.issue
    ended = issue.closed_at if issue.state not in flow.OPEN else None
    return Result(
        number=order.number,
        state=str(issue.get_state_display()),
        # an answer that was taken back for rework or reopened is no result
        result=order.result or "" if issue.state not in flow.OPEN else "",
        ended=f"{timezone.localtime(ended):%Y-%m-%d %H:%M}" if ended else "",
        satisfied=satisfaction(issue, satisfied),
    )


def satisfaction(issue: Issue, satisfied: int) -> str:
    """Nobody's silence counts as being satisfied."""
    if issue.rating is None:
        return _("未评价") if issue.state == flow.State.ENDED else ""
    return _("满意") if issue.rating >= satisfied else _("不满意")


def note_told(rows: list[Order], now: datetime) -> None:
    for state in {row.issue.state for row in rows}:
        same = [row.pk for row in rows if row.issue.state == state]
        for start in range(0, len(same), AT_ONCE):
            Order.objects.filter(pk__in=same[start : start + AT_ONCE]).update(sent_state=state, sent_at=now)
