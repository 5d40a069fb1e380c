"""Mediation: taken up, agreed to by everybody in it, talked out, written down, signed, and looked after.

Nothing here turns a "no" into a "yes": no talks before every party has agreed to them, no agreement before every party
has signed it, and an answer once given is never overwritten by a friendlier one.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.actions.adding import read_phone
from community.actions.revealing import reason_given
from community.models import Person
from deliberation.models import Mediation, MediationParty, MediationSession, Panellist
from grids.models import Unit
from issues.actions.opinions import Mediated
from issues.models import Issue

State, Consent = Mediation.State, MediationParty.Consent


def target(mediation: Mediation) -> str:
    return f"mediation:{mediation.pk}"


def link_to(mediation: Mediation) -> str:
    return reverse("deliberation:mediation", args=[mediation.pk])


def moved_on() -> ValidationError:
    return ValidationError(_("这件调解已经有了变化，请看最新的情况。"), code="moved_on")


def hold(mediation: Mediation, *states: str) -> Mediation:
    """Inside a transaction: whoever changes something of a case goes one after the other, and in a state that allows it."""
    if not Mediation.objects.filter(pk=mediation.pk, state__in=states).update(revision=F("revision") + 1):
        raise moved_on()
    mediation.refresh_from_db()
    return mediation


def move(mediation: Mediation, to: str, **facts: Any) -> Mediation:
    """Along the table of the model, from wherever the row stands at this moment."""
    now = timezone.now()
    before = [state for state, allowed in Mediation.MOVES.items() if to in allowed]
    facts |= {"state": to, "ended_at": now if to in Mediation.ENDS else None}
    if not Mediation.objects.filter(pk=mediation.pk, state__in=before).update(**facts):
        raise moved_on()
    mediation.refresh_from_db()
    return mediation


# --- what the page of a matter says (issues.actions.opinions.register_mediator) ------------------
def cases_of(issue: Issue) -> QuerySet[Mediation]:
    return Mediation.objects.filter(issue=issue).order_by("pk")


def told(case: Mediation) -> Mediated:
    return Mediated(_("调解 %(ref)s") % {"ref": case.ref}, str(case.get_state_display()), link_to(case))


def begin_from(issue: Issue) -> str:
    return f"{reverse('deliberation:mediation_new')}?issue={issue.number}"


# --- taken up ----------------------------------------------------------------------------------
@transaction.atomic
def begin(
    unit: Unit, *, key: UUID, kind: str, text: str, source: str, lead: User, by: User, issue: Issue | None = None
) -> Mediation:
    """The same key always gives the same case; whoever leads it is told, without a word of what it is about."""
    text = clean_block(text)[:2000]
    if not text:
        raise ValidationError(_("请写明争的是什么。"), code="required")
    source = Mediation.Source.ISSUE if issue else source
    facts = {"unit": unit, "kind": kind, "text": text, "source": source, "issue": issue, "lead": lead, "by": by}
    mediation, new = Mediation.objects.get_or_create(key=key, defaults=facts)
    if new:
        tell_lead(mediation, by=by)
        record("mediation.begun", by=by, target=target(mediation), issue=issue.pk if issue else None)
    return mediation


def tell_lead(mediation: Mediation, *, by: User) -> None:
    if mediation.lead_id != by.pk:
        key = f"mediation:{mediation.pk}:lead:{mediation.lead_id}"
        tell(
            mediation.lead, _("有一件调解请您承办：%(ref)s") % {"ref": mediation.ref}, link=link_to(mediation), key=key
        )


@transaction.atomic
def hand_over(mediation: Mediation, *, to: User, by: User) -> Mediation:
    """Somebody else leads from now on; who hands it over need not see what is in it."""
    if not Mediation.objects.filter(pk=mediation.pk).exclude(lead=to).update(lead=to):
        raise ValidationError(_("已经由这位工作人员承办了。"), code="moved_on")
    mediation.refresh_from_db()
    tell_lead(mediation, by=by)
    record("mediation.handed_over", by=by, target=target(mediation), to=to.pk)
    return mediation


@transaction.atomic
def look(mediation: Mediation, *, reason: str, by: User, address: str = "") -> None:
    """Somebody outside the panel opens the case, for a reason that stays on record with every resident in it."""
    reason = reason_given(reason, _("请写明查看的理由，例如“核对协议是否履行”。"))
    for person in mediation.parties.exclude(person=None).values_list("person", flat=True):
        record("mediation.revealed", by=by, target=f"person:{person}", reason=reason, address=address)
    record("mediation.revealed", by=by, target=target(mediation), reason=reason, address=address)


@transaction.atomic
def reveal_phone(party: MediationParty, *, reason: str, by: User, address: str = "") -> str:
    reason = reason_given(reason, _("请写明查看的理由，例如“通知开会时间”。"))
    if not party.phone:
        raise ValidationError(_("没有登记电话。"), code="nothing_there")
    whose = f"person:{party.person_id}" if party.person_id else target(party.mediation)
    record("mediation.revealed", by=by, target=whose, reason=reason, address=address, field="phone")
    return party.phone


# --- who is in it ------------------------------------------------------------------------------
@transaction.atomic
def add_party(
    mediation: Mediation,
    *,
    key: UUID,
    side: str,
    by: User,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    stands_for: str = "",
) -> MediationParty:
    """A resident of the register or somebody from outside; nobody stands in one case twice."""
    hold(mediation, State.ACCEPTED, State.TALKING)
    if known := MediationParty.objects.filter(key=key, mediation=mediation).first():
        return known
    name = person.name if person else clean_line(name)[:60]
    if not name:
        raise ValidationError(_("请写当事人的姓名或单位，或者选一位登记过的居民。"), code="required")
    if person and mediation.parties.filter(person=person).exists():
        raise ValidationError(_("这位居民已经是当事人了。"), code="twice")
    if person and person.user_id and mediation.panel.filter(user=person.user_id).exists():
        raise ValidationError(_("这位居民在调解小组里，不能同时是当事人。"), code="own_case")
    phone = read_phone(phone) if phone else known_phone(person)
    facts = {"side": side, "person": person, "name": name, "phone": phone}
    party = MediationParty.objects.create(key=key, mediation=mediation, stands_for=clean_line(stands_for)[:60], **facts)
    record("mediation.party_added", by=by, target=target(mediation), party=party.pk)
    return party


def known_phone(person: Person | None) -> str:
    first = person.phones.order_by("pk").first() if person else None
    return first.number if first else ""


@transaction.atomic
def answer(party: MediationParty, *, agrees: bool, how: str, by: User) -> MediationParty:
    """Whether a party wants to be mediated, as they said it. A yes may be taken back; a no stays a no."""
    how = clean_line(how)[:200]
    if not how:
        raise ValidationError(_("请写明是怎么表示的，例如“11月3日当面说的”。"), code="required")
    hold(party.mediation, State.ACCEPTED, State.TALKING)
    before = (Consent.WAITING,) if agrees else (Consent.WAITING, Consent.YES)
    facts = {"consent": Consent.YES if agrees else Consent.NO, "consent_how": how, "consent_at": timezone.now()}
    if not MediationParty.objects.filter(pk=party.pk, consent__in=before).update(**facts):
        party.refresh_from_db()
        if agrees and party.consent == Consent.NO:
            raise ValidationError(
                _("这位当事人已经表示不同意调解，不能改成同意。以后愿意了，请重新登记一件调解。"), code="said_no"
            )
        raise moved_on()
    party.refresh_from_db()
    record("mediation.consent", by=by, target=target(party.mediation), party=party.pk, agrees=agrees)
    return party


@transaction.atomic
def add_panellist(mediation: Mediation, *, role: str, by: User, user: User | None = None, name: str = "") -> Panellist:
    """Staff by account, others by name; nobody mediates in a case of their own."""
    hold(mediation, State.ACCEPTED, State.TALKING)
    name = user.name if user else clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请选一位工作人员，或者写姓名。"), code="required")
    if user and mediation.parties.filter(person__user=user).exists():
        raise ValidationError(_("当事人不能同时在调解小组里。"), code="own_case")
    row, new = Panellist.objects.get_or_create(mediation=mediation, name=name, defaults={"role": role, "user": user})
    if new and user and user.pk != by.pk:
        words = _("请您参加一件调解：%(ref)s") % {"ref": mediation.ref}
        tell(user, words, link=link_to(mediation), key=f"mediation:{mediation.pk}:panel:{row.pk}")
    if new:
        record("mediation.panel", by=by, target=target(mediation), panellist=row.pk, role=role)
    return row


def refuse_unready(mediation: Mediation) -> None:
    """Both sides are there, all of them have said yes, and somebody mediates."""
    parties = list(mediation.parties.all())
    if not {MediationParty.Side.FIRST, MediationParty.Side.SECOND} <= {party.side for party in parties}:
        raise ValidationError(_("请先登记甲方和乙方。"), code="no_parties")
    if any(party.consent == Consent.NO for party in parties):
        raise ValidationError(
            _("有当事人不同意调解，不能继续。请结束这件调解，或者告诉他们可以走司法途径。"), code="said_no"
        )
    if any(party.consent == Consent.WAITING for party in parties):
        raise ValidationError(_("还有当事人没有答复愿不愿意调解，请先问清楚并记下来。"), code="not_asked")
    if not mediation.panel.exists():
        raise ValidationError(_("请先登记调解小组成员。"), code="no_panel")


# --- at the table ------------------------------------------------------------------------------
@transaction.atomic
def call_session(mediation: Mediation, *, at: datetime, place: str, by: User) -> MediationSession:
    """The panel is told where and when, not what about; the first one begins the talks."""
    hold(mediation, State.ACCEPTED, State.TALKING)
    refuse_unready(mediation)
    place = clean_line(place)[:80]
    if not place:
        raise ValidationError(_("请写在哪里调解。"), code="required")
    session, new = MediationSession.objects.get_or_create(
        mediation=mediation, at=at, defaults={"place": place, "by": by}
    )
    if mediation.state == State.ACCEPTED:
        move(mediation, State.TALKING)
    if new:
        day = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
        words = _("%(ref)s 的调解会：%(day)s，%(place)s") % {"ref": mediation.ref, "day": day, "place": place}
        for row in mediation.panel.exclude(user=None).exclude(user=by).select_related("user"):
            tell(row.user, words, link=link_to(mediation), key=f"mediation:session:{session.pk}:{row.pk}")
    return session


@transaction.atomic
def write_session(
    session: MediationSession, *, text: str, parties: list[MediationParty], panel: list[Panellist], by: User
) -> MediationSession:
    """Once: who came and what was said, sealed."""
    text = clean_block(text)[:4000]
    if not text or not parties or not panel:
        raise ValidationError(_("请勾选到场的人，写明各方说了什么。"), code="required")
    hold(session.mediation, State.TALKING)
    if session.at > timezone.now():
        raise ValidationError(_("这次调解会还没有开始，结束以后再记。"), code="not_yet")
    facts = {"text": text, "written_at": timezone.now(), "by": by}
    if not MediationSession.objects.filter(pk=session.pk, written_at=None).update(**facts):
        raise ValidationError(_("这次调解会已经记过了。"), code="moved_on")
    session.parties.set(session.mediation.parties.filter(pk__in=[party.pk for party in parties]))
    session.panel.set(session.mediation.panel.filter(pk__in=[row.pk for row in panel]))
    session.refresh_from_db()
    record("mediation.session", by=by, target=target(session.mediation), session=session.pk)
    return session


@transaction.atomic
def end(mediation: Mediation, *, to: str, reason: str, by: User) -> Mediation:
    """Without an agreement: failed, to the court, or withdrawn; with the reason, sealed. A draft is dropped with it."""
    reason = clean_block(reason)[:500]
    if not reason:
        raise ValidationError(_("请写明原因。"), code="required")
    mediation = move(mediation, to, reason=reason)
    mediation.agreements.filter(state="draft").update(state="refused")
    record("mediation.ended", by=by, target=target(mediation), state=to)
    return mediation


# --- whether it holds --------------------------------------------------------------------------
@transaction.atomic
def plan_visit(mediation: Mediation, *, due_on: date, by: User) -> None:
    hold(mediation, State.AGREED)
    if due_on < timezone.localdate():
        raise ValidationError(_("回访的日子已经过去了，请选以后的一天。"), code="past")
    mediation.visits.get_or_create(due_on=due_on)
    record("mediation.visit_planned", by=by, target=target(mediation), due_on=due_on)
