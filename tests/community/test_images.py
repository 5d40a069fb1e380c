"""Whatever is sent as a photo becomes a plain JPEG of pixels, or is refused in words."""

import struct
import zipfile
from io import BytesIO

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from community.images import MAX_BYTES, MAX_SCANS, only_pixels
from tests.community.sample_photos import RIDERS, encoded, endless_scans, hollow_png, refused, reopened, safe

pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_accepted_kinds_become_jpeg(kind):
    assert reopened(encoded(kind)).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_refused_with_the_photo_named(kind):
    assert "灯.jpg" in refused(encoded(kind)).messages[0]


def test_large_photo_is_made_small():
    assert max(reopened(encoded("JPEG", (4000, 3000))).size) == 2048


def test_small_photo_is_not_blown_up():
    assert reopened(encoded("PNG", (60, 40))).size == (60, 40)


def test_size_is_reported():
    picture = safe(encoded("JPEG", (4000, 2000)))
    assert (picture.width, picture.height) == (2048, 1024)


def test_turned_photo_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert reopened(encoded("JPEG", (60, 40), exif=exif)).size == (40, 60)


def test_place_and_camera_do_not_stay():
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    kept = reopened(encoded("JPEG", exif=exif, comment=b"secret", icc_profile=b"profile", xmp=b"<x:xmpmeta/>"))
    assert not kept.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(kept.info)


def test_words_in_png_do_not_stay():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "secret name")
    assert b"secret name" not in safe(encoded("PNG", pnginfo=words)).data


def test_only_the_first_frame_stays():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    target = BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _green, blue = reopened(target.getvalue()).getpixel((10, 10))
    assert red > 200
    assert blue < 50


def test_transparent_ground_becomes_white():
    assert reopened(encoded("PNG", mode="RGBA")).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_unusual_colours_are_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert reopened(encoded(kind, mode=mode)).mode == "RGB"


def test_sixteen_bits_keep_their_greys():
    target = BytesIO()
    Image.new("I;16", (20, 20), 128 * 256).save(target, "PNG")
    assert 120 < reopened(target.getvalue()).getpixel((5, 5))[0] < 136


def test_144_megapixels_in_17_kilobytes_are_refused_by_their_header():
    data = hollow_png(12000, 12000)
    assert len(data) < 20_000
    assert refused(data).code == "pixels"


def test_header_is_read_before_pixels(monkeypatch):
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("decoded"))
    assert refused(hollow_png(12000, 12000)).code == "pixels"


def test_even_larger_ones_are_refused_in_words():
    assert "灯.jpg" in refused(hollow_png(20000, 20000)).messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("rider", RIDERS)
def test_nothing_rides_behind_the_pixels(kind, rider):
    kept = safe(encoded(kind) + RIDERS[rider]).data
    assert RIDERS[rider][:8] not in kept
    assert not zipfile.is_zipfile(BytesIO(kept))
    assert only_pixels(kept)


@pytest.mark.parametrize("rider", RIDERS)
def test_nothing_rides_in_a_comment(rider):
    kept = safe(encoded("JPEG", comment=RIDERS[rider])).data
    assert RIDERS[rider][:8] not in kept
    assert not zipfile.is_zipfile(BytesIO(kept))


def test_second_picture_of_a_file_does_not_stay():
    """Portraits and high-contrast photos of phones hold a second picture behind the first."""
    target = BytesIO()
    red, blue = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    red.save(target, "MPO", save_all=True, append_images=[blue], exif=b"Exif\x00\x00")
    assert target.getvalue().count(b"\xff\xd8\xff") > 1
    kept = safe(target.getvalue()).data
    assert kept.count(b"\xff\xd8") == 1
    assert b"MPF" not in kept
    assert Image.open(BytesIO(kept)).getpixel((10, 10))[0] > 200


@pytest.mark.parametrize("script", [b"GIF89a/*", b"GIF87a=1;"])
def test_script_that_calls_itself_a_gif_is_refused(script):
    assert refused(script + b"*/alert(1);//" + encoded("GIF")).code == "unreadable"


def test_page_that_calls_itself_a_photo_is_refused():
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>").code == "unreadable"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(kind):
    data = encoded(kind, (800, 600), **({"lossless": True} if kind == "WEBP" else {}))
    assert refused(data[: len(data) // 2]).code == "unreadable"


def test_empty_file_is_refused():
    assert refused(b"").code == "unreadable"


def test_file_over_15_megabytes_is_refused_unread():
    assert refused(b"", size=MAX_BYTES + 1).code == "too_big"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"avif"])
def test_heic_says_what_to_do(brand):
    assert "截图" in refused(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00").messages[0]


def test_limits_of_pillow_itself_stay_as_they_were():
    before = Image.MAX_IMAGE_PIXELS
    safe(encoded("JPEG"))
    assert before == Image.MAX_IMAGE_PIXELS


# more work than a picture is worth


def test_progressive_photo_is_taken():
    assert reopened(encoded("JPEG", (800, 600), progressive=True)).size == (800, 600)


def test_photo_drawn_again_and_again_is_refused_before_it_is_drawn(monkeypatch):
    assert reopened(endless_scans(10)).size == (64, 64)
    data = endless_scans(MAX_SCANS)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    assert refused(data).code == "unreadable"


def test_forty_megapixels_are_the_limit():
    assert refused(hollow_png(8000, 5001)).code == "pixels"


def test_large_webp_is_refused_by_its_header():
    lossless = b"\x2f" + struct.pack("<I", 7999 | 7999 << 14) + b"\x00" * 32
    chunk = b"VP8L" + struct.pack("<I", len(lossless)) + lossless + b"\x00"
    data = b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
    assert refused(data).code == "pixels"


def test_words_that_unpack_to_megabytes_are_refused():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "0" * 80_000_000, zip=True)
    data = encoded("PNG", pnginfo=words)
    assert len(data) < 100_000
    assert refused(data).code == "unreadable"
