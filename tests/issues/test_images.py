"""Whatever is sent as a photo becomes a plain JPEG of pixels, or is refused in words."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from issues.images import MAX_BYTES, make_safe

pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")


def encoded(kind, size=(60, 40), mode="RGB", **save) -> bytes:
    target = BytesIO()
    Image.new(mode, size, 0).save(target, kind, **save)
    return target.getvalue()


def safe(data: bytes, name="灯.jpg", size=None):
    return make_safe(BytesIO(data), name, len(data) if size is None else size)


def reopened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(safe(data).data))


def refused(data: bytes, **more) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        safe(data, **more)
    return caught.value


def hollow_png(width: int, height: int) -> bytes:
    """A small file that claims, truthfully, to hold a very large black picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


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


def test_page_hidden_behind_a_jpeg_does_not_stay():
    assert b"<script>" not in safe(encoded("JPEG") + b"<html><script>alert(1)</script>").data


def test_archive_hidden_behind_a_jpeg_does_not_stay():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as bag:
        bag.writestr("x.html", "hidden")
    kept = safe(encoded("JPEG") + archive.getvalue()).data
    assert not zipfile.is_zipfile(BytesIO(kept))


def test_page_that_calls_itself_a_photo_is_refused():
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>").code == "unreadable"


def test_half_a_photo_is_refused():
    data = encoded("JPEG", (800, 600))
    assert refused(data[: len(data) // 2]).code == "unreadable"


def test_empty_file_is_refused():
    assert refused(b"").code == "unreadable"


def test_file_over_15_megabytes_is_refused_unread():
    assert refused(b"", size=MAX_BYTES + 1).code == "too_big"


def test_heic_says_what_to_do():
    assert "截图" in refused(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00").messages[0]


def test_a_decoder_that_breaks_means_refusal(monkeypatch):
    monkeypatch.setattr("issues.images.ImageOps.exif_transpose", lambda image: 1 / 0)
    assert refused(encoded("JPEG")).code == "unreadable"


def test_limits_of_pillow_itself_stay_as_they_were():
    before = Image.MAX_IMAGE_PIXELS
    safe(encoded("JPEG"))
    assert before == Image.MAX_IMAGE_PIXELS
