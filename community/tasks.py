"""Rosters are read, written and taken back by jobs; the clock reminds of reviews."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from community.actions import reminders, roster_reading, roster_undo, roster_writing
from community.models import RosterImport
from jobs.work import Run, every, work

State = RosterImport.State


@contextmanager
def many_rows() -> Iterator[None]:
    """Rows in hand hold each other in no circles, and looking for circles among them took a sixth of all the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@work("community.read_roster", long=True)
@many_rows()
def read_roster(run: Run, roster_id: int) -> None:
    """A killed reading compares again from the first row, but writes only what the checkpoint does not cover."""
    roster = at_work(roster_id, State.READING)
    if roster is None:
        return
    finish(run, roster, _("核对并确认"))
    try:
        preview = roster_reading.Preview(roster, roster_reading.read(run, roster))
    except ValidationError as refusal:
        roster_reading.refuse(roster, refusal)
        return
    start = run.checkpoint.get("rows", -1)
    if start < 0:
        with run.chunk(done=0, total=preview.total, rows=0):
            roster_reading.start_over(roster)
    for done, rows in preview.chunks():
        if done > start:
            with run.chunk(done=done, total=preview.total, note=_("正在与登记比对"), rows=done):
                roster_reading.keep(rows)
    with run.chunk(done=preview.total, note=_("已读完"), rows=preview.total):
        roster_reading.show(roster, preview)


@work("community.apply_roster", long=True)
@many_rows()
def apply_roster(run: Run, roster_id: int) -> None:
    """Some families at a time, compared with the register as it is then; rows written before are not touched again."""
    roster = at_work(roster_id, State.APPLYING)
    if roster is None:
        return
    finish(run, roster, _("查看导入结果"))
    by = User.objects.filter(pk=run.job.owner_id).first() or roster.by
    roster_writing.write(run, roster, by=by)


@work("community.undo_roster", long=True)
@many_rows()
def undo_roster(run: Run, roster_id: int) -> None:
    roster = at_work(roster_id, State.UNDOING)
    if roster is None:
        return
    finish(run, roster, _("查看撤销结果"))
    by = User.objects.filter(pk=run.job.owner_id).first() or roster.by
    roster_undo.take_back(run, roster, by=by)


def at_work(roster_id: int, state: str) -> RosterImport | None:
    return RosterImport.objects.select_related("unit", "by").filter(pk=roster_id, state=state).first()


def finish(run: Run, roster: RosterImport, link_text: str) -> None:
    run.finish(link=reverse("community:import", args=[roster.pk]), link_text=link_text)


@every(days=1)
@work("community.remind_needs")
def remind_needs(run: Run) -> None:
    reminders.tell_reviews_due()
