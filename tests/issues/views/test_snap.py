"""随手拍: camera first, a place, one line; under a minute, for whoever passes by."""

from uuid import uuid4

import pytest

from issues.models import Issue

SNAP = "/snap/"


@pytest.fixture
def client(browser_of):
    return browser_of()


@pytest.fixture
def snapped(town, photo):
    return {"text": "楼道堆了纸箱", "unit": town.building.pk, "key": str(uuid4()), "photos": [photo()], "looked": "1"}


def test_a_picture_and_a_line_are_a_matter_with_its_channel(client, snapped):
    receipt = client.post(SNAP, snapped).url
    issue = Issue.objects.get()
    assert (issue.channel, issue.text, issue.photos.count()) == ("snap", "楼道堆了纸箱", 1)
    assert issue.category.code == "ebike.cluttered_stairs"
    assert issue.number in client.get(receipt).text


def test_the_camera_comes_first(client, town):
    page = client.get(SNAP).text
    assert 'capture="environment"' in page
    assert page.index("photos") < page.index('name="unit"') < page.index('name="text"')


def test_the_building_of_the_last_code_is_chosen_already(client, town):
    client.cookies["at"] = town.building2.slug
    assert client.get(SNAP).context["form"]["unit"].value() == town.building2.pk


def test_a_code_on_the_wall_names_the_place(client, snapped, town):
    page = client.get(SNAP, {"at": town.building.slug}).text
    assert '<select name="unit"' not in page and "1栋" in page
    client.post(f"{SNAP}?at={town.building.slug}", snapped)
    assert Issue.objects.get().channel == "snap"


def test_without_a_line_the_picture_waits(client, snapped):
    page = client.post(SNAP, snapped | {"text": ""})
    assert "请写一句话" in page.text and "这些照片已经带上" in page.text
    client.post(SNAP, snapped | {"photos": []})
    assert Issue.objects.get().photos.count() == 1


def test_what_neighbours_reported_is_asked_here_too(client, snapped, matter):
    matter(text="楼道里堆了很多纸箱")
    page = client.post(SNAP, snapped | {"looked": ""})
    assert "是同一件事吗" in page.text
    assert Issue.objects.count() == 1


def test_both_doors_share_one_limit(client, snapped, typed):
    for number in range(10):
        client.post("/report/", typed | {"key": str(uuid4()), "text": f"第 {number} 件"})
    assert client.post(SNAP, snapped).status_code == 429


def test_the_home_page_leads_there(client, town):
    assert f'href="{SNAP}"' in client.get("/").text
