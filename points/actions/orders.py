"""Orders: stock and points are held together, handed over together, or given back together; each once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from accounts.text import clean_line
from points.actions.opening import account_of, system_account
from points.actions.posting import Entry, post
from points.models import Account, Good, Opening, Order, OrderLine, StockMove, Transfer

# how long after its day a service may still be ticked off
GRACE = timedelta(days=3)
TRIES = 3
MOST = 99
State = Order.State


class Wish(NamedTuple):
    good: Good
    quantity: int
    opening: Opening | None = None


# --- ordering ----------------------------------------------------------------------------------
def reserve(account: Account, wishes: Sequence[Wish], *, key: UUID, by: User | None, at_desk: bool = False) -> Order:
    """Hold stock and points, or neither. The same key twice is the same order; with other wishes it is refused.

    ``at_desk``: handed over at once, so the owner is not told of something to fetch.
    """
    lines = summed(wishes)
    for _attempt in range(TRIES):
        if known := Order.objects.filter(key=key).first():
            return same(known, account, lines)
        try:
            with transaction.atomic():
                return write(account, lines, key, by, at_desk)
        except IntegrityError as error:
            # the key was claimed at this moment, or the pick-up code is taken: look again
            doubt = error
    raise doubt


def summed(wishes: Iterable[Wish]) -> list[Wish]:
    """Two lines of one good are one line of both: what is checked is their sum."""
    count: Counter[tuple[int, int]] = Counter()
    named: dict[tuple[int, int], Wish] = {}
    for wish in wishes:
        place = (wish.good.pk, wish.opening.pk if wish.opening else 0)
        if wish.quantity < 1:
            raise ValidationError(_("数量至少是 1。"), code="no_quantity")
        count[place] += wish.quantity
        named[place] = wish
    if not named:
        raise ValidationError(_("还没有选要兑换的东西。"), code="nothing_chosen")
    if max(count.values()) > MOST:
        raise ValidationError(_("一次最多兑换 %(most)d 份，请改小数量。") % {"most": MOST}, code="too_many")
    return [named[place]._replace(quantity=count[place]) for place in sorted(named)]


def same(known: Order, account: Account, lines: Sequence[Wish]) -> Order:
    asked = [(wish.good.pk, wish.opening.pk if wish.opening else None, wish.quantity) for wish in lines]
    held = list(known.lines.order_by("good", "opening").values_list("good", "opening", "quantity"))
    if known.account_id != account.pk or sorted(held, key=str) != sorted(asked, key=str):
        raise ValidationError(_("这张单子已经提交过，内容和现在不一样。请刷新页面重新选择。"), code="key_reused")
    return known


def write(account: Account, lines: Sequence[Wish], key: UUID, by: User | None, at_desk: bool) -> Order:
    """The key is claimed first, then goods in the order of their keys, then days, then points: never the other way."""
    shop = lines[0].good.shop
    if any(wish.good.shop_id != shop.pk for wish in lines) or account.unit_id != shop.unit_id:
        raise ValidationError(_("这本存折不能在这家爱心超市兑换。"), code="other_shop")
    order = Order.objects.create(
        key=key,
        shop=shop,
        account=account,
        total=sum(wish.good.price * wish.quantity for wish in lines),
        asked_by=by,
        keep_until=kept_until(lines, shop.keep_days),
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, good=wish.good, opening=wish.opening, quantity=wish.quantity, price=wish.good.price,
                  name=wish.good.name)
        for wish in lines
    )  # fmt: skip
    take_from_shelf(lines)
    take_places(lines)
    for good in {wish.good.pk: wish.good for wish in lines}.values():
        refuse_above_caps(account, good)
    pending = system_account(Account.Kind.PENDING, shop.unit)
    entry = Entry(f"order:{order.pk}:hold", Transfer.Kind.HOLD, account, pending, order.total, shop.unit,
                  subject=f"order:{order.pk}", reason=words_of(lines))  # fmt: skip
    post(entry, by=by)
    if account.person and account.person.user and account.person.user != by:
        facts = {"what": words_of(lines), "points": order.total}
        if at_desk:
            tell_owner(order, _("您在兑换台换了东西"), _("换了：%(what)s，共 %(points)d 分。") % facts)
        else:
            tell_owner(order, _("已为您预约兑换"), _("工作人员为您预约了：%(what)s，共 %(points)d 分。") % facts)
    return order


def kept_until(lines: Sequence[Wish], keep_days: int) -> date:
    days = [wish.opening.day + GRACE for wish in lines if wish.opening]
    return max([*days, timezone.localdate() + timedelta(days=keep_days)]) if not days else max(days)


def words_of(lines: Iterable[Wish]) -> str:
    return "、".join(f"{wish.good.name}×{wish.quantity}" for wish in lines)


def take_from_shelf(lines: Sequence[Wish]) -> None:
    """All goods of the order are held until it is written, whatever kind: caps are counted under that lock."""
    wanted = Counter[int]()
    for wish in lines:
        wanted[wish.good.pk] += wish.quantity
    held = {good.pk: good for good in Good.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")}
    for wish in lines:
        refuse_changed(wish, held[wish.good.pk])
    for pk, quantity in sorted(wanted.items()):
        good = held[pk]
        there = Good.objects.filter(pk=pk, open=True, stock__gte=F("reserved") + quantity)
        if good.counted and not there.update(reserved=F("reserved") + quantity):
            raise sold_out(good, Good.objects.with_left().get(pk=pk).left)


def refuse_changed(wish: Wish, now: Good) -> None:
    if not now.open:
        raise ValidationError(_("“%(name)s”已经下架，请选别的。") % {"name": now.name}, code="closed")
    if now.price != wish.good.price:
        raise ValidationError(_("“%(name)s”刚刚改了价，请刷新页面再选。") % {"name": now.name}, code="price_changed")
    if now.counted == bool(wish.opening) or (wish.opening and wish.opening.good_id != now.pk):
        raise ValidationError(_("请为“%(name)s”选一个日期。") % {"name": now.name}, code="no_day")


def sold_out(good: Good, left: int) -> ValidationError:
    facts = {"name": good.name, "left": left, "measure": good.measure}
    if left > 0:
        return ValidationError(_("“%(name)s”只剩 %(left)d %(measure)s了，请改小数量。") % facts, code="out_of_stock")
    return ValidationError(_("“%(name)s”已经兑完，请选别的。") % facts, code="out_of_stock")


def take_places(lines: Sequence[Wish]) -> None:
    chosen = [(wish, wish.opening) for wish in lines if wish.opening]
    for wish, opening in sorted(chosen, key=lambda pair: pair[1].pk):
        free = Opening.objects.filter(
            pk=opening.pk, closed=False, day__gte=timezone.localdate(), taken__lte=F("capacity") - wish.quantity
        )
        if not free.update(taken=F("taken") + wish.quantity):
            raise ValidationError(
                _("“%(name)s”%(when)s 已经约满，请换一个时间。") % {"name": wish.good.name, "when": opening.when},
                code="fully_booked",
            )


def refuse_above_caps(account: Account, good: Good) -> None:
    """The order's own lines are written already, and count."""
    today = timezone.localdate()
    limits = ((good.most_per_day, today, _("今天")), (good.most_per_month, today.replace(day=1), _("这个月")))
    for most, since, span in limits:
        if most is None:
            continue
        start = timezone.make_aware(timezone.datetime.combine(since, timezone.datetime.min.time()))
        counted = OrderLine.objects.filter(
            good=good,
            order__account=account,
            order__state__in=(State.RESERVED, State.PICKED),
            order__asked_at__gte=start,
        )
        if (counted.aggregate(n=Sum("quantity"))["n"] or 0) > most:
            facts = {"name": good.name, "span": span, "most": most, "measure": good.measure}
            raise ValidationError(_("“%(name)s”每人%(span)s最多兑换 %(most)d %(measure)s。") % facts, code="above_cap")


