import pytest

from accounts.models import User
from community import actions as community
from grids import actions, counts
from grids.models import Posting, Unit
from grids.views import tree as view

TREE = "/desk/tree/"


@pytest.fixture
def secretary(client, town):
    client.force_login(town.secretary)
    return client


def test_the_tree_shows_what_is_overseen(client, town):
    client.force_login(town.north_worker)
    page = client.get(TREE).text
    assert "1栋" in page
    assert "3栋" not in page


def test_figures_add_up_from_buildings(secretary, town, monkeypatch):
    monkeypatch.setattr(counts, "COUNTERS", {})
    people = {town.building.pk: 3, town.building2.pk: 4, town.south_building.pk: 5}
    counts.register("people", "人", lambda buildings: people)
    rows = {row["name"]: row["figures"] for row in secretary.get(TREE).context["rows"]}
    assert rows["第1网格"] == [{"number": 2, "label": "栋楼"}, {"number": 7, "label": "人"}]
    assert rows["青石社区"][1]["number"] == 12
    assert rows["1栋"] == [{"number": 3, "label": "人"}]


def test_every_list_that_opens_is_closed(secretary):
    rows = secretary.get(TREE).context["rows"]
    assert sum(row["opens"] for row in rows) == sum(len(row["closes"]) for row in rows) == 4


def test_a_tree_too_large_for_one_page_ends_at_the_grids(secretary, monkeypatch):
    monkeypatch.setattr(view, "WHOLE", 5)
    kinds = {row["kind"] for row in secretary.get(TREE).context["rows"]}
    assert kinds == {"community", "area", "grid"}


@pytest.mark.parametrize(("households", "said"), [(0, ""), (299, "户数偏少"), (300, ""), (500, ""), (501, "户数偏多")])
def test_grids_of_unusual_size_are_marked(households, said):
    assert view.size_warning("grid", households) == said


def test_search_finds_names_codes_and_party(secretary, town):
    actions.edit_unit(town.north, party_name="柳荫第一党小组", by=None)
    for words in ("第1网", town.north.code, "柳荫第一"):
        page = secretary.get(TREE, {"q": words})
        assert town.north.pk in [row["pk"] for row in page.context["page"]]


def test_search_ends_at_the_own_grid(client, town):
    client.force_login(town.north_worker)
    assert not client.get(TREE, {"q": "3栋"}).context["page"].object_list


def test_search_survives_control_signs(secretary):
    assert secretary.get(TREE, {"q": "\x01１栋", "page": "x"}).status_code == 200


def test_the_tree_costs_the_same_for_more_units(secretary, town, queries):
    secretary.get(TREE)
    with queries(30) as few:
        secretary.get(TREE)
    for number in range(1, 31):
        code = f"{town.south.code}{100 + number}"
        building = actions.add_unit("building", f"{code[-3:]}栋", code, parent=town.south, by=None)
        community.add_dwelling(building, "1", "101", by=None)
    with queries(len(few)):
        secretary.get(TREE)


def test_building_heads_do_not_enter_the_desk(client, town):
    actions.post(Posting.Role.BUILDING_HEAD, town.building, user=town.stranger, by=None)
    client.force_login(town.stranger)
    assert client.get(TREE).status_code == 403
    assert not Unit.objects.visible_to(town.stranger).exists()


FIRST = {"kind": "street", "name": "人民街道", "code": "999999001000"}


@pytest.fixture
def founder(client, db):
    client.force_login(User.objects.create_superuser("first", name="首位"))
    return client


def test_an_empty_portal_leads_its_superuser_to_the_first_unit(founder):
    assert founder.get(TREE)["Location"] == "/desk/tree/first/"
    assert "从第一个单元开始" in founder.get("/desk/tree/first/").text


def test_the_first_unit_opens_the_desk(founder):
    root = founder.post("/desk/tree/first/", FIRST)["Location"]
    assert founder.get(root).status_code == 200
    assert founder.post("/desk/tree/first/", FIRST).status_code == 403


def test_a_wrong_first_code_is_explained_and_typed_words_stay(founder):
    page = founder.post("/desk/tree/first/", FIRST | {"code": "12"}).text
    assert "12 位数字" in page
    assert 'value="人民街道"' in page
    assert not Unit.objects.exists()


def test_an_empty_portal_opens_to_superusers_only(client, db):
    client.force_login(User.objects.create_user("luren", name="路人"))
    assert client.post("/desk/tree/first/", FIRST).status_code == 403
