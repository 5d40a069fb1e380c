"""Every call of GeoReport v2 in both formats."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from issues import actions
from issues.models import Category, Issue, Photo
from tests.issues.api.conftest import BASE
from tests.pages import photo

FORMATS = ("json", "xml")


def numbers(answer) -> list[str]:
    if isinstance(answer.body, list):
        return [one["service_request_id"] for one in answer.body]
    return [one.text for one in answer.body.iter("service_request_id")]


def test_discovery_names_the_endpoint_and_both_formats(ask, town):
    found = ask("discovery.json").body
    endpoint = found["endpoints"][0]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert all(found[name] for name in ("changeset", "contact", "key_service"))


@pytest.mark.parametrize("path", ["discovery", "services", "services/lamp", "requests"])
def test_xml_says_what_json_says(ask, published, lamp, path):
    published()
    path = path.replace("lamp", lamp.code)
    said, found = ask(f"{path}.xml").body, json.dumps(ask(f"{path}.json").body, ensure_ascii=False)
    leaves = [one.text for one in said.iter() if len(one) == 0 and one.text]
    assert leaves
    assert all(leaf in found or leaf in ("true", "false") for leaf in leaves)


def test_services_are_the_kinds_offered_outside(ask, town, lamp):
    Category.objects.filter(parent=lamp.parent).exclude(pk=lamp.pk).update(offered_outside=False)
    found = {one["service_code"]: one for one in ask("services.json").body}
    assert lamp.parent.code not in found
    assert found[lamp.code]["metadata"] is True
    assert found[lamp.code]["group"] == lamp.parent.name
    assert found[lamp.code]["type"] == "realtime"
    assert not {one.code for one in lamp.parent.children.exclude(pk=lamp.pk)} & set(found)


def test_a_definition_lists_the_questions_in_order(ask, lamp):
    found = ask(f"services/{lamp.code}.json").body
    assert found["service_code"] == lamp.code
    assert [(one["order"], one["code"], one["datatype"], one["required"]) for one in found["attributes"]] == [
        (1, "count", "number", True),
        (2, "since", "datetime", False),
        (3, "kind", "singlevaluelist", False),
        (4, "where", "multivaluelist", False),
    ]
    assert found["attributes"][2]["values"] == [{"key": "led", "name": "节能灯"}, {"key": "old", "name": "老式灯泡"}]


def test_a_case_tells_only_what_is_public(ask, published, mapped):
    issue = published(unit=mapped.building)
    Issue.objects.filter(pk=issue.pk).update(latitude="26.901234", longitude="112.601234")
    case = ask(f"requests/{issue.number}.json").body[0]
    assert case["description"] == "门厅的灯已报修。"
    assert (case["address"], case["address_id"]) == ("青石社区柳荫小区第1网格", mapped.north.code)
    assert (case["lat"], case["long"]) == (26.905, 112.605)
    assert case["agency_responsible"] == "第1网格"
    assert case["requested_datetime"].endswith("+08:00")
    assert case["zipcode"] is None
    assert case["media_url"] is None


def test_without_text_the_title_describes_and_without_boundary_there_is_no_point(ask, matter, town):
    issue = matter()
    actions.publish(issue, title="北门井盖已更换", by=town.north_leader)
    case = ask(f"requests/{issue.number}.json").body[0]
    assert (case["description"], case["lat"], case["long"]) == ("北门井盖已更换", None, None)


@pytest.mark.parametrize("fmt", FORMATS)
def test_private_cases_never_appear(client, ask, matter, published, town, fmt):
    issue, shown = matter(name="王小明"), published()
    confidential = published(title="邻里纠纷")
    Issue.objects.filter(pk=confidential.pk).update(category=Category.objects.filter(confidential=True).first())
    hidden = published(title="不想公开")
    Issue.objects.filter(pk=hidden.pk).update(hidden_by_reporter=True)
    assert numbers(ask(f"requests.{fmt}")) == [shown.number]
    everything = "".join(
        client.get(f"{BASE}{path}.{fmt}?extensions=true").content.decode()
        for path in ("requests", *(f"requests/{each.number}" for each in (issue, shown, confidential, hidden)))
    )
    for secret in ("王小明", "19900000012", "101室", "楼道灯", "邻里纠纷", "不想公开", issue.token, shown.token):
        assert secret not in everything
    assert {ask(f"requests/{each.number}.{fmt}").status for each in (issue, confidential, hidden)} == {404}


def test_what_points_to_a_person_in_the_public_text_is_masked(ask, published):
    issue = published()
    Issue.objects.filter(pk=issue.pk).update(public_text="请联系 13900000012")
    assert "13900000012" not in ask(f"requests/{issue.number}.json").body[0]["description"]


def test_closed_are_ended_declined_and_merged_ones(ask, published, town):
    states = {state: published() for state in ("received", "answered", "closed", "ended", "declined", "merged")}
    closed = timezone.now() - timedelta(hours=1)
    for state, issue in states.items():
        main = states["received"] if state == "merged" else None
        Issue.objects.filter(pk=issue.pk).update(
            state=state, closed_at=closed if state == "closed" else None, merged_into=main
        )
    found = {one["service_request_id"]: one for one in ask("requests.json").body}
    told = {state: found[issue.number]["status"] for state, issue in states.items()}
    assert told == dict.fromkeys(("received", "answered"), "open") | dict.fromkeys(
        ("closed", "ended", "declined", "merged"), "closed"
    )
    assert found[states["closed"].number]["updated_datetime"] == timezone.localtime(closed).isoformat(
        timespec="seconds"
    )
    assert found[states["declined"].number]["status_notes"] == "不予受理"
    assert len(numbers(ask("requests.json", status="closed"))) == 4
    assert len(numbers(ask("requests.json", status="open,closed"))) == 6


def test_numbers_override_every_other_filter(ask, published):
    first, second, third = published(), published(), published()
    wanted = f"{first.number},{third.number}"
    found = ask("requests.json", service_request_id=wanted, status="closed", start_date="1999-01-01T00:00:00Z")
    assert set(numbers(found)) == {first.number, third.number}
    assert second.number not in numbers(found)


def test_services_filter_by_kind_and_by_group(ask, published, lamp):
    issue, other = published(category=lamp), published()
    assert numbers(ask("requests.json", service_code=lamp.code)) == [issue.number]
    assert numbers(ask("requests.json", service_code=f"{lamp.parent.code},other")) == [issue.number]
    assert other.number in numbers(ask("requests.json"))


def aged(issue: Issue, days: int) -> str:
    Issue.objects.filter(pk=issue.pk).update(received_at=timezone.now() - timedelta(days=days))
    return issue.number


def test_dates_are_the_last_ninety_days_unless_said_otherwise(ask, published):
    new, old = aged(published(), 5), aged(published(), 100)
    assert numbers(ask("requests.json")) == [new]
    start = (timezone.now() - timedelta(days=120)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert numbers(ask("requests.json", start_date=start)) == [old]
    assert numbers(ask("requests.json", end_date=(timezone.now() - timedelta(days=50)).isoformat())) == [old]


def test_a_plus_sign_that_came_as_a_blank_is_read(client, published):
    number = aged(published(), 5)
    start = timezone.localtime(timezone.now() - timedelta(days=6)).isoformat(timespec="seconds")
    answer = client.get(f"{BASE}requests.json?start_date={start}")
    assert start.endswith("+08:00")
    assert [one["service_request_id"] for one in answer.json()] == [number]


def test_a_day_without_a_time_counts_whole(ask, published):
    number, day = published().number, timezone.localdate().isoformat()
    assert numbers(ask("requests.json", start_date=day, end_date=day)) == [number]


def test_pages_are_cut_from_the_newest(ask, published):
    found = [aged(published(), days) for days in range(5)]
    assert numbers(ask("requests.json", page_size=2)) == found[:2]
    assert numbers(ask("requests.json", page=2, page_size=2)) == found[2:4]
    assert numbers(ask("requests.json", page=9, page_size=2)) == []


def test_a_list_costs_the_same_queries_for_one_case_and_for_many(client, published, cost):
    assert cost(lambda: client.get(f"{BASE}requests.json?extensions=true"), published, 8)


def test_an_empty_list_is_an_empty_array_and_an_empty_container(ask, town):
    assert ask("requests.json").body == []
    assert len(ask("requests.xml").body) == 0


def test_extensions_tell_the_title_and_that_things_happened_not_the_words(ask, published, town):
    issue = published()
    actions.assign(issue, to=town.north_worker, by=town.north_leader, note="小心狗")
    actions.answer(issue, text="已换灯泡，王小明在家", by=town.north_worker)
    case = ask("requests.json", extensions="true").body[0]
    assert case["extended_attributes"]["title"] == "1栋门口路灯不亮"
    assert [note["type"] for note in case["notes"]] == ["submit", "assign", "answer"]
    assert "notes" not in ask("requests.json").body[0]
    assert "小心狗" not in json.dumps(case, ensure_ascii=False)
    assert "王小明" not in json.dumps(case, ensure_ascii=False)
    assert ask("requests.xml", extensions="true").status == 200


def test_only_photos_that_staff_showed_are_offered(client, ask, published):
    issue = published(photos=[photo()])
    row = issue.photos.get()
    assert ask("requests.json").body[0]["media_url"] is None
    row.redacted.save("black.jpg", ContentFile(photo().data))
    Photo.objects.filter(pk=row.pk).update(shown=True, redacted=row.redacted.name)
    link = ask("requests.json").body[0]["media_url"]
    assert link.startswith("http://testserver/")
    assert b"".join(client.get(link).streaming_content) == photo().data


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_token_of_a_receipt_gives_its_number(ask, matter, fmt):
    issue = matter()
    found = ask(f"tokens/{issue.token}.{fmt}")
    assert numbers(found) == [issue.number]
    assert "楼道灯" not in found.response.content.decode()


def test_a_jurisdiction_is_a_street_or_community_by_its_code(ask, published, town):
    number = published().number
    for code in ("", town.community.code, town.street.code):
        assert numbers(ask("requests.json", jurisdiction_id=code)) == [number]
        assert numbers(ask(f"requests/{number}.json", jurisdiction_id=code)) == [number]
    for path in ("services", "requests", f"requests/{number}"):
        assert ask(f"{path}.json", jurisdiction_id="sf.gov").status == 404
