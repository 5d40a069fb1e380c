"""The recorder's page, the screen in the room, the minutes on paper."""

import segno

from accounts import pdf
from deliberation.actions import minutes as writing
from deliberation.actions import motions
from deliberation.models import Meeting
from tests.deliberation import made, sat


def post(browser, meeting, verb, **facts):
    return browser.post(f"/desk/meetings/{meeting.pk}/run/{verb}/", facts, follow=True)


def test_a_vote_without_a_party_is_refused_on_the_page_and_says_who(town, browser_of):
    meeting = sat.in_session(town, absent=("物业",))
    sat.motion(meeting, town)
    answer = post(browser_of(town.clerk), meeting, "vote")
    assert "物业没有人到会" in answer.text
    assert meeting.motions.get().state == "draft"


def test_from_motion_to_resolution_with_buttons(town, browser_of):
    meeting, desk = sat.in_session(town), browser_of(town.clerk)
    key = "6b1c9c55-1111-4222-8333-444455556666"
    post(desk, meeting, "motion", key=key, text="四月底前修好大门。", kind="decided")
    assert "正在表决" in post(desk, meeting, "vote").text
    motion = meeting.motions.get()
    for voice in motion.voices:
        desk.post(f"/desk/meetings/{meeting.pk}/motions/{motion.pk}/", {"voice": voice["key"], "choice": "yes"})
    page = post(desk, meeting, "count").text
    assert "已形成决议" in page
    assert "通过" in page


def test_mistakes_stay_in_the_form(town, browser_of):
    meeting = sat.in_session(town)
    answer = post(browser_of(town.clerk), meeting, "motion", text="")
    assert (answer.status_code, "请写动议的原文" in answer.text) == (422, True)


def test_the_screen_shows_code_item_parties_motion_and_result(town, browser_of):
    meeting = sat.in_session(town, absent=("物业",))
    page = browser_of(town.clerk).get(f"/desk/meetings/{meeting.pk}/screen/").text
    for words in (meeting.code, "小区大门修不修", "物业 未到", "data:image/png"):
        assert words in page
    whole = sat.in_session(town, title="人齐的会")
    motion = motions.open_voting(sat.motion(whole, town), by=town.clerk)
    part = browser_of(town.clerk).get(f"/desk/meetings/{whole.pk}/screen/part/").text
    assert ("四月底前修好大门" in part, "应表决 5，要 3 同意，已表决 0" in part, "同意</dt>" in part) == (
        True,
        True,
        False,
    )
    motions.close_voting(motion, by=town.clerk)
    assert "没有通过" in browser_of(town.clerk).get(f"/desk/meetings/{whole.pk}/screen/part/").text


def test_the_hash_is_the_same_in_minutes_publicity_and_resolution(town, browser_of):
    topic = made.accepted(town)
    meeting = sat.closed(town, topic=topic)
    digest = meeting.motions.get().digest
    desk = browser_of(town.clerk)
    assert digest in desk.get(f"/desk/meetings/{meeting.pk}/minutes/print/").text
    assert digest[:16] in desk.get(f"/desk/topics/{topic.pk}/").text
    assert digest[:16] in browser_of().get(f"/topics/{topic.pk}/").text
    assert digest[:16] in browser_of().get(f"/meetings/{meeting.pk}/").text


def test_paper_has_states_hash_and_the_pages_code(town, browser_of):
    minutes = writing.send_minutes(sat.closed(town).minutes, by=town.clerk)
    writing.sign(minutes.signatures.get(party="业委会"), name="余大姐", words="工期太紧。", by=town.clerk)
    page = browser_of(town.clerk).get(f"/desk/meetings/{minutes.meeting_id}/minutes/print/").text
    for words in ("会议纪要", "有不同意见", "工期太紧。", "未签", minutes.digest, "data:image/png"):
        assert words in page


def words_of(page) -> str:
    """What WeasyPrint drew on one page, its margins too."""
    return "".join(getattr(box, "text", "") for box in page._page_box.descendants())


def test_the_file_has_page_numbers_the_hash_and_the_address(drawer, town, browser_of, monkeypatch):
    meeting = sat.closed(town)
    writing.write_minutes(meeting.minutes, text="大家都说要修大门。\n" * 30, by=town.clerk)
    minutes = writing.send_minutes(meeting.minutes, by=town.clerk)
    drawn, render = [], pdf.drawing().HTML.render
    monkeypatch.setattr(pdf.drawing().HTML, "render", lambda *a, **k: drawn.append(render(*a, **k)) or drawn[-1])
    pictures, safe = [], pdf.drawn
    monkeypatch.setattr(pdf, "drawn", lambda html: pictures.append(html) or safe(html))
    browser_of(town.clerk).get(f"/desk/meetings/{meeting.pk}/minutes/print/?pdf=1")
    pages = [words_of(page) for page in drawn[0].pages]
    assert len(pages) > 1
    for number, words in enumerate(pages, 1):
        assert f"— {number} —" in words
    address = f"http://testserver/meetings/{meeting.pk}/"
    assert f"〔{meeting.year}〕第 {meeting.number} 次" in pages[0]
    assert minutes.digest in pages[-1] and address in pages[-1]
    assert segno.make(address, error="m").png_data_uri(scale=4, border=1) in pictures[0]
    boxes = drawn[0].pages[-1]._page_box.descendants()
    assert any(getattr(box, "element_tag", "") == "img" for box in boxes)


def test_a_grid_worker_reads_the_minutes_and_writes_none(town, browser_of):
    meeting = sat.closed(town, unit=town.north)
    worker = browser_of(town.north_worker)
    assert worker.get(f"/desk/meetings/{meeting.pk}/minutes/").status_code == 200
    assert worker.post(f"/desk/meetings/{meeting.pk}/minutes/", {"text": "x"}).status_code == 403


def test_sent_with_what_was_typed_last(town, browser_of):
    meeting = sat.closed(town)
    browser_of(town.clerk).post(f"/desk/meetings/{meeting.pk}/minutes/", {"text": "最后的文字", "send": "1"})
    minutes = Meeting.objects.get(pk=meeting.pk).minutes
    assert (minutes.text, minutes.state, minutes.signatures.count()) == ("最后的文字", "sent", 5)


def test_from_topic_to_meeting_and_back_on_both_faces(town, browser_of):
    topic = made.accepted(town)
    meeting = sat.closed(town, topic=topic)
    for reader, start, end in (
        (browser_of(), f"/topics/{topic.pk}/", f"/meetings/{meeting.pk}/"),
        (browser_of(town.clerk), f"/desk/topics/{topic.pk}/", f"/desk/meetings/{meeting.pk}/"),
    ):
        assert f'href="{end}"' in reader.get(start).text
        assert f'href="{start}"' in reader.get(end).text