# --- what becomes of it ------------------------------------------------------------------------
@transaction.atomic
def pick(order: Order, *, by: User, proxy: str = "", consent: str = "") -> Order:
    """Hand it over, once; the shelf's journal and the ledger say so in the same moment."""
    proxy, consent = clean_line(proxy), clean_line(consent)
    refuse_own(order.account, by)
    if proxy and not consent:
        raise ValidationError(_("请选本人是怎么同意代领的。"), code="no_consent")
    end(order, State.PICKED, by, proxy=proxy, proxy_consent=consent if proxy else "")
    lines = list(order.lines.select_related("good").order_by("good", "pk"))
    for line in lines:
        if line.good.counted:
            change = {"stock": F("stock") - line.quantity, "reserved": F("reserved") - line.quantity}
            Good.objects.filter(pk=line.good_id).update(**change)
    StockMove.objects.bulk_create(
        StockMove(key=f"order:{order.pk}:{line.pk}", good=line.good, kind=StockMove.Kind.OUT, quantity=-line.quantity,
                  order=order, by=by)
        for line in lines if line.good.counted
    )  # fmt: skip
    settle(order, by)
    if proxy:
        say = _("%(who)s 代您领走了兑换的东西。如果您没有同意，请马上联系社区。") % {"who": proxy}
        tell_owner(order, _("您的兑换由别人代领"), say)
    return order


