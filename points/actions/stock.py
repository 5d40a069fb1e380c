"""The shelf: what comes in is booked at once, what is missing after a second person has looked."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from points.models import Good, StockClaim, StockMove


@transaction.atomic
def take_in(good: Good, quantity: int, *, key: UUID, by: User | None, reason: str = "") -> StockMove:
    """Goods arrive; the same form sent twice is one delivery."""
    if not good.counted:
        raise ValidationError(_("只有物品有库存；服务和场地请排场次。"), code="not_counted")
    if quantity < 1:
        raise ValidationError(_("进货数量至少是 1。"), code="no_quantity")
    facts = {"kind": StockMove.Kind.IN, "quantity": quantity}
    written = StockMove(key=f"in:{key}", good=good, by=by, reason=clean_line(reason)[:100], **facts)
    try:
        with transaction.atomic():
            written.save(force_insert=True)
    except IntegrityError:
        known = StockMove.objects.get(key=f"in:{key}")
        if (known.good_id, known.quantity) != (good.pk, quantity):
            raise ValidationError(
                _("这张进货单已经交过一次，但内容不同。请刷新页面，重新填写。"), code="key_reused"
            ) from None
        return known
    Good.objects.filter(pk=good.pk).update(stock=F("stock") + quantity)
    return written


@transaction.atomic
def claim_loss(good: Good, quantity: int, *, reason: str, by: User) -> StockClaim:
    if not 1 <= quantity <= good.stock:
        raise ValidationError(_("报损数量要在 1 和库存 %(stock)d 之间。") % {"stock": good.stock}, code="no_quantity")
    return claim(good, StockClaim.Kind.LOSS, -quantity, None, reason, by)


@transaction.atomic
def claim_count(good: Good, counted: int, *, by: User, reason: str = "") -> StockClaim | None:
    """What was counted; nothing to claim where book and shelf agree, but the count is on record."""
    held = Good.objects.select_for_update(no_key=True).get(pk=good.pk)
    if counted < 0:
        raise ValidationError(_("实点数不能是负数。"), code="no_quantity")
    if counted == held.stock:
        record("shop.counted", by=by, target=f"good:{good.pk}", counted=counted)
        return None
    return claim(held, StockClaim.Kind.COUNT, counted - held.stock, counted, reason or _("盘点"), by)


def claim(good: Good, kind: str, quantity: int, counted: int | None, reason: str, by: User) -> StockClaim:
    reason = clean_line(reason)[:100]
    if not good.counted:
        raise ValidationError(_("只有物品有库存；服务和场地请排场次。"), code="not_counted")
    if not reason:
        raise ValidationError(_("请写明原因。"), code="no_reason")
    try:
        with transaction.atomic():
            return StockClaim.objects.create(
                good=good, kind=kind, quantity=quantity, counted=counted, reason=reason, asked_by=by
            )
    except IntegrityError:
        raise ValidationError(
            _("“%(name)s”还有一笔报损或盘点等人复核，请先复核那一笔。") % {"name": good.name}, code="claim_waits"
        ) from None


@transaction.atomic
def decide_claim(row: StockClaim, *, grant: bool, by: User) -> StockClaim:
    """A second person's word; only then does the book follow."""
    if row.asked_by_id == by.pk:
        raise ValidationError(_("自己报的要由别人复核，请同事来办。"), code="own_claim")
    state = StockClaim.State.GRANTED if grant else StockClaim.State.REFUSED
    asked = StockClaim.objects.filter(pk=row.pk, state=StockClaim.State.ASKED)
    if not asked.update(state=state, decided_by=by, decided_at=timezone.now()):
        raise ValidationError(_("这一笔已经有人复核过了。"), code="moved_on")
    row.refresh_from_db()
    if grant:
        there = Good.objects.filter(pk=row.good_id, stock__gte=F("reserved") - row.quantity)
        if not there.update(stock=F("stock") + row.quantity):
            raise ValidationError(_("有人已经预约，账上不能再少这么多。请先取消几张预约，再复核。"), code="reserved")
        StockMove.objects.create(
            key=f"claim:{row.pk}", good=row.good, kind=row.kind, quantity=row.quantity, by=row.asked_by,
            reason=row.reason,
        )  # fmt: skip
    record("shop.claim_decided", by=by, target=f"good:{row.good_id}", quantity=row.quantity, state=state)
    return row
