"""The clock of article 11: seven working days, ten working days, each once; and the share in time."""

import pytest

from accounts.models import Message
from grids.models import Unit
from jobs.models import Job
from jobs.work import enqueue
from jobs.worker import carry
from tests.volunteers.served import agree, at, clock, confirmed, served, session_of, sign_up
from volunteers.actions import recording
from volunteers.models import ServiceRecord
from volunteers.reports.in_time import of_grids

pytestmark = pytest.mark.usefixtures("november")


def look(day: str) -> list[str]:
    """What the daily clock of that day says, to whom."""
    before = set(Message.objects.values_list("pk", flat=True))
    with clock(at("08:00", day)):
        job = enqueue("volunteers.look_after_records", key=f"look:{day}:{Job.objects.count()}")
        carry(job.pk, alone=False)
    return sorted(Message.objects.exclude(pk__in=before).values_list("recipient__username", flat=True))


def test_seven_working_days_the_organiser_ten_the_committee_once(town):
    agree(town, town.wang)
    served(town, town.wang)
    assert look("2026-11-18") == []
    assert look("2026-11-19") == ["lin"]
    assert look("2026-11-23") == []
    assert look("2026-11-24") == ["wen", "zhou"]
    assert look("2026-11-25") == []


def test_a_service_whose_list_nobody_closed_is_asked_for_too(town):
    sign_up(session_of(town), town.wang)
    assert look("2026-11-19") == ["lin"]


def test_what_is_confirmed_is_left_alone(town):
    agree(town, town.wang)
    confirmed(town, town.wang)
    assert look("2026-11-24") == []


@pytest.mark.parametrize(("day", "share"), [("2026-11-24", 100), ("2026-11-25", 50)])
def test_the_share_in_time(town, day, share):
    agree(town, town.wang, town.li)
    confirmed(town, town.wang)
    served(town, town.li, title="文明劝导")
    with clock(at("17:00", day)):
        recording.confirm(ServiceRecord.objects.waiting().get(), by=town.secretary)
    found = of_grids(Unit.objects.all(), "2026-11")
    assert (found["whole"]["share"], found["whole"]["confirmed"]) == (share, 2)
    assert [row["unit__name"] for row in found["rows"]] == ["第1网格"]
