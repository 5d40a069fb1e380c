"""The declared way of a matter: what is in the table can be done by page and by action, and nothing else can."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from issues import actions, flow
from issues.actions import ending, merging
from issues.actions.steps import add_step
from issues.flow import MOVES, NEXT, TABLE, Actor, State
from issues.forms import FORMS
from issues.models import Approval, Department, Issue, Step
from issues.views.desk import DEEDS, DONE

S, A = State, Actor
STAFF_MOVES = [move for move in TABLE if move.name in FORMS]
OTHERS = [move for move in TABLE if move.name not in FORMS]
# who somebody is to the matter → who that is in the town; the handler is the grid worker, the clerk verifies
PEOPLE = {
    "clerk": ("north_other", {A.CLERK}),
    "overseer": ("north_leader", {A.CLERK, A.OVERSEER, A.VERIFIER}),
    "handler": ("north_worker", {A.CLERK, A.HANDLER}),
    "overseer who handles": ("north_leader", {A.CLERK, A.OVERSEER, A.HANDLER}),
    "overseer who worked on it": ("north_leader", {A.CLERK, A.OVERSEER}),
    "neighbouring grid": ("south_leader", set()),
    "resident": ("stranger", set()),
}


@pytest.fixture
def town(town):
    from accounts.models import User
    from grids import actions as grids
    from grids.models import Posting

    town.north_other = User.objects.create_user("an", name="安静")
    grids.post(Posting.Role.GRID_WORKER, town.north, user=town.north_other, by=None)
    town.north_other.refresh_from_db()
    return town


@pytest.fixture
def standing_at(matter, town):
    """``standing_at(State.PAUSED, by=leader)``: a matter in that state in somebody's hands, and what it waits for."""

    def make(state, handler) -> Issue:
        issue, now = matter(reporter=town.stranger), timezone.now()
        add_step(issue, "answer", by=town.secretary, text="灯已换好")
        fields = {"state": state, "handler": handler, "assigned_at": now, "filed_at": now}
        if state in flow.STOPPED:
            fields |= {"stopped_at": now, "left": 3, "stopped_until": now + timedelta(days=5)}
        if state == S.MERGED:
            fields["merged_into"] = matter()
        if state in (S.CLOSED, S.ENDED, S.DECLINED):
            fields["closed_at"] = now
        Issue.objects.filter(pk=issue.pk).update(**fields)
        asker = town.north_other if handler != town.north_other else town.north_worker
        due = {"until": now + timedelta(days=30)}
        Approval.objects.create(issue=issue, kind="more_time", reason="等零件", asked_by=asker, **due)
        Approval.objects.create(issue=issue, kind="return", reason="归物业", asked_by=asker)
        return Issue.objects.get(pk=issue.pk)

    return make


def typed(name: str, town, issue: Issue) -> dict:
    """Valid input of the form of this move."""
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    forms = {
        ("assign", "reassign"): {"to": f"u{town.north_other.pk}"},
        ("hand_back", "rework", "decline", "reopen"): {"reason": "有原因"},
        ("reveal",): {"reason": "约时间"},
        ("refuse_return", "refuse_more_time", "ask", "note"): {"text": "几句话"},
        ("pause", "ask_more_time"): {"until": day, "reason": "等零件"},
        ("answer",): {"text": "好了", "outcome": "solved"},
        ("publish",): {"title": "楼道灯"},
        ("sort",): {"severity": "2"},
        ("visit",): {"stars": "5"},
    }
    found = next((form for names, form in forms.items() if name in names), {})
    return found | {"seen": issue.version}


def allowed(move, state, who: set) -> bool:
    return state in move.before and bool(who & set(move.who))


def send(browser, issue, name, form) -> int:
    page = "issues:reveal" if name == "reveal" else "issues:act"
    args = [issue.pk] if name == "reveal" else [issue.pk, name]
    return browser.post(reverse(page, args=args), form).status_code


