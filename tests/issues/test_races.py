"""Things that happen at the same moment, as real parallel transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import combinations_with_replacement
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from issues import actions
from issues.actions.verifying import broken_matters
from issues.models import Issue, Step

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def together(*deeds) -> list:
    """Each deed in its own thread and connection, all let go at the same moment; refusals come back as their code."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(10)
            return deed()
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_reports_at_once_get_numbers_without_gap_or_double(matter):
    together(*[matter] * AT_ONCE)
    tails = sorted(Issue.objects.values_list("number", flat=True))
    assert [int(number[-4:]) for number in tails] == list(range(1, AT_ONCE + 1))


def test_taps_at_once_are_one_issue_and_one_number(matter):
    key = uuid4()
    found = together(*[lambda: matter(key=key).pk] * AT_ONCE)
    assert len(set(found)) == 1
    assert Issue.objects.get().number.endswith("-0001")
    assert Step.objects.count() == 1


def test_two_who_assign_at_once_do_not_both_win(matter, town):
    pk = matter().pk
    first, second = Issue.objects.get(pk=pk), Issue.objects.get(pk=pk)
    answers = together(
        lambda: actions.assign(first, to=town.north_worker, by=town.north_leader).verb,
        lambda: actions.assign(second, to=town.north_leader, by=town.clerk).verb,
    )
    assert sorted(answers) == ["assign", "moved_on"]
    assert Step.objects.filter(verb="assign").count() == 1


def test_two_who_rate_at_once_count_once(answered):
    one, other = Issue.objects.get(), Issue.objects.get()
    answers = together(lambda: actions.rate(one, stars=5).verb, lambda: actions.rate(other, stars=1).verb)
    assert sorted(answers) == ["moved_on", "rate"]


SOON = timezone.now() + timedelta(days=20)
# state → what people may do to a matter in it, each with another pair of hands
AT_THE_SAME_MOMENT = {
    "received": {
        "assign": lambda issue, town: actions.assign(issue, to=town.north_worker, by=town.north_leader),
        "take": lambda issue, town: actions.take(issue, by=town.clerk),
        "file": lambda issue, town: actions.file(issue, by=town.secretary),
        "decline": lambda issue, town: actions.decline(issue, reason="归物业", by=town.clerk),
        "sort": lambda issue, town: actions.sort(issue, category=None, severity=2, by=town.secretary),
    },
    "working": {
        "answer": lambda issue, town: actions.answer(issue, text="好了", by=town.north_worker),
        "contact": lambda issue, town: actions.contact(issue, by=town.north_worker),
        "ask": lambda issue, town: actions.ask(issue, text="哪盏？", by=town.north_worker),
        "pause": lambda issue, town: actions.pause(issue, reason="下雨", until=SOON, by=town.north_leader),
        "ask_more_time": lambda issue, town: actions.ask_more_time(
            issue, until=SOON, reason="等零件", by=town.north_worker
        ),
        "reassign": lambda issue, town: actions.reassign(issue, to=town.north_leader, by=town.clerk),
        "hand_back": lambda issue, town: actions.hand_back(issue, reason="归物业", by=town.north_worker),
    },
    "waiting": {
        "reply": lambda issue, town: actions.reply(issue, text="三楼的"),
        "resume": lambda issue, town: actions.resume(issue, by=town.north_leader),
    },
    "answered": {
        "close": lambda issue, town: actions.close(issue, by=town.north_leader),
        "rework": lambda issue, town: actions.rework(issue, reason="没好", by=town.clerk),
        "rate": lambda issue, town: actions.rate(issue, stars=5),
        "reopen": lambda issue, town: actions.reopen(issue, reason="又坏了"),
    },
    "returning": {
        "allow_return": lambda issue, town: actions.allow_return(issue, by=town.north_leader),
        "refuse_return": lambda issue, town: actions.refuse_return(issue, text="是你的", by=town.clerk),
    },
}
WAY = {
    "received": (),
    "working": ("assign", "sign"),
    "waiting": ("assign", "sign", "ask"),
    "answered": ("assign", "answer"),
    "returning": ("assign", "hand_back"),
}
FIRST = {
    **AT_THE_SAME_MOMENT["received"],
    **AT_THE_SAME_MOMENT["working"],
    "sign": lambda issue, town: actions.sign(issue, by=town.north_worker),
}


@pytest.mark.parametrize("state", AT_THE_SAME_MOMENT)
def test_of_any_two_moves_at_once_one_wins_and_the_other_is_told(matter, town, state):
    """15: every pair of moves, each from a page of its own; the record stays whole."""
    deeds = AT_THE_SAME_MOMENT[state]
    for one, other in combinations_with_replacement(deeds, 2):
        issue = matter()
        for verb in WAY[state]:
            FIRST[verb](issue, town)
        pages = [Issue.objects.get(pk=issue.pk) for _ in range(2)]
        before = issue.steps.filter(verb__in=(one, other)).count()
        said = together(*(partial(deeds[verb], page, town) for verb, page in zip((one, other), pages, strict=True)))
        assert sorted(answer == "moved_on" for answer in said) == [False, True], (one, other, said)
        assert issue.steps.filter(verb__in=(one, other)).count() == before + 1, (one, other)
    assert [sentences for _last, sentences in broken_matters()] == [[]]


def test_notes_at_once_are_all_kept_in_one_chain(assigned, town):
    pages = [Issue.objects.get() for _ in range(AT_ONCE)]
    together(*[lambda page=page: actions.add_internal_note(page, text="看过了", by=town.clerk) for page in pages])
    assert assigned.steps.filter(verb="note").count() == AT_ONCE
    assert [sentences for _last, sentences in broken_matters()] == [[]]


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite 同时只有一个写事务，看不到这种竞争；设置 DATABASE_URL 用 PostgreSQL 运行。",
)
def test_control_without_the_guard_both_would_win(matter, town):
    pk = matter().pk
    seen = Barrier(2)

    def careless(handler):
        issue = Issue.objects.get(pk=pk)
        seen.wait(10)
        if issue.state != Issue.State.RECEIVED:
            return "moved_on"
        issue.state, issue.handler = Issue.State.ASSIGNED, handler
        issue.save()
        return "assign"

    answers = together(lambda: careless(town.north_worker), lambda: careless(town.north_leader))
    assert answers == ["assign", "assign"]
