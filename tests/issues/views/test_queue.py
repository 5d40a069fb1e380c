import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from issues import actions
from issues.actions.stopping import end_of
from issues.models import Category, Issue
from issues.views.queue import TABS

QUEUE = "/desk/issues/"


@pytest.fixture
def desk(browser_of, town):
    return browser_of(town.north_worker)


def numbers(response) -> list[str]:
    return [row["number"] for row in response.context["rows"]]


@pytest.fixture
def mixed(matter, town):
    """Matters in several states, one late, one due today and asking for more time, one waiting, one of the south."""
    made = [matter() for _ in range(6)]
    matter(unit=town.south_building)
    for issue in made[2:]:
        actions.assign(issue, to=town.north_worker, by=town.north_leader)
    for issue in made[4:]:
        actions.answer(issue, text="好了", by=town.north_worker)
    actions.close(made[5], by=town.north_leader)
    today = timezone.localdate()
    actions.sign(made[2], by=town.north_worker)
    actions.ask(made[2], text="是哪盏灯？", by=town.north_worker)
    Issue.objects.filter(pk=made[1].pk).update(due_at=end_of(today - timedelta(days=2)))
    Issue.objects.filter(pk=made[3].pk).update(due_at=end_of(today))
    Issue.objects.filter(pk__in=[made[0].pk, made[4].pk]).update(due_at=end_of(today + timedelta(days=5)))
    actions.ask_more_time(made[3], until=end_of(today + timedelta(days=9)), reason="等零件", by=town.north_worker)
    return made


COUNTS = {"overdue": 1, "today": 1, "new": 2, "mine": 2, "asked": 1, "answered": 1, "stopped": 1, "closed": 1, "all": 6}


@pytest.mark.parametrize("show", TABS)
def test_count_of_each_list_is_its_length(desk, mixed, show):
    response = desk.get(QUEUE, {"show": show})
    counts = {tab["show"]: tab["count"] for tab in response.context["tabs"]}
    assert counts[show] == len(numbers(response)) == COUNTS[show]


@pytest.mark.parametrize("show", TABS)
def test_counts_follow_the_filters(desk, mixed, show):
    response = desk.get(QUEUE, {"show": show, "state": "received"})
    counts = {tab["show"]: tab["count"] for tab in response.context["tabs"]}
    assert counts[show] == len(numbers(response))


def test_other_grids_do_not_appear_by_search_either(desk, mixed, matter, town):
    hidden = matter(unit=town.south_building, text="南边的事")
    assert numbers(desk.get(QUEUE, {"q": "南边"})) == []
    assert numbers(desk.get(QUEUE, {"q": hidden.number})) == []
    assert numbers(desk.get(QUEUE, {"unit": town.south.pk})) == []


def test_search_finds_words_places_and_numbers(desk, matter):
    issue = matter(text="井盖松动", place="北门外")
    matter()
    for q in ("井盖", "北门", issue.number, issue.number.replace("-", "－"), "1栋"):
        assert issue.number in numbers(desk.get(QUEUE, {"q": q}))
    assert numbers(desk.get(QUEUE, {"q": "井盖"})) == [issue.number]


def test_filters_narrow(desk, matter, town):
    category = Category.objects.first()
    issue = matter(category=category, unit=town.building2)
    matter()
    assert numbers(desk.get(QUEUE, {"category": category.pk})) == [issue.number]
    assert numbers(desk.get(QUEUE, {"unit": town.building2.pk})) == [issue.number]


@pytest.mark.parametrize(
    "mangled", [{"show": "x"}, {"category": "9" * 30}, {"unit": "-1"}, {"state": "x"}, {"sort": "pk;"}, {"page": "no"}]
)
def test_mangled_addresses_still_show_the_list(desk, matter, mangled):
    issue = matter()
    assert numbers(desk.get(QUEUE, mangled)) == [issue.number]


def test_urgent_and_soonest_come_first(desk, matter):
    slow = matter(category=Category.objects.get(name="违建与装修"))
    quick = matter(category=Category.objects.get(name="环境卫生"))
    fire = matter(text="三楼着火了")
    assert numbers(desk.get(QUEUE, {"show": "new"})) == [fire.number, quick.number, slow.number]


def test_a_page_is_full_and_filters_stay_in_the_pager(desk, matter, monkeypatch):
    monkeypatch.setattr("issues.views.queue.ON_A_PAGE", 3)
    for _ in range(4):
        matter(text="灯")
    response = desk.get(QUEUE, {"show": "new", "q": "灯"})
    assert len(numbers(response)) == 3
    assert b"show=new&amp;q=%E7%81%AF&amp;page=2" in response.content


@pytest.fixture
def long_list(matter, monkeypatch):
    """Nine matters in a list that is counted no further than three and shows two on a page."""
    monkeypatch.setattr("issues.models.issue.COUNTED", 3)
    monkeypatch.setattr("issues.views.queue.COUNTED", 3)
    monkeypatch.setattr("issues.views.queue.ON_A_PAGE", 2)
    monkeypatch.setattr("issues.views.paging.FAR", 3)
    return [matter().number for _ in range(9)]


@pytest.mark.parametrize(
    ("page", "shown", "linked"),
    [
        ("", (8, 7), {"page=2", "page=-1"}),
        ("3", (4, 3), {"page=2", "page=-1"}),
        ("-1", (1, 0), {"page=-2"}),
        ("99999", (1, 0), {"page=-2"}),
        ("-3", (5, 4), {"page=-2", "page=-1"}),
        ("-0", (8, 7), {"page=2", "page=-1"}),
    ],
)
def test_a_list_too_long_to_count_is_turned_from_either_end(desk, long_list, page, shown, linked):
    response = desk.get(QUEUE, {"show": "all", "page": page} if page else {"show": "all"})
    pager = response.content.decode().split('class="pager"')[1].split("</nav>")[0]
    assert numbers(response) == [long_list[place] for place in shown]
    assert set(re.findall(r"page=-?[0-9]+", pager)) == linked
    assert "共 3 条以上" in pager
    counts = {tab["show"]: tab["count"] for tab in response.context["tabs"]}
    assert (counts["all"], counts["new"], counts["closed"]) == ("3+", 9, 0)


def test_pages_of_a_long_list_miss_nothing_and_repeat_nothing(desk, long_list):
    pages = [numbers(desk.get(QUEUE, {"show": "all", "page": page})) for page in (1, 2, 3)]
    assert [number for page in pages for number in page] == long_list[::-1][:6]


def test_former_staff_are_named_too(browser_of, matter, town):
    """Names come from the lists of the filters; theirs stands in none of them."""
    issue = matter(unit=town.north)
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    town.north_worker.postings.update(until=timezone.localdate())
    html = browser_of(town.north_leader).get(QUEUE).content.decode()
    assert town.north_worker.name in html.split("<tbody>")[1]


def test_empty_list_says_what_to_do(desk, town):
    assert "放宽条件" in desk.get(QUEUE).content.decode()


def test_people_without_a_post_are_told_where_to_turn(browser_of, town):
    assert browser_of(town.stranger).get(QUEUE).status_code == 403
    assert browser_of().get(QUEUE).status_code == 302


def test_queue_costs_the_same_for_one_and_thirty_rows(desk, matter, cost):
    assert cost(lambda: desk.get(QUEUE), lambda: matter(key=uuid4()), 30)


def test_queue_costs_at_most_twelve_queries(desk, mixed, queries):
    desk.get(QUEUE)
    with queries(12):
        desk.get(QUEUE)