def settle(order: Order, by: User) -> None:
    unit = order.shop.unit
    pending, redeemed = (system_account(kind, unit) for kind in (Account.Kind.PENDING, Account.Kind.REDEEMED))
    entry = Entry(f"order:{order.pk}:commit", Transfer.Kind.COMMIT, pending, redeemed, order.total, unit,
                  subject=f"order:{order.pk}")  # fmt: skip
    post(entry, by=by)


def refuse_own(account: Account, by: User) -> None:
    if account.person and account.person.user_id == by.pk:
        raise ValidationError(_("这是您自己的存折，请同事来办。"), code="own_account")


@transaction.atomic
def exchange(
    account: Account, wishes: Sequence[Wish], *, key: UUID, by: User, proxy: str = "", consent: str = ""
) -> Order:
    """At the desk: ordered and handed over in one go."""
    refuse_own(account, by)
    order = reserve(account, wishes, key=key, by=by, at_desk=True)
    order.refresh_from_db()
    return order if order.state == State.PICKED else pick(order, by=by, proxy=proxy, consent=consent)


@transaction.atomic
def cancel(order: Order, *, by: User, reason: str = "") -> Order:
    end(order, State.CANCELLED, by, reason=clean_line(reason)[:100])
    release(order, by)
    if order.account.person and order.account.person.user_id != by.pk:
        say = _("%(points)d 分已经退回存折。") % {"points": order.total}
        why = _("原因：%(reason)s") % {"reason": order.reason} if order.reason else ""
        tell_owner(order, _("您的兑换取消了"), say + why)
    return order


@transaction.atomic
def expire(order: Order) -> Order:
    end(order, State.EXPIRED, None)
    release(order, None)
    say = _("过了保留日期没有来领，%(points)d 分已经退回存折。") % {"points": order.total}
    tell_owner(order, _("您的兑换已过期"), say)
    return order


def end(order: Order, state: str, by: User | None, **facts: str) -> None:
    """One of picking, cancelling and expiring wins; the others find it gone."""
    facts |= {"state": state}
    waiting = Order.objects.filter(pk=order.pk, state=State.RESERVED)
    if not waiting.update(ended_at=timezone.now(), ended_by=by, **facts):
        order.refresh_from_db()
        raise ValidationError(
            _("这张兑换单%(state)s，不能再办。") % {"state": order.get_state_display()}, code="moved_on"
        )
    order.refresh_from_db()


def release(order: Order, by: User | None) -> None:
    """Back onto the shelf and into the passbook, in the same order as they were taken."""
    lines = list(order.lines.select_related("good").order_by("good", "pk"))
    for line in lines:
        if line.good.counted:
            Good.objects.filter(pk=line.good_id).update(reserved=F("reserved") - line.quantity)
    for line in sorted((line for line in lines if line.opening_id), key=lambda line: line.opening_id):
        Opening.objects.filter(pk=line.opening_id).update(taken=F("taken") - line.quantity)
    hold = Transfer.objects.get(key=f"order:{order.pk}:hold")
    pending = system_account(Account.Kind.PENDING, order.shop.unit)
    # two registrations of one person may have become one since: the points go to the passbook that stayed
    account = order.account
    if account.closed_at and account.person:
        account = account_of(account.person, order.shop.unit)
    entry = Entry(f"order:{order.pk}:release", Transfer.Kind.REVERSAL, pending, account, order.total, order.shop.unit,
                  subject=f"order:{order.pk}", reverses=hold, reason=order.get_state_display())  # fmt: skip
    post(entry, by=by)


def tell_owner(order: Order, title: str, text: str) -> None:
    person = order.account.person
    if person and person.user:
        tell(person.user, title, text, link=f"/shop/mine/{order.token}/", key=f"order:{order.pk}:{order.state}:told")
