"""Points 32, 34 and 36: what everybody may read of matters, and how they hear of more."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Message
from community.images import Box, make_safe
from issues import actions
from issues.actions import following
from issues.actions.showing import hide_photo, show_photo
from issues.models import Category, Issue, Photo, Policy, Subscription
from issues.tasks import digests
from jobs.models import Job
from jobs.work import drain
from tests.issues.conftest import photo_file


@pytest.fixture
def shown(answered, town):
    actions.publish(answered, title="楼道灯不亮", text="2 单元楼道灯不亮", by=town.north_leader)
    return answered


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(f"issues:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_public_matter_has_a_page_without_reporter_or_handler(shown, client, town):
    text = page(client, "matter", shown.number)
    assert "楼道灯不亮" in text
    assert "灯已换好" in text
    for hidden in ("19900000012", town.north_worker.name, town.building.name):
        assert hidden not in text.split("<main")[1]


def test_numbers_in_an_answer_are_masked_for_everybody(assigned, client, town):
    actions.answer(assigned, text="李建国师傅 13912345678 已换灯", by=town.north_worker)
    actions.publish(assigned, title="楼道灯", by=town.north_leader)
    assert "13912345678" not in page(client, "matter", assigned.number)


@pytest.mark.parametrize("private", ["no_title", "confidential", "hidden"])
def test_what_is_not_public_is_not_there(assigned, client, town, private):
    if private != "no_title":
        actions.publish(assigned, title="楼道灯", by=town.north_leader)
    if private == "confidential":
        Issue.objects.update(category=Category.objects.get(code="dispute.leak"))
    if private == "hidden":
        Issue.objects.update(hidden_by_reporter=True)
    assert client.get(reverse("issues:matter", args=[assigned.number])).status_code == 404
    assert "楼道灯" not in page(client, "feed")


def test_filters_narrow_and_nonsense_is_left_out(shown, client, town):
    assert "楼道灯" in page(client, "matters", unit=town.north.pk, state="done")
    assert "楼道灯" not in page(client, "matters", unit=town.south.pk)
    assert "楼道灯" in page(client, "matters", unit="１２", category="x" * 50, state="?")


def many(matter, town, count, code="facility.lift", unit=None):
    for _each in range(count):
        issue = matter(category=Category.objects.get(code=code), unit=unit or town.building)
        actions.publish(issue, title="电梯坏了", by=town.north_leader)


def boundary(unit):
    ring = [[112.0, 26.0], [112.1, 26.0], [112.1, 26.1], [112.0, 26.0]]
    unit.boundary = {"type": "Polygon", "coordinates": [ring]}
    unit.save()


def test_the_map_shows_the_own_boundaries_and_no_cell_under_three(matter, client, town):
    boundary(town.north)
    boundary(town.south)
    many(matter, town, 3)
    many(matter, town, 2, unit=town.south)
    found = json.loads(page(client, "map_data"))
    counts = {feature["properties"]["name"]: feature["properties"]["count"] for feature in found["features"]}
    assert counts == {town.north.name: 3, town.south.name: None}
    table = page(client, "map")
    assert "少于 3 件" in table
    assert ">3<" in table


def test_a_grid_with_two_matters_stays_blank_whatever_their_kinds(matter, client, town):
    boundary(town.north)
    many(matter, town, 1)
    many(matter, town, 1, code="clean.rubbish")
    assert json.loads(page(client, "map_data"))["features"][0]["properties"]["count"] is None
    many(matter, town, 1, code="clean.rubbish")
    assert json.loads(page(client, "map_data"))["features"][0]["properties"]["count"] == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_open_figures_leave_small_cells_out(matter, client, town, kind):
    many(matter, town, 3)
    many(matter, town, 2, code="clean.rubbish")
    answer = client.get(reverse("issues:open_figures", args=[kind]))
    assert answer.status_code == 200
    if kind == "csv":
        text = answer.content.decode("utf-8-sig")
        assert "设施损坏,3" in text
        assert "环境卫生" not in text


def test_the_feed_is_atom_and_follows_the_filters(shown, client, town):
    text = page(client, "feed", unit=town.north.pk)
    assert 'xmlns="http://www.w3.org/2005/Atom"' in text
    assert re.findall(r"<entry><title>(.*?)</title>", text) == ["楼道灯不亮"]
    assert "<entry>" not in page(client, "feed", unit=town.south.pk)


# --- photos ------------------------------------------------------------------------------------


@pytest.fixture
def pixels():
    return lambda data: Image.open(BytesIO(data)).convert("RGB")


@pytest.fixture
def pictured(matter, town):
    file = photo_file(size=(200, 100))
    issue = matter(photos=[make_safe(file, file.name, file.size)])
    actions.publish(issue, title="楼道灯", by=town.north_leader)
    return issue.photos.get()


def public_photo(client, photo):
    return client.get(reverse("issues:public_photo", args=[photo.name]))


def test_no_photo_is_public_until_somebody_looked_at_it(pictured, client):
    assert public_photo(client, pictured).status_code == 404


def test_what_was_framed_is_black_in_the_pixels_and_the_original_stays(pictured, client, town, pixels):
    show_photo(pictured, boxes=[Box(0.0, 0.0, 0.5, 1.0)], by=town.north_leader)
    copy = pixels(b"".join(public_photo(client, pictured).streaming_content))
    assert max(copy.getpixel((20, 50))) < 20
    assert max(copy.getpixel((180, 50))) > 60
    with Photo.objects.get().file.open() as original:
        assert max(pixels(original.read()).getpixel((20, 50))) > 60


def test_a_photo_is_taken_back(pictured, client, town):
    show_photo(pictured, boxes=[], by=town.north_leader)
    hide_photo(Photo.objects.get(), by=town.north_leader)
    assert public_photo(client, pictured).status_code == 404


def test_with_the_matter_its_photos_go_from_the_public(pictured, client, town):
    show_photo(pictured, boxes=[], by=town.north_leader)
    actions.publish(pictured.issue, title="", by=town.north_leader)
    assert public_photo(client, pictured).status_code == 404


def test_boxes_are_drawn_or_typed_on_the_desk(pictured, browser_of, town):
    leader = browser_of(town.north_leader)
    at = reverse("issues:blacken", args=[pictured.pk])
    assert leader.post(at, {"boxes": "[[0, 0, 50, 100]]"}).status_code == 302
    assert Photo.objects.get().boxes == [[0.0, 0.0, 0.5, 1.0]]
    typed = {"left-0": "10", "top-0": "10", "width-0": "20", "height-0": "20"}
    assert leader.post(at, typed).status_code == 302
    assert Photo.objects.get().boxes == [[0.1, 0.1, 0.2, 0.2]]


@pytest.mark.parametrize("boxes", ["[[0,0,50]]", "[[0,0,500,1]]", "nonsense", '[["a",1,1,1]]', "[[60,0,60,10]]"])
def test_boxes_that_make_no_sense_are_refused_and_nothing_is_shown(pictured, browser_of, town, boxes):
    answer = browser_of(town.north_leader).post(reverse("issues:blacken", args=[pictured.pk]), {"boxes": boxes})
    assert answer.status_code == 200
    assert not Photo.objects.get().shown


# --- following ---------------------------------------------------------------------------------


def told(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).values_list("title", flat=True))


def wake():
    Policy.objects.update_or_create(pk=1, defaults={"quiet_from": "00:00", "quiet_until": "00:00"})


def test_who_follows_a_place_hears_at_once(assigned, town):
    wake()
    following.follow(town.stranger, unit=town.north, rhythm="at_once")
    following.follow(town.south_leader, unit=town.south, rhythm="at_once")
    actions.publish(assigned, title="楼道灯", by=town.north_leader)
    actions.answer(assigned, text="好了", by=town.north_worker)
    drain()
    assert "楼道灯：已答复" in told(town.stranger)
    assert "楼道灯：已答复" not in told(town.south_leader)


def test_private_matters_tell_no_follower(assigned, town):
    wake()
    following.follow(town.stranger, rhythm="at_once")
    actions.answer(assigned, text="好了", by=town.north_worker)
    drain()
    assert told(town.stranger) == []


def test_at_night_it_waits_for_the_morning(assigned, town):
    start = timezone.localtime().replace(hour=23, minute=0)
    assert timezone.localtime(following.awake(start)) == (start + timedelta(days=1)).replace(
        hour=8, minute=0, second=0, microsecond=0
    )
    noon = start.replace(hour=12)
    assert following.awake(noon) == noon
    assert timezone.localtime(following.awake(start.replace(hour=5))).hour == 8


def test_the_digest_is_one_message_for_the_day(shown, town):
    following.follow(town.stranger, category=None, unit=town.north)
    now = timezone.now()
    for _twice in range(2):
        following.send_digest(town.stranger, now - timedelta(days=1), now + timedelta(minutes=1))
    assert told(town.stranger) == ["您关注的事项，昨天有 1 件有进展"]
    assert not following.send_digest(town.stranger, now + timedelta(days=1), now + timedelta(days=2))


def test_the_clock_sends_digests_in_the_morning(town):
    digests(None)
    assert Job.objects.filter(kind="issues.send_digests").count() == 1


def test_the_same_wish_twice_is_one(town):
    following.follow(town.stranger, unit=town.north, rhythm="daily")
    following.follow(town.stranger, unit=town.north, rhythm="at_once")
    assert Subscription.objects.get().rhythm == "at_once"


def test_following_and_stopping_by_page(shown, browser_of, town):
    reader = browser_of(town.stranger)
    at = reverse("issues:following")
    reader.post(at, {"issue": shown.number, "rhythm": "at_once"})
    wish = Subscription.objects.get()
    assert wish.issue == shown
    other = browser_of(town.south_worker)
    other.post(reverse("issues:unfollow", args=[wish.pk]))
    assert Subscription.objects.exists()
    reader.post(reverse("issues:unfollow", args=[wish.pk]))
    assert not Subscription.objects.exists()
