"""The two clients that the package index has, against a running portal (issues 4.1, 4.2; point 35).

``three`` was written for Python 2: the documented shim is one name that itertools used to have.
"""

import itertools
import os
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch
from xml.etree import ElementTree

import georeport
import pytest
import requests
from django.utils import timezone

from issues import actions
from issues.api import door
from issues.models import Issue
from tests.issues.api.conftest import check_schema
from tests.issues.conftest import photo_file

with patch.object(itertools, "ifilter", filter, create=True):
    from three import Three

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    for name in ("OPEN311_API_KEY", "OPEN311_CITY_INFO", "GEOREPORT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(door, "CALLS", 1000)


@pytest.fixture
def address(live_server) -> str:
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def city(address, key) -> Three:
    return Three(address, api_key=key)


@pytest.fixture
def shown(matter, town):
    """Two public matters, the second declined, and a private one."""
    first, second, private = matter(), matter(text="井盖松动"), matter(text="只给社区看的事")
    actions.publish(first, title="1栋路灯", by=town.north_leader)
    actions.publish(second, title="北门井盖", by=town.north_leader)
    actions.decline(second, reason="请找物业", by=town.north_leader)
    return first, second, private


def numbers(found) -> list[str]:
    return [one["service_request_id"] for one in found]


def american(day) -> str:
    return day.strftime("%m-%d-%Y")


def test_three_discovers_and_reads_services(city, address, lamp):
    assert city.discovery()["endpoints"][0]["url"] == address
    assert lamp.code in [one["service_code"] for one in city.services()]
    definition = city.services(lamp.code)
    assert [one["code"] for one in definition["attributes"]] == ["count", "since", "kind", "where"]


def test_three_reads_requests_by_status_dates_ids_and_pages(city, shown, town):
    first, second, private = (issue.number for issue in shown)
    today = timezone.localdate()
    assert numbers(city.requests()) == [second, first]
    assert numbers(city.requests(status="open")) == [first]
    assert numbers(city.requests(status="closed")) == [second]
    assert numbers(city.requests("other")) == []
    span = [american(today - timedelta(days=3)), american(today + timedelta(days=3))]
    assert numbers(city.requests(between=span)) == [second, first]
    assert city.requests(start=american(today - timedelta(days=9)), end=american(today - timedelta(days=5))) == []
    assert city.requests(start=american(today - timedelta(days=5))) is not None
    assert city._request.status_code == 200
    assert numbers(city.requests(count=1, page=2)) == [first]
    assert set(numbers(city.requests(service_request_id=f"{first},{second},{private}"))) == {first, second}
    assert city.request(first)[0]["description"] == "1栋路灯"


def test_three_posts_with_attributes_and_the_case_can_be_asked_for_by_its_token(city, lamp):
    answers = {"attribute[count]": "2", "attribute[where][]": ["hall", "yard"]}
    facts = {"address": "柳荫小区1栋", "name": "Zhang San", "phone": "19900000012", "description": "灯不亮"}
    found = city.post(lamp.code, **facts, **answers)
    assert city.post_response.status_code == 200
    issue = Issue.objects.get(number=found[0]["service_request_id"])
    assert (issue.answers["count"], issue.answers["where"]) == ("2", ["hall", "yard"])
    assert (issue.unit.name, issue.text, issue.reporter_phone) == ("1栋", "灯不亮", "19900000012")
    assert city.token(issue.token) == [{"service_request_id": issue.number, "token": issue.token}]


def test_three_posts_a_photo_without_a_name_or_type(city, town):
    found = city.post("other", address="1栋", description="灯不亮", media=BytesIO(photo_file().read()))
    assert Issue.objects.get(number=found[0]["service_request_id"]).photos.count() == 1


def test_three_is_told_of_a_missing_and_of_a_wrong_key(address, town):
    for client in (Three(address), Three(address, api_key="wrong")):
        found = client.post("other", address="1栋", description="灯不亮")
        assert client.post_response.status_code == 403
        assert [one["code"] for one in found] == [403]
    assert not Issue.objects.exists()


def test_three_is_told_of_unknown_things_in_its_format(city, shown):
    asked = (lambda: city.request("2020-9999"), lambda: city.services("nothing"), lambda: city.token("nothing"))
    for ask in (*asked, lambda: city.request(shown[2].number), lambda: city.get("no", "such", "path")):
        assert [one["code"] for one in ask()] == [404]
        assert city._request.status_code == 404


def test_three_in_a_jurisdiction(address, key, shown, town):
    here = Three(address, api_key=key, jurisdiction=town.community.code)
    assert len(here.services()) > 5
    assert len(here.requests()) == 2
    assert here.post("other", address="1栋", description="灯不亮")[0]["service_request_id"]
    assert Three(address, jurisdiction="sf.gov").requests()[0]["code"] == 404


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_georeport_reads_everything_in_both_formats(address, shown, lamp, fmt):
    first, second, private = (issue.number for issue in shown)
    portal = georeport.GeoReport(address, output_format=fmt)
    assert lamp.code in [one["service_code"] for one in portal.get_service_list()]
    assert portal.get_service_definition(lamp.code)["service_code"] == lamp.code
    found = portal.get_service_requests()
    assert numbers(found) == [second, first]
    assert private not in str(found)
    start = timezone.now() - timedelta(days=2)
    assert numbers(portal.get_service_requests(start_date=start.isoformat(), status="open,closed")) == [second, first]
    assert portal.get_service_request(first)["description"] == "1栋路灯"
    with pytest.raises(requests.HTTPError):
        portal.get_service_request(private)


def test_every_xml_answer_keeps_names_and_order(address, key, shown, lamp):
    paths = ["discovery", "services", f"services/{lamp.code}", "requests", f"requests/{shown[0].number}", "nothing"]
    for path in paths:
        answer = requests.get(f"{address}/{path}.xml", params={"extensions": "true"}, timeout=60)
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        check_schema(ElementTree.fromstring(answer.content))
    form = {"api_key": key, "service_code": "other", "address_string": "1栋"}
    check_schema(ElementTree.fromstring(requests.post(f"{address}/requests.xml", form, timeout=60).content))
