from io import BytesIO

import pytest
from PIL import Image

from community.images import Box
from issues import actions
from issues.actions.photos import without_small
from issues.actions.showing import hide_photo, show_photo
from issues.models import Photo
from jobs.work import drain, enqueue
from tests.community.sample_photos import safe
from tests.issues.dot import DOT


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


@pytest.fixture
def large(matter):
    """A matter with a photo as large as telephones send them, with a place in its EXIF."""
    taken, exif = BytesIO(), Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0)})
    Image.new("RGB", (1600, 1200), "white").save(taken, "JPEG", exif=exif)
    return matter(photos=[safe(taken.getvalue())])


def picture(response) -> Image.Image:
    return Image.open(BytesIO(b"".join(response.streaming_content)))


def test_pages_show_a_small_copy_and_lead_to_the_large_one(browser_of, large, town):
    staff, address = browser_of(town.north_worker), f"/photo/{large.photos.get().name}/"
    page = staff.get(f"/desk/issues/{large.pk}/").content.decode()
    assert f'<a href="{address}"><img src="{address}?small=1"' in page
    small, whole = picture(staff.get(f"{address}?small=1")), picture(staff.get(address))
    assert (max(small.size), max(whole.size)) == (320, 1600)
    assert not small.getexif() and not whole.getexif()


def test_the_small_copy_has_the_same_door(browser_of, large, town):
    address = f"/photo/{large.photos.get().name}/?small=1"
    assert [browser_of(who).get(address).status_code for who in (None, town.stranger, town.south_worker)] == [404] * 3


def test_everybody_sees_the_small_copy_of_the_blackened_picture(browser_of, large, town):
    photo = large.photos.get()
    actions.publish(large, title="楼道灯坏了", by=town.north_leader)
    show_photo(photo, boxes=[Box(0, 0, 0.5, 1)], by=town.north_leader)
    address = f"/matters/photo/{photo.name}/?small=1"
    assert f'src="{address}"' in browser_of().get(f"/matters/{large.number}/").content.decode()
    assert f'src="{address}"' in browser_of().get("/matters/").content.decode()
    small = picture(browser_of().get(address))
    assert max(small.size) == 320
    assert max(small.getpixel((20, 120))) < 16 < min(small.getpixel((300, 120)))
    hide_photo(Photo.objects.get(pk=photo.pk), by=town.north_leader)
    assert browser_of().get(address).status_code == 404


def test_photos_from_before_get_their_small_copies_by_the_clock(browser_of, large, town):
    photo = large.photos.get()
    actions.publish(large, title="楼道灯坏了", by=town.north_leader)
    show_photo(photo, boxes=[], by=town.north_leader)
    Photo.objects.update(thumb="", redacted_thumb="")
    reader = browser_of()
    assert max(picture(reader.get(f"/matters/photo/{photo.name}/?small=1")).size) == 1600
    enqueue("issues.small_copies")
    drain()
    assert not without_small().exists()
    assert max(picture(reader.get(f"/matters/photo/{photo.name}/?small=1")).size) == 320
