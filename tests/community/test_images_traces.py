"""No copy of a photo tells where, when, by whom or with what it was taken; in doubt there is no copy."""

import struct
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from community.images import Box, only_pixels, redact, thumbnail
from tests.community.sample_photos import TRACES, XMP, encoded, reopened, safe, told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_of_this_test_does_tell(kind):
    data = told(kind)
    assert len([trace for trace in TRACES if trace in data]) >= 8


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "made",
    [
        safe,
        lambda data: thumbnail(safe(data)),
        lambda data: redact(safe(data).data, [Box(0.1, 0.1, 0.2, 0.2)]),
        lambda data: thumbnail(redact(safe(data).data, [])),
        lambda data: redact(data, [Box(0.1, 0.1, 0.2, 0.2)]),
    ],
    ids=["photo", "thumbnail", "redacted", "thumbnail of redacted", "redacted original"],
)
def test_nothing_is_told_in_any_copy(kind, made):
    kept = made(told(kind)).data
    assert not [trace for trace in TRACES if trace in kept]
    assert only_pixels(kept)


@pytest.mark.parametrize(
    ("kind", "mode", "save"),
    [
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {}),
        ("PNG", "I;16", {}),
        ("PNG", "P", {"transparency": b"\x00"}),
        ("PNG", "LA", {}),
        ("PNG", "L", {"transparency": 0}),
        ("WEBP", "RGBA", {}),
    ],
)
def test_nothing_is_told_by_unusual_colours(kind, mode, save):
    kept = safe(told(kind, mode=mode, **save)).data
    assert not [trace for trace in TRACES if trace in kept]
    assert only_pixels(kept)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_nothing_is_told_by_moving_pictures(kind):
    blue = Image.new("RGB", (60, 40), "blue")
    kept = safe(told(kind, save_all=True, append_images=[blue])).data
    assert not [trace for trace in TRACES if trace in kept]
    assert Image.open(BytesIO(kept)).getpixel((30, 20))[2] < 50


def test_transparent_palette_becomes_white():
    assert reopened(encoded("PNG", mode="P", transparency=b"\x00")).getpixel((5, 5)) == (255, 255, 255)


def test_printers_colours_stay_what_they_look_like():
    target = BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(target, "JPEG")
    red, green, blue = reopened(target.getvalue()).getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60


# fails closed

ORIGINAL, STORED = told("JPEG", (600, 400)), safe(told("JPEG", (600, 400)))
DOORS = {
    "photo": lambda: safe(ORIGINAL),
    "thumbnail": lambda: thumbnail(STORED),
    "redacted": lambda: redact(STORED.data, [Box(0, 0, 0.5, 0.5)]),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("error", [OSError, MemoryError, SyntaxError, struct.error, Image.DecompressionBombError])
@pytest.mark.parametrize(
    "piece",
    [
        *("PIL.Image.open", "PIL.Image.new", "PIL.Image.Image.convert", "PIL.Image.Image.thumbnail"),
        *(
            "PIL.Image.Image.paste",
            "PIL.Image.Image.save",
            "PIL.ImageFile.ImageFile.load",
            "PIL.ImageOps.exif_transpose",
        ),
        *("PIL.JpegImagePlugin.JpegImageFile.draft", "PIL.ImageFile._save", "community.images.only_pixels"),
    ],
)
def test_when_anything_breaks_nothing_is_kept(monkeypatch, door, error, piece):
    def breaks(*args, **more):
        raise error("broken")

    monkeypatch.setattr(piece, breaks)
    with pytest.raises(ValidationError) as caught:
        DOORS[door]()
    assert caught.value.code == "unreadable"
    assert "broken" not in caught.value.messages[0]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "more",
    [{"exif": b"Exif\x00\x00GPS"}, {"xmp": XMP}, {"comment": b"Zhang San"}, {"icc_profile": b"profile"}],
    ids=lambda more: next(iter(more)),
)
def test_encoder_that_carries_something_along_is_not_believed(monkeypatch, door, more):
    save = Image.Image.save
    monkeypatch.setattr(Image.Image, "save", lambda self, *args, **named: save(self, *args, **named, **more))
    with pytest.raises(ValidationError):
        DOORS[door]()


def test_bare_jpeg_is_told_from_one_with_passengers():
    bare = safe(encoded("JPEG")).data
    assert only_pixels(bare)
    assert not only_pixels(bare + b"x")
    assert not only_pixels(bare[:-2])
    assert not only_pixels(bare[:2] + b"x" + bare[2:])
    assert not only_pixels(bare[:2] + b"\xff\xfe\x00\x04hi" + bare[2:])
    assert not only_pixels(bare[:-2] + b"\xff\xe1\x00\x04hi" + bare[-2:])
    assert not only_pixels(b"x" + bare)
    assert not only_pixels(b"")
