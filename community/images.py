"""Photos made safe: whatever a phone sends becomes a plain JPEG of pixels, or is refused in words.

Nothing of the original file is kept: no EXIF, GPS, XMP, IPTC, colour profile, comment, second frame or trailing bytes.
Every picture that leaves this module was looked at, byte for byte, for segments that are not pixels: if a decoder or
encoder ever carries something along, the picture is refused, not kept.
HEIC stays refused: reading it takes a decoder under a licence that does not allow what ours does.
"""

import logging
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageOps

log = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "WEBP")
# photos of several pictures open as MPO, by the same door
JPEGS = ("JPEG", "MPO")
MAX_PHOTOS = 5
MAX_BYTES = 15 * 1024 * 1024
# Django's limit on request bodies does not count files: five photos, and a little for the form around them
MAX_REQUEST = MAX_PHOTOS * MAX_BYTES + 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 2048
THUMBNAIL_SIDE = 320
QUALITY = 82
MAX_BOXES = 50
# cameras need about ten; a file of 260 kB can ask for two thousand, a minute of work, before one pixel is there
MAX_SCANS = 64
# JPEG markers, ITU-T T.81 table B.1
END, SCAN, HEADER = 0xD9, 0xDA, 0xE0
# those that stand alone, within a scan, are passed over
MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")
# tables, frame and scan: what it takes to draw the pixels
DRAWING = (0xC0, 0xC4, 0xDB, SCAN)
JFIF = b"JFIF\x00"
JFIF_LENGTH = 18
# ISO base media brands of HEIF/HEIC and AVIF (ISO/IEC 23008-12)
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
HIGH_DEPTH = ("I", "I;16", "I;16B", "I;16L")


@dataclass(frozen=True)
class Picture:
    data: bytes
    width: int
    height: int


class Box(NamedTuple):
    """What is painted black: fractions of the upright picture, 0 to 1, counted from its left upper corner."""

    left: float
    top: float
    width: float
    height: float


def make_safe(file: BinaryIO, name: str, size: int) -> Picture:
    """Raises ValidationError with a sentence that names the photo."""
    if size > MAX_BYTES:
        raise refusal(_("照片“%(name)s”超过 15 MB，请换一张小一些的，或把它截图后再上传。"), name, "too_big")
    start = file.read(12)
    file.seek(0)
    if start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS:
        raise refusal(
            _(
                "照片“%(name)s”是苹果手机的 HEIC 格式，这里打不开。请把照片截图后上传截图，"
                "或在手机“设置—相机—格式”里选“兼容性最佳”后重拍。"
            ),
            name,
            "heic",
        )
    try:
        return encoded(redrawn(file, SIDE))
    except ValidationError as error:
        raise refusal(error.message, name, error.code or "pixels") from error
    except Exception as error:
        # hostile files make the decoder raise nearly anything; whatever it was, the file is not stored
        log.info("photo refused: %s", type(error).__name__)
        raise refusal(_("照片“%(name)s”打不开，请换一张 JPG、PNG 或 WebP 格式的照片。"), name, "unreadable") from error


def refusal(sentence: str, name: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code, params={"name": name[-40:]})


def thumbnail(picture: Picture) -> Picture:
    """At most 320 pixels wide and high. Raises ValidationError; the caller then keeps neither of the two."""
    try:
        return encoded(redrawn(BytesIO(picture.data), THUMBNAIL_SIDE))
    except Exception as error:
        log.info("no thumbnail: %s", type(error).__name__)
        raise ValidationError(_("照片没有存好，请重新上传。"), code="unreadable") from error


def redact(data: bytes, boxes: Sequence[Box]) -> Picture:
    """A new picture with the boxes black in its pixels; without boxes, a copy. Raises ValidationError.

    The original's thumbnail shows what the boxes hide: make a new one of the picture that is given back.
    """
    boxes = checked(boxes)
    try:
        canvas = redrawn(BytesIO(data), SIDE)
        draw = ImageDraw.Draw(canvas)
        for box in boxes:
            draw.rectangle(pixels(box, *canvas.size), fill="black")
        return encoded(canvas)
    except Exception as error:
        log.info("not redacted: %s", type(error).__name__)
        sentence = _("这张照片没有涂黑成功，也不会公开。请再试一次；还不行，就不要公开这张照片。")
        raise ValidationError(sentence, code="unreadable") from error


