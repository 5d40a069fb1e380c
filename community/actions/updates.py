"""Keeping the register true without a visit: at the door, by telephone, or by the household itself.

A household gets a link that opens for fourteen days, once its reader has typed the last four digits of a number the
register knows. What they send waits until somebody of the staff has looked at it; "nothing changed" counts at once.
"""

import hashlib
import json
import secrets
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.secrets import blind_index
from community.actions.adding import add_person, head_taken, refuse_namesake
from community.actions.household import move_out, record_death
from community.actions.person import change_person
from community.codes import HEAD
from community.models import Household, HouseholdUpdate, Person, Phone, Residence
from grids.models import Posting

LASTS = timedelta(days=14)
TOKEN_BYTES = 32
State = HouseholdUpdate.State
HERE, LEFT, DIED = "here", "left", "died"


@dataclass(slots=True)
class MemberChange:
    """What is different about somebody of the household; None means that nothing is."""

    stay: Residence
    fate: str = HERE
    on: date | None = None
    relation: str | None = None
    kind: str | None = None
    phone: str = ""
    # the number they had is theirs no longer
    old_gone: bool = False
    note: str | None = None


@dataclass(slots=True)
class NewMember:
    name: str
    relation: str = ""
    kind: str = ""
    phone: str = ""
    namesake: bool = False


@dataclass(slots=True)
class Changes:
    members: list[MemberChange] = field(default_factory=list)
    newcomers: list[NewMember] = field(default_factory=list)
    new_head: Person | None = None


# --- staff, at the door or on the telephone ----------------------------------------------------
@transaction.atomic
def check_household(household: Household, changes: Changes, *, seen: str, by: User | None) -> None:
    """The household as it was found today. ``seen`` is the ``stamp`` the checker had before them."""
    Household.objects.select_for_update().get(pk=household.pk)
    refuse_gone(household)
    if seen != stamp(household):
        raise ValidationError(_("这一户刚刚被别人改过。请重新打开页面，核对后再保存。"), code="moved_on")
    write_changes(household, changes, by=by)
    mark_verified(household, timezone.localdate())
    record("household.checked", by=by, target=f"household:{household.pk}")


def stamp(household: Household) -> str:
    """Changes whenever a member, a relation or a fact of theirs does."""
    facts = Residence.objects.current().filter(household=household).order_by("pk")
    rows = list(facts.values_list("pk", "relation", "kind", "person__changed_at"))
    return hashlib.sha256(repr((household.head_id, rows)).encode()).hexdigest()[:16]


def write_changes(household: Household, changes: Changes, *, by: User | None) -> None:
    """Facts first, then who is gone (the head last, so that the others are known), then who came."""
    for change in changes.members:
        write_facts(change, by=by)
    gone = [change for change in changes.members if change.fate != HERE]
    heads = [changes.new_head] if changes.new_head else []
    for change in sorted(gone, key=lambda one: one.stay.person_id == household.head_id):
        if change.fate == DIED:
            record_death(change.stay.person, on=change.on, new_heads=heads, by=by)
        else:
            # read again: who went before may have ended the household
            stay = Residence.objects.select_related("household").get(pk=change.stay.pk)
            move_out(stay, on=change.on, new_head=changes.new_head, by=by)
    for newcomer in changes.newcomers:
        take_in(household, newcomer, by=by)


def write_facts(change: MemberChange, *, by: User | None) -> None:
    person, facts = change.stay.person, {}
    if change.note is not None and change.note != person.note:
        facts["note"] = change.note
    phones = None
    if change.phone or change.old_gone:
        kept = [phone for phone in person.phones.order_by("pk") if phone.label or not change.old_gone]
        phones = [(change.phone, "")] if change.phone else []
        phones += [(phone.number, phone.label) for phone in kept]
    if facts or phones is not None:
        change_person(person, phones=phones, by=by, **facts)
    if change.fate == HERE:
        correct_stay(change.stay, relation=change.relation, kind=change.kind, by=by)


@transaction.atomic
def correct_stay(stay: Residence, *, relation: str | None, kind: str | None, by: User | None) -> None:
    """Relation and kind of a stay that goes on; a head stays head until another one is named."""
    is_head = stay.household is not None and stay.household.head_id == stay.person_id
    if relation == HEAD and not is_head:
        raise head_taken()
    wanted = {"relation": stay.relation if is_head else relation, "kind": kind}
    facts = {name: value for name, value in wanted.items() if value is not None and value != getattr(stay, name)}
    if facts and Residence.objects.current().filter(pk=stay.pk).update(**facts):
        record("person.changed", by=by, target=f"person:{stay.person_id}", fields=sorted(facts))


