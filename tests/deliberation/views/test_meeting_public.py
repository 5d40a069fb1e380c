"""What everybody sees of a meeting, and how one signs in at its door without an account."""

import re
from datetime import UTC, timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.actions import arriving, meetings, motions, sitting
from deliberation.actions import minutes as writing
from deliberation.models import Meeting
from tests.deliberation import sat
from volunteers import rotating

KEY = {"key": "6b1c9c55-1111-4222-8333-444455556666"}


def here(browser, meeting, **facts):
    return browser.post(f"/meetings/{meeting.pk}/here/", KEY | {"party": "物业", "name": "秦经理"} | facts)


def test_the_code_on_the_screen_lets_in_and_twice_is_once(town, browser_of):
    meeting, phone = sat.noticed(town), browser_of()
    code = rotating.code_at(f"meeting-{meeting.pk}", timezone.now())
    assert phone.get(f"/meetings/{meeting.pk}/in/{code}/").url == f"/meetings/{meeting.pk}/here/"
    for _time in range(2):
        assert "秦经理，已签到" in here(phone, meeting).text
    assert (meeting.seats.arrived().count(), sat.seat(meeting, "物业").how) == (1, "qr")


def test_a_picture_sent_on_is_too_old_and_a_printed_code_is_not(town, browser_of):
    meeting, phone = sat.noticed(town), browser_of()
    code = rotating.code_at(f"meeting-{meeting.pk}", timezone.now())
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert phone.get(f"/meetings/{meeting.pk}/in/{code}/").status_code == 410
    assert phone.get(f"/meetings/{meeting.pk}/in/{meeting.token}/").status_code == 410
    Meeting.objects.filter(pk=meeting.pk).update(rotating=False)
    assert phone.get(f"/meetings/{meeting.pk}/in/{meeting.token}/").status_code == 302


def test_six_digits_let_in_whoever_has_no_camera(town, browser_of):
    meeting, phone = sat.noticed(town), browser_of()
    spoken = f"{meeting.code[:3]} {meeting.code[3:]}"
    assert phone.post("/meetings/code/", {"code": spoken}).url == f"/meetings/{meeting.pk}/here/"
    assert "已签到" in here(phone, meeting).text
    assert sat.seat(meeting, "物业").how == "code"


def test_guessing_ends_after_ten_and_right_codes_are_not_counted(town, browser_of):
    meeting, phone = sat.noticed(town), browser_of()
    for _one in range(12):
        assert phone.post("/meetings/code/", {"code": meeting.code}).status_code == 302
    wrong = f"{(int(meeting.code) + 1) % 10**6:06}"
    for _one in range(10):
        assert phone.post("/meetings/code/", {"code": wrong}).status_code == 422
    answer = phone.post("/meetings/code/", {"code": meeting.code})
    assert (answer.status_code, "过十分钟再试" in answer.text) == (429, True)


def test_nobody_signs_in_without_having_read_a_code(town, browser_of):
    meeting = sat.noticed(town)
    assert here(browser_of(), meeting).status_code == 410
    other = browser_of()
    other.post("/meetings/code/", {"code": sat.noticed(town, title="另一次").code})
    assert here(other, meeting).status_code == 410
    assert not meeting.seats.arrived().exists()


def test_a_name_that_is_not_on_the_list_says_what_to_do(town, browser_of):
    meeting, phone = sat.noticed(town), browser_of()
    phone.post("/meetings/code/", {"code": meeting.code})
    answer = here(phone, meeting, name="别人")
    assert (answer.status_code, "找会议记录人登记" in answer.text) == (422, True)


def test_a_resident_registers_once_and_has_a_page(town, browser_of):
    talk, phone = sat.noticed(town, name="院落座谈"), browser_of()
    answers = [phone.post(f"/meetings/{talk.pk}/register/", KEY | {"name": "老王"}) for _time in range(2)]
    assert answers[0].url == answers[1].url
    assert "老王" in phone.get(answers[0].url).text
    assert "老王" not in phone.get(f"/meetings/{talk.pk}/").text


def lines(text: str) -> dict:
    """Unfolded content lines of a calendar as name → value (RFC 5545, 3.1)."""
    pairs = (line.partition(":") for line in text.replace("\r\n ", "").split("\r\n") if line)
    return {name.partition(";")[0]: value for name, _colon, value in pairs}