def checked(boxes: Sequence[Box]) -> list[Box]:
    if len(boxes) > MAX_BOXES:
        sentence = _("一张照片最多涂黑 %(most)d 处，请把相近的几处合成一处。")
        raise ValidationError(sentence, code="boxes", params={"most": MAX_BOXES})
    try:
        wanted = [Box(*box) for box in boxes]
        if all(inside(box) for box in wanted):
            return wanted
    except TypeError as error:
        log.info("no boxes: %s", error)
    raise ValidationError(_("涂黑的位置不在照片里面，请重新框选。"), code="boxes")


def inside(box: Box) -> bool:
    """Also refuses what is no number at all: comparisons with NaN are false. Raises TypeError for words."""
    slack = 1e-6
    return (
        box.left >= 0
        and box.top >= 0
        and box.width > 0
        and box.height > 0
        and box.left + box.width <= 1 + slack
        and box.top + box.height <= 1 + slack
    )


def pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """First and last pixel, both painted. Rounded outwards: a pixel half in a box is black."""
    right = min(math.ceil((box.left + box.width) * width), width) - 1
    bottom = min(math.ceil((box.top + box.height) * height), height) - 1
    return min(math.floor(box.left * width), right), min(math.floor(box.top * height), bottom), right, bottom


def redrawn(file: BinaryIO, side: int) -> Image.Image:
    """The upright picture on a new canvas, nothing longer than ``side``. Raises nearly anything for hostile files."""
    with Image.open(file, formats=FORMATS) as source:
        # the size comes from the header; nothing is decoded before this line
        if source.width * source.height > MAX_PIXELS:
            raise ValidationError(
                _("照片“%(name)s”的尺寸太大（超过 4000 万像素），请换一张，或把它截图后再上传。"), code="pixels"
            )
        if source.format in JPEGS:
            refuse_endless_scans(file)
        # JPEG files are decoded at a fraction of their size when that is enough
        source.draft("RGB", (side, side))
        image = source if source.mode in HIGH_DEPTH else source.convert("RGBA" if has_alpha(source) else "RGB")
        if image.mode in HIGH_DEPTH:
            image = image.convert("I").point(lambda value: value / 256).convert("L")
        turned = ImageOps.exif_transpose(image)
        turned.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        # a new canvas, so that nothing but pixels comes along
        canvas = Image.new("RGB", turned.size, "white")
        canvas.paste(turned, mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    return canvas


def refuse_endless_scans(file: BinaryIO) -> None:
    place = file.tell()
    file.seek(0)
    scans = sum(marker == SCAN for marker, _start, _stop in segments(file.read()))
    file.seek(place)
    if scans > MAX_SCANS:
        raise ValueError(f"{scans} scans")


def encoded(canvas: Image.Image) -> Picture:
    target = BytesIO()
    canvas.save(target, "JPEG", quality=QUALITY, optimize=True)
    data = target.getvalue()
    if not only_pixels(data):
        raise ValueError("something besides pixels came along")
    return Picture(data, *canvas.size)


def only_pixels(data: bytes) -> bool:
    """A JPEG file of one bare JFIF header, what it takes to draw, and nothing between, before or after."""
    reached, last = 2, None
    for marker, start, stop in segments(data):
        bare = marker == HEADER and last is None and stop - start == JFIF_LENGTH and data.startswith(JFIF, start + 4)
        if not (bare or marker in DRAWING or marker == END) or (start != reached and last != SCAN):
            return False
        reached, last = stop, marker
    return data[:2] == b"\xff\xd8" and last == END and reached == len(data)


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and stop of each segment of the first picture in a JPEG file, its end included."""
    place, marker = 2, None
    while marker != END and (found := MARKER.search(data, place)):
        marker, start, place = found[1][0], found.start(), found.end()
        if marker != END:
            place += max(2, int.from_bytes(data[place : place + 2], "big"))
        yield marker, start, place


def has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
