from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone

from accounts import actions
from accounts.actions import tell, tell_address
from accounts.limits import within_limit
from accounts.models import Counter, Delivery, SignIn, User
from accounts.tasks import BACK_OFF, deliver, sweep
from grids import actions as grids
from grids.models import Posting
from jobs.work import drain

pytestmark = pytest.mark.django_db


class Broken:
    def send(self, to, title, body):
        raise ConnectionRefusedError("mail server is away")


def test_message_is_mailed_with_its_link(lin, settings):
    settings.SITE_URL = "https://linli.example"
    tell(lin, "新事项\r\nBcc: all@example.cn", "3栋楼道灯不亮", link="/desk/issues/7/")
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["lin@example.cn"]
    assert letter.subject == "新事项 Bcc: all@example.cn"
    assert "https://linli.example/desk/issues/7/" in letter.body


def test_text_goes_to_the_phone_of_who_has_no_account(outbox):
    tell_address("19900000012", "您反映的事已办结", "路灯修好了")
    drain()
    assert outbox.sent == [("19900000012", "您反映的事已办结", "路灯修好了")]


def test_sent_once_however_often_the_job_runs(lin, outbox):
    tell(lin, "新事项")
    for _twice in range(2):
        deliver(None, Delivery.objects.get().pk)
    assert len(outbox.sent) == 1


def test_broken_server_is_tried_again_later(lin, settings, outbox, time_machine):
    time_machine.move_to(timezone.now())
    sender, settings.SENDERS = settings.SENDERS, {"mail": "tests.accounts.test_tasks.Broken"}
    tell(lin, "新事项")
    drain()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (Delivery.State.WAITING, 1)
    assert "mail server is away" in delivery.error
    settings.SENDERS = sender
    time_machine.shift(61)
    drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (Delivery.State.SENT, "")


class Talkative:
    def send(self, to, title, body):
        raise ConnectionRefusedError(f"550 {to} unknown here")


def test_log_of_deliveries_does_not_repeat_the_address(lin, settings):
    settings.SENDERS = {"mail": "tests.accounts.test_tasks.Talkative"}
    tell(lin, "新事项")
    drain()
    assert Delivery.objects.get().error == "ConnectionRefusedError: 550 … unknown here"


def test_after_the_last_try_it_has_failed(lin, settings, time_machine):
    settings.SENDERS = {"mail": "tests.accounts.test_tasks.Broken"}
    time_machine.move_to(timezone.now())
    tell(lin, "新事项")
    for _try in range(len(BACK_OFF) + 3):
        drain()
        time_machine.shift(4 * 3600)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (Delivery.State.FAILED, len(BACK_OFF) + 1)


def test_message_stays_in_the_inbox_whatever_the_server_does(lin, settings):
    settings.SENDERS = {"mail": "tests.accounts.test_tasks.Broken"}
    tell(lin, "新事项")
    drain()
    assert lin.inbox.unread().count() == 1


def later(**span):
    return timezone.now() + timedelta(**span)


def test_sweep_takes_old_counters_and_sessions(lin, client, time_machine):
    within_limit("t", "a", 1, 60)
    client.force_login(lin)
    client.get("/my/inbox/")
    time_machine.move_to(later(days=31))
    sweep(None)
    assert not Counter.objects.exists()
    assert not Session.objects.exists()
    assert not SignIn.objects.exists()


def test_sweep_takes_accounts_nobody_confirmed(lin, time_machine):
    actions.open_account(phone="19900000012")
    time_machine.move_to(later(days=2))
    sweep(None)
    assert list(User.objects.all()) == [lin]


def test_sweep_leaves_who_has_signed_in(time_machine):
    User.objects.filter(pk=actions.open_account(phone="19900000012").pk).update(last_login=timezone.now())
    time_machine.move_to(later(days=2))
    sweep(None)
    assert User.objects.count() == 1


def test_sweep_leaves_who_has_a_post(town, time_machine):

    user = actions.open_account(phone="19900000012")
    grids.post(Posting.Role.BUILDING_HEAD, town.building2, user=user, by=None)
    time_machine.move_to(later(days=2))
    sweep(None)
    assert User.objects.filter(pk=user.pk).exists()
