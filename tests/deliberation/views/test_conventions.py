"""What pages of a convention tell, and what they keep to themselves."""

import pytest

from accounts.models import AuditEntry
from community.models import Person
from deliberation.actions import conventions as rules
from deliberation.actions import signing
from deliberation.views.conventions import percent
from tests.deliberation import contests


@pytest.fixture
def world(town):
    town.people = contests.neighbours(town.building2, ["赵甲", "钱乙"])
    town.row = contests.convention(town)
    town.version = contests.signing(town, town.row)
    return town


def test_the_house_that_agreed_is_masked_and_the_one_that_did_not_is_a_number(world, browser_of):
    for home, word in zip(signing.homes_of(world.version), ("agree", "disagree"), strict=True):
        signing.sign(world.version, home, word=word, channel="door", assisted="周师傅", by=world.north_worker)
    page = browser_of().get(f"/conventions/{world.row.pk}/1/").text
    assert "2栋 8单元*01" in page
    assert "8单元101" not in page
    assert "*02" not in page
    assert "户同意，共 2 户" in page
    assert "（50.0%）" in page


def test_full_numbers_are_for_those_who_run_it_and_each_reading_is_on_record(world, browser_of):
    page = f"/desk/conventions/{world.row.pk}/signatures/"
    assert browser_of(world.north_worker).get(page).status_code == 403
    assert "2栋 8单元101" in browser_of(world.north_leader).get(page).text
    assert AuditEntry.objects.filter(verb="convention.signatures_read", actor=world.north_leader).count() == 1


def test_nobody_signs_for_another_house(world, browser_of):
    Person.objects.filter(pk=world.wang.pk).update(user=world.stranger)
    page = f"/conventions/{world.row.pk}/1/sign/"
    answer = browser_of(world.stranger).post(page, {"word": "agree"})
    assert "没有和这里的住户连起来" in answer.text
    assert not world.version.signatures.exists()
    Person.objects.filter(pk=world.wang.pk).update(user=None)
    Person.objects.filter(pk=world.people[0].pk).update(user=world.stranger)
    browser_of(world.stranger).post(page, {"word": "agree"})
    assert world.version.signatures.get().household.dwelling.room == "101"


def test_a_comment_is_read_by_everybody_only_with_its_answer(town, browser_of):
    row = contests.convention(town)
    one = contests.commented(town, row)
    page = f"/conventions/{row.pk}/1/"
    assert one.text not in browser_of().get(page).text
    rules.answer_comment(one, answer="周末到十一点。", by=town.north_leader)
    assert one.text in browser_of().get(page).text
    assert "周末到十一点" in browser_of().get(page).text


def test_a_draft_is_nobodys_to_read(town, browser_of):
    row = contests.convention(town)
    assert browser_of().get(f"/conventions/{row.pk}/1/").status_code == 404
    assert row.title not in browser_of().get("/conventions/").text


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 3, "33.3"), (2, 3, "66.6"), (2999, 3000, "99.9"), (0, 0, "0.0")]
)
def test_a_share_is_cut_and_never_rounded_up(part, whole, shown):
    assert percent(part, whole) == shown
