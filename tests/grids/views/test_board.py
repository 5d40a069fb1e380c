import re

import pytest

from community.models import Person
from grids import actions
from grids.models import Posting

Role = Posting.Role


@pytest.fixture
def board(town):
    return f"/board/{town.building.slug}/"


def post(unit, role, name, **fields):
    return actions.post(role, unit, name=name, on_board=True, by=None, **fields)


def test_people_of_the_building_come_before_those_above(client, town, board):
    post(town.area, Role.PROPERTY, "华兴物业")
    post(town.building, Role.PARTY_HOME, "陈大姐")
    actions.post(Role.GRID_LEADER, town.north, user=town.north_worker, on_board=True, by=None)
    names = [one["name"] for one in client.get(board).context["people"]]
    assert names == ["周师傅", "陈大姐", "林小满", "华兴物业"]


def test_a_board_shows_public_people_of_its_own_chain_only(client, town, board):
    post(town.south, Role.LANE_HEAD, "南边的人")
    page = client.get(board).text
    assert "199-0000-0001" in page
    assert "南边的人" not in page
    assert "莫北" not in page


def test_a_board_knows_nothing_of_residents(client, town, board):
    for address in (board, f"{board}print/"):
        page = client.get(address).text
        assert not [name for name in Person.objects.values_list("name", flat=True) if name in page]


def test_a_board_shows_the_party_chain(client, town, board):
    actions.edit_unit(town.area, party_name="柳荫小区党支部", party_head="何书记", by=None)
    assert "柳荫小区党支部" in client.get(board).text


def test_a_cached_board_shows_a_new_head_at_once(client, town, board, django_capture_on_commit_callbacks):
    client.get(board)
    with django_capture_on_commit_callbacks(execute=True):
        post(town.building, Role.REPRESENTATIVE, "新代表")
    assert "新代表" in client.get(board).text


def test_a_head_who_left_is_gone_from_the_board(client, town, board):
    actions.end_posting(town.building_head, by=None)
    assert "周师傅" not in client.get(board).text


@pytest.mark.parametrize("tail", ["", "print/"])
def test_there_is_no_board_of_an_ended_or_unknown_building(client, town, tail):
    actions.end_unit(town.building2, by=None)
    assert client.get(f"/board/{town.building2.slug}/{tail}").status_code == 404
    assert client.get(f"/board/nobody/{tail}").status_code == 404


def test_boards_and_doors_are_only_read(client, town, board):
    slug = town.building.slug
    for address in (board, f"{board}print/", f"/q/{slug}/", f"/q/{slug}.svg"):
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(("asked", "paper"), [("", "a4"), ("?paper=a3", "a3"), ("?paper=%01", "a4")])
def test_the_print_has_two_sizes(client, town, board, asked, paper):
    assert f"notice-board-{paper}" in client.get(f"{board}print/{asked}").text


def test_the_code_is_a_picture_without_styles_or_scripts(client, town):
    response = client.get(f"/q/{town.building.slug}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert re.search(rb"<svg [^>]*viewBox", response.content)
    assert b"style" not in response.content
    assert b"<script" not in response.content


def test_the_code_holds_the_address_of_the_site(client, town, board, settings):
    settings.SITE_URL = "https://linli.example"
    assert client.get(board).context["address"] == f"https://linli.example/q/{town.building.slug}/"


def test_a_scan_opens_the_report_of_that_building_and_is_remembered(client, town):
    slug = town.building.slug
    response = client.get(f"/q/{slug}/")
    assert response["Location"] == f"/report/?at={slug}"
    assert response.cookies["at"].value == slug
    assert response.cookies["at"]["httponly"]


def test_an_old_poster_of_an_ended_building_still_leads_to_the_report(client, town):
    actions.end_unit(town.building2, by=None)
    response = client.get(f"/q/{town.building2.slug}/")
    assert response["Location"] == "/report/"
    assert "at" not in response.cookies


def test_an_unknown_code_is_not_found(client, db):
    assert client.get("/q/nobody/").status_code == 404
    assert client.get("/q/nobody.svg").status_code == 404


def test_stickers_for_every_building_of_the_grid(client, town):
    client.force_login(town.north_worker)
    page = client.get(f"/desk/tree/{town.north.pk}/stickers/").text
    assert page.count("<img") == 2
    assert town.building.slug in page
    assert town.south_building.slug not in page


def test_stickers_are_for_staff(client, town):
    assert client.get(f"/desk/tree/{town.north.pk}/stickers/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("host", "site", "warned"),
    [("127.0.0.1:8000", "", True), ("192.168.1.9", "", False), ("localhost", "https://linli.example", False)],
)
def test_codes_that_lead_to_this_computer_are_not_printed_unwarned(client, board, settings, host, site, warned):
    settings.SITE_URL = site
    assert ("SITE_URL" in client.get(f"{board}print/", headers={"host": host}).text) == warned
