import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AuditEntry, Message
from community.images import make_safe
from issues import actions, news
from issues.actions import departments, joining, whistles
from issues.actions.steps import add_step
from issues.models import Issue, Joiner, Whistle
from tests.issues.departments import add_departments, blown, call_of

pytestmark = pytest.mark.django_db
NAME, PHONE, TAIL, DOOR = "欧阳听雪", "19900007788", "7788", "2单元3071"
JOINED, JOINED_PHONE = "司空揽月", "19900006655"
ALBUM = "听雪家客厅"
SECRETS = {NAME, PHONE, "1990000", DOOR, JOINED, JOINED_PHONE, ALBUM}
# four digits also turn up by chance inside a random key; the number of a flat stands by itself
FLAT = re.compile(r"(?<![0-9A-Za-z])3071(?![0-9A-Za-z])")


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def secret_case(matter, town, photo):
    """Every place where somebody writes has the reporter in it; the police office has it in hand and is called."""
    pictures = [make_safe(file, file.name, file.size) for file in (photo(f"{ALBUM}1.jpg"), photo(f"{ALBUM}2.jpg"))]
    issue = matter(
        text=f"我叫{NAME}，住{DOOR}，电话 199 0000 7788。楼下养了四十多头猪。",
        name=NAME,
        phone=PHONE,
        place=DOOR,
        photos=pictures,
    )
    joining.join(issue, key=uuid4(), name=JOINED, phone=JOINED_PHONE, text=f"{JOINED}也闻到了")
    issue.refresh_from_db()
    actions.publish(issue, title="一户养猪扰民", by=town.north_leader)
    actions.assign(issue, to=town.police, by=town.north_leader, note=f"{NAME}脾气急，先打 {PHONE}")
    actions.sign(issue, by=town.at_police)
    actions.add_internal_note(issue, text=f"{NAME}电话{PHONE}", by=town.north_leader)
    actions.ask(issue, text="请问几点最臭？", by=town.at_police)
    actions.reply(issue, text=f"晚上八点。我是{DOOR}的{NAME}，{PHONE}")
    whistle = blown(issue, town)
    for user, department in ((town.at_police, town.police), (town.at_animals, town.animals)):
        whistles.arrive(call_of(whistle, department), by=user)
        whistles.result(call_of(whistle, department), text="已劝离", by=user)
    whistles.record(whistle, text="三家到场，猪已装车。", by=town.north_leader)
    # written by somebody who does not care, past the form that would have refused it
    Whistle.objects.update(record=f"{NAME}在场，{DOOR}，{PHONE}")
    departments.ask_committee(issue, text="何时上门？", by=town.at_police)
    for step in issue.steps.all():
        news.tell_step(step.pk)
    return Issue.objects.get(pk=issue.pk)


def pages_of(issue) -> list[str]:
    case = reverse("issues:dept_case", args=[issue.pk])
    photos = [reverse("issues:dept_photo", args=[issue.pk, number]) for number in (1, 2)]
    return ["/dept/", "/dept/?show=done", case, "/my/inbox/", "/my/account/", *photos]


