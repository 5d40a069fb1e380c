"""Works: begun, told of day by day, paid for stage by stage when two have agreed."""

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.images import Picture
from deliberation.models import ActionItem, Works, WorksEntry, WorksPayment


@transaction.atomic
def begin_works(item: ActionItem, *, began_on: date, by: User) -> Works:
    if began_on > timezone.localdate():
        raise ValidationError(_("开工的日子还没有到，到了那天再登记。"), code="future")
    if not ActionItem.objects.filter(pk=item.pk, state=ActionItem.State.OPEN).exists():
        raise ValidationError(_("这件事已经报办好了，不用再登记开工。"), code="moved_on")
    return Works.objects.get_or_create(item=item, defaults={"began_on": began_on, "by": by})[0]


@transaction.atomic
def write_log(
    works: Works, *, key: UUID, day: date, text: str, percent: int, by: User, photo: Picture | None = None
) -> WorksEntry:
    """The same key is the same entry."""
    text = clean_line(text)[:300]
    if not text:
        raise ValidationError(_("请写这一天做了什么。"), code="required")
    if not works.began_on <= day <= timezone.localdate():
        raise ValidationError(_("日期要在开工以后，不能晚于今天。"), code="day")
    facts = {"works": works, "day": day, "text": text, "percent": percent, "by": by}
    entry, new = WorksEntry.objects.get_or_create(key=key, defaults=facts)
    if new and photo is not None:
        entry.photo.save(f"{entry.pk}-{uuid4().hex[:8]}.jpg", ContentFile(photo.data))
    return entry


@transaction.atomic
def ask_payment(works: Works, *, key: UUID, stage: str, fen: int, by: User, evidence: str = "") -> WorksPayment:
    stage, evidence = clean_line(stage)[:60], clean_line(evidence)[:200]
    if not stage or fen < 1:
        raise ValidationError(_("请写哪个阶段、付多少钱。"), code="required")
    payment, new = WorksPayment.objects.get_or_create(
        key=key, defaults={"works": works, "stage": stage, "fen": fen, "evidence": evidence, "by": by}
    )
    if new:
        record("works.payment", by=by, target=f"works_payment:{payment.pk}", fen=fen)
    return payment


@transaction.atomic
def approve_payment(payment: WorksPayment, *, by: User) -> WorksPayment:
    """First one, then another; whoever asked is neither."""
    if payment.by_id == by.pk:
        raise ValidationError(_("这笔付款是您申请的，请另外两位来审批。"), code="same_person")
    rows, now = WorksPayment.objects.filter(pk=payment.pk, paid_on=None), timezone.now()
    if not rows.filter(first=None).update(first=by, first_at=now):
        found = rows.filter(first__isnull=False, second=None).exclude(first=by)
        if not found.update(second=by, second_at=now):
            raise ValidationError(_("您已经审批过了，还要另一位来审批；或者两位都审批过了。"), code="same_person")
    payment.refresh_from_db()
    record("works.approved", by=by, target=f"works_payment:{payment.pk}", fen=payment.fen)
    return payment


@transaction.atomic
def pay(payment: WorksPayment, *, by: User) -> WorksPayment:
    payment.refresh_from_db()
    if payment.second_id is None:
        raise ValidationError(_("付款要两位审批人都同意，现在还不够，不能付。"), code="approvals")
    rows = WorksPayment.objects.filter(pk=payment.pk, paid_on=None, second__isnull=False)
    if not rows.update(paid_on=timezone.localdate()):
        raise ValidationError(_("这笔款已经登记付过了。"), code="moved_on")
    payment.refresh_from_db()
    record("works.paid", by=by, target=f"works_payment:{payment.pk}", fen=payment.fen)
    return payment
