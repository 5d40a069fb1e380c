from uuid import uuid4

import pytest
from django.urls import reverse

from community.images import MAX_REQUEST
from grids.models import Unit
from issues import actions
from issues.models import Category, Issue
from issues.views.report import REPORTS

REPORT = "/report/"
TRACK = "/track/"


@pytest.fixture
def client(browser_of):
    return browser_of()


def text_of(response) -> str:
    return response.content.decode()


def test_report_needs_no_account_and_leads_to_its_receipt(client, typed):
    response = client.post(REPORT, typed)
    assert response.url == reverse("issues:receipt", args=[Issue.objects.get().token])


def test_form_with_its_csrf_token_passes_and_without_it_does_not(browser_of, typed):
    strict = browser_of(enforce_csrf_checks=True)
    token = strict.get(REPORT).context["csrf_token"]
    assert strict.post(REPORT, typed).status_code == 403
    assert strict.post(REPORT, typed | {"csrfmiddlewaretoken": str(token)}).status_code == 302


def test_double_tap_is_one_issue_and_one_receipt(client, typed):
    first, second = client.post(REPORT, typed), client.post(REPORT, typed)
    assert first.url == second.url
    assert Issue.objects.count() == 1


def test_kept_page_with_another_matter_asks_once_more(client, typed):
    client.post(REPORT, typed)
    response = client.post(REPORT, typed | {"text": "另一件事"})
    assert "已经提交过" in text_of(response)
    again = response.context["form"]
    client.post(REPORT, typed | {"text": "另一件事", "key": again["key"].value()})
    assert set(Issue.objects.values_list("text", flat=True)) == {"北门井盖松动", "另一件事"}


def test_photos_are_stored_safe(client, typed, photo):
    client.post(REPORT, typed | {"photos": [photo(), photo("门.png", kind="PNG")]})
    files = [row.file.read(2) for row in Issue.objects.get().photos.all()]
    assert files == [b"\xff\xd8", b"\xff\xd8"]


def test_bad_photo_names_itself_and_typed_words_stay(client, typed, photo):
    bad = photo("坏.jpg")
    bad.file.truncate(30)
    response = client.post(REPORT, typed | {"photos": [photo(), bad]})
    assert "照片“坏.jpg”打不开" in text_of(response).replace("&quot;", '"')
    assert "北门井盖松动" in text_of(response)
    assert not Issue.objects.exists()


def test_six_photos_are_one_too_many(client, typed, photo):
    response = client.post(REPORT, typed | {"photos": [photo() for _ in range(6)]})
    assert "最多上传 5 张" in text_of(response)


@pytest.mark.django_db
@pytest.mark.logs_errors
def test_request_too_large_is_refused_unread(client):
    response = client.post(REPORT, {}, headers={"content-length": str(MAX_REQUEST + 1)})
    assert response.status_code == 413


def test_each_error_stands_in_the_summary_and_at_its_field(client, typed):
    response = client.post(REPORT, typed | {"text": "", "phone": "123"})
    assert text_of(response).count("请写一写是什么事。") == 2
    assert text_of(response).count("电话号码不对") == 2


def test_state_handler_and_title_cannot_be_sent_along(client, typed, town):
    extra = {"state": "closed", "handler": town.north_worker.pk, "is_public": 1, "public_title": "x", "rating": 5}
    client.post(REPORT, typed | extra | {"number": "1", "due_at": "2030-01-01", "entered_by": 1, "severity": 3})
    issue = Issue.objects.get()
    assert (issue.state, issue.handler, issue.public_title, issue.rating) == ("received", None, "", None)
    assert (issue.number[-4:], issue.entered_by, issue.urgent) == ("0001", None, False)


def test_control_characters_and_wide_digits_are_cleaned(client, typed):
    client.post(REPORT, typed | {"text": "灯\x00坏\x0b了", "phone": "１９９－００００－００１２"})
    issue = Issue.objects.get()
    assert (issue.text, issue.reporter_phone) == ("灯坏了", "19900000012")


def test_unit_that_is_no_place_is_refused(client, typed, town):
    response = client.post(REPORT, typed | {"unit": town.street.pk})
    assert "请重新选择在哪里" in text_of(response)


def test_machines_that_fill_everything_are_asked_to_leave_a_field_empty(client, typed):
    response = client.post(REPORT, typed | {"website": "http://spam"})
    assert "请留空" in text_of(response)
    assert not Issue.objects.exists()


