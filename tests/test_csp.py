"""The strict policy stands on every page, and no template needs it to be any softer (ASVS 3.4.1–3.4.6)."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from tests.access_table import KINDS, rows

ROOT = Path(settings.BASE)
ROWS = {page: outcomes for page, (how, outcomes) in rows().items() if how != "POST"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"}
UPLOADED = {"default-src 'none'", "sandbox"}
# inside {% %} and {{ }} quotes and angle brackets are Django's, not HTML's
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
HOST = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)


@pytest.mark.parametrize("page", ROWS)
def test_headers(crowd, page):
    for kind in (KINDS[0], KINDS[-1]):
        headers = crowd.open(kind, page).headers
        policy = set(re.split("; ?", headers["Content-Security-Policy"]))
        assert policy >= POLICY or policy == UPLOADED
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_error_pages_carry_the_policy_too(crowd):
    answer = crowd.browser("anonymous").get("/nothing-here/")
    assert answer.status_code == 404
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


class Inline(HTMLParser):
    """Collects what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or re.match("on[a-z]+$", name)]
        self.found += [f"<{tag} {name}={value}>" for name, value in attrs if (value or "").startswith("javascript:")]
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/json"):
            self.found.append(f"<{tag}>")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_is_inline_or_foreign(path):
    text = TAGS.sub("x", path.read_text(encoding="utf8"))
    scan = Inline()
    scan.feed(text)
    assert scan.found == []
    assert HOST.findall(text) == []


def test_no_style_or_script_names_a_foreign_host():
    own = [path for ending in ("css", "js") for path in (ROOT / "static").rglob(f"*.{ending}")]
    texts = {path.name: path.read_text(encoding="utf8") for path in own if "vendor" not in path.parts}
    assert len(texts) > 2
    assert not {name for name, text in texts.items() if HOST.search(text)}
