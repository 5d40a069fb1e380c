"""A volunteer says that their record is wrong: somebody else looks, corrects it or tells why not (article 13)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record as audit
from accounts.models import User
from accounts.text import clean_block
from volunteers import record_news
from volunteers.actions.recording import correct, refuse_own
from volunteers.models import Objection, ServiceRecord

State = Objection.State


@transaction.atomic
def object_to(record: ServiceRecord, *, text: str, by: User) -> Objection:
    if record.person.user_id != by.pk:
        raise ValidationError(_("只能对自己的服务记录提出异议。"), code="not_own")
    text = clean_block(text)[:500]
    if len(text) < 4:
        raise ValidationError(_("请写明哪里不对，例如“那天我到 11 点才走”。"), code="text")
    if record.state == ServiceRecord.State.VOID:
        raise ValidationError(_("这条记录已经作废，不用再提。"), code="void")
    try:
        with transaction.atomic():
            objection = Objection.objects.create(record=record, text=text)
    except IntegrityError:
        raise ValidationError(_("您已经提过异议，请等社区核实答复。"), code="asked") from None
    record_news.tell_objection(objection)
    return objection


@transaction.atomic
def answer(objection: Objection, *, upheld: bool, text: str, by: User, **facts: Any) -> Objection:
    """``facts`` are the corrected ones; without a change nothing is upheld."""
    record = objection.record
    refuse_own(record, by)
    text = clean_block(text)[:500]
    if len(text) < 2:
        raise ValidationError(_("请写明核实的结果，本人会看到。"), code="answer")
    if upheld:
        correct(record, reason=text, by=by, **facts)
    state = State.UPHELD if upheld else State.REFUSED
    told = {"state": state, "answer": text, "answered_by": by, "answered_at": timezone.now()}
    if not Objection.objects.open().filter(pk=objection.pk).update(**told):
        raise ValidationError(_("这个异议已经有人答复过了。"), code="moved_on")
    objection.refresh_from_db()
    audit("record.objection_answered", by=by, target=f"record:{record.pk}", upheld=upheld)
    record_news.tell_answer(objection)
    return objection
