"""Who is there: each counted once, however they came in."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from deliberation.actions import arriving
from deliberation.models import Seat
from tests.deliberation import made, sat


def test_signing_in_twice_counts_once_and_keeps_the_first_way(town):
    seat = sat.seat(sat.noticed(town), "物业")
    first = arriving.check_in(seat, how=Seat.How.QR).arrived_at
    again = arriving.check_in(seat, how=Seat.How.CODE)
    assert (again.arrived_at, again.how, seat.meeting.seats.arrived().count()) == (first, "qr", 1)


def test_by_name_at_the_door_of_the_list_only(town):
    meeting = sat.noticed(town)
    seat = arriving.arrive(meeting, party="物业", name="秦经理", key=uuid4(), how=Seat.How.CODE)
    assert seat.how == "code"
    with pytest.raises(ValidationError, match="名单上没有"):
        arriving.arrive(meeting, party="物业", name="别人", key=uuid4(), how=Seat.How.CODE)


def test_residents_come_where_the_kind_is_open_each_key_once(town):
    with pytest.raises(ValidationError, match="只由各方代表参加"):
        arriving.register(sat.noticed(town), name="老王", key=uuid4())
    talk, key = sat.noticed(town, name="院落座谈"), uuid4()
    assert arriving.register(talk, name="老王", key=key) == arriving.register(talk, name="老王", key=key)
    one, other = arriving.register(talk, name="王芳", key=uuid4()), arriving.register(talk, name="王芳", key=uuid4())
    assert one != other


def test_a_proxy_comes_with_a_letter_for_one_seat(town):
    meeting = sat.noticed(town)
    seat = arriving.send_proxy(sat.seat(meeting, "业主代表"), proxy="周婶", letter=made.picture(), by=town.clerk)
    assert (seat.how, seat.proxy, bool(seat.letter)) == ("proxy", "周婶", True)
    with pytest.raises(ValidationError, match="一个人只能替一位"):
        arriving.send_proxy(sat.seat(meeting, "物业"), proxy="周婶", letter=made.picture(), by=town.clerk)


def test_nobody_signs_in_before_the_notice_or_after_the_end(town):
    with pytest.raises(ValidationError, match="征集议题"):
        arriving.check_in(sat.seat(sat.seated(sat.called(town), town), "物业"), how=Seat.How.QR)
    with pytest.raises(ValidationError, match="已散会"):
        arriving.check_in(sat.seat(sat.closed(town), "物业"), how=Seat.How.QR)


def test_what_is_missing_is_said_party_by_party(town):
    meeting = sat.in_session(town, absent=("物业", "业委会"))
    assert arriving.wanting(meeting) == ["业委会没有人到会", "物业没有人到会", "到会 3 人，至少要 5 人"]
