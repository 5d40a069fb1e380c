"""Who offers help: registered with consent, what they can do, when they have time."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions import consent
from community.models import Consent, Person
from grids.models import Unit
from volunteers.models import Membership, Skill, Volunteer, VolunteerSkill
from volunteers.models.people import ADULT, SHOWN, SLOTS, age_on

CONSENT = "volunteer"
MARKS = ("neighbour_head", "silver", "lecturer")
CHANGEABLE = (*MARKS, "insured_until", "guardian_name", "guardian_agreed_on", "availability", "note", "unit")


@transaction.atomic
def register(
    person: Person, *, unit: Unit, how: str, by: User, state: str = Volunteer.State.ACTIVE, **facts: Any
) -> Volunteer:
    """Enter somebody of the register as a volunteer; who left before comes back with their old number.

    ``how`` says how they agreed. Nothing the register knows is asked again.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_gone(person)
    facts = clean_facts(facts)
    refuse_unguarded(person, facts)
    agree(person, how=how, by=by)
    row = Volunteer.objects.filter(person=person).first()
    if row is None:
        row = Volunteer.objects.create(person=person, unit=unit, state=state, by=by, **facts)
    elif row.state in (Volunteer.State.LEFT, Volunteer.State.ASKED):
        fields = {"unit": unit, "state": state, "left_on": None, "by": by, **facts}
        Volunteer.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    else:
        raise ValidationError(_("这位居民已经是在册志愿者。"), code="registered")
    record("volunteer.registered", by=by, target=f"volunteer:{row.pk}")
    return row


def refuse_gone(person: Person) -> None:
    if person.merged_into_id:
        raise ValidationError(_("这条记录已经与另一条合并，请到保留的那条记录上办理。"), code="merged")
    if person.died_on:
        raise ValidationError(_("这位居民已经去世，不能登记为志愿者。"), code="died")


def refuse_unguarded(person: Person, facts: dict[str, Any]) -> None:
    """Whoever is known to be under eighteen needs a guardian who agreed."""
    minor = person.born is not None and age_on(person.born, timezone.localdate()) < ADULT
    if minor and not (facts.get("guardian_name") and facts.get("guardian_agreed_on")):
        raise ValidationError(_("未满十八周岁，要监护人同意。请填写监护人姓名和同意的日期。"), code="no_guardian_word")


def agree(person: Person, *, how: str, by: User) -> None:
    if not Consent.objects.filter(person=person, purpose=CONSENT, withdrawn_on=None).exists():
        consent.give(person, CONSENT, how=how, by=by)