def take_in(household: Household, newcomer: NewMember, *, by: User | None) -> Person:
    if not newcomer.namesake:
        refuse_namesake(newcomer.name, household.dwelling)
    return add_person(
        newcomer.name,
        dwelling=household.dwelling,
        phones=[newcomer.phone] if newcomer.phone else [],
        relation=newcomer.relation,
        kind=newcomer.kind,
        by=by,
    )


def mark_verified(household: Household, on: date) -> None:
    """Never back to an earlier day: a slip may be answered after somebody was at the door."""
    older = Q(verified_on=None) | Q(verified_on__lt=on)
    Household.objects.current().filter(older, pk=household.pk).update(verified_on=on)
    members = Residence.objects.current().filter(household=household).values("person")
    Person.objects.filter(older, pk__in=members).update(verified_on=on)


def refuse_gone(household: Household) -> None:
    if household.until:
        raise ValidationError(_("这一户已经搬离，不用再核对。"), code="gone")


# --- the link ----------------------------------------------------------------------------------
def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_phone(households: QuerySet) -> QuerySet:
    """Those that can prove who they are."""
    stays = Residence.objects.current().filter(household=OuterRef("pk"))
    return households.filter(Exists(stays.filter(Exists(Phone.objects.filter(person=OuterRef("person"))))))


@transaction.atomic
def ask(household: Household, *, by: User | None) -> tuple[HouseholdUpdate, str]:
    """A new link for one household, and the word in it, which nobody can read again; an earlier link is void."""
    Household.objects.select_for_update().get(pk=household.pk)
    refuse_gone(household)
    if not with_phone(Household.objects.filter(pk=household.pk)).exists():
        raise ValidationError(
            _("这一户没有登记电话，住户没法证明是自己，链接打不开。请先登记一个电话，或者当面核对。"), code="no_phone"
        )
    mine = HouseholdUpdate.objects.filter(household=household)
    if mine.waiting().exists():
        raise ValidationError(_("这一户已经填好了，正等您核对。请先处理，再发新的链接。"), code="waiting")
    now = timezone.now()
    mine.filter(state=State.ASKED).update(state=State.DROPPED, decided_at=now, decided_by=by)
    update, token = draft(household, by, now)
    update.save(force_insert=True)
    record("household.asked", by=by, target=f"household:{household.pk}")
    return update, token


