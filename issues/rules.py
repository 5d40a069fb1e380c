"""Who somebody is to a matter, and so what they may do: said once for pages, buttons and machines."""

from collections.abc import Sequence
from typing import Any

import rules
from django.db.models import QuerySet

from accounts.models import User
from grids.models import Posting, Unit
from grids.rules import roles_over
from issues import flow
from issues.flow import Actor, Move
from issues.models import OVERSEERS, Approval, Call, Department, Issue, Member, Proposal, Step, Whistle

# who is offered first when a matter is given out
ORDER = (
    Posting.Role.GRID_WORKER,
    Posting.Role.GRID_LEADER,
    Posting.Role.WORKER,
    Posting.Role.SECRETARY,
    Posting.Role.ADMIN,
)
# whoever ever did one of these has worked on the matter, and does not verify it
WORK = (Step.Verb.SIGN, Step.Verb.TAKE, Step.Verb.ANSWER)
APPROVALS = {
    "allow_return": "return",
    "refuse_return": "return",
    "allow_more_time": "more_time",
    "refuse_more_time": "more_time",
}


@rules.predicate
def works_here(user: User, issue: Issue) -> bool:
    return bool(roles_over(user, issue.unit) & set(Posting.STAFF))


@rules.predicate
def oversees(user: User, issue: Issue) -> bool:
    return bool(roles_over(user, issue.unit) & set(OVERSEERS))


@rules.predicate
def is_handler(user: User, issue: Issue) -> bool:
    return issue.handler_id is not None and issue.handler_id == user.pk


@rules.predicate
def in_its_department(user: User, issue: Issue) -> bool:
    return issue.department_id is not None and Department.objects.of(user).filter(pk=issue.department_id).exists()


@rules.predicate
def worked_on_it(user: User, issue: Issue) -> bool:
    return work_of(user, issue).exists()


handles = is_handler & works_here | in_its_department
may_verify = oversees & ~is_handler & ~in_its_department
verifies = may_verify & ~worked_on_it

PREDICATES: dict[Any, rules.Predicate] = {
    Actor.CLERK: works_here,
    Actor.OVERSEER: oversees,
    Actor.HANDLER: handles,
    Actor.VERIFIER: verifies,
}


def actors(user: User, issue: Issue, *, worked: bool | None = None) -> set[str]:
    """Everything this user is to this matter; ``worked``: whether they ever worked on it, where that is known already."""
    asked = PREDICATES if worked is None else PREDICATES | {Actor.VERIFIER: may_verify}
    found = {actor for actor, holds in asked.items() if holds(user, issue)}
    return found - {Actor.VERIFIER} if worked else found


def work_of(user: User, issue: Issue) -> QuerySet[Step]:
    return issue.steps.filter(by_id=user.pk, verb__in=WORK)


def one_of(who: tuple[str, ...]) -> rules.Predicate:
    return rules.predicate(lambda user, issue: any(PREDICATES[actor](user, issue) for actor in who))


rules.add_perm("issues.view_issue", works_here)
for move in flow.TABLE:
    rules.add_perm(f"issues.{move.name}_issue", one_of(tuple(actor for actor in move.who if actor in PREDICATES)))
# who opened a whistle, a position or a proposal sees to it: those who may also give the matter out
rules.add_perm("issues.whistle_issue", oversees)
rules.add_perm("issues.stand_issue", works_here)
rules.add_perm("issues.propose_issue", oversees)
rules.add_perm("issues.contact_log_issue", oversees)


@rules.predicate
def keeps_department(user: User, department: Department) -> bool:
    """Who keeps the data of the department's unit also keeps the list of those who work with it."""
    return bool(roles_over(user, department.unit) & set(Posting.DATA_KEEPERS))


@rules.predicate
def may_reset_member(user: User, member: Member) -> bool:
    """An administrator over the department; an account that can get in by its own number or mail needs nobody."""
    holder = member.user
    own_way = holder.is_superuser or holder.is_staff or holder.email or holder.phone_index
    posted = Posting.objects.open().filter(user=holder.pk).exists()
    return not own_way and not posted and Posting.Role.ADMIN in roles_over(user, member.department.unit)


@rules.predicate
def stands_there(user: User, call: Call) -> bool:
    return works_here(user, call.whistle.issue)


@rules.predicate
def whistles_for(user: User, thing: Whistle | Call) -> bool:
    """The whistler's side: whoever may give the matter out."""
    return oversees(user, thing.whistle.issue if isinstance(thing, Call) else thing.issue)


rules.add_perm("issues.keep_department", keeps_department)
rules.add_perm("issues.reset_member", may_reset_member)
rules.add_perm("issues.arrive_call", stands_there)
rules.add_perm("issues.score_call", whistles_for)
rules.add_perm("issues.see_to_whistle", whistles_for)


@rules.predicate
def oversees_place(user: User, proposal: Proposal) -> bool:
    return Unit.objects.overseen_by(user, *OVERSEERS).filter(pk=proposal.unit_id).exists()


rules.add_perm("issues.decide_proposal", oversees_place)


def moves_open_to(
    user: User, issue: Issue, *, who: set[str] | None = None, requests: Sequence[Approval] | None = None
) -> list[Move]:
    """What this user may do to this issue in its present state, the obvious next step first.

    ``who`` (see ``actors``) and ``requests`` (what waits for a second person) are for a caller that knows them already.
    """
    found = flow.moves_from(issue.state, actors(user, issue) if who is None else who)
    waiting = issue.approvals.asked() if requests is None else requests
    asked = {(request.kind, request.asked_by_id) for request in waiting}
    return [move for move in found if not pointless(move, issue, user, asked)]


def next_move(user: User, issue: Issue, found: list[Move]) -> Move | None:
    """The one obvious step among those that are open; answering for somebody else is possible, but not obvious."""
    names = {move.name for move in found}
    if "answer" in names and not handles(user, issue):
        names.remove("answer")
    return next((flow.MOVES[name] for name in flow.NEXT.get(issue.state, ()) if name in names), None)


def pointless(move: Move, issue: Issue, user: User, asked: set[tuple[str, int]]) -> bool:
    """Things that would be allowed but have nothing to work on."""
    if move.name == "reveal":
        return not (issue.reporter_name or issue.reporter_phone)
    if move.name == "publish":
        return bool(issue.category and issue.category.confidential)
    if move.name == "contact":
        return issue.responded_at is not None
    if move.name == "ask_more_time":
        return any(kind == "more_time" for kind, _by in asked)
    if kind := APPROVALS.get(move.name):
        return not any(each == kind and by != user.pk for each, by in asked)
    return False


def candidates(issue: Issue, by: User) -> list[Posting]:
    """To whom ``by`` may give the issue: staff of its place within their own scope, its grid's workers first."""
    postings = (
        Posting.objects.current()
        .over(issue.unit)
        .filter(role__in=Posting.STAFF, user__is_active=True)
        .filter(unit__in=Unit.objects.overseen_by(by, *Posting.STAFF))
        .select_related("user", "unit")
        .only("role", "user__name", "user__is_active", "unit__name", "unit__level")
    )
    nearest: dict[int, Posting] = {}
    for posting in sorted(postings, key=lambda row: (-row.unit.level, ORDER.index(row.role), row.pk)):
        nearest.setdefault(posting.user_id, posting)
    return list(nearest.values())
