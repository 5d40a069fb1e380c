"""What the clock does for the shop."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.work import Run, every, work
from points.actions import oddities, orders
from points.models import Order

AT_ONCE = 100


@every(hours=6)
@work("points.expire_orders")
def expire_orders(run: Run) -> None:
    """Nobody came: stock and points go back, each order in a transaction of its own."""
    while given := expire_due(AT_ONCE):
        with run.chunk(done=given):
            pass


def expire_due(most: int = AT_ONCE) -> int:
    """How many went back; an order that is fetched at this very moment stays fetched."""
    done = 0
    late = Order.objects.lapsed(timezone.localdate()).select_related("shop__unit", "account__person__user")
    for order in late.order_by("pk")[:most]:
        with suppress(ValidationError):
            orders.expire(order)
            done += 1
    return done


@every(days=1)
@work("points.look_for_oddities")
def look_for_oddities(run: Run) -> None:
    with run.chunk(done=1):
        oddities.look_for()
