"""One word per household under one frozen wording: online by somebody who lives there, at the door by two, on paper."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from community.models import Household, Person
from deliberation.models import ConventionSignature, ConventionVersion
from deliberation.models.ballot import Channel
from grids.models import Unit
from grids.publish import bump_public_version

Word = ConventionSignature.Word


def homes_of(version: ConventionVersion) -> QuerySet[Household]:
    """Every household that lives there now, as a caretaker walks."""
    there = Unit.objects.within(version.convention.unit)
    return Household.objects.current().filter(dwelling__building__in=there).in_order()


def home_of(person: Person, version: ConventionVersion) -> Household | None:
    """The household that this person lives in, if it is one of those asked."""
    homes = person.residences.filter(until=None).values("household")
    return homes_of(version).filter(pk__in=homes).first()


@transaction.atomic
def sign(
    version: ConventionVersion,
    household: Household,
    *,
    word: str,
    channel: str,
    by: User,
    person: Person | None = None,
    conditions: str = "",
    assisted: str = "",
    explained: str = "",
    paper: File | None = None,
) -> ConventionSignature:
    """The household's word; another one later is another row, and the last one counts."""
    hold_signing(version)
    if not homes_of(version).filter(pk=household.pk).exists():
        raise ValidationError(_("这一户不在这份公约的范围里。"), code="not_here")
    conditions, assisted = clean_line(conditions)[:200], clean_line(assisted)[:80]
    check_words(word, channel, conditions, assisted, paper)
    before = ConventionSignature.objects.current().filter(version=version, household=household).first()
    if before is not None and word == Word.NOT_HOME and before.word != Word.NOT_HOME:
        raise ValidationError(_("这一户已经表过态，不用再记没见到人。"), code="answered")
    row = ConventionSignature(
        version=version,
        household=household,
        word=word,
        channel=channel,
        person=person,
        conditions=conditions,
        assisted=assisted,
        explained=clean_line(explained)[:200],
        previous=before,
        by=by,
    )
    if paper is not None:
        row.paper.save("signature.jpg", paper, save=False)
    row.save(force_insert=True)
    bump_public_version()
    return row


def hold_signing(version: ConventionVersion) -> None:
    """Only while it is signed, and one after the other."""
    state = ConventionVersion.State.SIGNING
    if not ConventionVersion.objects.filter(pk=version.pk, state=state).update(state=state):
        raise ValidationError(_("这一版现在不收签名。"), code="closed")


def check_words(word: str, channel: str, conditions: str, assisted: str, paper: File | None) -> None:
    if word == Word.CONDITIONS and not conditions:
        raise ValidationError(_("有条件同意的，请写明是什么条件。"), code="conditions")
    if channel != Channel.ONLINE and not assisted:
        raise ValidationError(_("请写上门或帮着签的是谁。"), code="assisted")
    if channel == Channel.PAPER and paper is None:
        raise ValidationError(_("请拍一张签名纸的照片。"), code="paper")
    if word == Word.NOT_HOME and channel != Channel.DOOR:
        raise ValidationError(_("只有上门才会没见到人。"), code="door")


# --- counting ----------------------------------------------------------------------------------
def standing(version: ConventionVersion) -> dict[str, int]:
    """``{"homes", "agree", "conditions", "disagree", "not_home"}``, of the households that live there now."""
    homes = homes_of(version).order_by()
    words = ConventionSignature.objects.current().filter(version=version, household__in=homes.values("pk"))
    said = list(words.values_list("word", flat=True))
    return {"homes": homes.count()} | {word: said.count(word) for word in Word.values}


def missing(version: ConventionVersion, found: dict[str, int]) -> int:
    """How many households must still agree; who agrees on a condition has not agreed. Whole numbers only."""
    homes = found["homes"]
    least = {
        ConventionVersion.Needed.NONE: 0,
        ConventionVersion.Needed.HALF: homes // 2 + 1,
        ConventionVersion.Needed.TWO_THIRDS: -(-2 * homes // 3),
        ConventionVersion.Needed.ALL: max(homes, 1),
    }[ConventionVersion.Needed(version.needed)]
    return max(0, least - found["agree"])


def tries(version: ConventionVersion) -> dict[int, dict[str, Any]]:
    """household → ``{"word": its last row, "tries": how often somebody was there}``."""
    found: dict[int, dict[str, Any]] = {}
    for row in version.signatures.select_related("person").order_by("at", "pk"):
        entry = found.setdefault(row.household_id, {"tries": 0})
        entry["word"], entry["tries"] = row, entry["tries"] + 1
    return found
