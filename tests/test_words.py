"""Every word on a page is Chinese: letters stand only in names and units that Chinese readers write so too."""

import re
from html.parser import HTMLParser

import pytest

from tests.access_table import rows

PAGES = {page: outcomes for page, (how, outcomes) in rows().items() if how != "POST" and page != "admin:*"}
# read out by the browser or by a screen reader
SPOKEN = {"alt", "title", "aria-label", "placeholder", "aria-description"}
SILENT = {"script", "style", "code", "kbd", "svg", "template"}
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
ALLOWED = set("Linli Excel WPS xlsx xls xlsm csv JPG JPEG PNG PDF MB KB QR IP GB GeoJSON Polygon MultiPolygon".split())
# names of programs, and the example of pinyin initials (王小明)
ALLOWED |= set("Microsoft Authenticator FreeOTP Chrome Edge wxm".split())
# login names of the town, addresses of machines, and the key of a second factor
TYPED = re.compile(r"\b(admin|zhou|wen|mo|lin|he|qiao|luren)\b|https?://\S+|[\w.]+@[\w.]+|\b[A-Z2-7]{20,}\b")


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        # the one button that is meant for readers of English says so
        if tag in SILENT or ("lang", "en") in attrs:
            self.silent.append(tag)
        self.text += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.text.append(data)


def foreign_words(html: str) -> set[str]:
    words = Words()
    words.feed(html)
    return set(WORD.findall(TYPED.sub(" ", "\n".join(words.text)))) - ALLOWED


def test_the_scan_sees_foreign_words():
    assert foreign_words("<p title='Save'>保存 <b>now</b> Excel</p><script>var x</script>") == {"Save", "now"}
    assert foreign_words("<p><button lang='en'>English</button> other</p>") == {"other"}


@pytest.mark.parametrize("page", PAGES)
def test_no_foreign_words(crowd, page):
    shown = {}
    for kind in ("anonymous", "worker", "admin"):
        answer = crowd.open(kind, page)
        if answer.get("Content-Type", "").startswith("text/html"):
            shown[kind] = foreign_words(answer.content.decode().replace(answer["X-Request-ID"], ""))
    assert not {kind: words for kind, words in shown.items() if words}