def clean_facts(facts: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(CHANGEABLE):
        raise TypeError(f"not changeable: {unknown}")
    cleaned = dict(facts)
    if "availability" in facts:
        cleaned["availability"] = spelt_slots(facts["availability"])
    for name in ("guardian_name", "note"):
        if name in facts:
            cleaned[name] = clean_line(facts[name] or "")
    agreed = facts.get("guardian_agreed_on")
    if agreed and agreed > timezone.localdate():
        raise ValidationError(_("同意的日期不能晚于今天。"), code="future")
    return cleaned


def spelt_slots(slots: Iterable[str]) -> str:
    chosen = set(slots)
    inside = ",".join(slot for slot in SLOTS if slot in chosen)
    return f",{inside}," if inside else ""


def slot_of(moment: datetime) -> str:
    """Which part of the week this is: ``"2am"`` for Tuesday morning."""
    local = timezone.localtime(moment)
    part = "am" if local.time() < time(12) else "pm" if local.time() < time(18) else "ev"
    return f"{local.isoweekday()}{part}"


@transaction.atomic
def change(volunteer: Volunteer, *, by: User, **facts: Any) -> Volunteer:
    facts = clean_facts(facts)
    merged = {name: facts.get(name, getattr(volunteer, name)) for name in ("guardian_name", "guardian_agreed_on")}
    refuse_unguarded(volunteer.person, merged)
    Volunteer.objects.filter(pk=volunteer.pk).update(**facts)
    record("volunteer.changed", by=by, target=f"volunteer:{volunteer.pk}", fields=sorted(facts))
    volunteer.refresh_from_db()
    return volunteer


@transaction.atomic
def accept(volunteer: Volunteer, *, by: User) -> Volunteer:
    """Somebody asked on the portal to be a volunteer; staff looked and said yes."""
    asked = Volunteer.objects.filter(pk=volunteer.pk, state=Volunteer.State.ASKED)
    if not asked.update(state=Volunteer.State.ACTIVE, by=by):
        raise ValidationError(_("这份登记已经有人处理过了，请刷新页面。"), code="moved_on")
    record("volunteer.accepted", by=by, target=f"volunteer:{volunteer.pk}")
    volunteer.refresh_from_db()
    return volunteer


@transaction.atomic
def pause(volunteer: Volunteer, *, by: User) -> None:
    switch(volunteer, Volunteer.State.ACTIVE, Volunteer.State.PAUSED, by=by)


@transaction.atomic
def resume(volunteer: Volunteer, *, by: User) -> None:
    switch(volunteer, Volunteer.State.PAUSED, Volunteer.State.ACTIVE, by=by)


def switch(volunteer: Volunteer, old: str, new: str, *, by: User) -> None:
    if not Volunteer.objects.filter(pk=volunteer.pk, state=old).update(state=new):
        raise ValidationError(_("状态刚刚变了，请刷新页面再看。"), code="moved_on")
    record(f"volunteer.{new}", by=by, target=f"volunteer:{volunteer.pk}")


@transaction.atomic
def leave(volunteer: Volunteer, *, by: User) -> None:
    """Nobody is kept (条例, article 25): the consent ends with it, the record of service stays."""
    given = Consent.objects.filter(person=volunteer.person_id, purpose=CONSENT, withdrawn_on=None).first()
    if given:
        consent.withdraw(given, by=by)
    else:
        leave_as_consent_ends(volunteer.person_id, timezone.localdate())
    record("volunteer.left", by=by, target=f"volunteer:{volunteer.pk}")


def leave_as_consent_ends(person_pk: int, today: date) -> None:
    Volunteer.objects.filter(person=person_pk).exclude(state=Volunteer.State.LEFT).update(
        state=Volunteer.State.LEFT, left_on=today, shown_as="", shown_words=""
    )
    Consent.objects.filter(person=person_pk, purpose=SHOWN, withdrawn_on=None).update(withdrawn_on=today)
    Membership.objects.current().filter(volunteer__person=person_pk).update(until=today)


@transaction.atomic
def add_skill(
    volunteer: Volunteer, skill: Skill, *, by: User, proof: str = "", expires_on: date | None = None, seen: bool = False
) -> VolunteerSkill:
    """``seen``: whoever enters it has looked at the certificate."""
    proof = clean_line(proof)[:100]
    if seen and skill.needs_proof and not proof:
        raise ValidationError(_("请写明看了什么证件，例如“电工证”。"), code="no_proof")
    checked = {"checked_by": by, "checked_at": timezone.now()} if seen else {}
    try:
        with transaction.atomic():
            return VolunteerSkill.objects.create(
                volunteer=volunteer, skill=skill, proof=proof, expires_on=expires_on, **checked
            )
    except IntegrityError:
        raise ValidationError(_("这项技能已经登记过了。"), code="skill_known") from None


def claim_skill(volunteer: Volunteer, skill: Skill) -> None:
    """What somebody says of themselves; what is known already stays as it is."""
    VolunteerSkill.objects.get_or_create(volunteer=volunteer, skill=skill)


def home_of(person: Person) -> Unit | None:
    """The grid of their building; where no grid is, the building."""
    home = person.residences.filter(until=None).select_related("dwelling__building__parent").order_by("pk").first()
    if home is None:
        return None
    building: Unit = home.dwelling.building
    return building.parent or building


def check_skill(held: VolunteerSkill, *, by: User) -> None:
    """Staff looked at the certificate somebody named themselves."""
    unchecked = VolunteerSkill.objects.filter(pk=held.pk, checked_at=None)
    if not unchecked.update(checked_by=by, checked_at=timezone.now()):
        raise ValidationError(_("这项技能已经核对过了。"), code="moved_on")


def drop_skill(held: VolunteerSkill) -> None:
    VolunteerSkill.objects.filter(pk=held.pk).delete()


@transaction.atomic
def register_in_bulk(homes: Iterable[tuple[Person, Unit]], *, how: str, by: User) -> list[Volunteer]:
    """A whole list at once, all grown up and all agreed in the same way; one entry in the record for all."""
    pairs = list(homes)
    for person, _unit in pairs:
        refuse_gone(person)
        refuse_unguarded(person, {})
    today = timezone.localdate()
    people = [person for person, _unit in pairs]
    agreed = set(
        Consent.objects.filter(purpose=CONSENT, withdrawn_on=None, person__in=people).values_list("person", flat=True)
    )
    given = [
        Consent(person=one, purpose=CONSENT, how=how, by=by, given_on=today) for one in people if one.pk not in agreed
    ]
    Consent.objects.bulk_create(given, batch_size=500)
    rows = [Volunteer(person=person, unit=unit, by=by, since=today) for person, unit in pairs]
    made = Volunteer.objects.bulk_create(rows, batch_size=500)
    if made:
        record("volunteer.registered_in_bulk", by=by, target=f"volunteer:{made[0].pk}", count=len(made))
    return made
