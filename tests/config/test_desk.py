from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import tell
from config.context import menu
from config.pages import most_urgent
from issues.actions.stopping import end_of
from issues.models import Issue, Severity
from tests.config.test_home import matter

State = Issue.State


def counts(client) -> dict[str, int]:
    return {item["show"]: item["count"] for item in client.get("/desk/").context["figures"]}


@pytest.fixture
def desk(client, town):
    client.force_login(town.north_worker)
    return client


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_the_four_figures(desk, town):
    today = timezone.localdate()
    mine = {"state": State.ASSIGNED, "handler": town.north_worker}
    matter(town.north, due_at=end_of(today - timedelta(days=1)), **mine)
    matter(town.north, due_at=end_of(today), **mine)
    matter(town.building)
    assert counts(desk) == {"overdue": 1, "today": 1, "new": 1, "mine": 2}


def test_another_grid_is_not_counted(desk, town):
    matter(town.south, due_at=end_of(timezone.localdate()))
    assert set(counts(desk).values()) == {0}


def test_another_grid_is_not_listed(desk, town):
    matter(town.south, text="南边的事")
    assert "南边的事" not in desk.get("/desk/").text


def test_what_presses_most_comes_first(town):
    today = timezone.localdate()
    for days in (3, -2, 0):
        matter(town.north, due_at=end_of(today + timedelta(days=days)))
    matter(town.north, due_at=end_of(today + timedelta(days=5)), severity=Severity.URGENT)
    labels = [row["label"] for row in most_urgent(Issue.objects.all())]
    assert labels == ["紧急", "逾期 2 天", "今天到期", "待派单"]


def test_at_most_eight_are_listed(town):
    for _ in range(10):
        matter(town.north)
    assert len(most_urgent(Issue.objects.all())) == 8


def test_the_menu_counts_what_waits_today(desk, town):
    matter(town.north, due_at=end_of(timezone.localdate()))
    [first, *rest] = desk.get("/desk/").context["desk"]["menu"]
    assert (first["label"], first["count"], first["here"]) == ("今天要办", 1, True)
    assert not any(item["here"] for item in rest)


def test_the_heading_says_where_one_works(desk, town):
    assert desk.get("/desk/").context["desk"]["where"] == "第1网格"


def test_unread_messages_are_on_the_desk(desk, town):
    tell(town.north_worker, "请看 2026-0001")
    tell(town.south_worker, "给南边的话")
    page = desk.get("/desk/").text
    assert "请看 2026-0001" in page
    assert "给南边的话" not in page


def test_a_quiet_day_says_so(desk):
    assert "手上没有等着办的事" in desk.get("/desk/").text


def test_the_desk_costs_constant_queries(desk, town, queries):
    for n in range(30):
        matter(town.north, state=State.ASSIGNED, handler=town.north_worker)
        tell(town.north_worker, f"第{n}条")
    desk.get("/desk/")
    with queries(12):
        desk.get("/desk/")


@pytest.mark.parametrize(("who", "shown"), [("north_worker", False), ("north_leader", True)])
def test_the_menu_offers_importing_to_those_who_may(client, town, who, shown):
    client.force_login(getattr(town, who))
    labels = [item["label"] for item in client.get("/desk/").context["desk"]["menu"]]
    assert ("导入" in labels) is shown


LISTS = ["/desk/issues/", "/desk/people/", "/desk/tree/", "/desk/notices/", "/desk/imports/", "/desk/inbox/"]
LISTS += [
    "/desk/needs/",
    "/desk/reminders/",
    "/desk/updates/",
    "/desk/organisations/",
    "/desk/requests/",
    "/desk/reports/",
]
LISTS += ["/desk/exports/", "/desk/updates/stale/"]


@pytest.mark.parametrize("path", ["/desk/", *LISTS, "/desk/sessions/"])
def test_every_list_of_the_desk_costs_at_most_twelve_queries(client, town, queries, path):
    client.force_login(town.secretary)
    client.get(path)
    with queries(12):
        assert client.get(path).status_code == 200


def test_pages_of_the_register_show_the_pages_beside_them(client, town):
    client.force_login(town.north_worker)
    rooms = client.get("/desk/reminders/").context["desk"]["rooms"]
    assert [room["label"] for room in rooms if room["here"]] == ["提醒"]
    beside = client.get("/desk/sessions/holidays/").context["desk"]["rooms"]
    assert [room["label"] for room in beside if room["here"]] == ["活动"]
    assert "到期清理" not in [room["label"] for room in rooms]
    assert {client.get(room["url"]).status_code for room in rooms} == {200}


@pytest.mark.parametrize("start", ["households", "buildings", "dwellings", "needs", "coverage", "people"])
def test_register_pages_stand_below_their_entry(start):
    [here] = [item["label"] for item in menu(f"/desk/{start}/7/", 0, 0, set()) if item["here"]]
    assert here == "居民与房屋"


@pytest.mark.parametrize(("who", "shown"), [("secretary", False), ("admin", True)])
def test_the_menu_leads_administrators_to_the_administration(client, town, who, shown):
    client.force_login(getattr(town, who))
    labels = [item["label"] for item in client.get("/desk/").context["desk"]["menu"]]
    assert ("系统管理" in labels) is shown
