"""The way of a matter, declared once: who may do what in which state, and where it leads.

受理 → 立案 → 派单 → 签收 → 处置 → 反馈 → 核查 → 办结 → 回访 → 评价, with everything that may come between. The table
drives the buttons, the actions, the API, the page of docs/matters.md and the test over every (state, move, actor).
Source: the case flow of GB/T 30428 and 国办函〔2025〕66号: who handles a case does not verify it.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("已受理")
    FILED = "filed", _("已立案")
    ASSIGNED = "assigned", _("已派单")
    WORKING = "working", _("办理中")
    RETURNING = "returning", _("退单待审")
    WAITING = "waiting", _("等居民补充")
    PAUSED = "paused", _("已挂起")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")
    ENDED = "ended", _("已评价")
    DECLINED = "declined", _("不予受理")
    MERGED = "merged", _("已并单")


class Actor(TextChoices):
    """Who somebody is to one matter; one person may be several of them."""

    CLERK = "clerk", _("本地工作人员")
    OVERSEER = "overseer", _("派单人员")
    HANDLER = "handler", _("承办人")
    VERIFIER = "verifier", _("核查人")
    RESIDENT = "resident", _("反映人")
    CLOCK = "clock", _("系统按期限")


S, A = State, Actor
# the handler's turn, or somebody's before him; the clock of the limit runs in all but the last two
OPEN = (S.RECEIVED, S.FILED, S.ASSIGNED, S.WORKING, S.RETURNING, S.WAITING, S.PAUSED)
STOPPED = (S.WAITING, S.PAUSED)
RUNNING = tuple(state for state in OPEN if state not in STOPPED)
# nobody has it in hand yet
NEW = (S.RECEIVED, S.FILED)
IN_HAND = (S.ASSIGNED, S.WORKING, S.RETURNING, S.WAITING, S.PAUSED)
# a return was granted or is looked at: who had it first answers for it until somebody else has signed
UNSIGNED = (S.FILED, S.ASSIGNED, S.RETURNING)
ENDS = (S.CLOSED, S.ENDED, S.DECLINED)
# somebody still has to do something about it
ALIVE = (*OPEN, S.ANSWERED)
ANY = tuple(S)


@dataclass(frozen=True, slots=True)
class Move:
    """``to`` is empty where the state stays; several where the action chooses among them."""

    name: str
    label: str
    before: tuple[State, ...]
    to: tuple[State, ...]
    who: tuple[Actor, ...]

    @property
    def stays(self) -> bool:
        return not self.to


# in the order of the buttons: the first one open to a person is the obvious next step
TABLE = (
    Move("sign", _("签收"), (S.ASSIGNED,), (S.WORKING,), (A.HANDLER,)),
    Move("answer", _("记录办理结果"), (S.ASSIGNED, S.WORKING), (S.ANSWERED,), (A.HANDLER, A.OVERSEER)),
    Move("assign", _("派单"), (S.RECEIVED, S.FILED), (S.ASSIGNED,), (A.OVERSEER,)),
    Move("take", _("我来办"), (S.RECEIVED, S.FILED), (S.WORKING,), (A.CLERK,)),
    Move("file", _("立案"), (S.RECEIVED,), (S.FILED,), (A.OVERSEER,)),
    Move("allow_return", _("同意退单"), (S.RETURNING,), (S.FILED,), (A.VERIFIER,)),
    Move("refuse_return", _("不同意退单"), (S.RETURNING,), (S.WORKING,), (A.VERIFIER,)),
    Move("resume", _("恢复办理"), STOPPED, (S.WORKING,), (A.HANDLER, A.OVERSEER, A.CLOCK)),
    Move("close", _("核查办结"), (S.ANSWERED,), (S.CLOSED,), (A.VERIFIER,)),
    Move("rework", _("返工"), (S.ANSWERED,), (S.WORKING,), (A.VERIFIER,)),
    Move("visit", _("记录回访"), (S.CLOSED,), (S.ENDED,), (A.VERIFIER,)),
    Move("contact", _("已联系居民"), (S.ASSIGNED, S.WORKING), (), (A.HANDLER,)),
    Move("ask", _("请居民补充"), (S.WORKING,), (S.WAITING,), (A.HANDLER, A.OVERSEER)),
    Move("pause", _("挂起"), (S.WORKING,), (S.PAUSED,), (A.HANDLER, A.OVERSEER)),
    Move("ask_more_time", _("申请延期"), (S.ASSIGNED, S.WORKING), (), (A.HANDLER,)),
    Move("allow_more_time", _("同意延期"), (S.ASSIGNED, S.WORKING), (), (A.VERIFIER,)),
    Move("refuse_more_time", _("不同意延期"), (S.ASSIGNED, S.WORKING), (), (A.VERIFIER,)),
    Move("reassign", _("改派"), (S.ASSIGNED, S.WORKING), (S.ASSIGNED,), (A.OVERSEER,)),
    Move("hand_back", _("申请退单"), (S.ASSIGNED, S.WORKING), (S.RETURNING,), (A.HANDLER,)),
    Move("sort", _("改类别和轻重"), RUNNING, (), (A.OVERSEER, A.HANDLER)),
    Move("merge", _("并到另一件"), (S.RECEIVED, S.FILED, S.ASSIGNED, S.WORKING), (S.MERGED,), (A.OVERSEER,)),
    Move("unmerge", _("取消并单"), (S.MERGED,), (S.RECEIVED,), (A.OVERSEER,)),
    Move("split", _("拆成几件"), (S.RECEIVED, S.FILED, S.ASSIGNED, S.WORKING), (), (A.OVERSEER,)),
    Move("decline", _("不予受理"), NEW, (S.DECLINED,), (A.OVERSEER,)),
    Move(
        "reopen",
        _("重新办理"),
        (S.ANSWERED, S.CLOSED, S.ENDED, S.DECLINED),
        (S.ASSIGNED, S.RECEIVED),
        (A.OVERSEER, A.RESIDENT),
    ),
    Move("note", _("写内部备注"), ANY, (), (A.CLERK,)),
    Move("publish", _("对外公开"), ANY, (), (A.OVERSEER,)),
    Move("reveal", _("查看联系方式"), ANY, (), (A.HANDLER, A.OVERSEER)),
    # without a button of the staff
    Move("reply", _("居民补充情况"), (S.WAITING,), (S.WORKING,), (A.RESIDENT,)),
    Move("rate", _("居民评价"), (S.ANSWERED, S.CLOSED), (S.ENDED,), (A.RESIDENT,)),
    Move("lapse", _("到期未评价"), (S.CLOSED,), (S.ENDED,), (A.CLOCK,)),
    Move("follow", _("随主单办结"), (S.MERGED,), (S.CLOSED,), (A.CLOCK,)),
)
MOVES = {move.name: move for move in TABLE}
# what a person opens the page for: the first of these that is open to them is the one obvious button
NEXT = {
    S.RECEIVED: ("assign", "take"),
    S.FILED: ("assign", "take"),
    S.ASSIGNED: ("sign", "allow_more_time"),
    S.WORKING: ("allow_more_time", "answer"),
    S.RETURNING: ("allow_return",),
    S.ANSWERED: ("close",),
    S.CLOSED: ("visit",),
}
# how the others are laid out under “其他操作”
GROUPS = (
    (_("办理"), ("sign", "answer", "take", "contact", "ask", "close", "rework", "visit", "reopen", "note")),
    (_("期限"), ("pause", "resume", "ask_more_time", "allow_more_time", "refuse_more_time")),
    (_("归属"), ("assign", "reassign", "hand_back", "allow_return", "refuse_return", "file", "sort", "decline")),
    (_("公开和联系"), ("publish", "reveal")),
)
STAFF = (A.CLERK, A.OVERSEER, A.HANDLER, A.VERIFIER)


def moves_from(state: str, actors: set[str]) -> list[Move]:
    """What these actors may do in this state, the obvious next step first."""
    return [move for move in TABLE if state in move.before and actors & set(move.who)]
