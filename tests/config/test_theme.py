"""The colours of the theme can be read: WCAG contrast of each pair that is used together."""

import re

import pytest
from django.conf import settings

THEME = (settings.BASE / "static/css/theme.css").read_text()
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
SOFT = [("green", "green-soft"), ("amber", "amber-soft"), ("blue", "blue-soft"), ("red-deep", "red-soft")]
PAIRS = [(word, ground) for word in ("ink", "muted", "red") for ground in ("paper", "card")] + SOFT
NORMAL = dict(TOKEN.findall(THEME.split(':root[data-mode="elder"]')[0]))
ELDER = NORMAL | dict(TOKEN.findall(THEME.split(':root[data-mode="elder"]')[1].split("}")[0]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_can_be_read(word, ground):
    assert contrast(NORMAL[word], NORMAL[ground]) >= 4.5


@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_elders_read_words_at_seven_to_one(word, ground):
    assert contrast(ELDER[word], ELDER[ground]) >= 7


@pytest.mark.parametrize("tokens", [NORMAL, ELDER])
def test_white_on_the_red_button_can_be_read(tokens):
    assert contrast("#ffffff", tokens["red"]) >= (7 if tokens is ELDER else 4.5)


@pytest.mark.parametrize("tokens", [NORMAL, ELDER])
def test_edges_of_fields_can_be_seen(tokens):
    assert contrast(tokens["edge"], "#ffffff") >= 3
