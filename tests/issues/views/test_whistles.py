from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from issues import actions
from issues.actions import whistles
from issues.models import Issue, Step, Whistle
from issues.views.whistles import month_figures, span
from tests.issues.departments import add_departments, blown, call_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def leader(browser_of, town):
    return browser_of(town.north_leader)


def typed(town, **facts) -> dict:
    given = {
        "key": str(uuid4()),
        "kind": "hard",
        "departments": [town.police.pk, town.animals.pk],
        "lead": town.police.pk,
        "place": "1栋楼下",
        "text": "养猪四十多头，请一起来处理",
    }
    return given | facts


def blow_page(issue) -> str:
    return reverse("issues:whistle_new", args=[issue.pk])


def test_the_leader_whistles(leader, matter, town):
    issue = matter()
    answer = leader.post(blow_page(issue), typed(town))
    whistle = Whistle.objects.get()
    assert answer.url == f"/desk/whistles/{whistle.pk}/"
    assert (whistle.kind, whistle.place, whistle.by, whistle.calls.count()) == ("hard", "1栋楼下", town.north_leader, 2)
    assert "攻坚哨" in leader.get(f"/desk/issues/{issue.pk}/").text


def test_a_second_tap_leads_to_the_same_whistle(leader, matter, town):
    issue, form = matter(), typed(town)
    assert leader.post(blow_page(issue), form).url == leader.post(blow_page(issue), form).url


def test_a_grid_worker_whistles_for_nobody(browser_of, matter, town):
    issue = matter()
    assert browser_of(town.north_worker).get(blow_page(issue)).status_code == 403
    assert "吹哨，请部门报到" not in browser_of(town.north_worker).get(f"/desk/issues/{issue.pk}/").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"departments": []}, "请选择要请哪些部门"),
        ({"lead": ""}, "选一个牵头"),
        ({"text": " "}, "请写明请部门来做什么"),
        ({"kind": "loud"}, "请选择哪一种哨"),
        ({"text": "找王小明 19900000012"}, "请改成"),
        ({"text": "王小明家对门"}, "居民没有同意告诉部门"),
    ],
)
def test_what_is_missing_is_said_and_the_words_stay(leader, matter, town, wrong, words):
    answer = leader.post(blow_page(matter(name="王小明")), typed(town, **wrong))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert "1栋楼下" in answer.text
    assert not Whistle.objects.exists()


def test_where_nobody_serves_the_page_says_what_to_do(leader, matter, town):
    type(town.police).objects.update(open=False)
    assert "还没有登记服务这里的部门" in leader.get(blow_page(matter())).text


@pytest.fixture
def whistle(matter, town):
    return blown(matter(name="王小明"), town)


def test_who_came_and_how_late_stands_on_both_pages(leader, whistle, town):
    Whistle.objects.update(arrive_by=timezone.now() - timedelta(minutes=7))
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    for page in (f"/desk/issues/{whistle.issue_id}/", f"/desk/whistles/{whistle.pk}/"):
        text = leader.get(page).text
        assert "迟到 8 分钟" in text
        assert "没有按时到" in text


def test_staff_on_the_spot_sign_in_write_end_and_score(browser_of, leader, whistle, town):
    page = f"/desk/whistles/{whistle.pk}/"
    browser_of(town.north_worker).post(f"/desk/calls/{call_of(whistle, town.police).pk}/arrive/")
    leader.post(f"{page}record/", {"text": "三家到场\n已清理", "seen": ""})
    leader.post(f"{page}end/")
    leader.post(f"/desk/calls/{call_of(whistle, town.police).pk}/score/", {"stars": 5, "text": "来得快"})
    whistle.refresh_from_db()
    assert whistle.ended_at
    assert call_of(whistle, town.police).score == 5
    assert "评 5 分" in leader.get(page).text


