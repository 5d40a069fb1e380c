"""Whatever happens below the prefix is told in the asked format, never in HTML."""

from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client

from community.images import MAX_REQUEST
from issues.api import door
from tests.issues.api.conftest import BASE, read

FORMATS = ("json", "xml")


def codes(answer) -> list[int]:
    if isinstance(answer.body, list):
        return [one["code"] for one in answer.body]
    return [int(one.text) for one in answer.body.iter("code")]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    "path", ["nothing", "services/nothing", "requests/2020-9999", "tokens/nothing", "a/b/c", "services/x/y"]
)
def test_what_is_unknown_is_404(ask, town, path, fmt):
    answer = ask(f"{path}.{fmt}")
    assert (answer.status, codes(answer)) == (404, [404])


@pytest.mark.parametrize(
    ("accept", "kind"), [("application/json", "application/json"), ("*/*", "text/xml"), ("", "text/xml")]
)
def test_without_a_suffix_the_header_decides_and_xml_is_the_standard(client, town, accept, kind):
    for path in ("/open311/", "/open311/v2/", "/open311/v3/requests", "/open311/v2/requests"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith(kind)


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("method", "path"), [("put", "requests"), ("delete", "requests/2026-0001"), ("post", "services")]
)
def test_a_wrong_method_is_405_and_says_what_is_allowed(client, town, method, path, fmt):
    response = getattr(client, method)(f"{BASE}{path}.{fmt}")
    answer = read(response)
    assert (answer.status, codes(answer)) == (405, [405])
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("fmt", FORMATS)
def test_too_many_calls_are_429_with_a_time_to_wait(client, town, fmt, monkeypatch):
    monkeypatch.setattr(door, "CALLS", 3)
    monkeypatch.setattr(door, "time", lambda: 1_800_000_000)
    for _call in range(3):
        assert client.get(f"{BASE}services.{fmt}").status_code == 200
    answer = read(client.get(f"{BASE}services.{fmt}"))
    assert (answer.status, codes(answer)) == (429, [429])
    assert answer.response["Retry-After"] == "60"
    monkeypatch.setattr(door, "time", lambda: 1_800_000_060)
    assert client.get(f"{BASE}services.{fmt}").status_code == 200


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("params", "sentences"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-07-01T00:00:00Z"}, 1),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, 1),
        ({"start_date": "gestern"}, 1),
        ({"start_date": "2026-02-31"}, 1),
        ({"end_date": "9999-12-31T23:59:59-12:00"}, 1),
        ({"status": "archived"}, 1),
        ({"page": "0"}, 1),
        ({"page_size": "many"}, 1),
        ({"service_request_id": ",".join(map(str, range(201)))}, 1),
    ],
)
def test_what_cannot_be_read_is_400_with_a_sentence(ask, town, params, sentences, fmt):
    answer = ask(f"requests.{fmt}", **params)
    assert (answer.status, codes(answer)) == (400, [400] * sentences)


@pytest.mark.parametrize("fmt", FORMATS)
def test_each_unknown_service_is_named(ask, town, fmt):
    answer = ask(f"requests.{fmt}", service_code="nothing,other,nowhere")
    assert (answer.status, codes(answer)) == (404, [404, 404])


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_the_middleware_refuses_is_told_in_the_format_too(client, town, fmt):
    assert codes(read(client.get(f"{BASE}requests.{fmt}?status=%00"))) == [400]
    assert codes(read(client.get(f"{BASE}requests.{fmt}?status={'a' * 5000}"))) == [400]
    endless = client.generic("POST", f"{BASE}requests.{fmt}", b"", CONTENT_LENGTH=str(MAX_REQUEST + 1))
    assert codes(read(endless)) == [413]


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_cookie_and_no_token_is_needed_to_post(town, fmt):
    answer = read(Client(enforce_csrf_checks=True).post(f"{BASE}requests.{fmt}", {"service_code": "other"}))
    assert codes(answer) == [403]


@pytest.mark.logs_errors
@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("fault", "status"), [(ImproperlyConfigured("secret"), 500), (OperationalError("secret"), 503)]
)
def test_our_own_fault_is_told_in_the_format_without_its_cause(town, fmt, fault, status):
    careless = Client(raise_request_exception=False)
    with patch("issues.api.resources.reading.services", side_effect=fault):
        answer = read(careless.get(f"{BASE}services.{fmt}"))
    assert (answer.status, codes(answer)) == (status, [status])
    assert b"secret" not in answer.response.content


@pytest.mark.logs_errors
def test_endless_forms_are_refused_in_the_format(client, town):
    form = "&".join(f"field{number}=" for number in range(2000))
    answer = read(client.post(f"{BASE}requests.json", form, "application/x-www-form-urlencoded"))
    assert answer.status in (400, 413)
    assert codes(answer) == [answer.status]


def test_pages_beside_the_prefix_stay_pages(client, town):
    assert client.get("/open311x/").headers["Content-Type"].startswith("text/html")
