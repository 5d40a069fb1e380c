"""Calendar text, read by another program: the icalendar parser."""

from datetime import UTC, datetime

from icalendar import Calendar

from volunteers import ics

START, END = datetime(2026, 12, 3, 1, tzinfo=UTC), datetime(2026, 12, 3, 3, tzinfo=UTC)


def entry(**facts) -> ics.Entry:
    basic = {"uid": "7@linli", "sequence": 2, "changed": START, "start": START, "end": END, "title": "太极拳"}
    return ics.Entry(**basic | facts)


def read(text: str):
    return Calendar.from_ical(text).walk("VEVENT")


def test_the_parser_reads_what_was_written():
    text = ics.calendar(
        "邻里活动", [entry(place="江边，小广场；南门", text="第一行\n第二行\\", url="https://x.example/1/")]
    )
    (found,) = read(text)
    assert (found["uid"], found["sequence"], found["status"]) == ("7@linli", 2, "CONFIRMED")
    assert (found["dtstart"].dt, found["dtend"].dt) == (START, END)
    assert (str(found["summary"]), str(found["location"])) == ("太极拳", "江边，小广场；南门")
    assert str(found["description"]) == "第一行\n第二行\\"


def test_lines_are_at_most_75_octets_and_no_sign_is_cut():
    title = "重阳节敬老爱老志愿服务活动暨" * 6
    text = ics.calendar("邻里", [entry(title=title, text="好" * 200)])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert str(read(text)[0]["summary"]) == title


def test_commas_semicolons_and_line_ends_do_not_break_out():
    hostile = "a,b;c\nEND:VEVENT\nBEGIN:VEVENT"
    (found,) = read(ics.calendar("x", [entry(title=hostile)]))
    assert str(found["summary"]) == hostile


def test_a_cancelled_one_says_so_and_one_not_signed_up_for_leaves_the_time_free():
    cancelled, free = read(ics.calendar("x", [entry(status=ics.CANCELLED), entry(uid="8", free=True)]))
    assert (cancelled["status"], free["transp"]) == ("CANCELLED", "TRANSPARENT")
