import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from grids.publish import public_version
from issues import actions
from issues.models import Category, Issue, Step
from tests.issues.conftest import refused
from tests.issues.dot import DOT

S = Issue.State


def test_the_whole_way(matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.answer(issue, text="灯已换好", by=town.north_worker)
    actions.rate(issue, stars=5, text="谢谢")
    issue.refresh_from_db()
    assert (issue.state, issue.rating, issue.rating_text) == (S.ENDED, 5, "谢谢")
    assert list(issue.steps.values_list("verb", flat=True)) == ["submit", "assign", "answer", "rate"]


def test_second_of_two_at_once_is_told_and_nothing_is_overwritten(matter, town):
    issue = matter()
    other = Issue.objects.get(pk=issue.pk)
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    refused("moved_on", actions.assign, other, to=town.north_leader, by=town.clerk)
    assert Issue.objects.get().handler == town.north_worker
    assert Step.objects.filter(verb="assign").count() == 1


def test_what_an_old_page_decided_is_refused(matter, town):
    issue = matter()
    seen = issue.version
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    refused("moved_on", actions.assign, issue, to=town.north_leader, by=town.clerk, seen=seen)


def test_staff_of_another_grid_cannot_be_given_it(matter, town):
    refused("out_of_scope", actions.assign, matter(), to=town.south_worker, by=town.clerk)


def test_words_to_the_handler_stay_inside(matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_leader, note="先打电话")
    assert not issue.steps.public().filter(text="先打电话").exists()


def test_answer_needs_words(assigned, town):
    refused("required", actions.answer, assigned, text="\x07", by=town.north_worker)


def test_answer_brings_its_photo(assigned, town):
    step = actions.answer(assigned, text="好了", photos=[DOT], by=town.north_worker)
    assert step.photos.count() == 1


def test_note_is_for_colleagues(assigned, town):
    actions.add_internal_note(assigned, text="家里有老人", by=town.north_worker)
    assert not assigned.steps.public().filter(verb="note").exists()


def test_note_does_not_make_other_pages_old(assigned, town):
    before = assigned.version
    actions.add_internal_note(assigned, text="家里有老人", by=town.north_worker)
    assert Issue.objects.get().version == before


def test_public_title_makes_it_public_and_its_loss_private(assigned, town):
    actions.publish(assigned, title="楼道灯", by=town.north_leader)
    assert Issue.objects.public().exists()
    actions.publish(assigned, title="", by=town.north_leader)
    assert not Issue.objects.public().exists()


def test_family_matters_never_become_public(matter, town):
    issue = matter(category=Category.objects.get(name="邻里与家庭纠纷"))
    refused("confidential", actions.publish, issue, title="吵架", by=town.north_leader)


@pytest.mark.django_db(transaction=True)
def test_moving_a_public_matter_renews_public_pages(assigned, town):
    actions.publish(assigned, title="楼道灯", by=town.north_leader)
    before = public_version()
    actions.answer(assigned, text="好了", by=town.north_worker)
    assert public_version() != before


def test_contact_is_shown_against_a_reason_and_an_entry(assigned, town):
    contact = actions.reveal_contact(assigned, reason="约时间上门", by=town.north_worker)
    assert contact["phone"] == "19900000012"
    entry = AuditEntry.objects.get(target=f"issue:{assigned.pk}")
    assert (entry.actor, entry.reason) == (town.north_worker, "约时间上门")


def test_contact_without_a_reason_stays_hidden(assigned, town):
    refused("required", actions.reveal_contact, assigned, reason=" ", by=town.north_worker)
    assert not AuditEntry.objects.filter(target=f"issue:{assigned.pk}").exists()


@pytest.mark.parametrize("number", ["138 1234 5678", "110101199003070011", "6222 0212 3456 7890"])
def test_a_public_title_holds_no_number(assigned, town, number):
    """S05"""
    with pytest.raises(ValidationError) as refusal:
        actions.publish(assigned, title=f"找 {number} 退款", by=town.north_leader)
    assert refusal.value.error_list[0].code == "private"
    assigned.refresh_from_db()
    assert assigned.public_title == ""
