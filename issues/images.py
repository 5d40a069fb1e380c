"""Photos made safe: whatever a phone sends becomes a plain JPEG of pixels, or is refused in words.

Nothing of the original file is kept: no EXIF, GPS, XMP, colour profile, comment, second frame or trailing bytes.
"""

import logging
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

log = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PHOTOS = 5
MAX_BYTES = 15 * 1024 * 1024
# Django's limit on request bodies does not count files: five photos, and a little for the form around them
MAX_REQUEST = MAX_PHOTOS * MAX_BYTES + 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 2048
QUALITY = 82
# ISO base media brands of HEIF/HEIC and AVIF (ISO/IEC 23008-12)
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
HIGH_DEPTH = ("I", "I;16", "I;16B", "I;16L")


@dataclass(frozen=True)
class Picture:
    data: bytes
    width: int
    height: int


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
        return redraw(file)
    except ValidationError as error:
        raise refusal(error.message, name, error.code or "pixels") from error
    except Exception as error:
        # hostile files make the decoder raise nearly anything; whatever it was, the file is not stored
        log.info("photo refused: %s", type(error).__name__)
        raise refusal(_("照片“%(name)s”打不开，请换一张 JPG、PNG 或 WebP 格式的照片。"), name, "unreadable") from error


def refusal(sentence: str, name: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code, params={"name": name[-40:]})


def redraw(file: BinaryIO) -> Picture:
    with Image.open(file, formats=FORMATS) as source:
        # the size comes from the header; nothing is decoded before this line
        if source.width * source.height > MAX_PIXELS:
            raise ValidationError(
                _("照片“%(name)s”的尺寸太大（超过 4000 万像素），请换一张，或把它截图后再上传。"), code="pixels"
            )
        # JPEG files are decoded at a fraction of their size when that is enough
        source.draft("RGB", (SIDE, SIDE))
        image = source if source.mode in HIGH_DEPTH else source.convert("RGBA" if has_alpha(source) else "RGB")
        if image.mode in HIGH_DEPTH:
            image = image.convert("I").point(lambda value: value / 256).convert("L")
        turned = ImageOps.exif_transpose(image)
        turned.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        # a new canvas, so that nothing but pixels comes along
        canvas = Image.new("RGB", turned.size, "white")
        canvas.paste(turned, mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    target = BytesIO()
    canvas.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Picture(target.getvalue(), *canvas.size)


def has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
