"""The numbers behind signing in and recording: read by all staff, set by those who answer for the community."""

import pytest

from accounts.models import AuditEntry
from volunteers.models import RecordPolicy

EDIT = "/desk/records/rules/edit/"


def numbers(**changes) -> dict:
    return {name: getattr(RecordPolicy.current(), name) for name in RecordPolicy.NUMBERS} | changes


def test_the_secretary_sets_a_number_and_everybody_reads_who_did(client, town):
    client.force_login(town.secretary)
    assert client.post(EDIT, numbers(grace_minutes=15)).status_code == 302
    assert RecordPolicy.current().grace_minutes == 15
    client.force_login(town.north_worker)
    page = client.get("/desk/records/rules/").text
    assert "晚到多少分钟以内不算迟到：10 改为 15" in page and town.secretary.name in page
    assert EDIT not in page


def test_nothing_changed_leaves_no_trace(client, town):
    client.force_login(town.secretary)
    client.post(EDIT, numbers())
    assert not AuditEntry.objects.filter(verb="record_policy.set").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_days": 11}, "不能超过 10 个工作日"),
        ({"warn_days": 10}, "期限以前"),
        ({"session_minutes": 600}, "不超过一天的上限"),
        ({"early_minutes": 10**15}, "不能超过 1440"),
        ({"late_days": "七"}, "请填写整数"),
    ],
)
def test_what_the_law_or_a_day_does_not_allow_is_refused_in_words(client, town, changes, sentence):
    client.force_login(town.secretary)
    answer = client.post(EDIT, numbers(**changes))
    assert answer.status_code == 422 and sentence in answer.text
    assert RecordPolicy.current().due_days == 10


def test_a_grid_worker_may_not_set_it(client, town):
    client.force_login(town.north_worker)
    assert client.post(EDIT, numbers(grace_minutes=0)).status_code == 403
    assert RecordPolicy.current().grace_minutes == 10
