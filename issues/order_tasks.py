"""Files of work orders are read and brought in by jobs; the clock deletes those that nobody wanted."""

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.actions import order_rows, orders
from issues.models import Batch
from jobs.work import Run, every, work

State = Batch.State


@work(orders.READ)
def read_orders(run: Run, batch_id: int) -> None:
    if batch := at_work(batch_id, State.READING):
        finish(run, batch, _("核对工单"))
        order_rows.read(batch)


@work(orders.BRING, long=True)
def bring_in_orders(run: Run, batch_id: int) -> None:
    if batch := at_work(batch_id, State.BRINGING):
        finish(run, batch, _("查看转入结果"))
        order_rows.bring_in(run, batch)


@every(days=1)
@work("issues.forget_order_files")
def forget_order_files(run: Run) -> None:
    orders.forget_files()


def at_work(batch_id: int, state: str) -> Batch | None:
    return Batch.objects.select_related("unit", "by").filter(pk=batch_id, state=state).first()


def finish(run: Run, batch: Batch, link_text: str) -> None:
    run.finish(link=reverse("issues:order_batch", args=[batch.pk]), link_text=link_text)
