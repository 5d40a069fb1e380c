"""What browsers never send and scanners always do: no page answers with a mistake of ours (trust-and-ux I.2 C, 14)."""

from itertools import product
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from community.images import MAX_REQUEST
from tests.access_table import rows

ROWS = rows()
GETS = [page for page, (how, _) in ROWS.items() if how != "POST"]
POSTS = [page for page, (how, _) in ROWS.items() if how != "GET"]
NAMES = "q at s show sort state category unit kind page paper dwelling o p verb".split()
STRANGE = {
    "nul": "%00",
    "digits": "9" * 200,
    "other script": "%F0%A0%AE%B7%E2%80%AE%EF%BC%91%F0%9F%98%80",
    "broken": "%ED%A0%80%FF",
    "quote": "%27%20OR%201=1--",
    "negative": "-1",
}
TYPED = {
    "nul": "\0",
    "digits": "9" * 4000,
    "other script": "𠮷\u202e１😀",
    "lone surrogate": "\ud800",
    "json": '{"a": [',
}
FIELDS = (
    "q unit kind sort text place category name phone key number tail stars reason seen to title field head on building"
    " room since born credential code login password contact email next back role user until mode channel website"
).split()


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_address_is_no_fault_of_ours(crowd, strange):
    query = "&".join(f"{name}={STRANGE[strange]}" for name in NAMES)
    for kind, page in product(("anonymous", "secretary"), GETS):
        status = crowd.browser(kind).get(f"{crowd.address(page)}?{query}").status_code
        assert status == 400 if strange == "nul" else status < 500, page


@pytest.mark.parametrize("strange", TYPED)
def test_a_strange_form_is_no_fault_of_ours(crowd, strange):
    typed = quote(TYPED[strange].encode("utf-8", "surrogatepass"))
    body = "&".join(f"{name}={typed}" for name in FIELDS)
    for kind, page in product(("anonymous", "leader", "admin"), POSTS):
        with transaction.atomic():
            answer = crowd.browser(kind).post(crowd.address(page), body, "application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        assert answer.status_code < 500, page


@pytest.mark.parametrize("name", ["sessionid", "at", "mode", "csrftoken"])
def test_zero_bytes_in_a_cookie_are_refused(client, db, name):
    client.cookies[name] = "\0" + "a" * 32
    assert client.get("/").status_code == 400


def test_zero_byte_in_a_path_is_refused(client, db):
    assert client.get("/board/%00/").status_code == 400


@pytest.mark.parametrize("seen", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01", "x"])
def test_a_tampered_date_is_an_old_page(crowd, seen):
    form = {"name": "王小明", "doc_type": "111", "sex": "1", "seen": seen, "note": "改一改"}
    assert crowd.send("leader", "community:person_edit", **form).status_code == 422


def test_number_too_long_for_python_is_refused(crowd):
    assert crowd.browser("leader").get("/desk/imports/template/?unit=" + "9" * 5000).status_code == 400


@pytest.mark.parametrize("path", ["/report/", "/accounts/login/", "/desk/imports/new/", "/nowhere/"])
def test_endless_body_is_refused_unread_on_every_page(client, db, path):
    answer = client.generic("POST", path, b"", CONTENT_LENGTH=str(MAX_REQUEST + 1))
    assert answer.status_code == 413


@pytest.mark.logs_errors
def test_ten_thousand_fields_are_refused(db):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/accounts/login/")
    assert strict.post("/accounts/login/", {f"field{number}": "" for number in range(10_000)}).status_code == 413


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_do_nothing(crowd, method):
    for page in ("community:person_edit", "issues:act", "grids:unit_edit", "community:notice_publish"):
        assert getattr(crowd.browser("secretary"), method)(crowd.address(page)).status_code == 405


def test_the_page_for_a_wrong_method_is_as_strict_as_any(client, db):
    answer = client.get("/mode/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
