"""Whoever gets hold of the database file alone reads no identity number, no telephone number, no reporter's name."""

import zlib
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client

from accounts.actions import tell_address
from accounts.secrets import blind_index
from community.actions import export, rights
from community.models import Ownership, Vehicle
from issues.models import Issue
from jobs.work import drain
from tests.community.rosters.made import CHEN, apply, take_in

RESIDENT, NEWCOMER, SIGNING_IN, TYPED_WRONG = "19900000777", "19900000888", "19900000999", "19900000666"
NEW_ID = "999999198001010011"
OWNER_ID, OWNER_PHONE, PLATE = "999999197001010015", "19900000555", "湘D7X8Y9"
KNOWN_ID, KNOWN_PHONE = "999999199003070012", "19900000012"
REPORTER = "欧阳反映人"


def dump() -> str:
    """Every cell of every table, sessions unpacked."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join([*cells, *(unpacked(data) for data in Session.objects.values_list("session_data", flat=True))])


def unpacked(data: str) -> str:
    """A session as anybody can read it without a key: base64, perhaps compressed, then what the serializer wrote."""
    payload = data.split(":")[0]
    content = signing.b64_decode(payload.lstrip(".").encode())
    return (zlib.decompress(content) if payload.startswith(".") else content).decode("latin-1")


def report() -> Client:
    browser = Client()
    building = Issue._meta.get_field("unit").related_model.objects.get(name="1栋")
    typed = {"text": "北门井盖松动", "unit": building.pk, "name": REPORTER, "phone": RESIDENT, "key": str(uuid4())}
    assert browser.post("/report/", typed).status_code == 302
    browser.post("/track/", {"number": Issue.objects.get().number, "tail": RESIDENT[-4:]})
    return browser


def work(town) -> None:
    desk = Client()
    desk.force_login(town.north_leader, backend="django.contrib.auth.backends.ModelBackend")
    person = {"name": "赵新来", "doc_type": "111", "id_number": NEW_ID, "sex": "0", "new_phone": NEWCOMER}
    home = {"building": town.building.pk, "entrance": "1", "room": "909", "new_dwelling": "on"}
    assert desk.post("/desk/people/new/", person | home).status_code == 302
    for typed in (KNOWN_ID, KNOWN_PHONE):
        desk.get(desk.post("/desk/people/", {"q": typed}).url)
    reveal = {"field": "doc_number", "reason": "上门前核对"}
    assert KNOWN_ID in desk.post(f"/desk/people/{town.wang.pk}/reveal/", reveal).text
    assert RESIDENT in desk.post(f"/desk/issues/{Issue.objects.get().pk}/reveal/", {"reason": "回电"}).text


@pytest.fixture
def lived(town, settings):
    """A day of the portal: every way by which numbers come in."""
    settings.REQUIRE_SECOND_FACTOR = False
    report()
    work(town)
    apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    Client().post("/accounts/login/", {"login": TYPED_WRONG, "password": "wrong"})
    asking = Client()
    asking.post("/accounts/login/code/", {"contact": SIGNING_IN})
    assert asking.get("/accounts/login/code/confirm/").status_code == 200
    tell_address(SIGNING_IN, "验证码")
    drain()


def test_the_dump_shows_what_is_in_the_clear(lived):
    """The control: the search would find a number that lies open."""
    assert "北门井盖松动" in dump()
    assert "199-0000-0001" in dump()


def property_of(town) -> None:
    """Owners, vehicles, a list that was taken out, what a household typed and what a resident asked."""
    owner = {"doc_number": OWNER_ID, "doc_index": blind_index(OWNER_ID, "doc"), "phone": OWNER_PHONE}
    owner["phone_index"] = blind_index(OWNER_PHONE, "phone")
    Ownership.objects.create(dwelling=town.home, name="外地业主", **owner)
    Vehicle.objects.create(dwelling=town.home, plate=PLATE, plate_index=blind_index(PLATE, "plate"))
    rights.ask(town.wang, "correct", text=f"电话改成 {OWNER_PHONE}", by=town.clerk)
    columns = ["name", "id_number", "phone"]
    asked = export.ask_for_list(
        town.north, whom={}, columns=columns, purpose="重阳节慰问名单", unmasked=True, by=town.clerk
    )
    export.confirm(asked, by=town.clerk)
    drain()


def test_no_number_of_property_and_lists_lies_in_the_clear(lived, town):
    property_of(town)
    everything = dump().replace("-", "")
    assert [secret for secret in (OWNER_ID, OWNER_PHONE, PLATE, KNOWN_ID) if secret in everything] == []


def test_rosters_and_lists_are_sealed_on_the_disk(lived, town, settings):
    """The control is the length: sealed files of both kinds are there."""
    property_of(town)
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    kinds = {path.relative_to(settings.MEDIA_ROOT).parts[0] for path in kept}
    assert {"rosters", "exports"} <= kinds
    assert [path.name for path in kept if not path.read_bytes().startswith(b"g1.")] == []


def test_no_number_lies_in_the_clear(lived):
    """ASVS 11.3.2, 14.2.6"""
    everything = dump().replace("-", "")
    phones = (RESIDENT, NEWCOMER, SIGNING_IN, TYPED_WRONG, KNOWN_PHONE, CHEN[2].replace("-", ""))
    assert [secret for secret in (*phones, NEW_ID, KNOWN_ID, CHEN[1], REPORTER) if secret in everything] == []
