"""微心愿 on its way: made, verified, claimed by one, made true, thanked for; what is overdue goes back to the wall."""

import secrets
from datetime import date, timedelta
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
from community.images import Picture
from community.models import Person
from grids.models import Unit
from grids.publish import bump_public_version, objections
from volunteers import help_news as news
from volunteers.actions.picturing import keep_photo
from volunteers.actions.rewarding import reward
from volunteers.models import Team, Wish, WishClaim

S, Claim = Wish.State, WishClaim.State


def moved_on() -> ValidationError:
    return ValidationError(_("这个心愿已经有了新进展，请刷新看看。"), code="moved_on")


@transaction.atomic
def make_wish(
    person: Person, *, unit: Unit, text: str, shown_as: str, by: User, key: UUID | None = None, **facts: Any
) -> Wish:
    """By the neighbour or by staff for them; ``facts``: meeting, days, item. The same key is the same wish."""
    text, shown_as, key = clean_line(text), clean_line(shown_as), key or uuid4()
    if not text or not shown_as:
        raise ValidationError(_("请写下心愿和公开的称呼，例如“王奶奶”。"), code="no_text")
    if known := Wish.objects.filter(key=key).first():
        return known
    wish = Wish(person=person, unit=unit, text=text[:100], shown_as=shown_as[:20], by=by, key=key, **facts)
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        return Wish.objects.get(key=key)
    record("wish.made", by=by, target=f"wish:{wish.pk}")
    transaction.on_commit(partial(news.tell_wish_made, wish.pk))
    return wish


@transaction.atomic
def publish(wish: Wish, *, how: str, by: User, **changes: Any) -> Wish:
    """After somebody rang or went there. ``changes``: text, shown_as, meeting, days, item as they should be shown."""
    how = clean_line(how)
    if not how:
        raise ValidationError(_("请写明怎么核实的，例如“电话问过本人”。"), code="no_how")
    for name in ("text", "shown_as"):
        changes[name] = clean_line(changes.get(name) or getattr(wish, name))
        refuse_private(changes[name])
    facts = changes | {
        "state": S.PUBLISHED,
        "verified_how": how[:100],
        "verified_by": by,
        "verified_at": timezone.now(),
    }
    move(wish, S.MADE, facts)
    record("wish.published", by=by, target=f"wish:{wish.pk}", reason=how)
    return wish


@transaction.atomic
def refuse(wish: Wish, *, reason: str, by: User) -> Wish:
    reason = clean_line(reason)
    if not reason:
        raise ValidationError(_("请写明原因，会告诉提出心愿的邻居。"), code="no_reason")
    move(wish, S.MADE, {"state": S.REFUSED, "reason": reason[:200]})
    record("wish.refused", by=by, target=f"wish:{wish.pk}", reason=reason)
    transaction.on_commit(partial(news.tell_wish_refused, wish.pk))
    return wish


@transaction.atomic
def withdraw(wish: Wish, *, by: User) -> Wish:
    """The neighbour changed their mind, while nobody has made it true."""
    waiting = Wish.objects.filter(pk=wish.pk, state__in=(S.MADE, S.PUBLISHED, S.CLAIMED))
    if not waiting.update(state=S.WITHDRAWN):
        raise moved_on()
    wish.claims.open().update(state=Claim.GIVEN_BACK, ended_at=timezone.now())
    bump_public_version()
    record("wish.withdrawn", by=by, target=f"wish:{wish.pk}")
    wish.refresh_from_db()
    return wish


@transaction.atomic
def claim(wish: Wish, *, by: User, team: Team | None = None) -> WishClaim:
    """One wins: alone, or for the team one leads."""
    if team and not Team.objects.led_by(by).filter(pk=team.pk).exists():
        raise ValidationError(_("只有队长能替队伍认领。"), code="not_leader")
    if wish.person.user_id == by.pk:
        raise ValidationError(_("自己的心愿要由别人来圆。"), code="own")
    if not Wish.objects.free().filter(pk=wish.pk).update(state=S.CLAIMED):
        raise ValidationError(_("这个心愿刚刚被别人认领了，看看别的心愿吧。"), code="taken")
    until = timezone.localdate() + timedelta(days=wish.days)
    row = WishClaim.objects.create(wish=wish, by=by, team=team, until=until)
    bump_public_version()
    wish.refresh_from_db()
    transaction.on_commit(partial(news.tell_claimed, row.pk))
    return row


