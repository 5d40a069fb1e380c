"""The code on the screen and the phone that reads it; time travels, the server's clock decides."""

from datetime import timedelta

import pytest

from community.models import Person
from points.models import Oddity
from tests.volunteers.neighbours import neighbour
from tests.volunteers.served import at, clock, session_of, sign_up
from volunteers import rotating
from volunteers.actions import attending
from volunteers.models import Attendance, SignPair

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def session(town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    session = session_of(town)
    sign_up(session, town.wang)
    return session


def scan(browser, session, shown, read):
    code = rotating.code_at(session.pk, shown)
    with clock(read):
        return browser.get(f"/in/{session.pk}/{code}/")


def test_scanned_in_time_signed_in_at_the_moment_of_reading(session, town, browser_of):
    browser = browser_of(town.stranger)
    answer = scan(browser, session, at("09:00"), at("09:00") + timedelta(seconds=40))
    assert answer.headers["Location"] == f"/in/{session.pk}/"
    with clock(at("09:05")):
        assert "签到" in browser.get(f"/in/{session.pk}/").content.decode()
        browser.post(f"/in/{session.pk}/", {"minutes": "999", "at": "2026-11-10T08:00"})
    pair = SignPair.objects.get()
    assert (pair.in_at, pair.in_how, pair.in_by) == (at("09:00") + timedelta(seconds=40), "code", town.stranger)


def test_a_picture_sent_on_is_too_old_after_a_minute(session, town, browser_of):
    answer = scan(browser_of(town.stranger), session, at("09:00"), at("09:01"))
    assert answer.status_code == 410
    assert "请再扫一次" in answer.content.decode()


def test_without_reading_the_code_the_button_does_nothing(session, town, browser_of):
    with clock(at("09:00")):
        assert browser_of(town.stranger).post(f"/in/{session.pk}/").status_code == 410
    assert not Attendance.objects.exists()


def test_the_note_of_one_session_opens_no_other_and_ends(session, town, browser_of):
    other = session_of(town, title="文明劝导")
    browser = browser_of(town.stranger)
    scan(browser, session, at("09:00"), at("09:00"))
    with clock(at("09:01")):
        assert browser.get(f"/in/{other.pk}/").status_code == 410
    with clock(at("09:11")):
        assert browser.post(f"/in/{session.pk}/").status_code == 410


def test_the_second_scan_signs_out(session, town, browser_of):
    browser = browser_of(town.stranger)
    for moment in (at("09:00"), at("10:30")):
        scan(browser, session, moment, moment)
        with clock(moment):
            browser.post(f"/in/{session.pk}/")
    assert (SignPair.objects.get().out_how, Attendance.objects.get().minutes) == ("code", 90)


def test_who_did_not_sign_up_is_sent_to_the_organiser(town, browser_of):
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    session = session_of(town)
    browser = browser_of(town.stranger)
    scan(browser, session, at("09:00"), at("09:00"))
    with clock(at("09:00")):
        page = browser.post(f"/in/{session.pk}/").content.decode()
    assert "您没有报这一场的名" in page
    assert not Attendance.objects.exists()


def test_a_phone_that_signs_in_six_is_noted_once_and_not_known_afterwards(town, browser_of):
    session, phone = session_of(town), browser_of()
    people = [neighbour(town, f"邻居{number}") for number in range(7)]
    sign_up(session, *people)
    found = []
    for person in people:
        phone.force_login(person.user)
        scan(phone, session, at("09:00"), at("09:00"))
        with clock(at("09:00")):
            phone.post(f"/in/{session.pk}/")
        found.append(Oddity.objects.filter(kind="shared_device").count())
    assert found == [0, 0, 0, 0, 0, 1, 1]
    hashes = set(SignPair.objects.values_list("device", flat=True))
    assert len(hashes) == 1 and phone.cookies["device"].value.split(":")[0] not in hashes.pop()
    with clock(at("11:00")):
        attending.close(session, by=town.north_worker)
    assert not SignPair.objects.exclude(device="").exists()


def test_the_screen_shows_another_code_half_a_minute_later(session, town, browser_of):
    browser = browser_of(town.north_worker)
    shown = []
    for second in (0, 29, 30):
        with clock(at("09:00") + timedelta(seconds=second)):
            shown.append(browser.get(f"/desk/sessions/{session.pk}/signin/code/").content.decode().split("src=")[1])
    assert shown[0].split('"')[1] == shown[1].split('"')[1] != shown[2].split('"')[1]
