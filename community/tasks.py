"""Rosters are read and written by jobs; source files are forgotten by the clock."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from community.actions import roster as roster_actions
from community.actions import roster_writing
from community.models import RosterImport, RosterRow
from jobs.work import Run, every, work

State = RosterImport.State


@work("community.read_roster", long=True)
def read_roster(run: Run, roster_id: int) -> None:
    """A killed reading compares again from the first row, but writes only what the checkpoint does not cover."""
    roster = RosterImport.objects.select_related("unit", "by").filter(pk=roster_id, state=State.READING).first()
    if roster is None:
        return
    finish(run, roster, _("核对并确认"))
    try:
        comparison = roster_actions.Comparison(roster, roster_actions.read_file(roster))
    except ValidationError as refusal:
        roster_actions.refuse(roster, refusal.messages[0])
        return
    start = run.checkpoint.get("rows", -1)
    if start < 0:
        with run.chunk(done=len(comparison.samples), total=comparison.total, rows=len(comparison.samples)):
            RosterRow.objects.bulk_create(roster_actions.sample_rows(roster, comparison.samples))
    for done, some in comparison.chunks():
        if done > start:
            rows = roster_actions.preview_rows(roster, some)
            with run.chunk(done=done, total=comparison.total, note=_("正在与登记比对"), rows=done):
                RosterRow.objects.bulk_create(rows)
    with run.chunk(done=comparison.total, note=_("已读完"), rows=comparison.total):
        roster_actions.show_preview(roster)


@work("community.apply_roster", long=True)
def apply_roster(run: Run, roster_id: int) -> None:
    """Compares with the register as it is now, then writes in one transaction; run twice, it writes once."""
    roster = RosterImport.objects.select_related("unit", "by").filter(pk=roster_id, state=State.APPLYING).first()
    if roster is None:
        return
    finish(run, roster, _("查看导入结果"))
    comparison = roster_actions.Comparison(roster, roster_actions.stored_rows(roster))
    for done, some in comparison.chunks():
        if any(facts.problems for facts, _entry in some):
            roster_actions.refuse(roster, _("您确认之后登记有了变动，有的行对不上了，什么也没有写入。请重新上传。"))
            return
        with run.chunk(done=done, total=comparison.total + 1, note=_("正在核对")):
            pass
    by = User.objects.filter(pk=run.job.owner_id).first() or roster.by
    with run.chunk(done=comparison.total + 1, note=_("已全部写入")):
        roster_writing.write(roster, comparison, by=by)


def finish(run: Run, roster: RosterImport, link_text: str) -> None:
    run.finish(link=reverse("community:import", args=[roster.pk]), link_text=link_text)


@every(days=1)
@work("community.forget_rosters")
def forget_rosters(run: Run) -> None:
    roster_actions.forget_files()