@pytest.fixture
def plain_pages(monkeypatch):
    """Some thousand answers are asked for their status only."""
    monkeypatch.setattr("issues.views.desk.render", lambda *_page, status=200: HttpResponse(status=status))


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", State)
def test_every_move_by_every_kind_of_person_through_the_page(browser_of, standing_at, town, state, person, plain_pages):
    """11, 12: done exactly where the table has it; a wrong person is refused, a wrong state is told."""
    name, who = PEOPLE[person]
    user = getattr(town, name)
    browser = browser_of(user)
    issue = standing_at(state, user if A.HANDLER in who else town.north_worker)
    if person == "overseer who worked on it":
        add_step(issue, "sign", by=user)
    for move in STAFF_MOVES:
        with transaction.atomic():
            issue.approvals.filter(kind={"ask_more_time": "more_time", "hand_back": "return"}.get(move.name)).delete()
            before = (issue.state, issue.steps.count())
            status = send(browser, issue, move.name, typed(move.name, town, issue))
            row = Issue.objects.get(pk=issue.pk)
            after, note = (row.state, row.steps.count()), (move.name, status, row.state)
            transaction.set_rollback(True)
        if not allowed(move, state, who):
            expected = 409 if who & set(move.who) else 403 if who or user == town.stranger else 404
            assert (status, after) == (expected, before), note
        elif move.name == "reveal":
            assert (status, after) == (200, before), note
        else:
            assert (status, after[1] > before[1]) == (302, True), note
            assert after[0] in (move.to or (state,)), note


ACTIONS = {
    "reply": lambda issue, town: actions.reply(issue, text="是 3 楼"),
    "rate": lambda issue, town: actions.rate(issue, stars=4),
    "lapse": lambda issue, town: actions.lapse(issue),
    "follow": lambda issue, town: follow(issue),
    "merge": lambda issue, town: merging.merge(issue, into=Issue.objects.get(key=OTHER), by=town.north_leader),
    "unmerge": lambda issue, town: merging.unmerge(issue, by=town.north_leader),
    "split": lambda issue, town: merging.split(issue, parts=[merging.Part("一")], by=town.north_leader),
}


def follow(issue: Issue) -> None:
    if issue.merged_into is None:
        raise ValidationError("", code="nobody")
    ending.end_merged(issue.merged_into, None)


OTHER = "00000000-0000-0000-0000-00000000000a"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", ACTIONS)
def test_moves_without_a_button_happen_in_their_states_only(standing_at, matter, town, name, state):
    matter(key=OTHER)
    issue = standing_at(state, town.north_worker)
    said = said_to(ACTIONS[name], issue, town)
    after = Issue.objects.get(pk=issue.pk).state
    if state in MOVES[name].before:
        assert said == "done" and after in (MOVES[name].to or (state,))
    else:
        assert said in OTHER_WORDS.get(name, ("moved_on", "ended")) and after == state


def said_to(deed, issue: Issue, town) -> str:
    try:
        deed(issue, town)
    except ValidationError as refusal:
        return refusal.error_list[0].code
    return "done"


# a matter that is part of no other has nobody to follow
OTHER_WORDS = {"follow": ("nobody",)}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", STAFF_MOVES, ids=lambda move: move.name)
def test_an_action_outside_its_states_is_refused_whoever_calls_it(standing_at, town, move, state):
    """Machines call actions without the page: the state is guarded there too."""
    if state in move.before or move.name == "reveal":
        return
    issue = standing_at(state, town.north_worker)
    with pytest.raises(ValidationError):
        DEEDS[move.name](issue, by=town.clerk, **values(move.name, town))
    assert Issue.objects.get(pk=issue.pk).state == state


