"""Residents may read the portal in English: every word of theirs has an English one, and the staff's stay Chinese."""

import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from config import words
from tests.access_table import rows

HAN = re.compile(r"[\u3400-\u9fff]")
MARK = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")
SPOKEN = words.read((settings.BASE / words.CATALOGUE).read_text())
HOW_TO = "manage.py words puts what is missing into locale/en; write the English there, then run it again"
# the footer asks who works here, and the menu of the desk is made along with the answer
CHINESE = words.in_module(settings.BASE / "config/context.py") | words.of_others()
# signing in has no app of ours before its name; what stands under /desk/ is the staff's
APPS = {*words.RESIDENTS, ""}
OPEN = [
    page
    for page, (_how, outcomes) in rows().items()
    if "200" in (outcomes["anonymous"], outcomes["stranger"])
    and page.rpartition(":")[0] in APPS
    and "open311" not in page
]


@pytest.fixture
def looked_up(monkeypatch):
    """Chinese words that English had nothing for."""
    missing: set[str] = set()
    real = trans_real.gettext

    def noticed(message):
        said = real(message)
        if translation.get_language() == "en" and said == message and HAN.search(message):
            missing.add(str(message))
        return said

    monkeypatch.setattr(translation._trans, "gettext", noticed)
    return missing


@pytest.mark.parametrize("page", OPEN)
def test_a_page_looks_up_no_word_that_english_lacks(crowd, looked_up, page):
    for kind in ("anonymous", "stranger"):
        browser = crowd.browser(kind)
        browser.cookies["lang"] = "en"
        browser.get(crowd.address(page))
        browser.post(crowd.address(page))
    assert looked_up - CHINESE == set(), HOW_TO


@pytest.mark.parametrize("app", words.RESIDENTS)
def test_every_word_of_residents_pages_has_an_english_one(app):
    assert {word for word in words.of_residents(app) if not SPOKEN.get(word)} == set(), HOW_TO


def test_english_has_the_same_gaps_and_no_chinese():
    pairs = {word: said for word, said in SPOKEN.items() if word}
    assert {word for word, said in pairs.items() if sorted(MARK.findall(word)) != sorted(MARK.findall(said))} == set()
    assert {word for word, said in pairs.items() if HAN.search(said)} == set()


def test_the_file_that_is_read_is_made_of_the_one_that_is_written():
    file = settings.BASE / words.CATALOGUE
    assert file.with_suffix(".mo").read_bytes() == words.compiled(SPOKEN)
    assert words.read(words.written(SPOKEN)) == SPOKEN
