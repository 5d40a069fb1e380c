"""志愿服务记录证明 (articles 14–17): free, from the records alone, with a number anybody can check, revoked in the open."""

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record as audit
from accounts.models import User
from accounts.text import clean_line
from community.models import Person
from grids.models import Unit
from points.actions.opening import home_of
from volunteers import record_news
from volunteers.actions.recording import community_of, needed
from volunteers.models import (
    Award,
    Certificate,
    CertificateLine,
    Evaluation,
    RecordPolicy,
    ServiceRecord,
    ServiceRecordQuerySet,
    Training,
)

State = Certificate.State
TOKEN_BYTES = 15


def records_of(person: Person, since: date, until: date) -> ServiceRecordQuerySet:
    """What a certificate of this span is made of."""
    return ServiceRecord.objects.service().filter(person=person, on__gte=since, on__lte=until).order_by("on", "pk")


@transaction.atomic
def ask(person: Person, *, unit: Unit | None, since: date, until: date, purpose: str = "", by: User) -> Certificate:
    if until < since:
        raise ValidationError(_("结束日期不能早于开始日期。"), code="span")
    if unit is None or not records_of(person, since, until).exists():
        raise ValidationError(_("这段时间没有已确认的志愿服务记录，不能开具。请换一段时间。"), code="nothing")
    facts = {"since": since, "until": until, "purpose": clean_line(purpose)[:80], "asked_by": by}
    try:
        with transaction.atomic():
            return Certificate.objects.create(person=person, unit=community_of(unit), **facts)
    except IntegrityError:
        raise ValidationError(_("这段时间的证明已经申请过，请等社区开具。"), code="asked") from None


@transaction.atomic
def issue(certificate: Certificate, *, responsible: str, by: User) -> Certificate:
    """As the records stand now; the sum of the lines is the number on it."""
    refuse_own(certificate, by)
    responsible = clean_line(responsible)[:40]
    if not responsible:
        raise ValidationError(_("请写明负责人姓名。"), code="responsible")
    rows = list(records_of(certificate.person, certificate.since, certificate.until).select_for_update(of=("self",)))
    if not rows:
        raise ValidationError(_("这段时间没有已确认的志愿服务记录，不能开具。"), code="nothing")
    now = timezone.now()
    facts = {
        "state": State.ISSUED,
        "number": next_number(timezone.localdate().year),
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "minutes": sum(row.minutes for row in rows),
        "organiser": certificate.unit.name,
        "responsible": responsible,
        "issued_by": by,
        "issued_at": now,
    }
    if not Certificate.objects.asked().filter(pk=certificate.pk).update(**facts):
        raise ValidationError(_("这份证明已经有人处理过了。"), code="moved_on")
    told = ("version", "on", "activity_name", "content", "minutes")
    CertificateLine.objects.bulk_create(
        CertificateLine(certificate=certificate, record=row, **{name: getattr(row, name) for name in told})
        for row in rows
    )
    certificate.refresh_from_db()
    audit("certificate.issued", by=by, target=f"certificate:{certificate.number}", minutes=certificate.minutes)
    record_news.tell_certificate(certificate)
    return certificate


def next_number(year: int) -> str:
    """One after the other without gaps; the row of rules is the lock."""
    RecordPolicy.current()
    RecordPolicy.objects.select_for_update().get(pk=1)
    start = f"证{year}-"
    last = Certificate.objects.filter(number__startswith=start).order_by("-number").values_list("number", flat=True)
    return f"{start}{int((last.first() or '0')[-5:]) + 1:05d}"


@transaction.atomic
def refuse(certificate: Certificate, *, reason: str, by: User) -> None:
    end(certificate, State.ASKED, State.REFUSED, reason, by)


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: User) -> None:
    """From this moment its page says 已作废; the number is never given again."""
    end(certificate, State.ISSUED, State.REVOKED, reason, by)


def end(certificate: Certificate, old: str, new: str, reason: str, by: User) -> None:
    reason = needed(reason)
    facts = {"state": new, "reason": reason, "ended_by": by, "ended_at": timezone.now()}
    if not Certificate.objects.filter(pk=certificate.pk, state=old).update(**facts):
        raise ValidationError(_("这份证明已经有人处理过了。"), code="moved_on")
    certificate.refresh_from_db()
    target = f"certificate:{certificate.number or certificate.pk}"
    audit(f"certificate.{new}", by=by, target=target, reason=reason)
    record_news.tell_certificate(certificate)


def refuse_own(certificate: Certificate, by: User) -> None:
    if certificate.person.user_id == by.pk:
        raise ValidationError(_("自己的证明要由另一位同事开具。"), code="own")


def changed_since(certificate: Certificate) -> bool:
    """A record in it was corrected or voided after it was issued: a new one should be made."""
    for line in certificate.lines.select_related("record"):
        if line.record.state != ServiceRecord.State.CONFIRMED or line.record.version != line.version:
            return True
    return False


# --- what stands beside the service ------------------------------------------------------------
@transaction.atomic
def note(row: Training | Award | Evaluation, person: Person, *, by: User) -> None:
    """Articles 8 to 10. Nobody enters their own."""
    if person.user_id == by.pk:
        raise ValidationError(_("自己的培训、表彰和评价要由另一位同事登记。"), code="own")
    row.person, row.unit, row.by = person, community_of(home_of(person)), by
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("同一天同名的已经登记过。"), code="known") from None
    audit(f"{row._meta.model_name}.noted", by=by, target=f"person:{person.pk}")
