from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.models import Notice
from config.pages import month_figures, neighbours, recent_matters
from grids.publish import bump_public_version
from issues.actions.stopping import end_of
from issues.models import Issue

State = Issue.State


def matter(unit, **fields) -> Issue:
    number = f"2026-{Issue.objects.count() + 1:04d}"
    facts = {"text": "楼道灯不亮", "due_at": end_of(timezone.localdate() + timedelta(days=3))} | fields
    return Issue.objects.create(number=number, key=uuid4(), token=number, unit=unit, **facts)


@pytest.fixture
def month(time_machine):
    """In the middle of a month, so that yesterday belongs to it."""
    time_machine.move_to("2026-11-18T10:00:00+08:00", tick=False)


def test_home_opens_without_any_data(client, db):
    assert "有事，找社区" in client.get("/").text


def test_a_matter_without_public_title_stays_private(client, town):
    matter(town.building, text="王小明家漏水")
    assert "漏水" not in client.get("/").text


def test_a_public_matter_is_shown_as_exact_as_its_grid(town):
    matter(town.building, public_title="楼道灯不亮")
    [row] = recent_matters()
    assert (row["public_title"], row["place"], row["label"]) == ("楼道灯不亮", "第1网格", "已受理")


def test_at_most_five_recent_matters_newest_first(town):
    for n in range(7):
        matter(town.north, public_title=f"第{n}件", received_at=timezone.now() + timedelta(minutes=n))
    assert [row["public_title"] for row in recent_matters()] == ["第6件", "第5件", "第4件", "第3件", "第2件"]


@pytest.mark.parametrize(
    ("fields", "news"),
    [
        ({"state": State.RECEIVED}, "今天收到"),
        ({"state": State.ASSIGNED}, "11月21日前答复"),
        ({"state": State.RECEIVED, "late": True}, "原定昨天答复，正在催办"),
        ({"state": State.CLOSED, "answered": True}, "今天答复"),
    ],
)
def test_each_matter_says_where_it_stands(town, month, fields, news):
    fields = {**fields, "handler": town.north_worker}
    if fields.pop("late", False):
        fields["due_at"] = end_of(timezone.localdate() - timedelta(days=1))
    if fields.pop("answered", False):
        fields["answered_at"] = timezone.now()
    matter(town.north, public_title="路灯", **fields)
    assert recent_matters()[0]["news"] == news


def test_figures_are_dashes_while_nothing_was_answered(town):
    assert month_figures() == {"received": 0, "in_time": "—", "rating": "—"}


def test_a_late_open_matter_counts_against_the_month(town, month):
    now, today = timezone.now(), timezone.localdate()
    matter(town.north, state=State.CLOSED, answered_at=now, closed_at=now, rating=4)
    matter(
        town.north,
        state=State.CLOSED,
        answered_at=now,
        closed_at=now,
        rating=5,
        due_at=end_of(today - timedelta(days=1)),
    )
    matter(town.north, due_at=end_of(today - timedelta(days=1)))
    matter(town.north)
    assert month_figures() == {"received": 4, "in_time": "33%", "rating": "4.5"}


def test_last_month_is_not_this_month(town, month):
    before = timezone.now() - timedelta(days=40)
    matter(town.north, state=State.CLOSED, received_at=before, answered_at=before, closed_at=before, rating=1)
    assert month_figures() == {"received": 0, "in_time": "—", "rating": "—"}


def test_the_building_of_the_door_shows_its_head(client, town):
    page = client.get("/", {"at": town.building.slug}).text
    assert "您楼里的人" in page
    assert "周师傅" in page


def test_the_building_is_remembered(client, town):
    client.get("/", {"at": town.building.slug})
    assert "周师傅" in client.get("/").text


def test_another_building_does_not_show_its_head(town):
    assert neighbours(town.south_building.slug) == (town.south_building, [])


def test_an_unknown_building_is_nobody_s(client, town):
    page = client.get("/", {"at": "nowhere"}).text
    assert "社区里的人" in page


def test_a_strange_slug_is_not_remembered(client, town):
    assert "at" not in client.get("/", {"at": "a\r\nSet-Cookie: x=1"}).cookies


def test_current_publicity_is_shown_and_past_is_not(client, town):
    now, today = timezone.now(), timezone.localdate()
    common = {"unit": town.community, "kind": Notice.Kind.PUBLICITY, "body": "…", "published_at": now}
    Notice.objects.create(title="电梯分摊方案", until=today, **common)
    Notice.objects.create(title="去年的公示", until=today - timedelta(days=1), **common)
    page = client.get("/").text
    assert "电梯分摊方案" in page
    assert "去年的公示" not in page


def test_readers_get_the_kept_page_without_a_query(client, town, queries):
    client.get("/")
    with queries(0):
        assert client.get("/").status_code == 200


def test_publishing_shows_at_once(client, town, django_capture_on_commit_callbacks):
    client.get("/")
    matter(town.north, public_title="新修的路灯")
    assert "新修的路灯" not in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        bump_public_version()
    assert "新修的路灯" in client.get("/").text


def test_the_kept_page_holds_no_token(client, town):
    assert "csrfmiddlewaretoken" not in client.get("/").text


def test_the_elder_reader_gets_the_elder_page(client, town):
    client.get("/")
    client.cookies["mode"] = "elder"
    assert 'data-mode="elder"' in client.get("/").text


def test_home_costs_constant_queries(client, town, queries):
    for n in range(30):
        matter(town.north, public_title=f"第{n}件")
    with queries(9):
        client.get("/")


def test_home_is_only_read(client, town):
    assert client.post("/").status_code == 405