@transaction.atomic
def ask_many(households: Sequence[Household], *, by: User | None) -> list[tuple[Household, str]]:
    """Links for a whole street; the households must be able to prove themselves.

    Held one after the other: a household that somebody else asks at this moment is passed over.
    """
    now = timezone.now()
    keys = [household.pk for household in households]
    list(Household.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    free = set(without_open_link(Household.objects.current().filter(pk__in=keys)).values_list("pk", flat=True))
    households = [household for household in households if household.pk in free]
    drafts = [(household, *draft(household, by, now)) for household in households]
    HouseholdUpdate.objects.bulk_create([update for _household, update, _token in drafts])
    if drafts:
        record("household.asked_many", by=by, count=len(drafts))
    return [(household, token) for household, _update, token in drafts]


def draft(household: Household, by: User | None, now: datetime) -> tuple[HouseholdUpdate, str]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    update = HouseholdUpdate(household=household, token=digest_of(token), asked_by=by, expires_at=now + LASTS)
    return update, token


def without_open_link(households: QuerySet) -> QuerySet:
    running = Q(state=State.ASKED, expires_at__gt=timezone.now()) | Q(state=State.SENT)
    return households.exclude(pk__in=HouseholdUpdate.objects.filter(running).values("household"))


def behind(token: str, tail: str) -> HouseholdUpdate | None:
    """The asking behind a link, for a reader who knows the end of one of the household's numbers.

    A wrong word, wrong digits, an expired or a void link: all of them are None, and cost the same queries.
    """
    update = found(token)
    stays = Residence.objects.current().filter(household=update.household if update else None)
    known = Phone.objects.filter(person__in=stays.values("person"), tail=blind_index(tail, "phone-tail")).exists()
    return update if update and known and readable(update) else None


def found(token: str) -> HouseholdUpdate | None:
    rows = HouseholdUpdate.objects.select_related("household__dwelling__building")
    return rows.filter(token=digest_of(token)).first()


def readable(update: HouseholdUpdate) -> bool:
    """Open to be answered, or answered within its time: then the reader is told that it arrived."""
    in_time = update.expires_at > timezone.now() and update.household.until is None
    return in_time and update.state != State.DROPPED


# --- what the household answers ----------------------------------------------------------------
@transaction.atomic
def say_unchanged(update: HouseholdUpdate) -> bool:
    """Counts at once; False when the household had answered already."""
    if not answered(update, State.UNCHANGED):
        return False
    mark_verified(update.household, timezone.localdate())
    record("household.unchanged", by=None, target=f"household:{update.household_id}", update=update.pk)
    return True


@transaction.atomic
def say(update: HouseholdUpdate, said: dict[str, Any]) -> bool:
    """``said``: ``{"members": [{residence, phone, old_gone, left}], "new": [{name, relation, phone}], "note": ""}``"""
    if not answered(update, State.SENT, said=json.dumps(said, ensure_ascii=False)):
        return False
    tell_staff(update)
    record("household.sent", by=None, target=f"household:{update.household_id}", update=update.pk)
    return True


def answered(update: HouseholdUpdate, state: str, **facts: str) -> bool:
    now = timezone.now()
    still = HouseholdUpdate.objects.filter(pk=update.pk, state=State.ASKED, expires_at__gt=now)
    decided = {"decided_at": now} if state == State.UNCHANGED else {}
    return bool(still.update(state=state, sent_at=now, **decided, **facts))


def tell_staff(update: HouseholdUpdate) -> None:
    """Whoever walks that grid; no name and no room, because messages may leave the portal by mail."""
    building = update.household.dwelling.building
    posts = Posting.objects.current().over(building).filter(user__is_active=True)
    walked = posts.filter(role=Posting.Role.GRID_WORKER)
    posts = walked if walked.exists() else posts.filter(role=Posting.Role.GRID_LEADER)
    for user in User.objects.filter(pk__in=posts.values("user")):
        title = _("%(building)s有一户填好了核对表") % {"building": building.name}
        link = reverse("community:update_review", args=[update.pk])
        tell(user, title, _("请看一看有什么变化，登记或者不采用。"), link=link, key=f"update:{update.pk}:{user.pk}")


# --- what the staff does with it ---------------------------------------------------------------
def said_by(update: HouseholdUpdate) -> dict[str, Any]:
    return json.loads(update.said) if update.said else {"members": [], "new": [], "note": ""}


@transaction.atomic
def take(update: HouseholdUpdate, accepted: Container[str], *, new_head: Person | None = None, by: User | None) -> None:
    """Write what was accepted (``phone:7``, ``left:7``, ``new:0``) into the register, with the usual records."""
    now = timezone.now()
    waiting = HouseholdUpdate.objects.waiting().filter(pk=update.pk)
    if not waiting.update(state=State.TAKEN, decided_at=now, decided_by=by):
        raise decided_already()
    household = Household.objects.select_related("dwelling").get(pk=update.household_id)
    refuse_gone(household)
    on = timezone.localdate(update.sent_at)
    stays = Residence.objects.current().filter(household=household).select_related("person", "household")
    changes = read_changes(said_by(update), accepted, {stay.pk: stay for stay in stays}, on)
    changes.new_head = new_head
    write_changes(household, changes, by=by)
    mark_verified(household, on)
    record("household.update_taken", by=by, target=f"household:{household.pk}", update=update.pk)


def read_changes(said: dict, accepted: Container[str], stays: dict[int, Residence], on: date) -> Changes:
    """Who has moved out meanwhile is passed over."""
    changes = Changes()
    for member in said["members"]:
        stay = stays.get(member["residence"])
        if stay is None:
            continue
        change = MemberChange(stay)
        if f"phone:{stay.pk}" in accepted:
            change.phone, change.old_gone = member["phone"], member["old_gone"]
        if member["left"] and f"left:{stay.pk}" in accepted:
            change.fate, change.on = LEFT, max(on, stay.since or on)
        changes.members.append(change)
    for number, newcomer in enumerate(said["new"]):
        if f"new:{number}" in accepted:
            changes.newcomers.append(NewMember(newcomer["name"], newcomer["relation"], phone=newcomer["phone"]))
    return changes


@transaction.atomic
def drop(update: HouseholdUpdate, *, by: User | None) -> None:
    """Void a link that was not answered, or do not use what was answered."""
    running = HouseholdUpdate.objects.filter(pk=update.pk, state__in=(State.ASKED, State.SENT))
    if not running.update(state=State.DROPPED, decided_at=timezone.now(), decided_by=by):
        raise decided_already()
    record("household.update_dropped", by=by, target=f"household:{update.household_id}", update=update.pk)


def decided_already() -> ValidationError:
    return ValidationError(_("这份核对已经有人处理过了，请看最新的情况。"), code="moved_on")


def summary(said: dict) -> Iterable[str]:
    """In a few words, without names and numbers."""
    phones = sum(1 for member in said["members"] if member["phone"] or member["old_gone"])
    left = sum(1 for member in said["members"] if member["left"])
    parts = (
        (phones, _("换电话 %(n)d 人")),
        (left, _("搬走 %(n)d 人")),
        (len(said["new"]), _("新来 %(n)d 人")),
    )
    yield from (sentence % {"n": count} for count, sentence in parts if count)
    if said["note"]:
        yield _("有说明")
