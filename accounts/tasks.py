"""What the clock and the worker do for accounts."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import ProtectedError
from django.utils import timezone

from accounts import actions, limits, senders
from accounts.models import Delivery, User
from accounts.senders.post import SendError
from jobs.work import Run, enqueue, every, work

DAY = 24 * 3600
# pauses between tries: after the last one the delivery has failed
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]


@work("accounts.deliver")
def deliver(run: Run, delivery_id: int) -> None:
    """Send one message by its channel; when that fails, a later job tries again."""
    delivery = Delivery.objects.select_related("message__recipient").filter(pk=delivery_id).first()
    if delivery is None or delivery.state != Delivery.State.WAITING:
        return
    message = delivery.message
    address = message.ways.get(delivery.channel, "")
    if not address:
        note(delivery, state=Delivery.State.FAILED, error="no address any more")
        return
    link = f"\n\n{settings.SITE_URL}{message.link}" if message.link and settings.SITE_URL else ""
    try:
        spare(delivery)
        senders.send(address, message.title, message.body + link)
    except Exception as trouble:  # whatever a mail server does must not lose the message
        put_off(delivery, trouble, address)
    else:
        note(delivery, state=Delivery.State.SENT, error="")


def spare(delivery: Delivery) -> None:
    """News may use up the day's text messages, those of the sign-in codes are counted by themselves."""
    texting = delivery.channel == Delivery.Channel.SMS
    if texting and not limits.within_limit("sms-news", "everybody", settings.SMS_PER_DAY, DAY):
        raise SendError("SMS_PER_DAY is used up")


def put_off(delivery: Delivery, trouble: Exception, address: str) -> None:
    # mail servers repeat whom they refused
    reason = f"{type(trouble).__name__}: {trouble}".replace(address, "…")[:200]
    if delivery.tries >= len(BACK_OFF):
        note(delivery, state=Delivery.State.FAILED, error=reason)
        return
    later = timezone.now() + BACK_OFF[delivery.tries]
    note(delivery, state=Delivery.State.WAITING, error=reason)
    key = f"deliver:{delivery.pk}:{delivery.tries + 1}"
    enqueue("accounts.deliver", key=key, not_before=later, delivery_id=delivery.pk)


def note(delivery: Delivery, **fields) -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    waiting.update(tries=delivery.tries + 1, at=timezone.now(), **fields)


@every(hours=1)
@work("accounts.sweep")
def sweep(run: Run) -> None:
    """Counters, sessions, failed sign-ins and accounts that nobody confirmed go when their time is over."""
    now = timezone.now()
    limits.sweep()
    Session.objects.filter(expire_date__lt=now).delete()
    actions.forget_stale(now - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
    for user in User.objects.never_confirmed(now - timedelta(days=1)):
        forget(user)


def forget(user: User) -> None:
    try:
        user.delete()
    except ProtectedError:
        # somebody has been given a post before they first signed in
        return
