"""Thumbnails, and black boxes that are pixels and nothing else."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from community.images import MAX_BOXES, Box, redact, thumbnail
from tests.community.sample_photos import encoded, safe


@pytest.mark.parametrize(("size", "small"), [((800, 600), (320, 240)), ((600, 1200), (160, 320)), ((60, 40), (60, 40))])
def test_thumbnail_has_a_long_side_of_320(size, small):
    made = thumbnail(safe(encoded("JPEG", size)))
    assert (made.width, made.height) == small == Image.open(BytesIO(made.data)).size


# black boxes

PLAIN = encoded("JPEG", (600, 400))


def painted(boxes, size=(200, 100), colour="red") -> Image.Image:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return Image.open(BytesIO(redact(target.getvalue(), boxes).data))


def is_black(picture: Image.Image, *place) -> bool:
    return max(picture.getpixel(place)) < 24


def test_box_is_black_in_the_pixels_and_the_rest_is_left_alone():
    picture = painted([Box(0.25, 0.5, 0.5, 0.25)])
    assert picture.size == (200, 100)
    assert all(is_black(picture, x, y) for x in range(56, 144, 4) for y in range(54, 71, 4))
    assert all(picture.getpixel(place)[0] > 200 for place in [(5, 5), (30, 60), (170, 60), (100, 30), (100, 95)])


def test_several_boxes_and_boxes_that_overlap():
    picture = painted([Box(0, 0, 0.2, 1), Box(0.1, 0, 0.2, 1), Box(0.9, 0.9, 0.1, 0.1)])
    assert is_black(picture, 5, 50)
    assert is_black(picture, 50, 50)
    assert is_black(picture, 199, 99)


def test_box_over_everything_leaves_nothing():
    assert max(level for _low, level in painted([Box(0, 0, 1, 1)]).getextrema()) < 3


def test_what_was_under_a_box_cannot_be_found_again():
    plate = Image.new("RGB", (320, 160), "white")
    plate.paste("red", (100, 40, 220, 120))
    target = BytesIO()
    plate.save(target, "PNG")
    picture = Image.open(BytesIO(redact(target.getvalue(), [Box(100 / 320, 0.25, 120 / 320, 0.5)]).data))
    assert not [pixel for pixel in picture.get_flattened_data() if pixel[0] - max(pixel[1:]) > 40]


def test_pixel_half_in_a_box_is_black():
    picture = painted([Box(0.081, 0, 0.918, 1)], size=(160, 16), colour="white")
    assert is_black(picture, 159, 8)
    assert is_black(picture, 13, 8)


def test_boxes_are_those_of_the_upright_picture():
    exif = Image.Exif()
    exif[0x0112] = 6
    target = BytesIO()
    Image.new("RGB", (200, 100), "white").save(target, "JPEG", exif=exif)
    picture = Image.open(BytesIO(redact(target.getvalue(), [Box(0, 0, 1, 0.25)]).data))
    assert picture.size == (100, 200)
    assert is_black(picture, 90, 10)
    assert not is_black(picture, 10, 90)


def test_boxes_as_the_database_gives_them_back():
    assert is_black(painted([[0, 0, 0.5, 1]]), 10, 10)


def test_sums_that_miss_one_by_a_hair_are_taken():
    assert is_black(painted([Box(0.7, 0.1, 0.1 + 0.2, 0.9)]), 199, 99)


def test_no_box_makes_a_copy():
    assert painted([]).getpixel((5, 5))[0] > 200


@pytest.mark.parametrize(
    "box",
    [
        *((-0.1, 0, 0.5, 0.5), (0, -0.1, 0.5, 0.5), (0.6, 0, 0.5, 0.5), (0, 0.6, 0.5, 0.5), (0, 0, 1.1, 1)),
        *((0, 0, 0, 0.5), (0, 0, 0.5, 0), (0.5, 0.5, -0.2, 0.2), (10, 10, 50, 50)),
        *((float("nan"), 0, 1, 1), (0, 0, float("nan"), 1), (0, 0, float("inf"), 1)),
        *((0, 0, 1), (0, 0, 1, 1, 1), ("0", "0", "1", "1"), (None, 0, 1, 1), "left", 7, {"left": 0}),
    ],
    ids=str,
)
def test_box_outside_the_picture_is_refused(box):
    with pytest.raises(ValidationError) as caught:
        redact(PLAIN, [Box(0, 0, 0.1, 0.1), box])
    assert caught.value.code == "boxes"
    assert "框选" in caught.value.messages[0]


def test_fifty_boxes_are_the_limit():
    boxes = [Box(0.01 * n, 0, 0.01, 1) for n in range(MAX_BOXES + 1)]
    redact(PLAIN, boxes[:-1])
    with pytest.raises(ValidationError, match="50"):
        redact(PLAIN, boxes)


def test_what_is_no_picture_cannot_be_redacted():
    with pytest.raises(ValidationError) as caught:
        redact(b"no picture", [])
    assert "公开" in caught.value.messages[0]
