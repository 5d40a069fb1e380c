"""The bridge to the book of points: one event one statement, one act one credit; corrections follow as reversals."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from points import actions as points
from points.models import Settlement, Transfer
from volunteers.models import ServiceRecord, Session
from volunteers.models.attendance import title_of

State = ServiceRecord.State
# a record stands whether or not there are points for it
NO_POINTS = ("capped", "no_points", "no_rule", "over_budget")


def settlement_of(subject: str) -> Settlement | None:
    return Settlement.objects.filter(subject=subject).exclude(state=Settlement.State.CANCELLED).first()


@transaction.atomic
def open_statement(session: Session, *, by: User) -> Settlement:
    """一场一统计: only when nobody's record waits any more, so that there is one statement and not several."""
    records = ServiceRecord.objects.filter(subject=f"session:{session.pk}")
    if waiting := records.waiting().count():
        raise ValidationError(
            _("还有 %(n)s 条记录没有确认，请先确认，再做这一场的统计。") % {"n": waiting}, code="waiting"
        )
    rows = records.confirmed().exclude(item=None).select_related("person", "item").order_by("pk")
    lines = [points.Line(row.person, row.item, row.minutes, name_of(row)) for row in rows]
    first = rows.first()
    if first is None:
        raise ValidationError(_("这一场没有确认过的记录，不用做统计。"), code="no_lines")
    title = title_of(session)
    return points.open_settlement(first.subject, title=title, on=first.on, unit=session.unit, lines=lines, by=by)


def name_of(record: ServiceRecord) -> str:
    return f"record:{record.pk}"


def credit_late(record: ServiceRecord, *, by: User) -> None:
    """Confirmed after its session was settled: credited alone, under the key the statement would have used."""
    settlement = settlement_of(record.subject)
    if settlement is None:
        return
    if settlement.state == Settlement.State.SETTLED:
        give(record, f"earn:{name_of(record)}", by=by)
    else:
        points.cancel_settlement(settlement, by=by, reason=_("又确认了记录，要重新统计"))


def credit_again(record: ServiceRecord, *, reason: str, by: User) -> None:
    settlement = settlement_of(record.subject)
    if settlement is not None and settlement.state != Settlement.State.SETTLED:
        points.cancel_settlement(settlement, by=by, reason=_("记录有更正，要重新统计"))
    elif take_back(record, reason=reason, by=by) or settlement is not None:
        give(record, f"earn:{name_of(record)}:v{record.version}", by=by)


def give(record: ServiceRecord, key: str, *, by: User) -> None:
    if record.item is None:
        return
    facts = {"unit": record.unit, "item": record.item, "minutes": record.minutes, "on": record.on}
    try:
        points.award(record.person, key=key, by=by, reason=record.activity_name, **facts)
    except ValidationError as refusal:
        if refusal.code not in NO_POINTS:
            raise


def take_back(record: ServiceRecord, *, reason: str, by: User | None) -> bool:
    """Whatever stands credited for the record now."""
    name = f"earn:{name_of(record)}"
    given = Transfer.objects.filter(key=name) | Transfer.objects.filter(key__startswith=f"{name}:v")
    if record.subject.startswith("help:"):
        # a neighbour's help is paid when it is confirmed, under its own name
        given |= Transfer.objects.filter(key=record.subject)
    standing = given.filter(reversed_by=None).order_by("pk").last()
    if standing is None:
        settlement = settlement_of(record.subject)
        if settlement is not None and settlement.state != Settlement.State.SETTLED and by is not None:
            points.cancel_settlement(settlement, by=by, reason=reason)
        return False
    points.take_back(standing.key, by=by, reason=reason)
    return True
