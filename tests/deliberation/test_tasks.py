"""The clock of resolutions, run once and run twice."""

from datetime import timedelta
from uuid import uuid4

import time_machine
from django.utils import timezone

from accounts.models import Message, User
from deliberation.actions import resolving, works
from deliberation.models import Topic
from deliberation.tasks import bring_back_unhappy, remind_of_actions, remind_of_works
from tests.deliberation import made


def test_who_has_something_to_do_is_reminded_once_a_mark(town):
    item = made.with_action(made.resolved(town), town)
    told = Message.objects.filter(recipient=town.north_worker, title__contains="落实：")
    for days, count in ((7, 1), (7, 1), (8, 1), (10, 2), (11, 2), (17, 3)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            remind_of_actions(None)
            remind_of_actions(None)
        assert told.exclude(title__contains="有一件事").count() == count, days
    assert item.text in told.last().title


def test_a_log_that_says_nothing_for_more_than_seven_days_is_told_once_a_gap(town):
    item = made.with_action(made.resolved(town), town)
    begun = works.begin_works(item, began_on=timezone.localdate(), by=town.north_worker)
    told = Message.objects.filter(title__startswith="施工日志")
    for days, count in ((7, 0), (8, 2), (9, 2), (10, 2), (17, 2), (18, 4)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            if days == 10:
                facts = {"day": timezone.localdate(), "text": "下雨停工。", "percent": 20}
                works.write_log(begun, key=uuid4(), by=town.north_worker, **facts)
            remind_of_works(None)
            remind_of_works(None)
        assert told.count() == count, days


def test_three_unhappy_voices_bring_a_topic_back_once(town):
    resolution = made.effective(made.resolved(town), town)
    resolving.nothing_to_do(resolution, by=town.clerk)
    topic = Topic.objects.get(pk=resolution.topic_id)
    for number in range(3):
        resolving.rate(topic, stars=2, by=User.objects.create_user(f"voice{number}", name=f"居民{number}"))
    bring_back_unhappy(None)
    bring_back_unhappy(None)
    assert Topic.objects.filter(source=Topic.Source.REOPENED).count() == 1
