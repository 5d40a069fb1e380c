"""Photos as phones, printers and people with bad intentions make them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from community.images import Picture, make_safe


def encoded(kind, size=(60, 40), mode="RGB", **save) -> bytes:
    target = BytesIO()
    Image.new(mode, size, 0).save(target, kind, **save)
    return target.getvalue()


def safe(data: bytes, name="灯.jpg", size=None) -> Picture:
    return make_safe(BytesIO(data), name, len(data) if size is None else size)


def reopened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(safe(data).data))


def refused(data: bytes, **more) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        safe(data, **more)
    return caught.value


def archive() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as bag:
        bag.writestr("x.html", "hidden")
    return target.getvalue()


# what may stand behind the pixels of a file that is two things at once
RIDERS = {
    "zip": archive(),
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "page": b"<html><script>alert(1)</script></html>",
    "shell": b"<?php system($_GET[0]); ?>",
}
# metadata as files carry it, and what it told
TRACES = [
    *(b"Exif\x00\x00", b"eXIf", b"EXIF", b"GPS", b"http://ns.adobe.com/xap", b"xmpmeta", b"XMP ", b"XML:com.adobe"),
    *(b"Photoshop 3.0", b"8BIM", b"IPTC", b"iptc", b"ICC_PROFILE", b"iCCP", b"ICCP", b"tEXt", b"zTXt", b"iTXt"),
    *(b"SerialNo-778899", b"31.2304", b"Zhang San", b"2026:02:13"),
]
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>GPSLatitude 31.2304 IPTC</x:xmpmeta>"


def told(kind: str, size=(60, 40), **more) -> bytes:
    """A photo that tells where, when, by whom and with what it was taken, in each way its kind knows."""
    exif = Image.Exif()
    for tag, word in {0x013B: "Zhang San", 0x0132: "2026:02:13 10:00:00", 0xA431: "SerialNo-778899"}.items():
        exif[tag] = word
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 29: "GPS 2026:02:13"})
    save = {"exif": exif, "xmp": XMP, "icc_profile": b"profile by Zhang San"} | more
    if kind == "JPEG":
        resource = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0eIPTC Zhang San"
        save |= {"comment": b"Zhang San", "extra": b"\xff\xed" + struct.pack(">H", len(resource) + 2) + resource}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Raw profile type iptc", "8BIM Zhang San")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        words.add_text("Author", "Zhang San", zip=True)
        save |= {"pnginfo": words}
    return encoded(kind, size, **save)


def endless_scans(number: int) -> bytes:
    """A progressive photo whose last scan is there again and again."""
    data = encoded("JPEG", (64, 64), progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * number + data[-2:]


def hollow_png(width: int, height: int) -> bytes:
    """A small file that claims, truthfully, to hold a very large black picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
