"""A page for paper as a file, where the machine can draw one."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import ImageFile

from accounts import pdf
from points import actions

SMALLEST = 2000


@pytest.fixture
def book(town):
    actions.award(town.wang, 12, key="pdf:1", by=town.clerk, reason="打扫楼道")
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.stranger)
    return reverse("points:mine_print")


def test_the_passbook_is_a_file_with_chinese_letters(drawer, town, book, browser_of, monkeypatch):
    browser = browser_of(town.stranger)
    page = browser.post(book, {"from": "2026-01-01"})
    assert "下载 PDF 文件" in page.text
    assert '<input type="hidden" name="from" value="2026-01-01">' in page.text
    seen = []
    true_drawn = pdf.drawn
    monkeypatch.setattr(pdf, "drawn", lambda html: seen.append(html) or true_drawn(html))
    answer = browser.post(book, {"pdf": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert "utf-8''%E7%A7%AF%E5%88%86%E5%AD%98%E6%8A%98.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-") and len(answer.content) > SMALLEST
    assert "打扫楼道" in seen[0]


def test_staff_get_the_file_of_a_page_that_is_posted_for(drawer, town, book, browser_of):
    row = actions.account_of(town.wang, town.community)
    browser = browser_of(town.clerk)
    address = reverse("points:account_print", args=[row.pk])
    assert 'method="post"' in browser.post(address).text
    assert browser.post(address, {"pdf": "1"}).content.startswith(b"%PDF-")


def test_a_machine_without_letters_offers_nothing_and_prints(town, book, browser_of, monkeypatch):
    monkeypatch.setattr(pdf, "able", lambda: False)
    browser = browser_of(town.stranger)
    assert "PDF" not in browser.post(book).text
    assert "积分存折" in browser.post(book, {"pdf": "1"}).text


def test_a_page_that_is_too_long_says_so(drawer, town, book, browser_of, monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST", 10)
    answer = browser_of(town.stranger).post(book, {"pdf": "1"})
    assert answer.status_code == 422
    assert "请用浏览器打印" in answer.text


def test_nothing_is_fetched_but_our_own_files(drawer):
    assert pdf.own_file("http://paper.invalid/static/css/paper.css").samefile(finders.find("css/paper.css"))
    for address in ("http://paper.invalid/media/photo.jpg", "paper://here/etc/passwd"):
        with pytest.raises(ValueError, match="own files"):
            pdf.own_file(address)
    with pytest.raises(Exception, match="outside"):
        pdf.own_file("http://paper.invalid/static/../manage.py")


@pytest.mark.logs_errors
def test_a_file_that_a_page_names_is_not_put_into_it(drawer, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret" * 100)
    plain = pdf.drawn("<p>邻里</p>")
    named = pdf.drawn(f'<p>邻里</p><link rel="attachment" href="file://{secret}"><img src="file://{secret}">')
    assert b"EmbeddedFile" not in named
    assert abs(len(named) - len(plain)) < 100


def test_half_a_photo_stays_refused_once_a_file_was_drawn(drawer):
    """The drawing's library would let every picture of the portal pass that ends in the middle."""
    pdf.drawn("<p>邻里</p>")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
