"""Who may do what to an issue, said once for pages, buttons and machines."""

from dataclasses import dataclass

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from grids.models import Posting, Unit
from issues.models import OVERSEERS, Issue

# who is offered first when a matter is given out
ORDER = (
    Posting.Role.GRID_WORKER,
    Posting.Role.GRID_LEADER,
    Posting.Role.WORKER,
    Posting.Role.SECRETARY,
    Posting.Role.ADMIN,
)


@rules.predicate
def works_here(user: User, issue: Issue) -> bool:
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=issue.unit_id).exists()


@rules.predicate
def oversees(user: User, issue: Issue) -> bool:
    return Unit.objects.overseen_by(user, *OVERSEERS).filter(pk=issue.unit_id).exists()


@rules.predicate
def handles(user: User, issue: Issue) -> bool:
    return issue.handler_id is not None and issue.handler_id == user.pk


in_charge = oversees | (handles & works_here)

rules.add_perm("issues.view_issue", works_here)
rules.add_perm("issues.assign_issue", oversees)
rules.add_perm("issues.take_issue", works_here)
rules.add_perm("issues.hand_back_issue", in_charge)
rules.add_perm("issues.answer_issue", in_charge)
# who did the work does not also declare it done: another one, or the resident, does
rules.add_perm("issues.close_issue", oversees & ~handles)
rules.add_perm("issues.reopen_issue", oversees)
rules.add_perm("issues.note_issue", works_here)
rules.add_perm("issues.publish_issue", oversees)
rules.add_perm("issues.reveal_issue", in_charge)

S = Issue.State
ANY = tuple(S)


@dataclass(frozen=True)
class Verb:
    name: str
    label: str
    states: tuple

    @property
    def perm(self) -> str:
        return f"issues.{self.name}_issue"

    @property
    def moves(self) -> bool:
        """Whether it brings the issue on, so that it can be the one obvious next step."""
        return self.name in Issue.MOVES or self.name == "take"


# in the order of the buttons: the first one open is the obvious next step
VERBS = (
    Verb("answer", _("记录办理结果"), Issue.MOVES["answer"][0]),
    Verb("assign", _("派单"), Issue.MOVES["assign"][0]),
    Verb("take", _("我来办"), (S.RECEIVED,)),
    Verb("close", _("办结"), Issue.MOVES["close"][0]),
    Verb("hand_back", _("退回"), Issue.MOVES["hand_back"][0]),
    Verb("reopen", _("重新办理"), Issue.MOVES["reopen"][0]),
    Verb("note", _("写内部备注"), ANY),
    Verb("publish", _("对外公开"), ANY),
    Verb("reveal", _("查看联系方式"), ANY),
)
BY_NAME = {verb.name: verb for verb in VERBS}


def verbs_open_to(user: User, issue: Issue) -> list[Verb]:
    """What this user may do to this issue in its present state, the obvious next step first."""
    possible = [verb for verb in VERBS if issue.state in verb.states and not pointless(verb, issue)]
    return [verb for verb in possible if rules.has_perm(verb.perm, user, issue)]


def pointless(verb: Verb, issue: Issue) -> bool:
    """Things that would be allowed but have nothing to work on."""
    if verb.name == "reveal":
        return not (issue.reporter_name or issue.reporter_phone)
    return verb.name == "publish" and bool(issue.category and issue.category.confidential)


def candidates(issue: Issue, by: User) -> list[Posting]:
    """To whom ``by`` may give the issue: staff of its place within their own scope, its grid's workers first."""
    postings = (
        Posting.objects.current()
        .over(issue.unit)
        .filter(role__in=Posting.STAFF, user__is_active=True)
        .filter(unit__in=Unit.objects.overseen_by(by, *Posting.STAFF))
        .select_related("user", "unit")
    )
    nearest: dict[int, Posting] = {}
    for posting in sorted(postings, key=lambda row: (-row.unit.level, ORDER.index(row.role), row.pk)):
        nearest.setdefault(posting.user_id, posting)
    return list(nearest.values())
