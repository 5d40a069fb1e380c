"""B10: whatever way a matter comes, it is one intake, the way is kept, and the answer goes back by it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from issues import actions
from issues.actions import order_results, orders
from issues.models import Issue
from jobs.work import drain
from tests.issues.imports.made import csv_file, order
from tests.pages import photo

ANSWER = "已经修好，请放心"


@pytest.fixture
def typed(town):
    """What staff write down; the way is chosen on the form."""

    def by(channel: str) -> Issue:
        facts = {"text": f"{channel}：楼道灯不亮", "unit": town.building, "channel": channel, "by": town.north_worker}
        return actions.take_for_resident(key=uuid4(), phone="19900000012", **facts)

    return by


def answered(issue: Issue, town) -> str:
    """The reporter's own page after the answer."""
    issue.refresh_from_db()
    if issue.handler is None:
        actions.take(issue, by=town.north_worker)
    actions.answer(issue, text=ANSWER, photos=[photo()], by=issue.handler)
    return reverse("issues:receipt", args=[issue.token])


@pytest.mark.parametrize("channel", ["phone", "visit", "meeting", "group", "app"])
def test_what_is_told_to_staff_keeps_its_way_and_is_answered(client, typed, town, channel):
    issue = typed(channel)
    assert issue.channel == channel
    assert ANSWER in client.get(answered(issue, town)).text


def test_a_hotline_gets_the_answer_in_its_file(town):
    batch = orders.upload(csv_file(order("A1")), unit=town.community, system="12345", by=town.clerk)
    drain()
    batch.refresh_from_db()
    orders.confirm(batch, by=town.clerk)
    drain()
    issue = Issue.objects.get()
    answered(issue, town)
    assert issue.channel == "12345"
    assert ANSWER in order_results.export(system="12345", which="changed", kind="csv", by=town.clerk).decode()


def test_an_app_gets_the_answer_by_the_interface(client, ask, send, key, town):
    send(api_key=key, service_code="other", address_string="1栋", description="楼道灯不亮")
    issue = Issue.objects.get()
    page = answered(issue, town)
    assert issue.channel == "api"
    assert ANSWER in client.get(page).text
    actions.publish(issue, title="1栋路灯已修好", text=ANSWER, by=town.north_leader)
    assert ask(f"requests/{issue.number}.json").body[0]["description"] == ANSWER
