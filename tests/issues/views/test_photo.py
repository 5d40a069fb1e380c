import pytest

from community.images import Picture
from issues import actions

DOT = Picture(b"\xff\xd8pixels", 1, 1)


@pytest.fixture
def shown(matter):
    """A matter with one photo, and where the photo is."""
    issue = matter(photos=[DOT])
    return issue, f"/photo/{issue.photos.get().name}/"


def test_whoever_opened_the_receipt_sees_its_photo(browser_of, shown):
    issue, address = shown
    reader = browser_of()
    reader.get(f"/r/{issue.token}/")
    assert b"".join(reader.get(address).streaming_content) == DOT.data


@pytest.mark.parametrize("person", [None, "stranger", "south_worker", "south_leader"])
def test_photo_does_not_exist_for_others(browser_of, shown, town, person):
    assert browser_of(person and getattr(town, person)).get(shown[1]).status_code == 404


@pytest.mark.parametrize("person", ["north_worker", "north_leader", "secretary"])
def test_staff_of_the_place_see_it(browser_of, shown, town, person):
    assert browser_of(getattr(town, person)).get(shown[1]).status_code == 200


def test_receipt_of_one_matter_opens_no_other(browser_of, shown, matter):
    reader = browser_of()
    reader.get(f"/r/{matter().token}/")
    assert reader.get(shown[1]).status_code == 404


def test_answer_holds_an_image_and_nothing_else(browser_of, shown, town):
    headers = browser_of(town.north_worker).get(shown[1]).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in headers["Cache-Control"]


def test_lost_file_is_not_found(browser_of, shown, town):
    shown[0].photos.get().file.delete(save=False)
    assert browser_of(town.north_worker).get(shown[1]).status_code == 404


def test_photo_of_an_answer_is_on_the_receipt(browser_of, assigned, town):
    step = actions.answer(assigned, text="好了", photos=[DOT], by=town.north_worker)
    reader = browser_of()
    page = reader.get(f"/r/{assigned.token}/").content.decode()
    assert f"/photo/{step.photos.get().name}/" in page
