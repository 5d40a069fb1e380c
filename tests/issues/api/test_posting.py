"""Cases that come in from other systems."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry
from issues.actions.keys import end_key, make_key
from issues.api import posting
from issues.models import ApiKey, Issue, Step
from tests.issues.api.conftest import BASE, read
from tests.issues.conftest import photo_file

FORMATS = ("json", "xml")


@pytest.fixture
def form(key, mapped) -> dict:
    """The least a client must send."""
    return {"api_key": key, "service_code": "other", "address_string": "柳荫小区1栋", "description": "楼道灯不亮"}


def the_case() -> Issue:
    return Issue.objects.select_related("unit", "category").get()


def codes(answer) -> list[int]:
    if isinstance(answer.body, list):
        return [one["code"] for one in answer.body]
    return [int(one.text) for one in answer.body.iter("code")]


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_case_comes_in_and_its_number_goes_back(send, form, fmt):
    answer = send(f"requests.{fmt}", **form, first_name="小明", last_name="王", phone="199-0000-0012", account_id="A1")
    issue = the_case()
    assert answer.status == 200
    if fmt == "json":
        body = answer.body[0]
        assert body["service_request_id"] == issue.number
        assert body["account_id"] == "A1"
        assert f"/r/{issue.token}/" in body["service_notice"]
    else:
        assert answer.body.findtext("request/service_request_id") == issue.number
    assert (issue.text, issue.channel, issue.category.code) == ("楼道灯不亮", "api", "other")
    assert (issue.reporter_name, issue.reporter_phone) == ("王小明", "19900000012")
    assert issue.steps.order_by("pk").first().verb == Step.Verb.SUBMIT


def test_the_link_of_the_notice_shows_the_reporter_the_way(client, send, form):
    link = send(**form).body[0]["service_notice"].split("：")[-1]
    assert "楼道灯不亮" in client.get(link).text


def test_a_private_case_is_answered_by_its_token_alone(ask, send, form):
    number = send(**form).body[0]["service_request_id"]
    assert ask(f"requests/{number}.json").status == 404
    assert ask(f"tokens/{the_case().token}.json").body == [{"service_request_id": number, "token": the_case().token}]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("wrong", ["", "wrong", "x" * 500])
def test_a_bad_key_is_403(send, form, wrong, fmt):
    answer = send(f"requests.{fmt}", **form | {"api_key": wrong})
    assert (answer.status, codes(answer), Issue.objects.count()) == (403, [403], 0)


def test_an_ended_key_and_the_key_of_an_ended_community_open_nothing(send, form, town):
    key = ApiKey.objects.get()
    end_key(key, by=town.admin)
    assert send(**form).status == 403
    fresh = make_key(town.community, name="新应用", by=town.admin)[1]
    assert send(**form | {"api_key": fresh}).status == 200
    for unit in (town.building, town.building2, town.south_building, town.north, town.south, town.area, town.community):
        unit.refresh_from_db()
        type(unit).objects.filter(pk=unit.pk).update(valid_until=timezone.localdate())
    assert send(**form | {"api_key": fresh, "description": "另一件"}).status == 403


def test_a_key_is_kept_as_an_index_and_its_use_is_noted(send, form, key):
    row = ApiKey.objects.get()
    assert key not in str(vars(row)) + str(list(AuditEntry.objects.values()))
    assert row.used_at is None
    send(**form)
    row.refresh_from_db()
    assert row.used_at is not None


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"address_string": ""}, 400),
        ({"address_id": "123"}, 400),
        ({"lat": "26.905"}, 400),
        ({"lat": "north", "long": "112.6"}, 400),
        ({"lat": "NaN", "long": "112.6"}, 400),
        ({"lat": "91", "long": "112.6"}, 400),
        ({"lat": "31.2", "long": "121.5"}, 400),
        ({"lat": "26.905", "long": "112.605", "coordinate_system": "utm"}, 400),
        ({"description": "长" * 4001}, 400),
        ({"phone": "12"}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"attribute[nothing]": "1"}, 400),
        ({"jurisdiction_id": "sf.gov"}, 404),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_is_kept(send, form, change, status, fmt):
    answer = send(f"requests.{fmt}", **form | change)
    assert (answer.status, codes(answer), Issue.objects.count()) == (status, [status], 0)


def test_everything_wrong_is_told_at_once(send, form, lamp):
    answer = send(**form | {"service_code": lamp.code, "address_id": "1", "description": "长" * 4001})
    assert codes(answer) == [400, 400, 400]
    said = " ".join(one["description"] for one in answer.body)
    assert all(word in said for word in ("address_id", "attribute[count]", "description"))


def test_attributes_become_answers(client, form, lamp):
    sent = form | {"service_code": lamp.code, "attribute[count]": "3", "attribute[kind]": "old"}
    sent |= {"attribute[since]": "2026-11-01T08:30:00+08:00", "attribute[where][]": ["hall", "yard"]}
    assert read(client.post(f"{BASE}requests.json", sent)).status == 200
    answers = the_case().answers
    assert (answers["count"], answers["kind"], answers["where"]) == ("3", "old", ["hall", "yard"])
    assert answers["since"].startswith("2026-11-01T08:30")


@pytest.mark.parametrize(
    "wrong",
    [
        {"attribute[count]": "viele"},
        {"attribute[count]": ""},
        {"attribute[count]": "1", "attribute[kind]": "neon"},
        {"attribute[count]": "1", "attribute[where][]": ["hall", "roof"]},
        {"attribute[count]": "1", "attribute[since]": "gestern"},
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused_by_name(send, form, lamp, wrong):
    answer = send(**form | {"service_code": lamp.code} | wrong)
    assert codes(answer) == [400]
    assert "attribute[" in answer.body[0]["description"]


# --- where it is -----------------------------------------------------------------------------


def test_a_point_is_kept_and_found_in_the_smallest_boundary(send, form, town):
    send(**form | {"address_string": "", "lat": "26.905", "long": "112.615"})
    issue = the_case()
    assert issue.unit == town.south
    assert (str(issue.latitude), str(issue.longitude)) == ("26.905000", "112.615000")


def test_a_point_of_a_chinese_map_is_kept_as_wgs84(send, form, town):
    send(**form | {"address_string": "", "lat": "26.905", "long": "112.615", "coordinate_system": "gcj02"})
    issue = the_case()
    assert issue.unit == town.north
    assert float(issue.longitude) == pytest.approx(112.615 - 0.0056, abs=0.0005)
    assert float(issue.latitude) == pytest.approx(26.905 + 0.0034, abs=0.0005)


def test_without_a_drawn_boundary_the_words_say_where(send, form, town):
    type(town.north).objects.update(boundary=None)
    send(**form | {"lat": "26.905", "long": "112.605"})
    assert the_case().unit == town.building


def test_a_code_says_where(send, form, town):
    send(**form | {"address_string": "", "address_id": town.building2.code})
    assert the_case().unit == town.building2


def test_words_that_name_no_place_mean_the_community_and_are_kept(send, form, town):
    send(**form | {"address_string": "人民公园的东门"})
    assert (the_case().unit, the_case().place) == (town.community, "人民公园的东门")


def test_a_key_reaches_no_further_than_its_community(send, form, town):
    assert send(**form | {"address_id": town.street.code}).status == 400
    assert send(**form | {"jurisdiction_id": town.street.code}).status == 200


# --- photos ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["media", "photo1"])
def test_photos_are_made_safe(client, form, name):
    exif = Image.Exif()
    exif[0x010E] = "王小明家"
    assert read(client.post(f"{BASE}requests.json", form | {name: photo_file(exif=exif)})).status == 200
    kept = the_case().photos.get().file.read()
    assert "王小明家".encode() not in kept
    assert Image.open(BytesIO(kept)).format == "JPEG"


def test_what_is_no_photo_is_refused_and_nothing_is_kept(client, form):
    answer = read(client.post(f"{BASE}requests.json", form | {"media": BytesIO(b"<?php evil")}))
    assert (answer.status, Issue.objects.count()) == (400, 0)


def test_six_photos_are_too_many(client, form):
    files = [photo_file(f"{number}.jpg") for number in range(6)]
    assert codes(read(client.post(f"{BASE}requests.json", form | {"media": files}))) == [400]


def test_a_link_to_a_photo_is_written_down_not_fetched(send, form):
    send(**form | {"media_url": "https://photos.example/1.jpg"})
    assert the_case().text.endswith("https://photos.example/1.jpg")
    assert not the_case().photos.exists()


# --- sent again ------------------------------------------------------------------------------


def test_the_same_body_within_ten_minutes_is_the_same_case(send, form):
    # across the border of two stretches of ten minutes
    start = timezone.now().replace(minute=9, second=0) + timedelta(days=1)
    with time_machine.travel(start, tick=False) as clock:
        first = send(**form).body
        clock.shift(timedelta(minutes=9))
        assert send(**form).body == first
        clock.shift(timedelta(minutes=2))
        assert send(**form).body != first
    assert Issue.objects.count() == 2


def test_another_person_another_word_or_another_key_is_another_case(send, form, town):
    other = make_key(town.community, name="另一个应用", by=town.admin)[1]
    send(**form)
    for change in ({"account_id": "B"}, {"device_id": "C"}, {"description": "楼道灯不亮了"}, {"api_key": other}):
        assert send(**form | change).status == 200
    assert Issue.objects.count() == 5


def test_a_key_of_the_client_decides_what_is_the_same(send, form):
    first = send(headers={"Idempotency-Key": "a-1"}, **form).body
    again = send(headers={"Idempotency-Key": "a-1"}, **form | {"description": "改了几个字"}).body
    assert again == first
    assert send(headers={"Idempotency-Key": "a-2"}, **form).body != first


# --- how often -------------------------------------------------------------------------------


def test_the_eleventh_of_one_person_in_ten_minutes_is_429(send, form):
    for number in range(10):
        assert send(**form | {"device_id": "D", "description": f"第 {number} 件"}).status == 200
    answer = send("requests.xml", **form | {"device_id": "D", "description": "第 11 件"})
    assert (answer.status, codes(answer)) == (429, [429])
    assert answer.response["Retry-After"] == "600"
    assert send(**form | {"device_id": "E"}).status == 200


def test_guessing_keys_ends_in_429(send, form):
    for number in range(10):
        assert send(**form | {"api_key": f"guess-{number}"}).status == 403
    assert send(**form | {"api_key": "guess-11"}).status == 429
    assert send(**form).status == 200


def test_one_client_has_a_limit_too(send, form, monkeypatch):
    monkeypatch.setattr(posting, "CLIENT", 2)
    told = [send(**form | {"description": f"第 {number} 件"}).status for number in range(3)]
    assert told == [200, 200, 429]