def test_a_record_that_somebody_else_changed_keeps_ones_words(leader, whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    whistles.record(whistle, text="第一份", by=town.clerk)
    answer = leader.post(f"/desk/whistles/{whistle.pk}/record/", {"text": "我写的一份", "seen": ""})
    assert answer.status_code == 409
    assert "我写的一份" in answer.text
    form = answer.context["record"]
    again = leader.post(f"/desk/whistles/{whistle.pk}/record/", {"text": "两份合一", "seen": form["seen"].value()})
    assert again.status_code == 302


def test_the_one_who_signed_them_in_has_no_form_to_score(leader, whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.north_leader)
    assert "给青石派出所评分" not in leader.get(f"/desk/whistles/{whistle.pk}/").text
    answer = leader.post(f"/desk/calls/{call_of(whistle, town.police).pk}/score/", {"stars": 5, "text": "好"})
    assert "请另一位同事评分" in answer.text


def test_the_sheet_has_room_for_signatures_and_no_reporter(leader, whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    whistles.record(whistle, text="三家到场", by=town.north_leader)
    sheet = leader.get(f"/desk/whistles/{whistle.pk}/print/").text
    for words in ("联合处置记录", "青石派出所（牵头）", "三家到场", "签名", whistle.issue.number):
        assert words in sheet
    assert "王小明" not in sheet
    assert "19900000012" not in sheet


def test_another_grids_whistle_does_not_exist(browser_of, whistle, town):
    south = browser_of(town.south_leader)
    for page in ("", "print/"):
        assert south.get(f"/desk/whistles/{whistle.pk}/{page}").status_code == 404
    assert south.post(f"/desk/whistles/{whistle.pk}/end/").status_code == 404
    assert not south.get("/desk/whistles/").context["rows"]


# --- the list and the month's figures ----------------------------------------------------------


def shown(page) -> list[int]:
    return [row["whistle"].pk for row in page.context["rows"]]


def test_the_list_is_filtered_by_kind_and_by_who_did_not_come(leader, matter, town):
    urgent, daily = blown(matter(), town, kind="urgent"), blown(matter(), town)
    assert shown(leader.get("/desk/whistles/?kind=daily")) == [daily.pk]
    Whistle.objects.filter(pk=urgent.pk).update(arrive_by=timezone.now() - timedelta(minutes=1))
    assert shown(leader.get("/desk/whistles/?show=unanswered")) == [urgent.pk]


@pytest.mark.parametrize("month", ["2019-03", "1999-13", "x"])
def test_the_list_is_of_one_month(leader, whistle, month):
    expected = [] if month == "2019-03" else [whistle.pk]
    assert shown(leader.get("/desk/whistles/", {"month": month})) == expected


def test_a_month_ends_where_the_next_begins():
    _first, end = span(timezone.make_aware(datetime(2026, 12, 1)))
    assert end == timezone.make_aware(datetime(2027, 1, 1))


def test_the_months_figures_by_hand(matter, town, leader):
    """Four matters given out, two of them whistled for; of six calls four are judged, three of these came in time."""
    for _number in range(2):
        actions.assign(matter(), to=town.north_worker, by=town.north_leader)
    matter()
    actions.take(matter(), by=town.north_worker)
    given = Issue.objects.filter(handler__isnull=False).first()
    first, second = blown(given, town), blown(matter(), town)
    for department, user in ((town.police, town.at_police), (town.animals, town.at_animals)):
        whistles.arrive(call_of(first, department), by=user)
    Whistle.objects.filter(pk=first.pk).update(arrive_by=timezone.now() + timedelta(seconds=60))
    whistles.arrive(call_of(second, town.police), by=town.at_police)
    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        rates = month_figures(town.north_leader, *span(month))
    assert [row["share"] for row in rates] == ["50%", "75%"]
    assert rates[0]["made_of"] == "吹过哨的 2 件 ÷ 派过单的 4 件"
    assert rates[1]["made_of"] == "按时到 3 次 ÷ 请过 4 次（还没到时限的 2 次不算）"


def test_a_share_of_nothing_is_no_share(leader, town):
    assert [row["share"] for row in leader.get("/desk/whistles/").context["figures"]] == ["—", "—"]


def test_lists_cost_the_same_for_one_and_for_many(leader, matter, town, cost):
    assert cost(lambda: leader.get("/desk/whistles/"), lambda: blown(matter(), town), 8)


def test_the_matters_page_costs_the_same_for_few_and_many_calls(leader, matter, town, cost):
    issue = matter()
    assert cost(lambda: leader.get(f"/desk/issues/{issue.pk}/"), lambda: blown(issue, town), 5)


def test_steps_of_a_whistle_are_read_by_the_reporter(client, whistle, town):
    whistles.arrive(call_of(whistle, town.police), by=town.at_police)
    whistles.result(call_of(whistle, town.police), text="已劝离", by=town.at_police)
    receipt = client.get(reverse("issues:receipt", args=[whistle.issue.token])).text
    assert str(Step.Verb.WHISTLE.label) in receipt
    assert str(Step.Verb.ARRIVE.label) in receipt
    assert "已劝离" not in receipt
