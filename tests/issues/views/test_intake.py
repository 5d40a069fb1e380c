"""Staff write down what reached them, whatever way it came (issues 6, point 5)."""

from uuid import uuid4

import pytest

from issues.actions.intake import CHANNELS_OF_STAFF
from issues.models import Category, Issue, Question

NEW = "/desk/issues/new/"


@pytest.fixture
def worker(browser_of, town):
    return browser_of(town.north_worker)


@pytest.fixture
def said(town):
    given = {"channel": "phone", "text": "电梯有异响", "unit": town.building.pk, "behalf": "self"}
    return given | {"key": str(uuid4()), "name": "李翠花", "phone": "19900000459", "consent": "on"}


@pytest.mark.parametrize("channel", CHANNELS_OF_STAFF)
def test_each_way_in_is_kept(worker, said, channel):
    worker.post(NEW, said | {"channel": channel})
    assert Issue.objects.get().channel == channel


def test_for_whom_and_what_was_agreed_stand_in_the_record(worker, said, town):
    page = worker.post(NEW, said | {"behalf": "other", "shares_contact": "on"}, follow=True).text
    issue = Issue.objects.get()
    step = issue.steps.get(verb="take_down")
    assert (step.text, step.by) == ("替家人、邻居反映；本人同意登记联系方式；同意告诉办理的部门", town.north_worker)
    assert issue.shares_contact
    assert step.text in page and "林小满" in page and "电话" in page


def test_the_reporter_reads_it_too(worker, said, browser_of):
    worker.post(NEW, said)
    assert "本人同意登记联系方式" in browser_of().get(f"/r/{Issue.objects.get().token}/").text


def test_a_number_without_the_persons_word_is_not_written_down(worker, said):
    del said["consent"]
    page = worker.post(NEW, said)
    assert "请先问本人是否同意" in page.text and "电梯有异响" in page.text
    assert not Issue.objects.exists()


def test_without_name_and_number_nobody_has_to_agree(worker, said):
    del said["consent"]
    worker.post(NEW, said | {"name": "", "phone": "", "behalf": "seen", "channel": "patrol"})
    assert Issue.objects.get().steps.get(verb="take_down").text == "工作人员自己发现"


def test_small_categories_stand_under_their_group(worker, town):
    groups = dict(worker.get(NEW).context["form"].fields["category"].widget.choices[1:])
    assert "路灯不亮" in [name for _pk, name in groups["设施损坏"]]


def test_what_was_not_sorted_is_sorted_by_its_text(worker, said):
    worker.post(NEW, said | {"text": "三楼楼道的声控灯不亮了"})
    assert Issue.objects.get().category.code == "facility.stairlight"


def test_the_questions_of_a_category_are_asked_here_too(worker, said, photo):
    lift = Category.objects.get(code="facility.lift")
    Question.objects.create(category=lift, code="floor", label="停在几楼", kind="number", required=True)
    page = worker.post(NEW, said | {"category": lift.pk, "photos": [photo()]})
    assert "停在几楼" in page.text and not Issue.objects.exists()
    assert f'name="asked" value="{lift.pk}"' in page.text and "这些照片已经带上" in page.text
    worker.post(NEW, said | {"category": lift.pk, "asked": lift.pk, "q_floor": "7"})
    issue = Issue.objects.get()
    assert (issue.answers, issue.photos.count()) == ({"floor": "7"}, 1)


def test_staff_are_not_slowed_down(worker, said):
    answers = [
        worker.post(NEW, said | {"key": str(uuid4()), "text": f"第 {number} 件"}).status_code for number in range(12)
    ]
    assert answers == [302] * 12


def test_another_grids_building_is_not_offered(worker, said, town):
    page = worker.post(NEW, said | {"unit": town.south_building.pk})
    assert "请重新选择在哪里" in page.text
