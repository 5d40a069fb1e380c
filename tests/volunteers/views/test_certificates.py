"""A certificate on the desk, on paper and under the eyes of whoever checks it."""

from datetime import date

import pytest

from community.models import Person
from tests.volunteers.served import agree, confirmed
from volunteers.actions import certifying
from volunteers.models import Certificate, Objection, ServiceRecord

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def issued(town) -> Certificate:
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    agree(town, town.wang)
    confirmed(town, town.wang)
    span = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    asked = certifying.ask(town.wang, unit=town.north, by=town.stranger, **span)
    return certifying.issue(asked, responsible="周书记", by=town.secretary)


def test_whoever_checks_learns_number_span_hours_and_state_only(issued, client):
    page = client.get(f"/verify/{issued.token}/")
    text = page.content.decode()
    assert all(word in text for word in ("有效", issued.number, "2026-01-01", "2 小时"))
    assert not any(word in text for word in ("王小明", "周书记", "楼道清洁", "柳荫广场", "199000"))
    assert set(page.context["row"]) == {"number", "since", "until", "minutes", "state"}


def test_revoked_says_so_at_once(issued, client, town):
    certifying.revoke(issued, reason="记录有误", by=town.clerk)
    text = client.get(f"/verify/{issued.token}/").content.decode()
    assert "已作废" in text and "记录有误" not in text
    assert client.get("/verify/not-there/").status_code == 404


def test_on_paper_stands_what_the_order_wants(issued, town, browser_of):
    text = browser_of(town.stranger).get(f"/certificate/{issued.pk}/").content.decode()
    assert all(word in text for word in ("王小明", "2 小时", "楼道清洁", "青石社区居民委员会", "周书记", issued.number))
    assert "国家标准" not in text
    assert browser_of(town.north_leader).get(f"/certificate/{issued.pk}/").status_code == 404


def test_a_resident_sees_their_record_and_objects(issued, town, browser_of):
    browser = browser_of(town.stranger)
    assert "楼道清洁" in browser.get("/my/service/").content.decode()
    record = ServiceRecord.objects.get()
    browser.post(f"/my/service/{record.pk}/", {"text": "我到 11 点半才走"})
    assert Objection.objects.get().text == "我到 11 点半才走"
    desk = browser_of(town.clerk)
    assert "1" in desk.get("/desk/records/?show=objections").content.decode()
    form = {"upheld": "yes", "minutes": "150", "answer": "核实属实"}
    desk.post(f"/desk/records/{record.pk}/answer/", form)
    record.refresh_from_db()
    assert (record.minutes, record.versions.count()) == (150, 1)
    assert "核实属实" in browser.get(f"/my/service/{record.pk}/").content.decode()


def test_articles_eight_to_ten_are_noted_by_somebody_else(issued, town, browser_of):
    address = f"/desk/records/people/{town.wang.pk}/"
    desk = browser_of(town.clerk)
    training = {"name": "急救培训", "content": "心肺复苏", "minutes": 90, "organiser": "区红十字会", "on": "2026-10-10"}
    desk.post(f"{address}training/", training)
    desk.post(f"{address}award/", {"name": "优秀志愿者", "on": "2026-10-11", "given_by": "青石社区"})
    desk.post(f"{address}evaluation/", {"words": "认真负责", "on": "2026-10-12", "stars": 5})
    text = browser_of(town.stranger).get("/my/service/").content.decode()
    assert all(word in text for word in ("急救培训", "1.5 小时", "优秀志愿者", "认真负责", "5 星"))


def test_nobody_is_named_in_public_without_agreeing(issued, town, browser_of):
    assert not ServiceRecord.objects.public().exists()
    browser = browser_of(town.stranger)
    browser.post("/my/service/publicity/")
    assert ServiceRecord.objects.public().get().person == town.wang
    browser.post("/my/service/publicity/")
    assert not ServiceRecord.objects.public().exists()


def test_the_desk_list_costs_the_same_for_one_and_for_many(issued, town, browser_of, queries):
    desk = browser_of(town.clerk)
    desk.get("/desk/records/?show=confirmed")
    with queries(40) as few:
        desk.get("/desk/records/?show=confirmed")
    for day in ("2026-11-11", "2026-11-12", "2026-11-13"):
        confirmed(town, town.wang, day=day)
    with queries(len(few)):
        desk.get("/desk/records/?show=confirmed")
