"""What the committee's own groups hear: numbers and links, at a decent hour, and no word of anybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions import groups
from jobs.models import Job
from jobs.work import drain


def tomorrow_at(hour: int):
    return (timezone.localtime() + timedelta(days=1)).replace(hour=hour, minute=0)


@pytest.fixture
def group(settings):
    """Both groups are there; what would go out stands in the list of messages."""
    hook = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
    settings.WECOM_GROUPS = {"staff": hook, "public": hook}
    settings.SENDERS = settings.SENDERS | {"wecom": "accounts.senders.ConsoleSender"}


def told() -> list[str]:
    return [
        f"{row.title} {row.body} {row.link}" for row in Message.objects.filter(recipient=None) if "wecom" in row.ways
    ]


def test_the_staff_hear_of_a_new_matter_by_its_number_alone(group, matter, time_machine, capsys):
    time_machine.move_to(tomorrow_at(10))
    issue = matter(text="2 单元 301 室王小明家漏水", name="王小明")
    drain()
    assert told() == [f"{issue.number} 收到反映 请到工作台查看和安排。 /desk/issues/{issue.pk}/"]
    assert issue.number in capsys.readouterr().out


def test_at_night_an_ordinary_matter_waits_and_an_urgent_one_does_not(group, matter, time_machine):
    time_machine.move_to(tomorrow_at(23))
    matter()
    urgent = matter(text="三楼着火了")
    drain()
    (words,) = told()
    assert words.startswith(f"【紧急】{urgent.number} 收到反映")
    waiting = Job.objects.get(kind="issues.ping_staff", state=Job.State.QUEUED)
    assert timezone.localtime(waiting.not_before).hour < 9


def test_residents_hear_once_a_day_of_public_matters_only(group, matter, town):
    shown, hidden = matter(), matter(text="三楼的灯也不亮了")
    actions.publish(shown, title="楼道灯报修", text="", by=town.north_leader)
    actions.take(hidden, by=town.north_worker)
    now = timezone.now()
    for _twice in range(2):
        groups.send_group_digest(now - timedelta(days=1), now + timedelta(hours=1))
    assert told() == ["昨天有 1 件公开的事项有进展 楼道灯报修：已受理 /matters/"]


def test_a_day_without_news_is_a_quiet_one(group, matter):
    matter()
    groups.send_group_digest(timezone.now() - timedelta(days=1), timezone.now() + timedelta(hours=1))
    assert told() == []