@transaction.atomic
def give_back(row: WishClaim, *, by: User) -> None:
    """Whoever cannot keep the promise says so; the wish is free again."""
    end_claim(row, Claim.GIVEN_BACK)
    record("wish.given_back", by=by, target=f"wish:{row.wish_id}")


@transaction.atomic
def take_back_overdue(row: WishClaim, *, on: date) -> bool:
    """By the clock: the time is over, others may try."""
    if not WishClaim.objects.overdue(on).filter(pk=row.pk).exists():
        return False
    end_claim(row, Claim.OVERDUE)
    transaction.on_commit(partial(news.tell_overdue, row.pk))
    return True


def end_claim(row: WishClaim, state: str) -> None:
    facts = {"state": state, "ended_at": timezone.now()}
    if not WishClaim.objects.open().filter(pk=row.pk).update(**facts):
        raise moved_on()
    Wish.objects.filter(pk=row.wish_id, state=S.CLAIMED).update(state=S.PUBLISHED)
    bump_public_version()


@transaction.atomic
def fulfil(row: WishClaim, *, evidence: str, by: User, on: date | None = None, photo: Picture | None = None) -> Wish:
    """What was done, in a sentence; with a picture for who likes, and never for the wall."""
    evidence, on = clean_line(evidence), on or timezone.localdate()
    if not evidence:
        raise ValidationError(_("请写一句做了什么，例如“收音机修好送到家了”。"), code="no_evidence")
    if on > timezone.localdate():
        raise ValidationError(_("实现日期不能晚于今天。"), code="future")
    done = {"state": Claim.DONE, "evidence": evidence[:300], "ended_at": timezone.now()}
    if not WishClaim.objects.open().filter(pk=row.pk).update(**done):
        raise moved_on()
    wish = Wish.objects.get(pk=row.wish_id)
    move(wish, S.CLAIMED, {"state": S.FULFILLED, "fulfilled_on": on, "token": secrets.token_urlsafe(18)})
    record("wish.fulfilled", by=by, target=f"wish:{wish.pk}")
    if photo:
        row.refresh_from_db()
        keep_photo(row.photo, photo)
    transaction.on_commit(partial(news.tell_fulfilled, wish.pk))
    return wish


@transaction.atomic
def thank(wish: Wish, *, how: str, words: str = "", by: User | None = None) -> Wish:
    """The neighbour says that it came true: by the link, or to staff who write it down; never whoever claimed it."""
    row = wish.claims.select_related("by").get(state=Claim.DONE)
    if by is not None and row.by_id == by.pk:
        raise ValidationError(_("要由提出心愿的邻居或另一位工作人员确认。"), code="own")
    words = clean_line(words)[:200]
    facts = {"state": S.CONFIRMED, "thanks": words, "confirmed_at": timezone.now(), "confirmed_how": how[:100]}
    move(wish, S.FULFILLED, facts)
    giver = by or wish.verified_by
    person = Person.objects.filter(user=row.by_id).first()
    # nobody gives points to themselves
    if person and giver and giver.pk != row.by_id:
        on = wish.fulfilled_on or timezone.localdate()
        reward(person, wish.item, key=f"wish:{wish.pk}", unit=wish.unit, on=on, minutes=None, by=giver)
    transaction.on_commit(partial(news.tell_wish_thanks, wish.pk))
    return wish


def move(wish: Wish, old: str, facts: dict[str, Any]) -> None:
    if not Wish.objects.filter(pk=wish.pk, state=old).update(**facts):
        raise moved_on()
    bump_public_version()
    wish.refresh_from_db()


def refuse_private(text: str) -> None:
    """A wall is read by everybody: no numbers on it."""
    if found := objections(text):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in found])
