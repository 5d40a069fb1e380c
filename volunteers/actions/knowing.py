"""Somebody came whom the list does not know: written down by name, found in the register later, nothing lost."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record as audit
from accounts.models import User
from accounts.text import clean_line
from community.actions.merge import BOTH, KEPT, differences, merge
from community.models import Person
from community.pinyin import initials
from grids.models import Unit
from volunteers import minutes
from volunteers.actions import recording
from volunteers.models import Attendance, Placeholder, ServiceRecord, SignPair, SignUp
from volunteers.models.attendance import PAIRS_A_DAY

State = Attendance.State


@transaction.atomic
def write_down(name: str, *, unit: Unit, words: str = "", by: User) -> Placeholder:
    """A person of whom only the name is known; the register's lists do not show them until they are found there."""
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请填写姓名。"), code="name")
    person = Person.objects.create(name=name, initials=initials(name))
    return Placeholder.objects.create(person=person, unit=unit, name=name, words=clean_line(words)[:80], by=by)


@transaction.atomic
def person_of(sign_up: SignUp, *, by: User) -> Person:
    """Whoever signed up with a name and a number only becomes somebody who can be ticked."""
    held = SignUp.objects.select_for_update(of=("self",)).select_related("session__unit", "person").get(pk=sign_up.pk)
    if held.person is not None:
        return held.person
    placeholder = write_down(held.name, unit=held.session.unit, words=_("网上报名"), by=by)
    SignUp.objects.filter(pk=held.pk).update(person=placeholder.person)
    return placeholder.person


@transaction.atomic
def recognise(placeholder: Placeholder, person: Person, *, by: User) -> Person:
    """It was this neighbour: everything written down under the name is theirs from now on."""
    facts = {"known_at": timezone.now(), "known_by": by}
    if not Placeholder.objects.unknown().filter(pk=placeholder.pk).update(**facts):
        raise ValidationError(_("这个人已经认过了。"), code="moved_on")
    other = placeholder.person
    choices = {name: BOTH if name == "note" else KEPT for name in differences(person, other)}
    return merge(person, other, choices=choices, by=by)


# --- when two records of one person become one (community.actions.merge) ------------------------
def join_attendances(kept: Person, other: Person) -> None:
    """One session, one line: the times of both, the better of the two words; the second record is voided."""
    own = {row.session_id: row for row in Attendance.objects.filter(person=kept).select_related("session")}
    for double in Attendance.objects.filter(person=other, session__in=own):
        row = own[double.session_id]
        double.pairs.update(attended=row)
        if row.state not in Attendance.CAME and double.state in Attendance.CAME:
            Attendance.objects.filter(pk=row.pk).update(state=double.state)
        if (double.minutes, double.served) > (row.minutes, row.served):
            Attendance.objects.filter(pk=row.pk, state__in=Attendance.CAME).update(
                minutes=double.minutes, served=double.served
            )
        ServiceRecord.objects.filter(attended=double).update(attended=row)
        double.delete()


def join_pairs(kept: Person, other: Person) -> None:
    """Numbered anew by day; what both records tell of the same time is told once."""
    days: dict[tuple, list[SignPair]] = defaultdict(list)
    for pair in SignPair.objects.filter(person__in=(kept, other)).order_by("in_at", "pk"):
        days[(pair.activity_id, pair.day)].append(pair)
    for pairs in days.values():
        if len({pair.person_id for pair in pairs}) == 2:
            number_again(pairs, kept)
    running = SignPair.objects.filter(person__in=(kept, other), out_at=None).order_by("in_at", "pk")
    for pair in running[1:]:
        end = max(pair.in_at, min(timezone.now(), pair.attended.session.ends_at))
        SignPair.objects.filter(pk=pair.pk).update(out_at=end, out_how=SignPair.How.CLOSING)


def number_again(pairs: list[SignPair], kept: Person) -> None:
    left: list[SignPair] = []
    for pair in pairs:
        twice = pair.person_id != kept.pk and any(same_time(pair, one) for one in pairs if one.person_id == kept.pk)
        if twice or len(left) == PAIRS_A_DAY:
            audit("attendance.joined", by=None, target=f"session:{pair.attended.session_id}", person=kept.pk)
            pair.delete()
        else:
            left.append(pair)
    # the numbers of the other's pairs begin where the kept ones end, so that none is given twice on the way
    mine = [pair for pair in left if pair.person_id == kept.pk]
    free = [number for number in range(1, PAIRS_A_DAY + 1) if number not in {pair.number for pair in mine}]
    for pair, number in zip([pair for pair in left if pair.person_id != kept.pk], free, strict=False):
        SignPair.objects.filter(pk=pair.pk).update(person=kept, number=number)


def same_time(one: SignPair, other: SignPair) -> bool:
    now = timezone.now()
    return minutes.overlap((one.in_at, one.out_at or now), (other.in_at, other.out_at or now))


def join_records(kept: Person, other: Person) -> None:
    """One act, one credit."""
    standing = ServiceRecord.objects.exclude(state=ServiceRecord.State.VOID)
    own = standing.filter(person=kept).values_list("subject", flat=True)
    for double in standing.filter(person=other, subject__in=list(own)):
        recording.void(double, reason=_("与本人另一条记录是同一场，合并居民记录时作废"), by=None)


SPECIAL = {
    ("Attendance", "person"): join_attendances,
    ("SignPair", "person"): join_pairs,
    ("ServiceRecord", "person"): join_records,
}
