"""Acceptance point 19: role × scope over the list, the matter, search, the exported figures and the open interface."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from grids import actions as grids
from grids.models import Posting
from issues import actions
from issues.models import Department, Issue, Member
from tests.issues.dot import DOT

PLACES = ("north", "south", "street")
# who → the matters that are theirs to see on the desk
SEES = {
    "north_worker": {"north"},
    "north_leader": {"north"},
    "south_worker": {"south"},
    "south_leader": {"south"},
    "clerk": {"north", "south"},
    "secretary": {"north", "south"},
    "admin": {"north", "south", "street"},
}
OUTSIDE = ("stranger", "head", "member")


@pytest.fixture
def three(town):
    """One matter in the building of each grid, and one in another community of the street; none of them is public."""
    other = grids.add_unit("community", "白云社区", "999999001002", parent=town.street, by=None)
    elsewhere = grids.add_unit("grid", "白云1网格", "999999001002001", parent=other, by=None)
    units = {"north": town.building, "south": town.south_building, "street": elsewhere}
    made = {
        place: actions.submit(key=uuid4(), text=f"路灯不亮，在{place}", unit=unit, name="王小明", phone="19900000012")
        for place, unit in units.items()
    }
    user = type(town.stranger).objects.create_user
    town.head, town.member = user("louzhang", name="周师傅"), user("wuye", name="物业员")
    grids.post(Posting.Role.BUILDING_HEAD, town.building2, user=town.head, by=None)
    company = Department.objects.create(name="柳荫物业", kind="property", unit=town.area)
    Member.objects.create(department=company, user=town.member)
    return made


def places(numbers, three) -> set[str]:
    return {place for place, issue in three.items() if issue.number in numbers}


@pytest.mark.parametrize("who", SEES)
def test_the_list_search_and_board_hold_the_own_scope(three, town, browser_of, who):
    desk = browser_of(getattr(town, who))
    for asked in ({}, {"q": "路灯"}, {"show": "new"}, {"number": "2"}):
        seen = {row["number"] for row in desk.get("/desk/issues/", asked).context["rows"]}
        assert places(seen, three) == SEES[who], asked
    board = desk.get("/desk/issues/board/").text
    assert places([issue.number for issue in three.values() if issue.number in board], three) == SEES[who]


@pytest.mark.parametrize("who", SEES)
def test_a_matter_and_its_deeds_open_within_the_scope_only(three, town, browser_of, who):
    desk = browser_of(getattr(town, who))
    for place, issue in three.items():
        expected = 200 if place in SEES[who] else 404
        assert desk.get(f"/desk/issues/{issue.pk}/").status_code == expected, place
        if expected == 404:
            for deed in ("take", "assign", "contact", "note"):
                assert desk.post(f"/desk/issues/{issue.pk}/{deed}/").status_code == 404, (place, deed)


@pytest.mark.parametrize("who", SEES)
def test_exported_figures_count_the_own_scope(three, town, browser_of, who):
    desk = browser_of(getattr(town, who))
    page = desk.get("/desk/figures/")
    assert page.context["now"]["open"] == len(SEES[who])
    rows = desk.get("/desk/figures/csv/").content.decode("utf-8-sig")
    alone = {"north": "第1网格", "south": "第2网格", "street": "白云1网格"}
    assert {place for place, name in alone.items() if name in rows} <= SEES[who]
    assert "王小明" not in rows


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_holds_no_post_of_the_staff_has_no_desk(three, town, browser_of, who):
    """Heads of buildings, members of departments and residents have doors of their own."""
    browser = browser_of(getattr(town, who))
    pages = ["/desk/issues/", "/desk/issues/board/", "/desk/figures/csv/", "/desk/issues/workload/"]
    for page in [*pages, *(f"/desk/issues/{issue.pk}/" for issue in three.values())]:
        assert browser.get(page).status_code in (403, 404), page


def test_a_building_head_knows_of_the_own_building_only(three, town):
    assert not Issue.objects.of_heads(town.head).exists()
    mine = actions.submit(key=uuid4(), text="灯不亮", unit=town.building2)
    assert set(Issue.objects.of_heads(town.head)) == {mine}


def test_the_open_interface_gives_everybody_what_is_public(three, town, browser_of):
    actions.publish(three["north"], title="1栋路灯不亮", by=town.north_leader)
    for who in (None, town.stranger, town.south_worker, town.admin):
        answer = browser_of(who).get("/open311/v2/requests.json").text
        assert places([issue.number for issue in three.values() if issue.number in answer], three) == {"north"}
        assert "王小明" not in answer
        assert "19900000012" not in answer


# --- the same for every level of the tree, and for what hangs on a matter -----------------------
# who works at which level, and the places whose matters they see
LEVELS = ("building", "building2", "north", "south_building", "area", "community")
NORTH = {"building", "building2", "north"}
SEES_LEVELS = {
    "north_worker": NORTH,
    "north_leader": NORTH,
    "south_worker": {"south_building"},
    "south_leader": {"south_building"},
    "clerk": set(LEVELS),
    "secretary": set(LEVELS),
    "admin": set(LEVELS),
    "head": set(),
    "stranger": set(),
}


@pytest.fixture
def matters(matter, town):
    """One matter with a photo at each place, and somebody who keeps the board of one building."""
    town.head = User.objects.create_user("zhoushifu", name="周师傅")
    grids.post(Posting.Role.BUILDING_HEAD, town.building, user=town.head, on_board=True, by=None)
    return {
        name: matter(unit=getattr(town, name), text=f"井盖松动 {name}", name="王小明", photos=[DOT]) for name in LEVELS
    }


@pytest.fixture(params=SEES_LEVELS)
def person(request, matters, town, browser_of):
    """A browser of theirs, and the names of the places they see."""
    return browser_of(getattr(town, request.param)), SEES_LEVELS[request.param]


@pytest.mark.parametrize(
    "page", ["issues:board", "issues:workload", "issues:figures", "issues:rates", "issues:proposals", "desk"]
)
def test_overviews_name_nothing_of_others(person, matters, page):
    browser, seen = person
    answer = browser.get(reverse(page))
    hidden = [name for name in LEVELS if name not in seen]
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
