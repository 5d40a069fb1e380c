"""Typed text made clean at the edge: what people paste in is not what the database should hold."""

import re
import unicodedata

# read otherwise as a surname than as a word
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge", "缪": "miao",
}  # fmt: skip
KEPT_CONTROLS = "\n\t"
# control, formatting and half characters; private and unassigned signs stay, they are rare characters in names
NEVER_SHOWN = ("Cc", "Cf", "Cs")
# full-width letters and digits become ASCII; Chinese punctuation stays as it is
WIDE = [sign for first, last in ("０９", "ＡＺ", "ａｚ") for sign in range(ord(first), ord(last) + 1)]
NARROW = {sign: sign - 0xFEE0 for sign in WIDE} | {0x3000: " "}
MAY_BE_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")


def clean_line(text: str) -> str:
    """One line: NFC, no control or invisible characters, full-width digits and letters made narrow, single spaces."""
    return " ".join(clean_block(text).split())


def clean_block(text: str) -> str:
    """Several lines, cleaned the same way; line breaks stay, at most one empty line in a row."""
    # most texts are one line with nothing to clean
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not MAY_BE_WIDE.search(text):
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in KEPT_CONTROLS or unicodedata.category(sign) not in NEVER_SHOWN)
    text = text.translate(NARROW)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def spelt(name: str) -> str:
    """Pinyin without tones and gaps: 王小明 → wangxiaoming; "" for a name without a single readable sign."""
    # a large table, read when the first account is opened, not when the portal starts
    from pypinyin import lazy_pinyin

    name = clean_line(name)
    surname = SURNAMES.get(name[:1], "")
    return re.sub(r"[^a-z0-9]", "", (surname + "".join(lazy_pinyin(name[1:] if surname else name))).casefold())


def phone_digits(text: str) -> str | None:
    """A Chinese mobile (11 digits) or landline (``0734-1234567``, ``400…``) without its decoration, else None."""
    digits = re.sub(r"[\s\-—–－()（）.+]", "", clean_line(text))
    digits = re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)
    if re.fullmatch(r"1\d{10}|0\d{9,11}|[48]00\d{7}", digits):
        return digits
    return None
