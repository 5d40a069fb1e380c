"""19: who sees which matter follows the five levels, on every page that shows one."""

import pytest
from django.urls import reverse

from accounts.models import User
from grids import actions as grids
from grids.models import Posting
from issues import actions
from issues.images import Picture
from issues.models import Category, Issue

# who works at which level, and the places whose matters they see
PLACES = ("building", "building2", "north", "south_building", "area", "community")
NORTH = {"building", "building2", "north"}
SEES = {
    "north_worker": NORTH,
    "north_leader": NORTH,
    "south_worker": {"south_building"},
    "south_leader": {"south_building"},
    "clerk": set(PLACES),
    "secretary": set(PLACES),
    "admin": set(PLACES),
    "head": set(),
    "stranger": set(),
}


@pytest.fixture
def matters(matter, town):
    """One matter with a photo at each place, and somebody who keeps the board of one building."""
    town.head = User.objects.create_user("zhoushifu", name="周师傅")
    grids.post(Posting.Role.BUILDING_HEAD, town.building, user=town.head, on_board=True, by=None)
    dot = Picture(b"\xff\xd8jpeg", 1, 1)
    return {
        name: matter(unit=getattr(town, name), text=f"井盖松动 {name}", name="王小明", photos=[dot]) for name in PLACES
    }


@pytest.fixture(params=SEES)
def person(request, matters, town, browser_of):
    """A browser of theirs, and the names of the places they see."""
    return browser_of(getattr(town, request.param)), SEES[request.param]


def numbers(answer) -> set[str]:
    return {row["number"] for row in answer.context["rows"]} if answer.status_code == 200 else set()


def expected(matters, seen) -> set[str]:
    return {issue.number for name, issue in matters.items() if name in seen}


def test_list(person, matters):
    browser, seen = person
    assert numbers(browser.get("/desk/issues/", {"show": "all"})) == expected(matters, seen)


def test_search(person, matters):
    browser, seen = person
    assert numbers(browser.get("/desk/issues/", {"q": "井盖"})) == expected(matters, seen)
    for name, issue in matters.items():
        assert bool(numbers(browser.get("/desk/issues/", {"q": issue.number}))) == (name in seen)


def test_filter_by_a_place_of_others(person, matters, town):
    browser, seen = person
    found = numbers(browser.get("/desk/issues/", {"unit": town.south.pk, "show": "all"}))
    assert found <= expected(matters, seen)


@pytest.mark.parametrize("page", ["issues:board", "issues:workload", "issues:figures", "issues:rates", "issues:proposals", "desk"])
def test_overviews_name_nothing_of_others(person, matters, page):
    browser, seen = person
    answer = browser.get(reverse(page))
    hidden = [name for name in PLACES if name not in seen]
    assert answer.status_code in (200, 302, 403)
    assert not any(f"井盖松动 {name}" in answer.text or matters[name].number in answer.text for name in hidden)


@pytest.mark.parametrize("page", ["issues:issue", "issues:contact_log", "issues:merge", "issues:stands"])
def test_detail(person, matters, page):
    browser, seen = person
    for name, issue in matters.items():
        status = browser.get(reverse(page, args=[issue.pk])).status_code
        refused = (404,) if seen else (403,)
        assert status in ((200, 403) if name in seen else refused), (name, status)


@pytest.mark.parametrize("page", ["assign", "note", "decline", "close"])
def test_deed(person, matters, page):
    browser, seen = person
    for name, issue in matters.items():
        status = browser.post(reverse("issues:act", args=[issue.pk, page]), {}).status_code
        assert (status == 404) == (bool(seen) and name not in seen), (name, status)
        assert issue.steps.count() == 1


def test_contact(person, matters):
    browser, seen = person
    for name, issue in matters.items():
        answer = browser.post(reverse("issues:reveal", args=[issue.pk]), {"reason": "约时间"})
        assert "19900000012" not in answer.text or name in seen


def test_photo(person, matters):
    browser, seen = person
    for name, issue in matters.items():
        answer = browser.get(reverse("issues:photo", args=[issue.photos.get().name]))
        assert answer.status_code == (200 if name in seen else 404), name


def test_administration(person, matters):
    browser, seen = person
    answer = browser.get("/admin/issues/issue/")
    shown = answer.status_code == 200
    assert all((issue.number in answer.text) == (shown and name in seen) for name, issue in matters.items())


# --- the heads of buildings --------------------------------------------------------------------
@pytest.fixture
def head(matters, town, browser_of):
    return browser_of(town.head)


HEADS_PAGE = "/my/building/"


def test_head_sees_the_own_building_and_nothing_else(head, matters):
    assert numbers(head.get(HEADS_PAGE)) == {matters["building"].number}
    assert numbers(head.get(HEADS_PAGE, {"show": "all"})) == {matters["building"].number}


def test_head_does_not_see_who_reported(head, matter, town):
    issue = matter(text="我是李建国，住 2单元301，电话 13812345678，楼下漏水", place="2单元301", name="李建国")
    page = head.get(HEADS_PAGE).text
    assert issue.number in page
    assert not any(word in page for word in ("李建国", "301", "13812345678", "19900000012", issue.token))


def test_head_does_not_see_matters_of_families(head, matter):
    quarrel = matter(category=Category.objects.get(name="邻里与家庭纠纷"), text="楼上夫妻天天吵架打人")
    unsorted = matter(text="我丈夫喝了酒又打我和孩子，求助")
    page = head.get(HEADS_PAGE).text
    assert quarrel.number not in page and "吵架" not in page
    assert unsorted.number in page and "打我" not in page


def test_head_does_not_read_what_the_reporter_keeps_private(head, matter, town):
    issue = matter(text="北门井盖响", place="一楼")
    Issue.objects.filter(pk=issue.pk).update(hidden_by_reporter=True)
    page = head.get(HEADS_PAGE).text
    assert issue.number in page and "北门井盖响" not in page


def test_head_sees_how_it_stands(head, matters, town):
    actions.assign(matters["building"], to=town.north_worker, by=town.north_leader)
    assert "林小满在办" in head.get(HEADS_PAGE).text


def test_head_whose_time_is_over_sees_nothing(head, town):
    Posting.objects.filter(user=town.head).update(until=town.building.valid_from)
    assert head.get(HEADS_PAGE).status_code == 404


def test_head_finds_the_page_from_the_own_matters(head, browser_of, town):
    assert HEADS_PAGE in head.get("/my/").text
    assert HEADS_PAGE not in browser_of(town.stranger).get("/my/").text


def test_the_heads_page_costs_the_same_for_one_and_thirty(head, matter, cost):
    assert cost(lambda: head.get(HEADS_PAGE), lambda: matter(), 19)
