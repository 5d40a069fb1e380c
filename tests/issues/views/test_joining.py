"""“我也遇到” in the browser: no account, no word of the reporter, a page of one's own."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from issues import actions
from issues.actions import joining, opinions
from issues.actions.merging import merge, split
from issues.models import Category, Joiner

SECRET = "王小明家 2 单元 301 室门口的灯不亮"


@pytest.fixture
def dark(matter):
    Category.objects.filter(code="facility.stairlight").update(photo_after=False)
    return matter(text=SECRET, name="王小明", category=Category.objects.get(code="facility.stairlight"))


@pytest.fixture
def address(dark):
    return reverse("issues:join", args=[joining.ref_of(dark.number)])


def say(browser, address, **facts):
    return browser.post(address, {"key": str(uuid4())} | facts, follow=True)


def test_page_says_what_it_is_without_a_word_of_the_reporter(browser_of, address, dark):
    page = browser_of().get(address).content.decode()
    assert dark.number in page
    assert "楼道灯不亮" in page and "第1网格" in page
    assert "王小明" not in page and "301 室" not in page


def test_joining_leads_to_the_own_page_which_tells_the_way(browser_of, address, dark, town):
    answer = say(browser_of(), address, phone="19900000013", text="我家门口也黑")
    page = answer.content.decode()
    assert answer.request["PATH_INFO"] == f"/j/{Joiner.objects.get().token}/"
    assert "我家门口也黑" in page and "2</strong> 人反映同一件事" in page
    assert "王小明" not in page and "301 室" not in page and "19900000013" not in page


def test_own_page_shows_what_staff_answer_and_nothing_said_between_two(browser_of, address, dark, town):
    browser = browser_of()
    page = say(browser, address).request["PATH_INFO"]
    actions.take(dark, by=town.north_worker)
    actions.ask(dark, text="王先生，您家 301 室的灯是几点灭的？", by=town.north_worker)
    actions.reply(dark, text="晚上九点，我姓王")
    actions.answer(dark, text="灯已换好", by=town.north_worker)
    shown = browser.get(page).content.decode()
    assert "灯已换好" in shown
    assert "301 室" not in shown and "我姓王" not in shown


def test_own_page_takes_the_own_rating_once(browser_of, address, dark, town):
    browser = browser_of()
    page = say(browser, address).request["PATH_INFO"]
    assert 'id="rate"' not in browser.get(page).content.decode()
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="灯已换好", by=town.north_worker)
    assert 'id="rate"' in browser.get(page).content.decode()
    rated = browser.post(f"{page}rate/", {"stars": 4, "text": "亮了"}, follow=True).content.decode()
    assert "4 分 亮了" in rated and 'id="rate"' not in rated
    assert "您已经评价过了" in browser.post(f"{page}rate/", {"stars": 5}).content.decode()


def test_second_tap_in_the_same_browser_leads_back(browser_of, address):
    browser = browser_of()
    first = say(browser, address).request["PATH_INFO"]
    assert browser.get(address, follow=True).request["PATH_INFO"] == first
    assert Joiner.objects.count() == 1


def test_typing_somebodys_number_does_not_open_their_page(browser_of, address):
    say(browser_of(), address, phone="19900000013", text="我家也是")
    page = say(browser_of(), address, phone="19900000013")
    assert page.request["PATH_INFO"] == address
    assert "已经登记在这件事里" in page.content.decode()
    assert "我家也是" not in page.content.decode()


def test_the_reporters_number_gets_the_same_sentence(browser_of, address):
    assert "已经登记在这件事里" in say(browser_of(), address, phone="19900000012").content.decode()


def test_report_form_can_be_sent_here_as_it_is(browser_of, address, town):
    sent = {"text": "灯坏了", "unit": town.building.pk, "place": "3 楼", "category": "", "website": ""}
    say(browser_of(), address, **sent)
    assert (Joiner.objects.get().text, Joiner.objects.get().unit) == ("灯坏了", town.building)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "123"}, "电话号码不对"),
        ({"unit": "999999"}, "请重新选择在哪里"),
        ({"text": "灯" * 301}, "最多写 300 个字"),
        ({"key": ""}, "请再点一次"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(browser_of, address, typed, sentence):
    page = say(browser_of(), address, **typed).content.decode()
    assert sentence in page
    assert not Joiner.objects.exists()


def test_too_many_from_one_address(browser_of, address, monkeypatch):
    from issues.views import joining as view

    monkeypatch.setitem(view.JOINS, "limit", 1)
    say(browser_of(), address)
    assert say(browser_of(), address).status_code == 429


def test_numbers_alone_open_nothing_that_is_not_public(browser_of, dark, town):
    assert browser_of().get(f"/join/{dark.number}/").status_code == 404
    actions.publish(dark, title="1栋楼道灯不亮", by=town.north_leader)
    assert "1栋楼道灯不亮" in browser_of().get(f"/join/{dark.number}/").content.decode()


def test_what_became_private_meanwhile_is_gone(browser_of, address, dark):
    Category.objects.filter(pk=dark.category_id).update(confidential=True)
    assert browser_of().get(address).status_code == 404


def test_ended_matter_leads_to_a_report_of_its_own(browser_of, address, dark, town):
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="灯已换好", by=town.north_worker)
    actions.close(dark, by=town.north_leader)
    page = browser_of().get(address).content.decode()
    assert reverse("issues:report") in page and "<textarea" not in page


def test_both_receipts_of_merged_matters_show_progress_sides_and_topic(browser_of, dark, matter, town):
    other = matter(text="三楼也黑", phone="19900000013")
    merge(other, into=dark, by=town.north_leader)
    opinions.record_stand(dark, side="for", who="1 到 3 层的住户", count=12, text="看不见路", by=town.north_worker)
    opinions.record_stand(dark, side="against", who="底楼商户", count=3, text="晚上刺眼", by=town.north_worker)
    opinions.propose(dark, by=town.north_leader)
    dark.refresh_from_db()
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="改成感应灯", by=town.north_worker)
    for issue in (dark, other):
        page = browser_of().get(f"/r/{issue.token}/").content.decode()
        assert "改成感应灯" in page and "2</strong> 人反映" in page and "转议事" in page
        assert re.search(r"赞成 <span[^>]*>12<", page) and re.search(r"反对 <span[^>]*>3<", page)
    assert "王小明" not in page and "301 室" not in page


def test_receipt_names_the_parts_and_how_far_they_are(browser_of, dark, town):
    from issues.actions.merging import Part

    split(dark, parts=[Part("垃圾", Category.objects.get(code="clean.rubbish"))], by=town.north_leader)
    page = browser_of().get(f"/r/{dark.token}/").content.decode()
    assert "分成几件在办" in page and "垃圾堆放" in page


def test_page_of_a_joiner_costs_the_same_for_one_step_and_for_many(browser_of, address, dark, town, cost):
    browser = browser_of()
    page = say(browser, address).request["PATH_INFO"]
    row = {"side": "for", "who": "住户", "count": 1, "text": "黑", "by": town.north_worker}
    assert cost(lambda: browser.get(page), lambda: opinions.record_stand(dark, **row), 10)


# --- from the report form ----------------------------------------------------------------------
def test_what_was_typed_into_the_report_comes_along_and_nothing_is_kept_yet(browser_of, address, dark, town):
    typed = {"carry": "1", "text": "我家门口也黑", "unit": town.building.pk, "phone": "19900000013", "name": "张三"}
    page = browser_of().post(address, typed).text
    assert "我家门口也黑</textarea>" in page and 'value="19900000013"' in page and 'value="张三"' in page
    assert re.search(rf'value="{town.building.pk}" selected', page)
    assert not Joiner.objects.exists()


def test_what_was_carried_along_is_cut_to_what_fits_and_never_a_foreign_place(browser_of, address, dark):
    page = browser_of().post(address, {"carry": "1", "text": "黑" * 900, "unit": "<b>"}).text
    assert "黑" * 300 in page and "黑" * 301 not in page and "<b>" not in page
