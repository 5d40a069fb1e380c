"""A neighbour needs a hand: others are asked one after the other until somebody goes, and what came of it is kept."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from volunteers import help_news as news
from volunteers.actions.proposing import best_sharing, proposals
from volunteers.actions.recording import enter
from volunteers.actions.rewarding import reward
from volunteers.matching import Match
from volunteers.models import Help, HelpOffer, Volunteer

S, Answer = Help.State, HelpOffer.Answer
# hours for a yes before the next neighbour is asked
HOURS = {Help.Urgency.NORMAL: 12, Help.Urgency.SOON: 4, Help.Urgency.TODAY: 1}
# told what became of the help that came from them: kind of subject → (help, what happened, words)
Listener = Callable[[Help, str, str], None]
LISTENERS: dict[str, Listener] = {}


def register_listener(kind: str, listener: Listener) -> None:
    """Called in ``AppConfig.ready`` by an app above: ``issue`` hears of helps whose subject is ``issue:12``."""
    LISTENERS[kind] = listener


def tell_subject(row: Help, event: str, words: str = "") -> None:
    listener = LISTENERS.get(row.subject.partition(":")[0])
    if listener:
        listener(row, event, words)


def moved_on() -> ValidationError:
    return ValidationError(_("这件求助已经有了新进展，请刷新看看。"), code="moved_on")


# --- asking ------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_help(unit: Unit, *, text: str, by: User, key: UUID | None = None, **facts: Any) -> Help:
    """``facts``: person, skill, details, slot, urgency, item, subject. The same key, or an open subject, is the same help."""
    text, key = clean_line(text), key or uuid4()
    if not text:
        raise ValidationError(_("请写明要帮什么忙。"), code="no_text")
    if known := Help.objects.filter(key=key).first() or open_of(facts.get("subject", "")):
        return known
    urgency = Help.Urgency(facts.pop("urgency", Help.Urgency.NORMAL))
    row = Help(unit=unit, text=text[:200], by=by, key=key, urgency=urgency, answer_hours=HOURS[urgency], **facts)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # the same tap a moment earlier
        return Help.objects.filter(key=key).first() or open_of(row.subject) or row
    record("help.made", by=by, target=f"help:{row.pk}")
    return row


def open_of(subject: str) -> Help | None:
    return Help.objects.open().filter(subject=subject).first() if subject else None


@transaction.atomic
def ask(row: Help, volunteer: Volunteer, *, match: Match | None = None) -> HelpOffer:
    """One neighbour is asked, with a link that answers once."""
    if not Help.objects.waiting().filter(pk=row.pk).update(state=S.ASKED, stuck_at=None):
        raise ValidationError(_("已经在等一位邻居答复，或者已经有人去了。"), code="moved_on")
    expires = timezone.now() + timedelta(hours=row.answer_hours)
    offer = HelpOffer.objects.create(
        help=row,
        volunteer=volunteer,
        token=secrets.token_urlsafe(18),
        reasons=list(match.reasons) if match else [],
        expires_at=expires,
    )
    row.refresh_from_db()
    transaction.on_commit(partial(news.tell_asked, offer.pk))
    return offer


@transaction.atomic
def ask_next(row: Help) -> HelpOffer | None:
    """The best of those not asked yet; staff hear once when there is nobody."""
    found = proposals(row, 1)
    if not found:
        if Help.objects.waiting().filter(pk=row.pk, stuck_at=None).update(stuck_at=timezone.now()):
            transaction.on_commit(partial(news.tell_stuck, row.pk))
        return None
    helper, match = found[0]
    return ask(row, Volunteer.objects.get(pk=helper.pk), match=match)


@transaction.atomic
def share_out(unit: Unit, *, by: User) -> list[HelpOffer]:
    """All that wait there at once, as well as can be: nobody is asked for two things in the same breath."""
    waiting = Help.objects.waiting().filter(unit__in=Unit.objects.within(unit)).urgent_first()
    rows = list(waiting.select_related("unit", "skill")[:200])
    found = best_sharing(rows, unit) if rows else {}
    people = Volunteer.objects.in_bulk([helper.pk for helper, _match in found.values()])
    offers: list[HelpOffer] = []
    for row in rows:
        # somebody else may have asked for this one a moment ago
        if row.pk in found:
            helper, match = found[row.pk]
            with suppress(ValidationError):
                offers.append(ask(row, people[helper.pk], match=match))
    record("help.shared_out", by=by, target=f"unit:{unit.pk}", asked=len(offers), waiting=len(rows))
    return offers


# --- answering ---------------------------------------------------------------------------------
@transaction.atomic
def accept(offer: HelpOffer) -> Help:
    """In one tap, by the link or signed in."""
    answer(offer, Answer.YES)
    if not Help.objects.filter(pk=offer.help_id, state=S.ASKED).update(state=S.ACCEPTED, helper=offer.volunteer_id):
        raise moved_on()
    row = Help.objects.select_related("unit", "helper__person").get(pk=offer.help_id)
    tell_subject(row, "accepted", _("邻居答应上门帮忙"))
    transaction.on_commit(partial(news.tell_accepted, row.pk))
    return row


@transaction.atomic
def decline(offer: HelpOffer) -> HelpOffer | None:
    """Without a reason; the next neighbour is asked at once."""
    answer(offer, Answer.NO)
    return go_on(offer)


@transaction.atomic
def pass_silent(offer: HelpOffer) -> HelpOffer | None:
    """No word within the time: the next one, by the clock."""
    now = timezone.now()
    silent = HelpOffer.objects.silent(now).filter(pk=offer.pk)
    if not silent.update(answer=Answer.SILENT, answered_at=now):
        return None
    return go_on(offer)


def answer(offer: HelpOffer, word: str) -> None:
    now = timezone.now()
    waiting = HelpOffer.objects.open().filter(pk=offer.pk, expires_at__gt=now)
    if not waiting.update(answer=word, answered_at=now):
        raise ValidationError(_("已经答复过了，或者时间过了，已请别的邻居帮忙。谢谢您！"), code="used")


def go_on(offer: HelpOffer) -> HelpOffer | None:
    if not Help.objects.filter(pk=offer.help_id, state=S.ASKED).update(state=S.OPEN):
        return None
    return ask_next(Help.objects.select_related("unit", "skill").get(pk=offer.help_id))


# --- what came of it ---------------------------------------------------------------------------
@transaction.atomic
def report(row: Help, *, result: str, minutes: int | None = None) -> Help:
    """The helper says how it went, once."""
    result = clean_line(result)
    if not result:
        raise ValidationError(_("请写一句办得怎样，例如“水管换好了，不漏了”。"), code="no_result")
    facts = {"state": S.DONE, "result": result[:300], "minutes": minutes, "done_at": timezone.now()}
    if not Help.objects.filter(pk=row.pk, state=S.ACCEPTED).update(**facts):
        raise moved_on()
    row.refresh_from_db()
    tell_subject(row, "done", row.result)
    transaction.on_commit(partial(news.tell_done, row.pk))
    return row


@transaction.atomic
def confirm(row: Help, *, by: User, stars: int | None = None, thanks: str = "") -> Help:
    """Asked of whoever was helped, written down by staff or by themselves; never by the helper."""
    helper = row.helper
    if helper and helper.person.user_id == by.pk:
        raise ValidationError(_("自己帮的忙要由别人确认。"), code="own")
    facts = {"state": S.CONFIRMED, "stars": stars, "thanks": clean_line(thanks)[:200], "confirmed_at": timezone.now()}
    if not Help.objects.filter(pk=row.pk, state=S.DONE).update(**facts):
        raise moved_on()
    row.refresh_from_db()
    on = timezone.localdate(row.done_at)
    reward(row.helper.person, row.item, key=f"help:{row.pk}", unit=row.unit, on=on, minutes=row.minutes, by=by)
    if row.item is not None and row.minutes:
        # what it was in general: a certificate tells nobody whose kitchen leaked
        told = {"activity_name": row.item.name, "content": row.item.name, "place": row.unit.name, "on": on}
        enter(
            row.helper.person, subject=f"help:{row.pk}", unit=row.unit, item=row.item, minutes=row.minutes, by=by,
            responsible=row.by.name[:40], **told,
        )  # fmt: skip
    record("help.confirmed", by=by, target=f"help:{row.pk}")
    transaction.on_commit(partial(news.tell_thanks, row.pk))
    return row


@transaction.atomic
def give_up(row: Help) -> HelpOffer | None:
    """The helper cannot go after all: somebody else is asked."""
    facts = {"state": S.OPEN, "helper": None}
    if not Help.objects.filter(pk=row.pk, state=S.ACCEPTED).update(**facts):
        raise moved_on()
    row.offers.filter(answer=Answer.YES).update(answer=Answer.NO)
    return ask_next(Help.objects.select_related("unit", "skill").get(pk=row.pk))


@transaction.atomic
def cancel(row: Help, *, reason: str, by: User) -> Help:
    reason = clean_line(reason)
    if not reason:
        raise ValidationError(_("请写明为什么取消。"), code="no_reason")
    running = Help.objects.filter(pk=row.pk, state__in=(S.OPEN, S.ASKED, S.ACCEPTED))
    if not running.update(state=S.CANCELLED, reason=reason[:200]):
        raise moved_on()
    row.offers.open().update(answer=Answer.DROPPED, answered_at=timezone.now())
    row.refresh_from_db()
    record("help.cancelled", by=by, target=f"help:{row.pk}", reason=reason)
    if row.helper_id:
        transaction.on_commit(partial(news.tell_cancelled, row.pk))
    return row
