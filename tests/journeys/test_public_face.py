"""What everybody sees without signing in: the list and its search, the map, one matter, and the link that asks how it went."""

from uuid import uuid4

import pytest
from django.urls import reverse

from grids.actions import set_boundary
from issues import actions
from issues.models import Category, Issue, Visit
from tests.issues.api.conftest import square

TITLES = (
    "楼道灯不亮，上下楼看不清",
    "北门井盖松动",
    "单元门锁坏了，关不上",
    "南门口乱停电动车，挡住消防通道，消防车进不来",
)


@pytest.fixture
def shown(transactional_db, town):
    """Public matters of two grids with boundaries; the south has too few to be told."""
    set_boundary(town.north, square(112.6, 26.9), by=None)
    set_boundary(town.south, square(112.61, 26.9), by=None)
    # this walk is about readers; that some kinds want a photo is walked elsewhere
    Category.objects.update(photo_after=False)
    kind = Category.objects.get(code="facility.manhole")
    for number, title in enumerate(TITLES):
        far = number == len(TITLES) - 1
        unit, worker = (town.south, town.south_worker) if far else (town.building, town.north_worker)
        issue = actions.submit(key=uuid4(), text=title, unit=unit, phone="19900000012", category=kind)
        actions.assign(issue, to=worker, by=town.clerk)
        actions.publish(issue, title=title, text="已经到现场看过，材料到了就修。", by=town.clerk)
    first = Issue.objects.earliest("pk")
    actions.answer(first, text="灯已换好，试过三遍都亮。", by=town.north_worker)
    actions.close(first, by=town.secretary)
    return first


def look_everywhere(walk, shown: Issue, mode: str) -> None:
    page = walk.page
    walk.go(reverse("issues:matters"))
    assert all(page.get_by_role("link", name=title).is_visible() for title in TITLES)
    walk.look(f"list{mode}")
    walk.go(f"{reverse('issues:matters')}?q=井盖")
    assert page.locator("main .rows li").count() == 1
    walk.go(f"{reverse('issues:matters')}?q=没有的词")
    page.get_by_text("没有找到").wait_for()
    walk.look(f"nothing{mode}")
    walk.go(reverse("issues:map"))
    page.locator("#map path").nth(1).wait_for()
    assert page.locator("main td.number").all_inner_texts() == ["3", "少于 3 件"]
    walk.look(f"map{mode}")
    walk.go(reverse("issues:matter", args=[shown.number]))
    page.get_by_text("灯已换好，试过三遍都亮。").wait_for()
    walk.look(f"matter{mode}")
    walk.go(reverse("issues:visit", args=[Visit.objects.get(issue=shown).token]))
    walk.look(f"visit{mode}")


def test_everybody_reads_and_the_reporter_says_how_it_went(walks, shown, width):
    walk = walks(width)
    look_everywhere(walk, shown, "")
    large = walks(width)
    large.elder()
    look_everywhere(large, shown, "-elder")
    page = large.page
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("请选一下解决了没有").first.wait_for()
    large.look("visit-refused-elder")
    page.get_by_label("解决了", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("已经记下您的评价。").wait_for()
    large.look("visit-done-elder")
    assert Issue.objects.get(pk=shown.pk).state == Issue.State.ENDED
