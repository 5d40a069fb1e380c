"""The end of a matter, and its beginning again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from grids.models import Posting
from issues import actions
from issues.actions import merging
from issues.models import Category, Issue
from jobs.work import drain
from tests.issues.conftest import refused
from tests.issues.dot import DOT

S = Issue.State


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_rating_is_one_to_five(answered, stars):
    refused("stars", actions.rate, answered, stars=stars)


def test_rating_counts_once(answered):
    actions.rate(answered, stars=4)
    refused("rated", actions.rate, answered, stars=5)
    assert Issue.objects.get().rating == 4


def test_rating_after_closing_is_still_heard(answered, town):
    actions.close(answered, by=town.north_leader)
    actions.rate(answered, stars=3)
    assert Issue.objects.get().rating == 3


def test_an_unhappy_rating_begins_again_with_whoever_had_it_and_a_new_limit(answered, town):
    Issue.objects.update(due_at=timezone.now() - timedelta(days=9))
    answered.refresh_from_db()
    actions.rate(answered, stars=2, text="又不亮了")
    assert (answered.state, answered.rating, answered.handler) == (S.ASSIGNED, None, town.north_worker)
    assert answered.due_on == timezone.localdate() + timedelta(days=7)
    assert list(answered.steps.values_list("verb", flat=True))[-3:] == ["rate", "reopen", "raise"]


def test_resident_reopens_twice_and_is_then_asked_to_call(answered, town):
    Issue.objects.update(reopened=2)
    answered.refresh_from_db()
    refused("too_often", actions.reopen, answered, reason="又坏了")


def test_staff_may_reopen_once_more(answered, town):
    Issue.objects.update(reopened=2)
    answered.refresh_from_db()
    actions.reopen(answered, reason="居民来电", by=town.north_leader)
    assert answered.reopened == 3


def test_after_thirty_days_it_is_a_new_matter(answered):
    Issue.objects.update(answered_at=timezone.now() - timedelta(days=31))
    answered.refresh_from_db()
    refused("too_late", actions.reopen, answered, reason="又坏了")


def test_unhappy_once_goes_to_the_same_person_under_a_supervisor(answered, town):
    """26"""
    actions.close(answered, by=town.north_leader)
    actions.rate(answered, stars=1, text="没修好")
    assert (answered.state, answered.handler, answered.reopened) == (S.ASSIGNED, town.north_worker, 1)
    assert answered.due_at > timezone.now() + timedelta(days=6)
    assert answered.raised_to == town.community
    drain()
    assert Message.objects.filter(recipient=town.secretary, title=f"请督办：{answered.number}").exists()


def test_unhappy_twice_goes_a_level_up(answered, town):
    """26"""
    actions.rate(answered, stars=1)
    actions.answer(answered, text="换了整灯", by=town.north_worker)
    actions.rate(answered, stars=2)
    assert (answered.reopened, answered.raised_to) == (2, town.street)


def test_unhappy_a_third_time_ends_and_people_are_asked_to_call(browser_of, answered, town):
    """26"""
    Issue.objects.update(reopened=2)
    answered.refresh_from_db()
    actions.rate(answered, stars=1)
    assert (answered.state, answered.rating) == (S.ENDED, 1)
    page = browser_of().post(f"/r/{answered.token}/reopen/", {"reason": "还是不行"}).text
    assert "请直接给社区打电话" in page


def test_not_solved_begins_again_whatever_the_stars(answered):
    actions.rate(answered, stars=4, solved="no")
    assert answered.state == S.ASSIGNED


def test_an_unhappy_word_after_thirty_days_is_kept_and_begins_nothing(answered, town):
    actions.close(answered, by=town.north_leader)
    Issue.objects.update(closed_at=timezone.now() - timedelta(days=31))
    answered.refresh_from_db()
    actions.rate(answered, stars=1)
    assert (answered.state, answered.rating) == (S.ENDED, 1)


def test_an_unhappy_visit_begins_again_too(answered, town):
    """26"""
    actions.close(answered, by=town.north_leader)
    actions.visit(answered, by=town.clerk, stars=2, text="灯还是不亮")
    assert answered.state == S.ASSIGNED
    assert answered.steps.filter(verb="reopen", text="灯还是不亮").exists()


def test_who_is_no_longer_there_does_not_get_it_back(answered, town):
    Posting.objects.filter(user=town.north_worker).update(until=town.building.valid_from)
    actions.rate(answered, stars=1)
    assert (answered.state, answered.handler) == (S.RECEIVED, None)


def test_begun_again_a_matter_must_be_signed_again(answered):
    actions.rate(answered, stars=1)
    assert (answered.signed_at, answered.responded_at, answered.outcome) == (None, None, "")


def test_closing_needs_the_words_of_an_answer(assigned, town):
    """14"""
    Issue.objects.update(state=S.ANSWERED)
    assigned.refresh_from_db()
    refused("no_result", actions.close, assigned, by=town.north_leader)


@pytest.fixture
def lift(matter, town):
    """A matter of a category that asks for a photo of afterwards."""
    category = Category.objects.filter(photo_after=True).first()
    issue = matter(category=category)
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    return issue


def test_marked_categories_are_not_answered_without_a_photo_of_afterwards(lift, town):
    """14"""
    refused("photo_after", actions.answer, lift, text="好了", by=town.north_worker)
    actions.answer(lift, text="好了", photos=[DOT], by=town.north_worker)
    actions.close(lift, by=town.north_leader)
    assert lift.state == S.CLOSED


def test_marked_categories_are_not_closed_without_a_photo_of_afterwards(answered, lift, town):
    """14: the category may have been corrected after the answer"""
    Issue.objects.filter(pk=answered.pk).update(category=lift.category)
    answered.refresh_from_db()
    refused("photo_after", actions.close, answered, by=town.north_leader)


def test_the_photo_of_before_is_none_of_afterwards(matter, lift, town):
    """14"""
    issue = matter(category=lift.category, photos=[DOT])
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    refused("photo_after", actions.answer, issue, text="好了", by=town.north_worker)


@pytest.fixture
def in_parts(working, town):
    """Answered, while one of its two parts is still open."""
    parts = [merging.Part("换灯"), merging.Part("查线路")]
    first, _second = merging.split(working, parts=parts, by=town.north_leader)
    actions.decline(first, reason="不用换", by=town.north_leader)
    actions.answer(working, text="灯已换好", by=town.north_worker)
    return working


def test_open_parts_keep_a_matter_open_unless_somebody_says_why(in_parts, town):
    """10"""
    refused("open_parts", actions.close, in_parts, by=town.north_leader)
    part = in_parts.parts.latest("pk")
    refused("open_parts", actions.close, in_parts, by=town.north_leader, despite={part.pk: " "})
    actions.close(in_parts, despite={part.pk: "线路另行改造"}, by=town.north_leader)
    part.refresh_from_db()
    assert (in_parts.state, part.state) == (S.CLOSED, S.RECEIVED)
    assert part.steps.latest("pk").text == "主件已先办结：线路另行改造"


def test_the_page_asks_why_it_is_closed_before_its_parts(browser_of, in_parts, town):
    """10"""
    browser = browser_of(town.north_leader)
    page = browser.post(f"/desk/issues/{in_parts.pk}/close/", {"seen": in_parts.version}).text
    assert "请写明为什么先办结" in page and in_parts.parts.latest("pk").number in page
    part = in_parts.parts.latest("pk")
    form = {"seen": in_parts.version, f"despite_{part.pk}": "线路另行改造"}
    browser.post(f"/desk/issues/{in_parts.pk}/close/", form)
    assert Issue.objects.get(pk=in_parts.pk).state == S.CLOSED


@pytest.fixture
def in_three(working, town):
    parts = merging.split(
        working, parts=[merging.Part(each) for each in ("换灯", "查线路", "修门")], by=town.north_leader
    )
    actions.answer(working, text="灯已换好", by=town.north_worker)
    return working, parts


def reason_of(part) -> str:
    return part.steps.latest("pk").text


def test_each_open_part_gets_its_own_reason(browser_of, in_three, town):
    """10"""
    whole, parts = in_three
    reasons = ("灯已改由物业换", "线路下月改造", "门已报修")
    page = f"/desk/issues/{whole.pk}/close/"
    form = {f"despite_{part.pk}": why for part, why in zip(parts, reasons, strict=True)}
    browser = browser_of(town.north_leader)
    refusal = browser.post(page, form | {"seen": whole.version, f"despite_{parts[1].pk}": ""}).text
    assert refusal.count("这一件还没有办完，请写明为什么先办结。") == 2  # beside the field, and in the summary
    assert Issue.objects.get(pk=whole.pk).state == S.ANSWERED
    browser.post(page, form | {"seen": whole.version})
    assert [reason_of(part) for part in parts] == [f"主件已先办结：{why}" for why in reasons]


def test_one_reason_for_all_fills_what_was_left_empty(browser_of, in_three, town):
    """10"""
    whole, parts = in_three
    form = {"seen": whole.version, f"despite_{parts[0].pk}": "灯已改由物业换", "despite_all": "另行安排"}
    browser_of(town.north_leader).post(f"/desk/issues/{whole.pk}/close/", form)
    assert [reason_of(part) for part in parts] == [
        "主件已先办结：灯已改由物业换",
        "主件已先办结：另行安排",
        "主件已先办结：另行安排",
    ]


def test_a_rating_does_not_end_what_has_open_parts(in_parts):
    """10"""
    refused("open_parts", actions.rate, in_parts, stars=5)


@pytest.fixture
def merged(matter, working, town):
    other = matter(text="三楼灯也不亮")
    merging.merge(other, into=working, by=town.north_leader)
    return other


def test_closing_ends_what_was_merged_into_it(merged, working, town):
    """9"""
    working.refresh_from_db()
    actions.answer(working, text="灯已换好", by=town.north_worker)
    actions.close(working, by=town.north_leader)
    merged.refresh_from_db()
    assert (merged.state, merged.outcome) == (S.CLOSED, "solved")


def test_an_unhappy_rating_leaves_what_was_merged_into_it_merged(merged, working, town):
    working.refresh_from_db()
    actions.answer(working, text="灯已换好", by=town.north_worker)
    actions.rate(working, stars=1)
    merged.refresh_from_db()
    assert (working.state, merged.state) == (S.ASSIGNED, S.MERGED)


def test_work_done_again_has_at_least_a_working_day(answered, town):
    Issue.objects.update(due_at=timezone.now() - timedelta(days=3))
    answered.refresh_from_db()
    actions.rework(answered, reason="晚上还是不亮", by=town.north_leader)
    assert (answered.state, answered.handler, answered.reworks) == (S.WORKING, town.north_worker, 1)
    assert answered.due_at > timezone.now()
    assert (answered.answered_at, answered.outcome) == (None, "")
