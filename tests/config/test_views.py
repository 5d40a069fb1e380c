import pytest
from django.db import OperationalError

from config import views


def test_mode_is_remembered_and_leads_back(client, db):
    response = client.post("/mode/", {"mode": "elder", "next": "/notices/?page=2"})
    assert response["Location"] == "/notices/?page=2"
    assert response.cookies["mode"].value == "elder"
    assert response.cookies["mode"]["max-age"] == views.YEAR


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_mode_leads_nowhere_else(client, db, wanted):
    assert client.post("/mode/", {"mode": "elder", "next": wanted})["Location"] == "/"


def test_an_unknown_mode_is_refused(client, db):
    assert client.post("/mode/", {"mode": "huge"}).status_code == 400


def test_another_site_cannot_change_the_mode(client, db):
    response = client.post("/mode/", {"mode": "elder"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 400


def test_mode_is_not_changed_by_a_link(client, db):
    assert client.get("/mode/?mode=elder").status_code == 405


def test_healthz_asks_nobody(client):
    assert client.get("/healthz").text == "ok"


def test_readyz_names_every_part(client, db):
    response = client.get("/readyz")
    assert response.json() == {"database": True, "migrations": True, "cache": True}


@pytest.mark.logs_errors
def test_readyz_is_503_without_a_database(client, db, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(views, "database_answers", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] is False


def test_manifest_carries_the_community(client, town):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    assert response.json()["short_name"] == "青石社区"


def test_robots_stay_out_of_the_desk_and_of_receipts(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /desk/", "Disallow: /r/"} <= set(lines)
