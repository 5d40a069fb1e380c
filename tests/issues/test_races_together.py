"""Joining and merging at the same moment, as real parallel transactions."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from issues.actions import joining, merging, opinions
from issues.models import Issue, Joiner, Policy, Proposal, Visit
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6
only_postgres = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite 同时只有一个写事务，看不到这种竞争；设置 DATABASE_URL 用 PostgreSQL 运行。",
)


def fresh(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def test_one_number_that_joins_twice_at_once_counts_once(matter):
    issue = matter()
    deeds = [lambda: joining.join(fresh(issue), key=uuid4(), phone="19900000013").pk] * AT_ONCE
    assert len(set(together(*deeds))) == 1
    assert (Joiner.objects.count(), fresh(issue).joined) == (1, 1)
    assert issue.steps.filter(verb="join").count() == 1


def test_many_who_join_at_once_are_all_counted(matter):
    issue = matter()
    phones = [f"1990000010{tail}" for tail in range(AT_ONCE)]
    together(*[lambda phone=phone: joining.join(fresh(issue), key=uuid4(), phone=phone).pk for phone in phones])
    assert fresh(issue).joined == AT_ONCE


def test_many_who_join_at_once_make_one_proposal(matter):
    Policy.current()
    Policy.objects.update(topic_joiners=1)
    issue = matter()
    phones = [f"1990000010{tail}" for tail in range(AT_ONCE)]
    together(*[lambda phone=phone: joining.join(fresh(issue), key=uuid4(), phone=phone).pk for phone in phones])
    assert Proposal.objects.count() == 1


def test_a_into_b_and_b_into_a_at_once_merge_once(matter, town):
    one, other = matter(text="灯坏了"), matter(text="楼道黑")
    answers = together(
        lambda: merging.merge(fresh(one), into=fresh(other), by=town.north_leader).verb,
        lambda: merging.merge(fresh(other), into=fresh(one), by=town.clerk).verb,
    )
    assert sorted(answers) in (["cycle", "merge"], ["merge", "moved_on"])
    assert Issue.objects.filter(state="merged").count() == 1


def test_ring_of_merges_at_once_leaves_one_main(matter, town):
    ring = [matter(text=f"灯坏了{n}") for n in range(3)]
    together(
        *[
            lambda a=a, b=b: merging.merge(fresh(a), into=fresh(b), by=town.north_leader).verb
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        ]
    )
    mains = set(Issue.objects.exclude(state="merged").values_list("pk", flat=True))
    assert mains
    assert set(Issue.objects.filter(state="merged").values_list("merged_into", flat=True)) <= mains


def test_two_who_split_at_once_do_not_both_win(matter, town):
    issue = matter()
    part = [merging.Part("灯")]
    pages = [fresh(issue), fresh(issue)]
    answers = together(*[lambda row=row: len(merging.split(row, parts=part, by=town.north_leader)) for row in pages])
    assert sorted(answers, key=str) == [1, "moved_on"]
    assert issue.parts.count() == 1


def test_joiner_who_rates_twice_at_once_has_one_word(answered):
    joiner = joining.join(answered, key=uuid4(), phone="19900000013")
    rows = [Joiner.objects.select_related("issue").get(pk=joiner.pk) for _ in range(2)]
    answers = together(*[lambda row=row, n=n: joining.rate_joined(row, stars=n).stars for n, row in enumerate(rows, 3)])
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    assert Visit.objects.filter(joiner=joiner).count() == 1


def test_two_who_decide_a_proposal_at_once_do_not_both_win(matter, town):
    proposal = opinions.propose(matter(), by=town.north_leader)
    rows = [Proposal.objects.get(pk=proposal.pk) for _ in range(2)]
    answers = together(
        lambda: opinions.take_up(rows[0], by=town.secretary).state,
        lambda: opinions.drop(rows[1], by=town.clerk, answer="不用").state,
    )
    assert "moved_on" in answers
    assert len(set(answers)) == 2


@only_postgres
def test_control_without_the_lock_both_would_merge(matter, town, monkeypatch):
    """Shows that the race is there: without waiting for each other each sees the other one unmerged."""
    from threading import Barrier

    both_looked = Barrier(2)
    monkeypatch.setattr(merging, "locked", lambda *mains: both_looked.wait(10))
    monkeypatch.setattr(merging, "hurry", lambda main, other: None)
    monkeypatch.setattr(merging, "add_step", lambda *step, **facts: None)
    one, other = matter(text="灯坏了"), matter(text="楼道黑")
    real = merging.move

    def late(*deed, **facts):
        both_looked.wait(10)
        return real(*deed, **facts)

    monkeypatch.setattr(merging, "move", late)

    def into(issue, main, by):
        with transaction.atomic():
            merging.merge(fresh(issue), into=fresh(main), by=by)
            # neither is there for the other one before both have written all they write
            both_looked.wait(10)

    together(lambda: into(one, other, town.north_leader), lambda: into(other, one, town.clerk))
    assert Issue.objects.filter(state="merged").count() == 2
