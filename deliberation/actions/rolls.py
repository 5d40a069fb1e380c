"""The register of one vote: copied from the community's, put right by hand, then frozen with a digest."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Dwelling, Ownership, Person
from deliberation.models import OwnersVote, RollFlat, RollHead, RollOwner
from deliberation.tally import DEVELOPER, Flat, Key, electorate, head_key
from grids.models import Unit


@transaction.atomic
def draw_roll(vote: OwnersVote, *, by: User) -> int:
    """Copy flats and owners of the vote's unit anew; what was put right by hand in this draft goes. How many flats."""
    refuse_frozen(vote)
    vote.flats.all().delete()
    dwellings = list(
        Dwelling.objects.filter(building__in=Unit.objects.within(vote.unit)).select_related("building").in_order()
    )
    owners = owners_of(dwellings)
    RollFlat.objects.bulk_create(
        RollFlat(
            vote=vote,
            dwelling=dwelling,
            address=dwelling.full_address()[:120],
            area=None if dwelling.area is None else int(dwelling.area * 100),
            area_source=dwelling.area_source,
            owners=owners[dwelling.pk],
        )
        for dwelling in dwellings
    )
    record("vote.roll_drawn", by=by, target=f"owners_vote:{vote.pk}", flats=len(dwellings))
    return len(dwellings)


def refuse_frozen(vote: OwnersVote) -> None:
    if not OwnersVote.objects.select_for_update().filter(pk=vote.pk, state=OwnersVote.State.DRAFT).exists():
        raise ValidationError(_("名册在公告时已经定下来了，不能再改。"), code="frozen")


def owners_of(dwellings: Iterable[Dwelling]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = defaultdict(list)
    current = Ownership.objects.current().filter(dwelling__in=[row.pk for row in dwellings])
    for row in current.select_related("person__merged_into").order_by("pk"):
        person = (row.person.merged_into or row.person) if row.person else None
        found[row.dwelling_id].append(
            {"key": owner_key(row, person), "name": row.name, "person": person.pk if person else None}
        )
    return found


def owner_key(row: Ownership, person: Person | None) -> str:
    """The same document is the same owner; else the same registered resident; else nobody but this entry."""
    if row.doc_index:
        return f"d{row.doc_index}"
    return f"p{person.pk}" if person is not None else f"o{row.pk}"


@transaction.atomic
def set_flat(
    flat: RollFlat,
    *,
    area: int | None,
    area_source: str = "",
    developer_held: bool = False,
    counted: bool = True,
    note: str = "",
    by: User,
) -> RollFlat:
    """``area`` in 0.01 m². A flat is left out for a reason only, and everybody may read it."""
    refuse_frozen(flat.vote)
    note = clean_line(note)
    if not counted and not note:
        raise ValidationError(_("请写明这套房为什么不计入。"), code="required")
    if area is not None and area <= 0:
        raise ValidationError(_("面积要大于 0。"), code="area")
    changes = {
        "area": area,
        "area_source": clean_line(area_source)[:100],
        "developer_held": developer_held,
        "counted": counted,
        "note": note[:100],
    }
    RollFlat.objects.filter(pk=flat.pk).update(**changes)
    record("vote.flat_set", by=by, target=f"owners_vote:{flat.vote_id}", flat=flat.pk, area=area, counted=counted)
    flat.refresh_from_db()
    return flat


@transaction.atomic
def same_owner(vote: OwnersVote, *, one: str, other: str, by: User) -> int:
    """Two entries turned out to be one owner (article 9: the same buyer is one head). How many flats changed."""
    refuse_frozen(vote)
    changed = []
    for flat in vote.flats.all():
        if not any(owner["key"] == other for owner in flat.owners):
            continue
        renamed = [owner | {"key": one} if owner["key"] == other else owner for owner in flat.owners]
        flat.owners = list({owner["key"]: owner for owner in renamed}.values())
        changed.append(flat)
    RollFlat.objects.bulk_update(changed, ["owners"], batch_size=500)
    record("vote.same_owner", by=by, target=f"owners_vote:{vote.pk}", flats=[flat.pk for flat in changed])
    return len(changed)


def namesakes(vote: OwnersVote) -> list[dict]:
    """Different owners with the same name: one person or two, somebody must look."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for flat in vote.flats.counted().in_order():
        for owner in flat.owners:
            seen[owner["name"]].setdefault(owner["key"], flat.address)
    return [{"name": name, "keys": keys} for name, keys in seen.items() if len(keys) > 1]


# --- freezing ----------------------------------------------------------------------------------
def freeze_roll(vote: OwnersVote, salt: str) -> str:
    """Make the heads and answer the digest of the register. Refused while a counted flat has no area or no owner."""
    refuse_frozen(vote)
    wanting = vote.flats.wanting().count()
    if wanting:
        raise ValidationError(
            _("还有 %(n)d 套房没有面积或没有业主，请先补齐，或者写明不计入的原因。") % {"n": wanting}, code="wanting"
        )
    rows = list(vote.flats.in_order())
    flats = {row.pk: as_flat(row) for row in rows}
    areas = electorate(flats.values())
    if not areas:
        raise ValidationError(_("名册里没有计入的房屋，没有人可以投票。"), code="nobody")
    vote.heads.all().delete()
    names = {owner["key"]: owner["name"] for row in rows for owner in row.owners}
    RollHead.objects.bulk_create(
        (RollHead(vote=vote, key=spelt(key), label=label(key, names)[:200], area=area) for key, area in areas.items()),
        batch_size=500,
    )
    heads = {head.key: head for head in vote.heads.all()}
    for row in rows:
        row.head = heads[spelt(head_key(flats[row.pk]))] if row.counted else None
    RollFlat.objects.bulk_update(rows, ["head"], batch_size=500)
    put_owners(rows)
    return register_digest(vote, rows, salt)


def as_flat(row: RollFlat) -> Flat:
    owners = tuple(owner["key"] for owner in row.owners)
    return Flat(str(row.pk), row.area or 0, owners, row.developer_held, row.counted)


def spelt(key: Key) -> str:
    return "|".join(key)


def label(key: Key, names: dict[str, str]) -> str:
    return _("建设单位") if key == DEVELOPER else "、".join(sorted(names[one] for one in key[1:]))


def put_owners(rows: list[RollFlat]) -> None:
    owners: dict[tuple[int, str], RollOwner] = {}
    for row in rows:
        if row.head is None or row.developer_held:
            continue
        for one in row.owners:
            owners[row.head.pk, one["key"]] = RollOwner(
                head=row.head, key=one["key"], name=one["name"], person_id=one["person"]
            )
    RollOwner.objects.bulk_create(owners.values(), batch_size=500)


def register_digest(vote: OwnersVote, rows: list[RollFlat], salt: str) -> str:
    facts = [
        [row.dwelling_id, row.address, row.area, row.area_source, row.developer_held, row.counted, row.owners]
        for row in sorted(rows, key=lambda row: row.pk)
    ]
    return hashlib.sha256(json.dumps([salt, facts], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