def test_lost_key_is_renewed(client, typed):
    response = client.post(REPORT, typed | {"key": "x"})
    key = response.context["form"]["key"].value()
    assert client.post(REPORT, typed | {"key": key}).status_code == 302


def test_door_code_fills_in_the_building(client, typed, town):
    Unit.objects.filter(pk=town.building.pk).update(slug="abc")
    page = client.get(REPORT, {"at": "abc"})
    assert '<select name="unit"' not in text_of(page)
    client.post(REPORT + "?at=abc", typed)
    assert Issue.objects.get().channel == "qr"


def test_unknown_door_code_offers_the_list(client, town):
    assert '<select name="unit"' in text_of(client.get(REPORT, {"at": "gone"}))


def test_places_are_grouped_by_grid(client, town):
    labels = [group for group, _rows in client.get(REPORT).context["form"].fields["unit"].choices]
    assert labels == ["", "柳荫小区 · 第1网格", "柳荫小区 · 第2网格", "说不清是哪一栋"]


def test_too_many_reports_in_ten_minutes_wait_with_their_words(client, typed):
    for number in range(REPORTS["limit"]):
        client.post(REPORT, typed | {"key": str(uuid4()), "text": f"第 {number} 件"})
    response = client.post(REPORT, typed | {"key": str(uuid4()), "text": "还有一件"})
    assert response.status_code == 429
    assert "还有一件" in text_of(response)
    assert Issue.objects.count() == REPORTS["limit"]


def test_staff_are_not_slowed_down(browser_of, typed, town):
    staff = browser_of(town.north_worker)
    answers = [staff.post(REPORT, typed | {"key": str(uuid4())}).status_code for _ in range(11)]
    assert answers == [302] * 11


def test_signed_in_resident_is_the_reporter(browser_of, typed, town):
    browser_of(town.stranger).post(REPORT, typed)
    assert Issue.objects.get().reporter == town.stranger


def test_receipt_says_number_and_day(client, matter):
    issue = matter()
    page = text_of(client.get(f"/r/{issue.token}/"))
    assert issue.number in page
    assert f"最迟 {issue.due_on.month}月{issue.due_on.day}日 答复您" in page


def test_receipt_keeps_internal_words_back(client, matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_leader, note="此人常投诉")
    actions.hand_back(issue, reason="不归我管", by=town.north_worker)
    page = text_of(client.get(f"/r/{issue.token}/"))
    assert "承办人申请退单" in page
    assert "此人常投诉" not in page
    assert "不归我管" not in page


def test_receipt_shows_no_name_or_number_of_the_reporter(client, matter):
    page = text_of(client.get(f"/r/{matter(name='王小明').token}/"))
    assert "王小明" not in page
    assert "19900000012" not in page


def test_receipt_is_not_kept_or_indexed(client, matter):
    response = client.get(f"/r/{matter().token}/")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_receipt_of_an_emergency_says_whom_to_call(client, matter):
    assert "119" in text_of(client.get(f"/r/{matter(text='三楼着火了').token}/"))


def test_receipt_of_a_dangerous_category_does_too(client, matter):
    issue = matter(category=Category.objects.get(name="治安与突发"))
    assert "110（治安）" in text_of(client.get(f"/r/{issue.token}/"))


