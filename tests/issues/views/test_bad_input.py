"""What a vandal sends: every refusal is one Chinese sentence, what was typed stays, and nothing half-done is kept."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from issues.models import Issue, Photo, Step

REPORT = "/report/"
CHINESE = re.compile(r"^[^A-Za-z]*(?:(?:JPG|PNG|WebP|HEIC|MB|IMG_1|x|jpg|png)[^A-Za-z]*)*$")


@pytest.fixture
def client(browser_of):
    return browser_of()


@pytest.fixture
def files(settings):
    def kept() -> list[Path]:
        return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]

    return kept


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def drawn(size=(60, 40), kind="JPEG", mode="RGB") -> bytes:
    target = BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


def said(response) -> list[str]:
    summary = re.search(r'<section class="error-summary".*?</section>', response.text, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<li>(.*?)</li>", summary[0])]


BAD_PHOTOS = {
    "huge": ("大.png", lambda: drawn((12000, 12000), "PNG", "1"), "4000 万像素"),
    "truncated": ("断.jpg", lambda: drawn((600, 400))[:400], "打不开"),
    "empty": ("空.jpg", lambda: b"", "打不开"),
    "svg": ("x.jpg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "打不开"),
    "heic": ("IMG_1.HEIC", lambda: b"\0\0\0\x18ftypheic" + b"0" * 500, "HEIC"),
    "gif": ("动.jpg", lambda: drawn(kind="GIF"), "打不开"),
    "heavy": ("重.jpg", lambda: drawn() + b"0" * (15 * 1024 * 1024), "超过 15 MB"),
}


@pytest.mark.parametrize("kind", BAD_PHOTOS)
def test_a_bad_photo_is_named_and_only_the_good_one_waits(client, typed, files, kind):
    name, make, reason = BAD_PHOTOS[kind]
    response = client.post(REPORT, typed | {"photos": [upload("好.jpg", drawn()), upload(name, make())]})
    [sentence] = said(response)
    assert name in sentence and reason in sentence and CHINESE.match(sentence)
    assert "北门井盖松动" in response.text
    assert (Issue.objects.count(), Photo.objects.count()) == (0, 0)
    assert [path.parent.parent.name for path in files()] == ["staged"]


def test_what_is_hidden_behind_a_photo_is_not_kept(client, typed):
    client.post(REPORT, typed | {"photos": [upload("p.html.jpg", drawn() + b"<script>alert(1)</script>PK\x03\x04")]})
    assert b"<script>" not in Photo.objects.get().file.read()


WRONG = {
    "unit of nobody": {"unit": "999999"},
    "unit in words": {"unit": "abc"},
    "unit of 5000 digits": {"unit": "9" * 5000},
    "category of nobody": {"category": "99"},
    "category with a zero byte": {"category": "\x001"},
    "category of 400 digits": {"category": "9" * 400},
    "phone in words": {"phone": "没有"},
    "long name": {"name": "长" * 41},
    "long place": {"place": "远" * 61},
    "long text": {"text": "北门井盖松动" * 400},
    "bad key": {"key": "xyz"},
    "no key": {"key": ""},
    "trap": {"website": "http://x.cn"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_gets_one_sentence_and_the_words_stay(client, typed, wrong):
    response = client.post(REPORT, typed | WRONG[wrong])
    [sentence] = said(response)
    assert CHINESE.match(sentence) and sentence.endswith("。")
    assert "北门井盖松动" in response.text
    assert Issue.objects.count() == 0


ODD = {
    "controls": ("井\x07盖\x0b松\u202e动\u200b", "井盖松动"),
    "zero byte": ("井盖\x00松动", "井盖松动"),
    "rare and emoji": ("𠮷家门口🕳️", "𠮷家门口🕳️"),
    "lines": ("一\r\n\r\n\r\n\r\n二", "一\n\n二"),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_signs_are_cleaned_or_kept_and_never_a_fault(client, typed, odd):
    text, kept = ODD[odd]
    client.post(REPORT, typed | {"text": text, "name": "王\u202e小明", "phone": "１９９－００００ ００１２"})
    issue = Issue.objects.get()
    assert (issue.text, issue.reporter_name, issue.reporter_phone) == (kept, "王小明", "19900000012")


def test_fields_nobody_asked_for_change_nothing(client, typed, town):
    more = {"is_staff": 1, "state": "closed", "handler": town.north_worker.pk, "public_title": "x", "urgent": 1}
    more |= {"token": "aaa", "number": "9", "channel": "phone", "reporter": town.admin.pk, "entered_by": town.admin.pk}
    client.post(REPORT, typed | more)
    issue = Issue.objects.get()
    assert (issue.state, issue.channel, issue.public_title, issue.urgent) == ("received", "web", "", False)
    assert (issue.handler, issue.reporter, issue.entered_by) == (None, None, None)
    assert issue.token != "aaa" and issue.number != "9"


TOO_MUCH = {
    "text": {"text": "字" * 1_000_000},
    "fields": {f"f{number}": "x" for number in range(10_000)},
}


@pytest.mark.logs_errors
@pytest.mark.parametrize("much", TOO_MUCH)
def test_too_much_is_refused_with_the_way_back(client, typed, much):
    response = client.post(REPORT, typed | TOO_MUCH[much])
    assert response.status_code == 413
    assert "按浏览器的“返回”" in response.text
    assert Issue.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", [REPORT, "/track/", "/matters/", "/r/x/", "/r/x/rate/", "/my/"])
def test_other_methods_are_refused_in_words(client, town, method, path):
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert "请按浏览器的“返回”" in response.text


OTHER_FACTS = {
    "text": {"text": "另一件事"},
    "place": {"place": "2 单元"},
    "phone": {"phone": "19900000013"},
}


@pytest.mark.parametrize("other", OTHER_FACTS)
def test_a_used_key_with_other_facts_is_asked_about_not_dropped(client, typed, other):
    client.post(REPORT, typed)
    changed = typed | OTHER_FACTS[other]
    response = client.post(REPORT, changed)
    assert "已经提交过" in said(response)[0]
    fresh = re.search(r'name="key" value="([^"]+)"', response.text)[1]
    assert client.post(REPORT, changed | {"key": fresh}).status_code == 302
    assert Issue.objects.count() == 2


def test_the_same_words_under_a_new_key_lead_to_the_same_receipt(client, typed):
    first = client.post(REPORT, typed)
    client.get(first.url)
    again = client.post(REPORT, typed | {"key": str(uuid4())})
    assert again.url == first.url
    assert Step.objects.filter(verb=Step.Verb.SUBMIT).count() == 1


def test_another_browser_may_report_in_the_same_words(client, browser_of, typed):
    client.get(client.post(REPORT, typed).url)
    browser_of().post(REPORT, typed | {"key": str(uuid4())})
    assert Issue.objects.count() == 2


def test_a_photo_added_after_going_back_is_not_lost(client, typed, photo):
    client.get(client.post(REPORT, typed).url)
    client.post(REPORT, typed | {"key": str(uuid4()), "photos": [photo()]})
    assert Photo.objects.count() == 1
