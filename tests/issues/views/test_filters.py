"""Filters of the queue in its address, kept under names, and the same matters as a board and by grid."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues import actions
from issues.actions.saving import MOST, save_view
from issues.models import Category, Department, Issue, SavedView
from tests.issues.conftest import refused
from tests.issues.views.test_queue import numbers

QUEUE, BOARD, LOAD, VIEWS = "/desk/issues/", "/desk/issues/board/", "/desk/issues/workload/", "/desk/issues/views/"


@pytest.fixture
def desk(browser_of, town):
    return browser_of(town.clerk)


@pytest.fixture
def two(matter, assigned, town):
    """One with the grid worker, serious, by telephone, from last month; one new."""
    month_ago = timezone.now() - timedelta(days=40)
    Issue.objects.filter(pk=assigned.pk).update(severity=2, channel="phone", received_at=month_ago)
    return assigned, matter()


def day(back: int) -> str:
    return (timezone.localdate() - timedelta(days=back)).isoformat()


@pytest.mark.parametrize(
    "wanted",
    [
        {"severity": "2"},
        {"channel": "phone"},
        {"state": "assigned"},
        {"until": day(30)},
        {"from": day(50), "until": day(40)},
    ],
)
def test_each_filter_finds_the_old_one_alone(desk, two, wanted):
    assert numbers(desk.get(QUEUE, wanted)) == [two[0].number]


def test_by_who_has_it(desk, two, town):
    company = Department.objects.create(name="柳荫物业", kind="property", unit=town.area)
    actions.assign(two[1], to=company, by=town.clerk)
    assert numbers(desk.get(QUEUE, {"who": f"u{town.north_worker.pk}"})) == [two[0].number]
    assert numbers(desk.get(QUEUE, {"who": f"d{company.pk}"})) == [two[1].number]
    assert numbers(desk.get(QUEUE, {"who": "none"})) == []


def test_by_the_start_of_the_number(desk, two):
    assert numbers(desk.get(QUEUE, {"number": two[0].number})) == [two[0].number]
    assert len(numbers(desk.get(QUEUE, {"number": two[0].number[:5]}))) == 2


def test_a_larger_category_means_its_smaller_ones(desk, matter):
    small = Category.objects.exclude(parent=None).first()
    issue = matter(category=small)
    matter()
    assert numbers(desk.get(QUEUE, {"category": small.parent_id})) == [issue.number]


@pytest.mark.parametrize("said", ["wifi", "WIFI", "WiFi"])
def test_foreign_words_are_found_in_either_case(desk, matter, said):
    issue = matter(text="楼道Wifi箱子掉了")
    assert numbers(desk.get(QUEUE, {"q": said})) == [issue.number]


@pytest.mark.parametrize(
    "mangled",
    [
        {"who": "u"},
        {"severity": "9"},
        {"channel": "x"},
        {"from": "2026-02-30"},
        {"until": "0001-01-01"},
        {"who": "u9x"},
    ],
)
def test_what_is_no_filter_narrows_nothing(desk, two, mangled):
    assert len(numbers(desk.get(QUEUE, mangled))) == 2


def test_the_filters_stay_chosen_on_the_page(desk, two):
    page = desk.get(QUEUE, {"severity": "2", "from": day(50)}).text
    assert '<option value="2" selected>' in page
    assert f'value="{day(50)}"' in page


def test_every_filter_at_once_costs_at_most_twelve_queries(desk, two, town, queries):
    save_view(town.clerk, name="急事", query="severity=3")
    everything = {"q": "灯", "category": 1, "unit": town.north.pk, "state": "assigned", "who": "none", "severity": 2}
    everything |= {"channel": "web", "from": day(50), "until": day(1), "number": "2026", "show": "all"}
    desk.get(QUEUE, everything)
    for page in (QUEUE, BOARD):
        with queries(12):
            desk.get(page, everything)


# --- kept filters ------------------------------------------------------------------------------


def test_filters_are_kept_under_a_name_and_found_again(desk, two, town):
    answer = desk.post(VIEWS, {"name": "电话来的", "query": "channel=phone&page=7&next=//evil.example"})
    assert answer.url == "/desk/issues/?channel=phone"
    assert SavedView.objects.get().query == "channel=phone"
    page = desk.get(QUEUE).text
    assert 'href="/desk/issues/?channel=phone"' in page
    assert "电话来的" in page


def test_the_same_name_means_the_new_filters(town):
    save_view(town.clerk, name="急事", query="severity=2")
    save_view(town.clerk, name=" 急事 ", query="severity=3")
    assert SavedView.objects.get().query == "severity=3"


@pytest.mark.parametrize(("name", "query", "code"), [(" ", "q=1", "name"), ("长", "q=" + "1" * 300, "long")])
def test_no_name_or_too_much_is_refused(town, name, query, code):
    refused(code, save_view, town.clerk, name=name, query=query)


def test_so_many_and_no_more(town):
    for number in range(MOST):
        save_view(town.clerk, name=f"第{number}组", query="")
    refused("full", save_view, town.clerk, name="再一组", query="")
    save_view(town.clerk, name="第1组", query="show=new")


def test_others_do_not_see_or_delete_them(browser_of, desk, town):
    view = save_view(town.clerk, name="我的急事", query="severity=3")
    other = browser_of(town.secretary)
    assert "我的急事" not in other.get(QUEUE).text
    assert other.post(f"{VIEWS}{view.pk}/delete/").status_code == 404
    assert desk.post(f"{VIEWS}{view.pk}/delete/").url == QUEUE
    assert not SavedView.objects.exists()


# --- board and load ----------------------------------------------------------------------------


def test_the_board_counts_all_and_shows_twenty(desk, matter, answered):
    made = [matter() for _ in range(22)]
    columns = {column["state"]: column for column in desk.get(BOARD).context["columns"]}
    assert (columns["received"]["count"], len(columns["received"]["rows"]), columns["received"]["rest"]) == (22, 20, 2)
    assert columns["answered"]["rows"][0]["number"] == answered.number
    assert "还有 2 件" in desk.get(BOARD).text
    assert {row["number"] for row in columns["received"]["rows"]} <= {issue.number for issue in made}


def test_the_board_shows_ended_ones_as_a_number_only(desk, answered, town):
    actions.close(answered, by=town.north_leader)
    page = desk.get(BOARD)
    assert answered.number not in page.text
    assert {column["state"]: column["count"] for column in page.context["ended"]}["closed"] == 1


def test_the_board_knows_no_other_grid(browser_of, matter, town):
    hidden = matter(unit=town.south_building)
    assert hidden.number not in browser_of(town.north_worker).get(BOARD).text


def test_the_board_costs_the_same_for_one_and_thirty(desk, matter, cost):
    assert cost(lambda: desk.get(BOARD), lambda: matter(), 30)


def test_load_stands_by_grid_with_its_buildings(desk, matter, answered, town):
    late = matter(unit=town.north)
    Issue.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=1))
    matter(unit=town.community)
    rows = {row["unit"].name: row for row in desk.get(LOAD).context["rows"]}
    assert {name: (row["new"], row["late"], row["answered"]) for name, row in rows.items()} == {
        "第1网格": (1, 1, 1),
        "第2网格": (0, 0, 0),
        "青石社区": (1, 0, 0),
    }


def test_load_names_no_person(desk, working, town):
    main = desk.get(LOAD).text.split('id="main"')[1]
    assert "林小满" not in main
    assert '<td class="number" data-label="在办">1</td>' in main


def test_load_costs_the_same_for_one_and_thirty(desk, matter, cost):
    assert cost(lambda: desk.get(LOAD), lambda: matter(), 30)