def test_guessed_receipt_is_not_found(client, db):
    assert client.get("/r/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_resident_rates_by_receipt(client, answered):
    client.post(f"/r/{answered.token}/rate/", {"stars": 4, "text": "挺快"})
    assert Issue.objects.get().rating == 4


def test_rating_without_stars_keeps_the_words(client, answered):
    page = text_of(client.post(f"/r/{answered.token}/rate/", {"text": "挺快"}))
    assert "请选一个评价。" in page
    assert "挺快" in page


def test_rating_before_the_answer_is_refused(client, assigned):
    page = text_of(client.post(f"/r/{assigned.token}/rate/", {"stars": 5}))
    assert "已经有人处理过了" in page
    assert Issue.objects.get().rating is None


def test_resident_reopens_by_receipt(client, answered):
    client.post(f"/r/{answered.token}/reopen/", {"reason": "又不亮了"})
    assert (Issue.objects.get().state, Issue.objects.get().handler) == ("assigned", answered.handler)


def test_refused_reopening_keeps_the_words(client, answered):
    Issue.objects.update(reopened=2)
    page = text_of(client.post(f"/r/{answered.token}/reopen/", {"reason": "又不亮了"}))
    assert "打电话" in page
    assert "又不亮了" in page


@pytest.mark.parametrize("page", ["rate", "reopen"])
def test_reading_a_page_that_acts_is_not_allowed(client, answered, page):
    assert client.get(f"/r/{answered.token}/{page}/").status_code == 405


def test_number_and_tail_lead_to_the_receipt(client, matter):
    issue = matter()
    wide = issue.number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert client.post(TRACK, {"number": wide, "tail": "００１２"}).url == f"/r/{issue.token}/"


@pytest.mark.parametrize(("number", "tail"), [("", "9999"), ("1999-0001", "0012")])
def test_wrong_number_and_wrong_tail_get_the_same_answer(client, matter, number, tail):
    issue = matter()
    page = text_of(client.post(TRACK, {"number": number or issue.number, "tail": tail}))
    assert "编号和手机号后四位对不上" in page


def test_matter_without_a_phone_cannot_be_tracked(client, matter):
    issue = matter(phone="")
    assert client.post(TRACK, {"number": issue.number, "tail": "0000"}).status_code == 200


def test_sixth_try_is_asked_to_wait(client, matter):
    issue = matter()
    for _ in range(5):
        client.post(TRACK, {"number": issue.number, "tail": "9999"})
    response = client.post(TRACK, {"number": issue.number, "tail": "0012"})
    assert response.status_code == 429
    assert "一刻钟" in text_of(response)


def test_neighbours_behind_one_address_do_not_use_up_each_others_tries(client, matter):
    theirs, mine = matter(), matter()
    for _ in range(5):
        client.post(TRACK, {"number": theirs.number, "tail": "9999"})
    assert all(client.post(TRACK, {"number": mine.number, "tail": "0012"}).status_code == 302 for _ in range(40))


def test_one_number_is_not_guessed_from_many_addresses(client, matter):
    issue = matter()
    for last in range(20):
        client.post(TRACK, {"number": issue.number, "tail": "9999"}, REMOTE_ADDR=f"203.0.113.{last}")
    assert client.post(TRACK, {"number": issue.number, "tail": "9998"}, REMOTE_ADDR="203.0.113.99").status_code == 429


def test_tracking_reads_nothing_from_the_address(client, matter):
    assert client.get(TRACK, {"number": matter().number, "tail": "0012"}).status_code == 200


def test_public_matters_show_titles_only(client, matter, town):
    issue = matter(text="王小明家漏水", name="王小明", place="2单元301")
    matter(text="没有公开的事")
    actions.publish(issue, title="1栋漏水", by=town.north_leader)
    page = text_of(client.get("/matters/"))
    assert "1栋漏水" in page
    assert not any(word in page for word in ("王小明", "301", "没有公开的事"))


def test_public_matters_are_searched_by_title(client, matter, town):
    for title in ("路灯修好", "井盖换新"):
        actions.publish(matter(), title=title, by=town.north_leader)
    page = text_of(client.get("/matters/", {"q": "井盖"}))
    assert "井盖换新" in page
    assert "路灯修好" not in page


def test_public_list_costs_the_same_for_one_and_thirty(client, matter, town, cost):
    def one_more():
        actions.publish(matter(), title="路灯", by=town.north_leader)

    assert cost(lambda: client.get("/matters/?page=1"), one_more, 30)


def test_my_matters_are_those_of_my_proven_number_and_no_others(matter, town, browser_of):
    town.stranger.set_phone("19900000012")
    town.stranger.phone_verified = True
    town.stranger.save()
    matter(text="楼道灯不亮")
    matter(text="别人家漏水", phone="19900000013")
    page = browser_of(town.stranger).get("/my/").text
    assert ("楼道灯不亮" in page, "别人家漏水" in page) == (True, False)


def test_a_number_nobody_has_proved_opens_nothing(matter, town, browser_of):
    town.stranger.set_phone("19900000012")
    town.stranger.save()
    matter(text="楼道灯不亮")
    assert "楼道灯不亮" not in browser_of(town.stranger).get("/my/").text


def test_my_matters_hold_what_was_sent_while_signed_in(typed, town, browser_of):
    browser = browser_of(town.stranger)
    browser.post("/report/", typed | {"phone": ""})
    assert "北门井盖松动" in browser.get("/my/").text
