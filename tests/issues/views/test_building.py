"""What heads of buildings are shown of their own building."""

import pytest

from accounts.models import User
from grids import actions as grids
from grids.models import Posting
from issues import actions
from issues.models import Category, Issue

PAGE = "/my/building/"


@pytest.fixture
def head(matter, town, browser_of):
    """Keeps the board of 1栋, where one matter stands; another stands next door."""
    town.head = User.objects.create_user("zhoushifu", name="周师傅")
    grids.post(Posting.Role.BUILDING_HEAD, town.building, user=town.head, on_board=True, by=None)
    town.own, town.next_door = matter(text="井盖松动"), matter(unit=town.building2)
    return browser_of(town.head)


def numbers(answer) -> set[str]:
    return {row["number"] for row in answer.context["rows"]}


def test_head_sees_the_own_building_and_nothing_else(head, town):
    assert numbers(head.get(PAGE)) == {town.own.number}
    assert numbers(head.get(PAGE, {"show": "all"})) == {town.own.number}


def test_head_does_not_see_who_reported(head, matter, town):
    issue = matter(text="我是李建国，住 2单元301，电话 13812345678，楼下漏水", place="2单元301", name="李建国")
    page = head.get(PAGE).text
    assert issue.number in page
    assert not any(word in page for word in ("李建国", "301", "13812345678", "19900000012", issue.token))


def test_head_does_not_see_matters_of_families(head, matter):
    quarrel = matter(category=Category.objects.get(name="邻里与家庭纠纷"), text="楼上夫妻天天吵架打人")
    unsorted = matter(text="我丈夫喝了酒又打我和孩子，求助")
    page = head.get(PAGE).text
    assert quarrel.number not in page and "吵架" not in page
    assert unsorted.number in page and "打我" not in page


def test_head_does_not_read_what_the_reporter_keeps_private(head, matter, town):
    issue = matter(text="北门井盖响", place="一楼")
    Issue.objects.filter(pk=issue.pk).update(hidden_by_reporter=True)
    page = head.get(PAGE).text
    assert issue.number in page and "北门井盖响" not in page


def test_head_sees_how_it_stands(head, town):
    actions.assign(town.own, to=town.north_worker, by=town.north_leader)
    assert "林小满在办" in head.get(PAGE).text


def test_head_whose_time_is_over_sees_nothing(head, town):
    Posting.objects.filter(user=town.head).update(until=town.building.valid_from)
    assert head.get(PAGE).status_code == 404


def test_head_finds_the_page_from_the_own_matters(head, browser_of, town):
    assert PAGE in head.get("/my/").text
    assert PAGE not in browser_of(town.stranger).get("/my/").text


def test_the_heads_page_costs_the_same_for_one_and_thirty(head, matter, cost):
    assert cost(lambda: head.get(PAGE), lambda: matter(), 19)
