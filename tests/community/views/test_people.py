import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from community.actions import NewPerson, add_people_in_bulk, change_person, move_out, record_death
from community.models import Residence
from grids.actions import rename_unit

LIST = reverse("community:people")
WHOLE_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dX]|1\d{10})(?!\d)")


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def found(client, text, **filters):
    answer = client.post(LIST, {"q": text, **filters}, follow=True)
    return [row["pk"] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    "typed",
    [
        "小明", "王小明", "wxm", "WXM", "0012", "999999199003070012", "９９９９９９ 19900307 0012", "19900000012",
        "199-0000-0012", "王 0012", "wx 1栋",
    ],
)  # fmt: skip
def test_wang_is_found_by(lin, town, typed):
    assert found(lin, typed) == [town.wang.pk]


@pytest.mark.parametrize(
    "typed", ["1-1-101", "1栋1单元101", "１号楼１单元101室", "一栋一单元一〇一", "101", "1单元101"]
)
def test_a_room_finds_who_lives_there(lin, town, typed):
    assert set(found(lin, typed)) == {town.wang.pk, town.li.pk}


@pytest.mark.parametrize("typed", ["曾南山", "zns", "0459", "045X", "99999919451001045X", "3栋", "3-2-501", "501"])
def test_people_of_another_grid_are_not_found(lin, typed):
    assert found(lin, typed) == []


def test_initials_know_surnames(client, town):
    client.force_login(town.clerk)
    assert found(client, "zns") == [town.zeng.pk]
    assert found(client, "cns") == []


def test_what_was_typed_stands_in_no_address_and_is_sealed_in_the_session(lin):
    answer = lin.post(LIST, {"q": "19900000012", "kind": "migrant"})
    assert re.fullmatch(r"/desk/people/\?s=[\w-]+&kind=migrant", answer["Location"])
    stored = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "19900000012" not in stored


def test_paging_and_back_keep_the_search(lin, town):
    address = lin.post(LIST, {"q": "wxm"})["Location"]
    assert [row["pk"] for row in lin.get(address + "&page=1").context["rows"]] == [town.wang.pk]
    assert lin.get(address).context["typed"] == "wxm"


def test_another_sessions_search_is_expired(lin, client):
    answer = lin.get(LIST, {"s": "geheim"}, follow=True)
    assert "已经过期" in answer.text


def test_the_list_is_masked(lin):
    page = lin.get(LIST).text
    assert "王*明" in page
    assert "王小明" not in page
    assert not WHOLE_NUMBER.search(page)
    assert "9999**********0012" in page


def test_filters_narrow(client, town):
    client.force_login(town.clerk)
    Residence.objects.filter(person=town.li).update(kind="migrant")
    rows = client.get(LIST, {"kind": "migrant"}).context["rows"]
    assert [row["pk"] for row in rows] == [town.li.pk]
    rows = client.get(LIST, {"unit": town.south.pk}).context["rows"]
    assert [row["pk"] for row in rows] == [town.zeng.pk]


def test_another_grids_unit_narrows_nothing(lin, town):
    rows = lin.get(LIST, {"unit": town.south.pk, "kind": "x", "sort": "x", "page": "x"}).context["rows"]
    assert {row["pk"] for row in rows} == {town.wang.pk, town.li.pk}


def test_the_departed_and_the_dead_leave_the_plain_list_only(client, town):
    client.force_login(town.clerk)
    move_out(Residence.objects.get(person=town.li), by=town.clerk)
    record_death(town.zeng, by=town.clerk)
    assert [row["pk"] for row in client.get(LIST).context["rows"]] == [town.wang.pk]
    assert [row["pk"] for row in client.get(LIST, {"kind": "left"}).context["rows"]] == [town.li.pk]
    assert [row["pk"] for row in client.get(LIST, {"kind": "died"}).context["rows"]] == [town.zeng.pk]
    assert found(client, "李翠花") == [town.li.pk]


def test_the_list_is_in_the_order_of_the_stairs_or_of_names(client, town):
    client.force_login(town.clerk)
    assert [row["pk"] for row in client.get(LIST).context["rows"]] == [town.wang.pk, town.li.pk, town.zeng.pk]
    names = [row["pk"] for row in client.get(LIST, {"sort": "name"}).context["rows"]]
    assert names == [town.li.pk, town.wang.pk, town.zeng.pk]


def asked(client, django_assert_max_num_queries, most, **filters):
    with django_assert_max_num_queries(most) as counted:
        assert client.get(LIST, filters).status_code == 200
    return len(counted)


def test_thirty_cost_what_two_cost(lin, town, django_assert_max_num_queries):
    lin.get(LIST)
    few = asked(lin, django_assert_max_num_queries, 12)
    people = [NewPerson(f"甲{number}", town.home, relation="99", phones=("13912345678",)) for number in range(40)]
    add_people_in_bulk(people, by=None)
    assert asked(lin, django_assert_max_num_queries, 12) == few
    assert len(lin.get(LIST).context["rows"]) == 30


def test_signs_nobody_sees_and_endless_text_do_no_harm(lin, town):
    assert found(lin, "\x00王\u200b小明\u202e") == [town.wang.pk]
    assert found(lin, "王" * 5000) == []
    assert set(found(lin, "   ")) == {town.wang.pk, town.li.pk}


def test_percent_and_underscore_are_plain_signs(lin, town):
    change_person(town.li, name="李_翠花", by=None)
    assert found(lin, "_") == [town.li.pk]
    assert found(lin, "%") == []


def test_who_is_no_staff_sees_no_register(client, town):
    assert client.get(LIST).status_code == 302
    client.force_login(town.stranger)
    assert client.get(LIST).status_code == client.post(LIST, {"q": "王"}).status_code == 403


@pytest.mark.parametrize("typed", ["1-1-101", "柳荫小区1栋101", "1栋1单元101"])
def test_a_building_called_after_its_estate_is_found_by_its_number(lin, town, typed):
    rename_unit(town.building, "柳荫小区1栋", by=None)
    assert town.wang.pk in found(lin, typed)
    assert not found(lin, "11-1-101")