def values(name: str, town) -> dict:
    """Valid input of the action itself."""
    found = {
        ("assign", "reassign"): {"to": town.north_other},
        ("hand_back", "rework", "decline", "reopen"): {"reason": "有原因"},
        ("refuse_return", "refuse_more_time", "ask", "answer"): {"text": "几句话"},
        ("pause", "ask_more_time"): {"reason": "等零件", "until": timezone.now() + timedelta(days=20)},
        ("sort",): {"category": None, "severity": 2},
    }
    return next((each for names, each in found.items() if name in names), {})


@pytest.mark.parametrize("state", State)
def test_the_administration_changes_nothing(browser_of, standing_at, town, state):
    issue = standing_at(state, town.north_worker)
    page = reverse("admin:issues_issue_change", args=[issue.pk])
    answer = browser_of(town.admin).post(page, {"state": "closed", "handler": town.admin.pk})
    assert (answer.status_code, Issue.objects.get(pk=issue.pk).state) == (403, state)


def test_handler_is_not_the_verifier(browser_of, answered, town):
    """12"""
    Issue.objects.filter(pk=answered.pk).update(handler=town.north_leader)
    assert send(browser_of(town.north_leader), answered, "close", {"seen": answered.version}) == 403
    assert send(browser_of(town.clerk), answered, "close", {"seen": answered.version}) == 302


def test_who_handled_it_before_is_not_the_verifier_either(browser_of, matter, town):
    """12"""
    issue = matter()
    actions.take(issue, by=town.north_leader)
    actions.reassign(issue, to=town.north_worker, by=town.clerk)
    actions.answer(issue, text="好了", by=town.north_worker)
    assert send(browser_of(town.north_leader), issue, "close", {"seen": issue.version}) == 403


def test_every_button_has_a_form_a_deed_and_words_for_its_success():
    buttons = {move.name for move in TABLE if set(move.who) & set(flow.STAFF)} - {"merge", "unmerge", "split"}
    assert set(FORMS) == buttons
    assert set(DEEDS) == set(DONE) == buttons - {"reveal"}


def test_every_button_stands_in_one_group_and_every_next_step_is_in_its_state():
    grouped = [name for _label, names in flow.GROUPS for name in names]
    assert sorted(grouped) == sorted(FORMS)
    assert all(state in MOVES[name].before for state, names in NEXT.items() for name in names)


def test_every_move_that_leaves_a_record_has_its_verb():
    assert {move.name for move in TABLE} - {"publish", "reveal"} <= set(Step.Verb.values)


def test_every_state_can_be_reached_and_left():
    reached = {state for move in TABLE for state in move.to} | {S.RECEIVED}
    assert reached == set(State)
    assert all(any(state in move.before and move.to for move in TABLE) for state in State if state != S.ENDED)
    assert S.ENDED in MOVES["reopen"].before


def page_of_the_table() -> str:
    """docs/matters.md's table as flow.TABLE has it."""
    lines = ["| move | 中文 | from | to | by |", "|---|---|---|---|---|"]
    for move in TABLE:
        states = "any" if move.before == flow.ANY else " ".join(state.value for state in move.before)
        ends = " or ".join(state.value for state in move.to) or "stays"
        lines.append(f"| {move.name} | {move.label} | {states} | {ends} | {' '.join(who.value for who in move.who)} |")
    return "\n".join(lines)


def test_the_page_of_the_documentation_shows_this_table():
    page = (Path(settings.BASE) / "docs" / "matters.md").read_text(encoding="utf8")
    table = re.search(r"^\| move .*?(?=\n\n|\Z)", page, re.M | re.S)
    assert table and table[0].strip() == page_of_the_table()


def test_departments_do_not_act_through_the_desk(browser_of, assigned, town):
    department = Department.objects.create(name="安居物业", kind="property", unit=town.community)
    department.members.create(user=town.stranger)
    Issue.objects.filter(pk=assigned.pk).update(department=department, handler=None)
    assert send(browser_of(town.stranger), assigned, "sign", {"seen": assigned.version}) == 403
    assert Issue.objects.get().state == S.ASSIGNED
