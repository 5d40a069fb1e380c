"""What residents and staff see of questionnaires."""

from io import BytesIO

from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEntry
from community.models import Person
from deliberation.models import SurveyAnswer
from deliberation.views import surveys as views
from tests.deliberation import surveys

FILLED = {"q1": "5", "q2": "树荫下", "q3": ["加灯"], "q4": "很好"}


def test_a_code_opens_the_questionnaire_without_an_account_and_once(town, client):
    survey = surveys.issued(town.north, town.north_leader)
    place = surveys.place(survey)
    typed = f" {place.code[:5].upper()} {place.code[5:]} "
    address = client.post("/survey/", {"code": typed}).url
    assert address == f"/survey/{place.code}/"
    assert "想说的话" in client.get(address).text
    assert client.post(address, {"revision": survey.revision}).status_code == 422
    client.post(address, FILLED | {"revision": survey.revision})
    assert "收到了，谢谢您" in client.get(address).text
    client.post(address, FILLED | {"revision": survey.revision, "q1": "1"})
    assert [row.said["1"] for row in SurveyAnswer.objects.all()] == [5]


def test_wrong_codes_open_nothing_and_too_many_of_them_lock_the_address(town, client, monkeypatch):
    survey = surveys.issued(town.north, town.north_leader)
    monkeypatch.setitem(views.WRONG, "limit", 3)
    for _try in range(3):
        assert client.get("/survey/aaaaaaaaaa/").status_code == 404
    assert client.get(f"/survey/{surveys.place(survey).code}/").status_code == 404


def test_whoever_has_an_account_needs_no_code(town, browser_of):
    survey = surveys.issued(town.north, town.north_leader)
    page = f"/surveys/{survey.pk}/"
    assert "用十位码填写" in browser_of(town.stranger).get(page).text
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    browser = browser_of(town.stranger)
    code = surveys.place(survey).code
    assert f"/survey/{code}/" in browser.get(page).text
    browser.post(f"/survey/{code}/", FILLED | {"revision": survey.revision})
    assert "您这一份已经填过了" in browser.get(page).text


def test_a_paper_is_typed_in_by_staff_and_counted_as_such(town, browser_of):
    survey = surveys.issued(town.north, town.north_leader)
    place = surveys.place(survey)
    desk = browser_of(town.north_worker)
    assert "1栋 1单元101" in desk.get(f"/desk/surveys/{survey.pk}/asked/").text
    desk.post(f"/desk/surveys/{survey.pk}/asked/{place.pk}/", FILLED | {"revision": survey.revision})
    assert SurveyAnswer.objects.get().on_paper
    assert "其中 1 份是纸质的" in desk.get(f"/desk/surveys/{survey.pk}/").text
    assert "1栋 1单元101" not in desk.get(f"/desk/surveys/{survey.pk}/asked/").text


def test_results_come_after_the_end_with_both_numbers_and_as_a_file(town, browser_of, client):
    surveys.homes(town, 6)
    survey = surveys.issued(town.north, town.north_leader)
    for number in range(5):
        surveys.give(survey, number, surveys.said(4) | {"4": "=1+1"})
    desk = browser_of(town.north_worker)
    assert "4.00" not in desk.get(f"/desk/surveys/{survey.pk}/").text
    assert desk.get(f"/desk/surveys/{survey.pk}/results.xlsx").status_code == 404
    surveys.close(survey)
    cache.clear()
    for text in (client.get(f"/surveys/{survey.pk}/").text, desk.get(f"/desk/surveys/{survey.pk}/").text):
        assert "4.00" in text and "5 / 7</span>" in text and "5 份里有 5 份给了 4 分或 5 分" in text
    book = load_workbook(BytesIO(desk.get(f"/desk/surveys/{survey.pk}/results.xlsx").content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[1][:4] == ["应填", "7", "实填", "5"]
    assert ["1", "总的满意不满意", "4", "5", "5"] in [line[:5] for line in cells]
    assert not [cell for line in cells for cell in line if str(cell).startswith("=")]
    assert desk.get(f"/desk/surveys/{survey.pk}/results.csv").content.startswith("\ufeff".encode())
    assert AuditEntry.objects.filter(verb="survey.exported").count() == 2


def test_slips_and_paper_hold_the_code_and_every_question(town, browser_of):
    survey = surveys.issued(town.north, town.north_leader)
    code = surveys.place(survey).code
    desk = browser_of(town.north_leader)
    assert f"{code[:5]} {code[5:]}" in desk.get(f"/desk/surveys/{survey.pk}/slips/").text
    assert AuditEntry.objects.filter(verb="survey.slips").count() == 1
    paper = desk.get(f"/desk/surveys/{survey.pk}/paper/").text
    assert "□ 树荫下" in paper and "□ 5" in paper and "4. 想说的话" in paper and code not in paper


def test_a_month_of_stars_stands_on_the_public_list(town, client):
    surveys.homes(town, 5)
    month = timezone.localdate().replace(day=1)
    survey = surveys.issued(town.north, town.clerk, kind="property", about="安居物业", month=month)
    for number in range(5):
        surveys.give(survey, number, surveys.said(3))
    surveys.close(survey)
    text = client.get("/surveys/").text
    assert "安居物业" in text and "3.00" in text


def test_a_grid_worker_types_in_for_their_grid_what_the_whole_community_was_asked(town, browser_of):
    survey = surveys.issued(town.community, town.clerk)
    desk = browser_of(town.north_worker)
    listed = desk.get(f"/desk/surveys/{survey.pk}/asked/").text
    assert "1栋 1单元101" in listed and "3栋" not in listed
    south = survey.asked.get(household__dwelling=town.south_home)
    assert desk.get(f"/desk/surveys/{survey.pk}/asked/{south.pk}/").status_code == 404
    assert desk.get(f"/desk/surveys/{survey.pk}/slips/").status_code == 403
    every = browser_of(town.clerk).get(f"/desk/surveys/{survey.pk}/asked/?q=3栋 501").text
    assert "3栋 2单元501" in every and "1栋 1单元101" not in every