def test_the_calendar_entry_keeps_its_name_and_counts_its_changes(town, browser_of):
    meeting, reader = sat.noticed(town, remote="https://meeting.invalid/abc"), browser_of()
    page = reader.get(f"/meetings/{meeting.pk}/meeting.ics")
    before = lines(page.content.decode())
    start = meeting.starts_at + timedelta(days=2)
    meetings.change(meeting, place="老年活动室", starts_at=start, ends_at=start + timedelta(hours=1), by=town.clerk)
    after = lines(reader.get(f"/meetings/{meeting.pk}/meeting.ics").content.decode())
    assert page["Content-Type"].startswith("text/calendar")
    assert before["UID"] == after["UID"] == f"{meeting.key}@linli"
    assert (before["SEQUENCE"], after["SEQUENCE"], after["LOCATION"]) == ("0", "1", "老年活动室")
    assert after["URL"].endswith(f"/meetings/{meeting.pk}/")
    assert after["DTSTART"] == start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    meetings.cancel(meeting, reason="停电", by=town.clerk)
    assert lines(reader.get(f"/meetings/{meeting.pk}/meeting.ics").content.decode())["STATUS"] == "CANCELLED"


def test_everybody_reads_parties_and_results_and_no_names(town, browser_of):
    meeting = sat.closed(town)
    writing.send_minutes(meeting.minutes, by=town.clerk)
    page = browser_of().get(f"/meetings/{meeting.pk}/").text
    assert "应表决 5，需同意 3；同意 4，不同意 1" in page
    assert page.count("未签") == 5
    assert not [name for name in ("秦经理", "余大姐", "周师傅") if name in page]


def test_before_the_notice_nobody_outside_sees_it(town, browser_of):
    meeting = sat.called(town)
    assert browser_of().get(f"/meetings/{meeting.pk}/").status_code == 404
    assert meeting.title not in browser_of().get("/meetings/").text


def test_a_seat_votes_and_signs_from_its_own_page(town, browser_of):
    meeting = sat.in_session(town)
    motion = motions.open_voting(sat.motion(meeting, town), by=town.clerk)
    seat, phone = sat.seat(meeting, "物业"), browser_of()
    assert "请您表决" in phone.get(f"/meetings/seat/{seat.token}/").text
    phone.post(f"/meetings/seat/{seat.token}/say/", {"motion": motion.pk, "choice": "no"})
    assert [(voice.key, voice.choice) for voice in motion.said_by.all()] == [("party:3", "no")]
    motions.close_voting(motion, by=town.clerk)
    late = phone.post(f"/meetings/seat/{seat.token}/say/", {"motion": motion.pk, "choice": "yes"}, follow=True)
    assert "现在没有要您表决的动议" in late.text


@pytest.mark.parametrize(("words", "state"), [("", "signed"), ("工期太紧。", "dissent")])
def test_minutes_signed_from_the_seats_own_page(town, browser_of, words, state):
    meeting = sat.closed(town)
    minutes = writing.send_minutes(meeting.minutes, by=town.clerk)
    seat = sat.seat(meeting, "物业")
    browser_of().post(f"/meetings/seat/{seat.token}/sign/", {"name": "秦经理", "words": words})
    assert minutes.signatures.get(party="物业").state == state


def test_signing_in_takes_one_read_and_one_tap(town, browser_of):
    """Nothing but a name between the code and the chair; who is known finds it filled in."""
    meeting, phone = sat.noticed(town), browser_of(town.secretary)
    code = rotating.code_at(f"meeting-{meeting.pk}", timezone.now())
    page = phone.get(f"/meetings/{meeting.pk}/in/{code}/", follow=True).text
    assert re.search(r'name="name" value="周书记"', page)
    assert re.search(r'value="党组织"[^>]*checked', page)


def test_a_courtyard_talk_in_the_yard_and_on_the_net_together(town, browser_of):
    """L2: one in the room, one from afar, a resident who came to listen and speaks; the two with a voice decide."""
    talk, phone = sat.noticed(town, name="院落座谈", remote="https://meeting.invalid/abc"), browser_of()
    afar = sat.seat(talk, "居民代表")
    early = phone.post(f"/meetings/seat/{afar.token}/join/", follow=True).text
    assert "会议开始以后" in early
    phone.post("/meetings/code/", {"code": talk.code})
    here(phone, talk, party="", name="老王")
    arriving.check_in(sat.seat(talk, "居委会"), how="recorder", by=town.clerk)
    sitting.open_meeting(talk, by=town.clerk)
    assert "meeting.invalid" in phone.get(f"/meetings/seat/{afar.token}/").text
    phone.post(f"/meetings/seat/{afar.token}/join/")
    sitting.go_to(sat.item(talk), by=town.clerk)
    speaker = sitting.ask_to_speak(sat.item(talk), seat=talk.seats.get(name="老王"), by=town.clerk)
    sitting.has_spoken(speaker, stance="for", text="早该修了。", by=town.clerk)
    motion = sat.vote(sat.motion(talk, town), town, yes=["居委会", "居民代表"])
    sitting.close(talk, by=town.clerk)
    assert (motion.entitled, motion.state, sat.seat(talk, "居民代表").how) == (2, "passed", "online")
    assert "老王（赞成）：早该修了。" in talk.minutes.text
