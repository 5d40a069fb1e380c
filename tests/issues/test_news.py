from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from grids.models import Posting
from issues import actions
from issues.models import Issue
from jobs.models import Job
from jobs.work import CLOCK, carry, drain, enqueue


def told(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).values_list("title", flat=True))


def test_new_matter_is_told_to_the_grid(matter, town):
    issue = matter()
    drain()
    assert told(town.north_leader) == [f"{issue.number} 收到反映：1栋"]
    assert len(told(town.north_worker)) == 1
    assert told(town.south_worker) == told(town.secretary) == []


def test_grid_without_staff_turns_to_the_community(matter, town):
    Posting.objects.filter(unit=town.north).update(until=town.north.valid_from)
    matter()
    drain()
    assert len(told(town.secretary)) == len(told(town.clerk)) == 1


def test_emergency_is_told_all_the_way_up(matter, town):
    matter(text="三楼着火了")
    drain()
    assert told(town.secretary)[0].startswith("【紧急】")
    assert len(told(town.north_worker)) == 1


def test_handler_is_told_of_being_given_it(assigned, town):
    drain()
    assert f"派给您一件事：{assigned.number}" in told(town.north_worker)


def test_who_takes_it_is_not_told_what_he_did(matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_worker)
    drain()
    assert not any("派给您" in title for title in told(town.north_worker))


def test_reporter_with_an_account_is_told_of_the_answer(matter, town):
    issue = matter(reporter=town.stranger)
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.answer(issue, text="灯已换好", by=town.north_worker)
    drain()
    message = Message.objects.filter(recipient=town.stranger).latest("pk")
    assert (message.body, message.link) == ("灯已换好", f"/r/{issue.token}/")


@pytest.mark.parametrize(("verified", "count"), [(True, 1), (False, 0)])
def test_account_is_found_by_its_verified_number_only(matter, town, verified, count):
    town.stranger.set_phone("19900000012")
    town.stranger.phone_verified = verified
    town.stranger.save()
    actions.assign(matter(), to=town.north_worker, by=town.north_leader)
    drain()
    assert len(told(town.stranger)) == count


def test_reasons_between_colleagues_reach_no_resident(matter, town):
    issue = matter(reporter=town.stranger)
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.hand_back(issue, reason="不归我管", by=town.north_worker)
    drain()
    assert not Message.objects.filter(recipient=town.stranger, body__contains="不归我管").exists()


def test_telling_twice_is_one_message(matter, town):
    matter()
    drain()
    Job.objects.filter(kind="issues.tell_step").update(state="queued", ended_at=None)
    drain()
    assert len(told(town.north_leader)) == 1


def late(issue):
    Issue.objects.filter(pk=issue.pk).update(due_at=timezone.now() - timedelta(days=1))


def run():
    carry(enqueue("issues.remind_overdue").pk, alone=False)


def test_overdue_is_on_the_clock_daily():
    assert CLOCK["issues.remind_overdue"] == timedelta(days=1)


def test_overdue_reminds_its_handler_once_a_day(assigned, town):
    late(assigned)
    run()
    run()
    assert told(town.north_worker) == [f"已逾期：{assigned.number}"]


def test_overseers_get_one_message_however_many_are_late(matter, town):
    for _ in range(3):
        late(matter())
    run()
    run()
    assert told(town.north_leader) == told(town.secretary) == ["有 3 件事已经逾期"]
    assert told(town.south_leader) == []


def test_reminder_goes_on_after_a_stop(assigned, town):
    late(assigned)
    job = enqueue("issues.remind_overdue")
    Job.objects.filter(pk=job.pk).update(checkpoint={"done": 1, "last": assigned.pk})
    carry(job.pk, alone=False)
    assert told(town.north_worker) == []
    assert told(town.north_leader) == ["有 1 件事已经逾期"]


def test_next_day_reminds_again(assigned, town, monkeypatch):
    late(assigned)
    run()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("issues.tasks.timezone.localdate", lambda *_moment: tomorrow)
    run()
    assert len(told(town.north_worker)) == 2


def test_answered_matters_are_not_reminded_of(answered, town):
    late(answered)
    run()
    assert not any("逾期" in title for title in told(town.north_worker))
