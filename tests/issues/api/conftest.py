"""A town with boundaries, questions and a key for a city's app; and how XML and JSON answers are read."""

import json
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from grids.actions import set_boundary
from issues import actions
from issues.actions.keys import make_key
from issues.models import Category, Question

BASE = "/open311/v2/"
# the order of the standard; what stands in brackets comes with extensions=true
SCHEMA = {
    "discovery": ["changeset", "contact", "key_service", "endpoints"],
    "endpoints": ["endpoint*"],
    "endpoint": ["specification", "url", "changeset", "type", "formats"],
    "formats": ["format*"],
    "services": ["service*"],
    "service": ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
    "service_definition": ["service_code", "attributes"],
    "attributes": ["attribute*"],
    "attribute": [
        *("variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"),
    ],
    "values": ["value*"],
    "value": ["key", "name"],
    "service_requests": ["request*"],
    "request": [
        *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
        *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
        *("address", "address_id", "zipcode", "lat", "long", "media_url"),
    ],
    "posted": ["service_request_id", "service_notice", "account_id"],
    "token": ["service_request_id", "token"],
    "extended": ["extended_attributes", "notes"],
    "extended_attributes": ["title", "joined", "media_urls"],
    "media_urls": ["media_url*"],
    "notes": ["note*"],
    "note": ["datetime", "description", "type"],
    "errors": ["error*"],
    "error": ["code", "description"],
}


def check_schema(element: ElementTree.Element, name: str = "") -> None:
    """Names and order of the children of every element with children, down to the leaves."""
    names = [child.tag for child in element]
    if not names:
        return
    wanted = SCHEMA[name or element.tag]
    if wanted[0].endswith("*"):
        assert set(names) == {wanted[0][:-1]}, element.tag
    elif element.tag == "request":
        kinds = (SCHEMA["request"], SCHEMA["posted"], SCHEMA["token"], SCHEMA["request"] + SCHEMA["extended"])
        assert names in kinds, names
    else:
        assert names == wanted, element.tag
    for child in element:
        check_schema(child)


def square(west: float, south: float, side: float = 0.01) -> dict:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def mapped(town):
    """The community is two squares beside each other: the north grid's and the south grid's."""
    whole = square(112.6, 26.9, 0.02)
    whole["coordinates"][0][2][1] = whole["coordinates"][0][3][1] = 26.91
    set_boundary(town.community, whole, by=None)
    set_boundary(town.north, square(112.6, 26.9), by=None)
    set_boundary(town.south, square(112.61, 26.9), by=None)
    for unit in (town.community, town.north, town.south, town.building):
        unit.refresh_from_db()
    return town


@pytest.fixture
def lamp(town):
    """A kind with questions: how many, since when, which kind, where in the house."""
    category = Category.objects.filter(open=True, offered_outside=True, confidential=False).exclude(parent=None).first()
    ask = category.questions.create
    ask(code="count", label="几盏不亮", kind=Question.Kind.NUMBER, required=True, position=1)
    ask(code="since", label="从什么时候起", kind=Question.Kind.DATETIME, position=2)
    ask(code="kind", label="哪种灯", kind=Question.Kind.ONE, choices="led=节能灯\nold=老式灯泡", position=3)
    ask(
        code="where",
        label="在哪里",
        kind=Question.Kind.SEVERAL,
        choices="hall=门厅\nstairs=楼梯\nyard=院子",
        position=4,
    )
    return category


@pytest.fixture
def key(town) -> str:
    return make_key(town.community, name="市城管应用", by=town.admin)[1]


@pytest.fixture
def published(matter, town):
    """A matter that staff made public; the reporter's own words are not."""

    def make(title="1栋门口路灯不亮", **facts):
        issue = matter(text="王小明家门口的灯不亮，电话 19900000012", name="王小明", place="101室门口", **facts)
        actions.publish(issue, title=title, text="门厅的灯已报修。", by=town.north_leader)
        issue.refresh_from_db()
        return issue

    return make


@pytest.fixture
def ask(client):
    """``ask("requests.xml", status="open")``: the status and the answer as read by that format's reader."""

    def call(path: str, **params):
        return read(client.get(BASE + path, params))

    return call


@pytest.fixture
def send(client):
    def call(path: str = "requests.json", headers=None, **form):
        return read(client.post(BASE + path, form, headers=headers or {}))

    return call


def read(response) -> SimpleNamespace:
    kind, charset = response["Content-Type"].split("; charset=")
    assert charset == "utf-8"
    if kind == "application/json":
        return SimpleNamespace(status=response.status_code, body=json.loads(response.content), response=response)
    assert kind == "text/xml"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(response.content)
    check_schema(root)
    return SimpleNamespace(status=response.status_code, body=root, response=response)
