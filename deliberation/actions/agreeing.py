"""What parties agree on: numbered terms, signed by all of them and by whoever mediated; a broken one reopens the case."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block
from deliberation.actions.mediating import State, hold, move, moved_on, refuse_unready, target
from deliberation.models import (
    Mediation,
    MediationAgreement,
    MediationParty,
    MediationSignature,
    MediationTerm,
    MediationVisit,
    Panellist,
)

Paper, Promise = MediationAgreement.State, MediationTerm.State
# somebody goes and asks, also where the last term is due much later
FIRST_VISIT = timedelta(days=30)


@transaction.atomic
def draft(mediation: Mediation, *, text: str, by: User) -> MediationAgreement:
    """One draft at a time, after the parties have sat together at least once."""
    text = clean_block(text)[:2000]
    if not text:
        raise ValidationError(_("请写明查明的事实和争的是什么，双方都认可的写法。"), code="required")
    hold(mediation, State.TALKING)
    refuse_unready(mediation)
    if not mediation.sessions.exclude(written_at=None).exists():
        raise ValidationError(_("请先记下至少一次调解会，再起草协议。"), code="no_session")
    if mediation.agreements.filter(state=Paper.DRAFT).exists():
        raise moved_on()
    number = mediation.agreements.count() + 1
    return MediationAgreement.objects.create(mediation=mediation, number=number, text=text, by=by)


@transaction.atomic
def add_term(
    agreement: MediationAgreement, *, number: int, party: MediationParty, text: str, due_on: date, by: User
) -> MediationTerm:
    """``number`` is the next one as the page showed it: sent twice, it is one term. Nothing changes under a signature."""
    text = clean_block(text)[:500]
    if not text:
        raise ValidationError(_("请写明做什么。"), code="required")
    hold(agreement.mediation, State.TALKING)
    if not MediationAgreement.objects.filter(pk=agreement.pk, state=Paper.DRAFT, signatures=None).exists():
        raise ValidationError(_("已经有人签名，条款不能再改。要改请让对方不签，重新起草。"), code="signed")
    if party.mediation_id != agreement.mediation_id:
        raise moved_on()
    facts = {"party": party, "text": text, "due_on": due_on}
    term, new = MediationTerm.objects.get_or_create(agreement=agreement, number=number, defaults=facts)
    if not new and (term.text, term.party_id) != (text, party.pk):
        raise moved_on()
    return term


@transaction.atomic
def drop_term(term: MediationTerm, *, by: User) -> None:
    """While nobody has signed; those behind it move up."""
    agreement = term.agreement
    hold(agreement.mediation, State.TALKING)
    if not MediationTerm.objects.filter(pk=term.pk, agreement__state=Paper.DRAFT, agreement__signatures=None).exists():
        raise ValidationError(_("已经有人签名，条款不能再改。要改请让对方不签，重新起草。"), code="signed")
    term.delete()
    for row in agreement.terms.filter(number__gt=term.number).order_by("number"):
        MediationTerm.objects.filter(pk=row.pk).update(number=F("number") - 1)


@transaction.atomic
def sign(
    agreement: MediationAgreement,
    *,
    signed: bool,
    by: User,
    party: MediationParty | None = None,
    panellist: Panellist | None = None,
) -> MediationSignature:
    """As it was done on the paper. Who would not sign ends this draft; another one may be written."""
    mediation = hold(agreement.mediation, State.TALKING)
    if not agreement.terms.exists():
        raise ValidationError(_("协议里还没有条款。"), code="no_terms")
    if not MediationAgreement.objects.filter(pk=agreement.pk, state=Paper.DRAFT).exists():
        raise moved_on()
    who = {"party": party} if party else {"panellist": panellist}
    signer = party or panellist
    if signer is None or signer.mediation_id != mediation.pk:
        raise moved_on()
    known = agreement.signatures.filter(**who).first()
    if known is not None:
        if known.signed != signed:
            raise moved_on()
        return known
    row = MediationSignature.objects.create(agreement=agreement, signed=signed, by=by, **who)
    if not signed:
        MediationAgreement.objects.filter(pk=agreement.pk).update(state=Paper.REFUSED)
    facts = {"agreement": agreement.number, "signed": signed, **{name: one.pk for name, one in who.items() if one}}
    record("mediation.signature", by=by, target=target(mediation), **facts)
    return row


def still_to_sign(agreement: MediationAgreement) -> list[MediationParty | Panellist]:
    """Every party, and of the panel everybody; in the order of the paper."""
    done = agreement.signatures.filter(signed=True)
    parties = agreement.mediation.parties.exclude(pk__in=done.exclude(party=None).values("party"))
    panel = agreement.mediation.panel.exclude(pk__in=done.exclude(panellist=None).values("panellist"))
    return [*parties, *panel]


@transaction.atomic
def conclude(agreement: MediationAgreement, *, by: User) -> Mediation:
    """All have signed: it holds from now on, and somebody will ask on the days that were named."""
    mediation = hold(agreement.mediation, State.TALKING)
    refuse_unready(mediation)
    if left := still_to_sign(agreement):
        names = "、".join(one.name for one in left)
        raise ValidationError(
            _("还没有签名：%(names)s。所有人都签了，协议才成立。") % {"names": names}, code="unsigned"
        )
    now = timezone.now()
    found = MediationAgreement.objects.filter(pk=agreement.pk, state=Paper.DRAFT)
    if not found.update(state=Paper.SIGNED, signed_at=now):
        raise moved_on()
    mediation = move(mediation, State.AGREED)
    days = set(agreement.terms.values_list("due_on", flat=True)) | {timezone.localdate() + FIRST_VISIT}
    for day in sorted(days):
        mediation.visits.get_or_create(due_on=max(day, timezone.localdate()))
    record("mediation.agreed", by=by, target=target(mediation), agreement=agreement.number)
    return mediation


@transaction.atomic
def settle_term(term: MediationTerm, *, kept: bool, note: str, by: User) -> MediationTerm:
    """Kept, or broken: then the agreement stands as broken and the parties are back at the table."""
    note = clean_block(note)[:300]
    if not note:
        raise ValidationError(_("请写明是怎么知道的，例如“上门看过，已经修好”。"), code="required")
    agreement = term.agreement
    mediation = hold(agreement.mediation, State.AGREED)
    found = MediationTerm.objects.filter(pk=term.pk, state=Promise.OPEN, agreement__state=Paper.SIGNED)
    if not found.update(state=Promise.KEPT if kept else Promise.BROKEN, note=note):
        raise moved_on()
    record("mediation.term", by=by, target=target(mediation), number=term.number, kept=kept)
    if not kept:
        MediationAgreement.objects.filter(pk=agreement.pk).update(state=Paper.BROKEN)
        move(mediation, State.TALKING, reopened=F("reopened") + 1)
        # what was to be asked was about this agreement
        mediation.visits.filter(done_at=None).delete()
    term.refresh_from_db()
    return term


@transaction.atomic
def note_visit(visit: MediationVisit, *, text: str, by: User) -> MediationVisit:
    text = clean_block(text)[:1000]
    if not text:
        raise ValidationError(_("请写回访看到、听到的情况。"), code="required")
    hold(visit.mediation, State.AGREED)
    facts = {"text": text, "by": by, "done_at": timezone.now()}
    if not MediationVisit.objects.filter(pk=visit.pk, done_at=None).update(**facts):
        raise ValidationError(_("这次回访已经记过了。"), code="moved_on")
    visit.refresh_from_db()
    record("mediation.visited", by=by, target=target(visit.mediation), visit=visit.pk)
    return visit