def told(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(answer.headers) + body.decode(errors="replace")


def leaks(text: str) -> set[str]:
    return {word for word in SECRETS if word in text} | set(FLAT.findall(text))


@pytest.fixture
def police(browser_of, town):
    return browser_of(town.at_police)


# --- point 30: what a department never reads ---------------------------------------------------


def test_the_seed_is_worth_looking_for(browser_of, secret_case, town):
    """On the staff's page the secrets do stand."""
    page = browser_of(town.north_leader).get(f"/desk/issues/{secret_case.pk}/").text
    assert leaks(page) >= {NAME, DOOR}


@pytest.mark.parametrize("who", ["at_police", "at_animals", "at_environment"])
def test_no_page_of_a_department_says_who_reported(browser_of, secret_case, town, who):
    browser = browser_of(getattr(town, who))
    answers = {address: browser.get(address) for address in pages_of(secret_case)}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert not {address: found for address, answer in answers.items() if (found := leaks(told(answer)))}


def test_no_answer_to_a_form_says_who_reported(police, secret_case, town):
    call = call_of(Whistle.objects.get(), town.police)
    forms = {
        f"/dept/cases/{secret_case.pk}/answer/": {},
        f"/dept/cases/{secret_case.pk}/hand_back/": {},
        f"/dept/cases/{secret_case.pk}/relay/": {},
        f"/dept/cases/{secret_case.pk}/reveal/": {"reason": "想知道"},
        f"/dept/calls/{call.pk}/arrive/": {},
        f"/dept/calls/{call.pk}/result/": {},
    }
    answers = {address: police.post(address, form, follow=True) for address, form in forms.items()}
    assert not {address: found for address, answer in answers.items() if (found := leaks(told(answer)))}


def test_no_message_to_a_department_says_who_reported(secret_case, town):
    people = [town.at_police, town.at_animals, town.at_environment]
    messages = Message.objects.filter(recipient__in=people)
    assert messages.count() >= 5
    assert not leaks("\n".join(f"{row.title} {row.body} {row.link} {row.key}" for row in messages))


def test_no_door_of_the_desk_or_of_the_reporter_opens(police, secret_case, town):
    photo = secret_case.photos.first()
    whistle = Whistle.objects.get()
    closed = [
        f"/desk/issues/{secret_case.pk}/",
        f"/desk/issues/{secret_case.pk}/seen/",
        f"/desk/whistles/{whistle.pk}/",
        f"/desk/whistles/{whistle.pk}/print/",
        "/desk/whistles/",
        "/desk/issues/",
        "/desk/people/",
        "/desk/departments/",
    ]
    assert {police.get(address).status_code for address in closed} == {403}
    assert police.get(reverse("issues:photo", args=[photo.name])).status_code == 404


def test_photos_go_by_their_number(police, secret_case):
    answer = police.get(f"/dept/cases/{secret_case.pk}/photos/2/")
    assert answer["Content-Disposition"] == 'inline; filename="2.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert police.get(f"/dept/cases/{secret_case.pk}/photos/3/").status_code == 404
    page = police.get(f"/dept/cases/{secret_case.pk}/").text
    assert not [name for name in secret_case.photos.values_list("name", flat=True) if name in page]


def test_what_staff_painted_black_is_black_for_departments(police, secret_case):
    first = secret_case.photos.order_by("pk").first()
    first.redacted.save("black.jpg", ContentFile(b"black"), save=True)
    assert police.get(f"/dept/cases/{secret_case.pk}/photos/1/").getvalue() == b"black"


def test_the_matter_itself_can_be_read(police, secret_case):
    page = police.get(f"/dept/cases/{secret_case.pk}/").text
    for words in (secret_case.number, "楼下养了四十多头猪", "柳荫小区 1栋", "晚上八点", "请问几点最臭"):
        assert words in page


def test_the_staffs_notes_stay_with_the_staff(police, secret_case):
    assert "脾气急" not in police.get(f"/dept/cases/{secret_case.pk}/").text


def test_a_joiner_of_a_merged_matter_is_veiled_too(police, secret_case, matter, town):
    other = matter(text="也臭", name="慕容追风", phone="19900005544")
    Issue.objects.filter(pk=other.pk).update(merged_into=secret_case, state="merged")
    with pytest.raises(ValidationError):
        departments.answer_department(secret_case, text="慕容追风也在家", by=town.north_worker)
    add_step(secret_case, "record", by=town.north_worker, text="慕容追风也在家")
    assert "慕容追风" not in police.get(f"/dept/cases/{secret_case.pk}/").text


# --- consent -----------------------------------------------------------------------------------


def test_without_consent_there_is_no_button_and_no_way(police, secret_case):
    assert "查看联系方式" not in police.get(f"/dept/cases/{secret_case.pk}/").text
    answer = police.post(f"/dept/cases/{secret_case.pk}/reveal/", {"reason": "约时间"})
    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(verb="issues.reveal_contact").exists()


def test_with_consent_it_is_shown_once_for_a_reason(police, secret_case):
    Issue.objects.update(shares_contact=True)
    case = f"/dept/cases/{secret_case.pk}/"
    assert NAME not in police.get(case).text
    assert police.post(f"{case}reveal/", {"reason": " "}).status_code == 422
    shown = police.post(f"{case}reveal/", {"reason": "约时间上门"})
    assert {NAME, PHONE, DOOR} <= leaks(shown.text)
    assert "no-store" in shown["Cache-Control"]
    assert not leaks(police.get(case).text)
    assert AuditEntry.objects.get(verb="issues.reveal_contact").reason == "约时间上门"


def test_consent_opens_nothing_to_those_who_are_only_called(browser_of, secret_case, town):
    Issue.objects.update(shares_contact=True)
    answer = browser_of(town.at_animals).post(f"/dept/cases/{secret_case.pk}/reveal/", {"reason": "约时间"})
    assert answer.status_code == 403


# --- who gets in, and to what ------------------------------------------------------------------


def test_signing_in_leads_to_the_own_face(police, town):
    assert police.get("/desk/").url == "/dept/"
    assert police.get("/desk/issues/").status_code == 403


def test_others_are_told_where_to_turn(browser_of, town):
    for user in (town.stranger, town.clerk):
        answer = browser_of(user).get("/dept/")
        assert answer.status_code == 403
        assert "联系社区为您登记" in answer.text


def test_who_left_the_department_is_out(police, secret_case, town):
    departments.end_member(town.police.members.get(), by=town.clerk)
    assert police.get("/dept/").status_code == 403


def test_another_departments_case_does_not_exist(browser_of, matter, town):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    other = browser_of(town.at_animals)
    assert other.get(f"/dept/cases/{issue.pk}/").status_code == 404
    assert other.post(f"/dept/cases/{issue.pk}/sign/").status_code == 404
    assert other.get(f"/dept/cases/{issue.pk}/photos/1/").status_code == 404


def test_who_is_only_called_moves_nothing(browser_of, secret_case, town):
    animals = browser_of(town.at_animals)
    assert animals.post(f"/dept/cases/{secret_case.pk}/answer/", {"text": "好了"}).status_code == 403
    assert Issue.objects.get(pk=secret_case.pk).state == "working"


@pytest.mark.parametrize("verb", ["close", "assign", "publish", "decline", "note", "burn"])
def test_moves_of_the_staff_are_no_pages_here(police, secret_case, verb):
    assert police.post(f"/dept/cases/{secret_case.pk}/{verb}/").status_code == 404


def test_a_case_that_went_to_others_is_gone(police, matter, town):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    actions.reassign(issue, to=town.north_worker, by=town.north_leader)
    assert police.get(f"/dept/cases/{issue.pk}/").status_code == 404


# --- working on it -----------------------------------------------------------------------------


def test_the_way_from_sign_to_answer(police, matter, town, photo):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    police.post(f"/dept/cases/{issue.pk}/sign/")
    police.post(f"/dept/cases/{issue.pk}/contact/", {})
    assert issue.steps.filter(verb="contact", by=town.at_police).exists()
    form = {"text": "已劝离", "outcome": "solved", "photos": [photo()]}
    assert police.post(f"/dept/cases/{issue.pk}/answer/", form).url == f"/dept/cases/{issue.pk}/"
    issue.refresh_from_db()
    assert (issue.state, issue.photos.count()) == ("answered", 1)
    assert issue.steps.get(verb="answer").by == issue.steps.get(verb="contact").by == town.at_police


def test_time_and_return_are_asked_for(police, matter, town):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    later = issue.due_on + timedelta(days=5)
    police.post(f"/dept/cases/{issue.pk}/ask_more_time/", {"until": f"{later:%Y-%m-%d}", "reason": "等检疫"})
    police.post(f"/dept/cases/{issue.pk}/hand_back/", {"reason": "归城管"})
    issue.refresh_from_db()
    assert issue.state == "returning"
    assert set(issue.approvals.values_list("kind", flat=True)) == {"more_time", "return"}


def test_an_old_page_keeps_its_words_and_changes_nothing(police, matter, town):
    issue = matter()
    actions.assign(issue, to=town.police, by=town.north_leader)
    seen = Issue.objects.get(pk=issue.pk).version
    actions.sign(issue, by=town.at_police)
    late = police.post(f"/dept/cases/{issue.pk}/answer/", {"text": "我写的", "outcome": "solved", "seen": seen})
    assert late.status_code == 409
    assert "我写的" in late.text
    assert Issue.objects.get(pk=issue.pk).state == "working"


def test_opening_it_is_seen_and_arriving_is_one_tap(police, matter, town):
    whistle = blown(matter(), town, kind="urgent")
    home = police.get("/dept/").text
    assert "请你们报到" in home
    assert re.search(r"还剩 (30|29) 分钟", home)
    assert call_of(whistle, town.police).seen_at is None
    police.get(f"/dept/cases/{whistle.issue_id}/")
    assert call_of(whistle, town.police).seen_at
    call = call_of(whistle, town.police)
    police.post(f"/dept/calls/{call.pk}/arrive/")
    police.post(f"/dept/calls/{call.pk}/result/", {"text": "已劝离"})
    assert call_of(whistle, town.police).arrived_by == town.at_police
    assert call_of(whistle, town.police).result == "已劝离"


def test_another_departments_call_is_not_answered(browser_of, matter, town):
    whistle = blown(matter(), town)
    call = call_of(whistle, town.police)
    assert browser_of(town.at_animals).post(f"/dept/calls/{call.pk}/arrive/").status_code == 404
    assert call_of(whistle, town.police).arrived_at is None


def test_lists_cost_the_same_for_one_and_for_many(police, matter, town, cost):
    def one_more():
        issue = matter()
        actions.assign(issue, to=town.police, by=town.north_leader)
        blown(issue, town)

    assert cost(lambda: police.get("/dept/"), one_more, 8)


def test_a_second_factor_is_asked_for_like_of_staff(client, town, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(town.at_police, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/dept/")
    assert answer.url == reverse("mfa_index")
    assert "请先启用第二重验证" in client.get(answer.url).text


def test_a_first_password_is_changed_first(client, town):
    town.at_police.must_change_password = True
    town.at_police.save()
    client.force_login(town.at_police, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/dept/").url == reverse("account_change_password")


def test_nothing_of_joiners_is_lost_for_the_staff(secret_case):
    assert Joiner.objects.get().phone == JOINED_PHONE


def test_a_session_ends_with_the_window_like_that_of_staff(police):
    """Telephones on duty and office computers are shared."""
    police.get("/dept/")
    assert police.session.get_expire_at_browser_close()
