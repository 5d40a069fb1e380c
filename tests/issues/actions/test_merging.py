"""并单 and 拆分: nobody who reported is lost, the earlier limit counts, and both records say what happened."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message, User
from issues import actions
from issues.actions.family import main_of, people_of
from issues.actions.joining import join
from issues.actions.merging import MOST_PARTS, Part, merge, split, unmerge
from issues.actions.verifying import broken_matters
from issues.models import Category, Issue, Visit
from jobs.work import drain
from tests.issues.dot import DOT


@pytest.fixture
def neighbour(town):
    return User.objects.create_user("wu", name="吴邻")


@pytest.fixture
def pair(matter, town, neighbour):
    """A main matter reported by the passer-by, and the same again by a neighbour."""
    main = matter(text="整栋楼道都黑", reporter=town.stranger, phone="")
    return main, matter(text="三楼楼道灯坏了", reporter=neighbour, phone="")


@pytest.fixture
def merged(pair, town):
    main, other = pair
    merge(other, into=main, by=town.north_leader)
    main.refresh_from_db()
    return main, other


def refusal(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as caught:
        deed(*args, **facts)
    return caught.value.error_list[0].code


def told(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True))


def verbs(issue) -> list[tuple[str, str]]:
    return list(issue.steps.values_list("verb", "text"))


def finish(issue, town):
    issue.refresh_from_db()
    actions.take(issue, by=town.north_worker)
    actions.answer(issue, text="全部换好", by=town.north_worker)
    actions.close(issue, by=town.north_leader)


def test_merging_keeps_both_records_and_names_the_other(merged):
    main, other = merged
    assert (other.state, other.merged_into) == ("merged", main)
    assert verbs(other)[-1] == ("merge", main.number)
    assert verbs(main)[-1] == ("merge", other.number)
    assert [sentence for _last, found in broken_matters() for sentence in found] == []


def test_everybody_counts_and_everybody_stays(merged, town):
    main, other = merged
    join(main, key=uuid4(), phone="19900000077")
    main.refresh_from_db()
    assert people_of(main) == 3
    assert (main.reporter, other.reporter.name) == (town.stranger, "吴邻")


def test_main_takes_the_earliest_limit_and_the_greatest_severity(pair, town):
    main, other = pair
    soon = timezone.now() + timedelta(hours=3)
    Issue.objects.filter(pk=other.pk).update(due_at=soon, respond_due_at=soon, severity=3)
    other.refresh_from_db()
    merge(other, into=main, by=town.north_leader)
    main.refresh_from_db()
    assert (main.due_at, main.respond_due_at, main.severity) == (soon, soon, 3)


def test_later_limit_changes_nothing(pair, town):
    main, other = pair
    before = main.due_at
    Issue.objects.filter(pk=other.pk).update(due_at=before + timedelta(days=9))
    other.refresh_from_db()
    merge(other, into=main, by=town.north_leader)
    main.refresh_from_db()
    assert main.due_at == before


def test_clock_that_stands_has_less_left_when_an_earlier_limit_comes_in(pair, town):
    main, other = pair
    actions.take(main, by=town.north_worker)
    actions.ask(main, text="几楼？", by=town.north_worker)
    left = main.left
    Issue.objects.filter(pk=other.pk).update(due_at=main.due_at - timedelta(days=2))
    other.refresh_from_db()
    merge(other, into=main, by=town.north_leader)
    main.refresh_from_db()
    assert main.state == "waiting"
    assert main.left < left


def test_reporters_of_merged_matters_hear_what_happens_to_the_main(merged, town, neighbour):
    main, other = merged
    finish(main, town)
    drain()
    assert f"您反映的事项 {other.number}：给出答复" in told(neighbour)
    assert f"您反映的事项 {main.number}：给出答复" in told(town.stranger)
    answer = Message.objects.get(recipient=neighbour, title__endswith="给出答复")
    assert (answer.body, answer.link) == ("全部换好", f"/r/{other.token}/")


def test_closing_the_main_closes_the_merged_and_asks_everybody(merged, town, neighbour):
    main, other = merged
    join(main, key=uuid4(), phone="19900000077")
    finish(main, town)
    other.refresh_from_db()
    assert (other.state, other.outcome, verbs(other)[-1]) == ("closed", "solved", ("follow", main.number))
    drain()
    assert sum("办结" in title for title in told(neighbour)) == 1
    assert Visit.objects.filter(issue=other, joiner=None).count() == 1
    assert Visit.objects.filter(issue=main).count() == 2


def test_number_of_people_stays_after_the_end(merged, town):
    main, other = merged
    finish(main, town)
    assert people_of(Issue.objects.get(pk=main.pk)) == 2
    assert main_of(Issue.objects.get(pk=other.pk)) == main


def test_chains_are_flattened(merged, matter, town):
    main, other = merged
    root = matter(text="一楼到六楼都黑")
    merge(main, into=root, by=town.north_leader)
    other.refresh_from_db()
    assert other.merged_into == root
    assert verbs(other)[-1] == ("merge", root.number)


def test_into_a_merged_one_means_into_its_main(merged, matter, town):
    main, other = merged
    third = matter(text="楼道黑")
    merge(third, into=other, by=town.north_leader)
    assert third.merged_into == main


def test_no_circle(pair, town):
    main, other = pair
    merge(other, into=main, by=town.north_leader)
    assert refusal(merge, main, into=other, by=town.north_leader) == "cycle"
    assert refusal(merge, main, into=main, by=town.north_leader) == "cycle"


def test_acting_on_an_old_page_is_refused(pair, town):
    main, other = pair
    seen = other.version
    actions.take(Issue.objects.get(pk=other.pk), by=town.north_worker)
    assert refusal(merge, other, into=main, by=town.north_leader, seen=seen) == "moved_on"


def test_not_into_what_has_ended(pair, town):
    main, other = pair
    actions.decline(main, reason="不归社区管", by=town.north_leader)
    assert refusal(merge, other, into=main, by=town.north_leader) == "ended"


def test_family_matters_are_not_merged_with_others(pair, matter, town):
    private = matter(text="家里的事", category=Category.objects.filter(confidential=True).first())
    assert refusal(merge, private, into=pair[0], by=town.north_leader) == "confidential"


def test_what_waited_for_approval_waits_no_longer(assigned, matter, town):
    main = matter(text="整栋楼道都黑")
    until = assigned.due_at + timedelta(days=2)
    actions.ask_more_time(assigned, until=until, reason="等配件", by=town.north_worker)
    merge(assigned, into=main, by=town.north_leader)
    assert not assigned.approvals.asked().exists()


def test_unmerging_gives_the_matter_back_with_its_limit(merged, town):
    main, other = merged
    promised = other.due_at
    unmerge(other, by=town.north_leader)
    assert (other.state, other.merged_into, other.due_at) == ("received", None, promised)
    assert verbs(other)[-1] == ("unmerge", main.number)
    assert verbs(main)[-1] == ("unmerge", other.number)
    assert people_of(main) == 1


def test_limit_that_is_over_begins_anew_when_unmerged(merged, town):
    _main, other = merged
    Issue.objects.filter(pk=other.pk).update(due_at=timezone.now() - timedelta(days=1))
    other.refresh_from_db()
    unmerge(other, by=town.north_leader)
    assert other.due_at > timezone.now()


def test_unmerged_matter_is_in_nobodys_hands(assigned, matter, town):
    main = matter(text="整栋楼道都黑")
    merge(assigned, into=main, by=town.north_leader)
    unmerge(assigned, by=town.north_leader)
    assert (assigned.state, assigned.handler) == ("received", None)


def test_unmerging_what_is_not_merged_is_refused(pair, town):
    assert refusal(unmerge, pair[0], by=town.north_leader) == "moved_on"


def test_parts_have_handlers_and_limits_of_their_own(matter, town):
    kinds = {code: Category.objects.get(code=code) for code in ("facility.stairlight", "clean.rubbish")}
    issue = matter(text="楼道又黑又脏", reporter=town.stranger)
    parts = [
        Part("楼道灯不亮", kinds["facility.stairlight"], town.north_worker),
        Part("楼道没人打扫", kinds["clean.rubbish"]),
    ]
    light, dirt = split(issue, parts=parts, by=town.north_leader)
    assert (light.state, light.handler, light.split_from) == ("assigned", town.north_worker, issue)
    assert (dirt.state, dirt.unit, dirt.place) == ("received", issue.unit, issue.place)
    assert light.due_at != dirt.due_at
    assert verbs(issue)[-1] == ("split", f"{light.number}、{dirt.number}")
    assert verbs(dirt) == [("split", issue.number)]


def test_parts_hold_nothing_of_the_reporter_who_hears_of_the_whole_alone(matter, town):
    issue = matter(text="楼道又黑又脏", reporter=town.stranger, name="王小明")
    (part,) = split(issue, parts=[Part("楼道灯不亮", None, town.north_worker)], by=town.north_leader)
    assert (part.reporter, part.reporter_name, part.reporter_phone, part.phone_index) == (None, "", "", "")
    actions.answer(part, text="换好了", by=town.north_worker)
    actions.close(part, by=town.north_leader)
    drain()
    assert told(town.stranger) == []
    assert not part.visits.exists()


def test_whole_cannot_close_before_its_parts_unless_somebody_says_why(working, town):
    (part,) = split(working, parts=[Part("线路老化")], by=town.north_leader)
    actions.answer(working, text="灯换好了", by=town.north_worker)
    assert refusal(actions.close, working, by=town.north_leader) == "open_parts"
    actions.close(working, by=town.north_leader, despite={part.pk: "线路下月统一改造"})
    assert "线路下月统一改造" in verbs(part)[-1][1]


@pytest.mark.parametrize(("count", "code"), [(0, "no_parts"), (MOST_PARTS + 1, "too_many")])
def test_at_least_one_part_and_at_most_ten(matter, town, count, code):
    assert refusal(split, matter(), parts=[Part("灯")] * count, by=town.north_leader) == code
    assert Issue.objects.count() == 1


def test_ten_are_counted_over_all_splits(matter, town):
    issue = matter()
    split(issue, parts=[Part("灯")] * 9, by=town.north_leader)
    assert refusal(split, issue, parts=[Part("灯")] * 2, by=town.north_leader) == "too_many"


def test_part_is_not_split_again(matter, town):
    (part,) = split(matter(), parts=[Part("灯")], by=town.north_leader)
    assert refusal(split, part, parts=[Part("线")], by=town.north_leader) == "one_level"


def test_part_is_not_merged_back_into_its_whole(matter, town):
    issue = matter()
    (part,) = split(issue, parts=[Part("灯")], by=town.north_leader)
    assert refusal(merge, part, into=issue, by=town.north_leader) == "own_part"


def test_photos_go_along_as_copies_where_wanted(matter, town):
    issue = matter(photos=[DOT])
    (with_photo,) = split(issue, parts=[Part("灯")], photos=True, by=town.north_leader)
    (without,) = split(issue, parts=[Part("线")], by=town.north_leader)
    copy, original = with_photo.photos.get(), issue.photos.get()
    assert copy.file.read() == original.file.read()
    assert copy.file.name != original.file.name
    assert not without.photos.exists()
