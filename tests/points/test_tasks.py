from django.db import connection
from django.urls import reverse

from accounts import append_only
from accounts.models import Message
from jobs.models import Job
from jobs.work import drain, enqueue
from points.models import Account, Transfer


def test_the_nightly_proof_is_on_the_desk(town, give, client, settings):
    """Point 28"""
    settings.REQUIRE_SECOND_FACTOR = False
    give(town.wang, 5)
    enqueue("points.check_ledger")
    drain()
    client.force_login(town.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "一分不差" in client.get(reverse("points:overview")).text


def test_one_point_that_was_changed_is_told(town, give, client, settings):
    """Point 28"""
    settings.REQUIRE_SECOND_FACTOR = False
    give(town.wang, 5)
    append_only.take_off(connection)
    Transfer.objects.update(amount=6, asked=6)
    append_only.put_on(connection)
    enqueue("points.check_ledger")
    drain()
    assert Job.objects.get(kind="points.check_ledger").checkpoint["problems"] == 2
    assert {message.recipient for message in Message.objects.all()} == {town.secretary, town.admin}
    client.force_login(town.clerk, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("points:overview", "desk"):
        assert "2 处对不上" in client.get(reverse(page)).text
    assert Account.objects.get(person=town.wang).balance == 5
