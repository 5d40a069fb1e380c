"""Taking an import back: what it wrote becomes what stood there before, unless somebody changed it since.

Chunk by chunk in the opposite order of the writing. Whoever the import brought goes again, with everything it wrote about
them, if nobody touched them by now: no later change, stay or matter, no entry in the record. A row of which something had
to stay keeps its trace for that; their number is told as ``kept``.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import AuditEntry, User
from community.actions.bulk import update_many
from community.actions.roster import State, move
from community.actions.roster_restoring import (
    Taking,
    grant,
    hanging,
    removals,
    remove,
    remove_phones,
    restore_hukou,
    shelters,
    wishes,
)
from community.models import (
    Dwelling,
    Household,
    Hukou,
    Person,
    Phone,
    Residence,
    RosterImport,
    RosterRow,
    ServiceNeed,
)
from jobs.work import Run


def take_back(run: Run, roster: RosterImport, *, by: User) -> None:
    """Resumed, it finds the chunks that were not taken back yet."""
    rows = to_take_back(roster)
    times = list(rows.values_list("written_at", flat=True).distinct().order_by("-written_at"))
    total, done = rows.count(), 0
    for at in times:
        names = ("pk", "person", "wrote", "before", "written_at")
        takings = [taking(*row) for row in rows.filter(written_at=at).order_by("-pk").values_list(*names)]
        done += len(takings)
        with run.chunk(done=done, total=total + 1, note=_("正在撤销")):
            take_back_some(roster, takings)
    with run.chunk(done=total + 1, note=_("已全部撤销")):
        finish(roster, by)


def to_take_back(roster: RosterImport) -> QuerySet[RosterRow]:
    return roster.rows.exclude(written_at=None).exclude(before="")


def taking(pk: int, person: int | None, wrote: list[str], before: str, at: datetime) -> Taking:
    return Taking(pk, person, wrote, json.loads(before), at)


def take_back_some(roster: RosterImport, takings: Sequence[Taking]) -> None:
    people = sorted({one.person for one in takings if one.person})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    untouched = untouched_people(takings)
    grant(chain.from_iterable(wishes(one) for one in takings))
    take_numbers(takings)
    remove_phones(takings)
    restore_hukou(takings)
    set_clocks(takings, untouched)
    remove(chain.from_iterable(removals(one) for one in takings))
    remove_people(roster, takings, untouched)
    for model in (Household, Dwelling):
        remove(chain.from_iterable(shelters(one, model) for one in takings))
    keep_trace(takings)


def untouched_people(takings: Sequence[Taking]) -> set[int]:
    """Whom nobody changed since the row was written."""
    at = {one.person: one.at for one in takings if one.person}
    changed = Person.objects.filter(pk__in=at).values_list("pk", "changed_at")
    return {pk for pk, changed_at in changed if changed_at == at[pk]}


def take_numbers(takings: Sequence[Taking]) -> None:
    """Where the index of a number that was filled in is gone again, the number goes as well."""
    filled = [one.person for one in takings if one.before.get("number", [0, 0, ""])[2]]
    Person.objects.filter(pk__in=filled, doc_index=None).update(doc_number=None, doc_tail="")


def set_clocks(takings: Sequence[Taking], untouched: Collection[int]) -> None:
    """As before, for whom nobody else changed; else an editor who is just at it is told that something moved."""
    changed = [one for one in takings if one.person and not one.brought and "changed_at" in one.before]
    now = timezone.now()
    rows = [(one.before["changed_at"] if one.person in untouched else now, one.person) for one in changed]
    update_many(Person, ("changed_at",), rows)


def remove_people(roster: RosterImport, takings: Sequence[Taking], untouched: Collection[int]) -> None:
    brought = {one.brought: one for one in takings if one.brought}
    own = {
        Residence: [one.before["stay"][0] for one in brought.values() if "stay" in one.before],
        Phone: own_phones(brought),
        Hukou: Hukou.objects.filter(person__in=[pk for pk, one in brought.items() if "hukou" in one.before]).values(
            "pk"
        ),
        ServiceNeed: [pk for one in brought.values() for pk, _grade in one.before.get("needs", ())],
        RosterRow: roster.rows.values("pk"),
    }
    held = hanging(Person, brought, own) | on_record(brought)
    gone = [pk for pk in brought if pk in untouched and pk not in held]
    for pk in set(brought) - set(gone):
        brought[pk].stay(*brought[pk].wrote)
    Person.objects.filter(pk__in=gone).delete()


def own_phones(brought: dict[int, Taking]) -> list[int]:
    written = {(pk, index) for pk, one in brought.items() for index, _label in one.before.get("phones", ())}
    rows = Phone.objects.filter(person__in=brought).values_list("pk", "person", "number_index")
    return [pk for pk, person, index in rows if (person, index) in written]


def on_record(brought: dict[int, Taking]) -> set[int]:
    """Somebody looked at a number, changed or verified something: what stands in the record keeps whom it is about."""
    earliest = min((one.at for one in brought.values()), default=timezone.now())
    targets = {f"person:{pk}": pk for pk in brought}
    entries = AuditEntry.objects.filter(target__in=targets, at__gte=earliest)
    return {targets[target] for target in entries.values_list("target", flat=True).distinct()}


def keep_trace(takings: Sequence[Taking]) -> None:
    stayed = [(sorted(one.stays), "", one.row) for one in takings if one.stays]
    update_many(RosterRow, ("wrote", "before"), stayed)
    RosterRow.objects.filter(pk__in=[one.row for one in takings if not one.stays]).update(
        wrote=[], before="", written_at=None
    )


def finish(roster: RosterImport, by: User) -> None:
    kept = roster.rows.exclude(written_at=None).count()
    move(roster, State.UNDOING, State.UNDONE, undone_at=timezone.now(), written=roster.written | {"kept": kept})
    record("roster.taken_back", by=by, target=f"roster:{roster.pk}", kept=kept, unit=roster.unit_id)
    transaction.on_commit(partial(tell_of_undoing, roster, by))


def tell_of_undoing(roster: RosterImport, by: User) -> None:
    tell(
        by,
        _("花名册导入已撤销"),
        roster.file_name,
        link=reverse("community:import", args=[roster.pk]),
        key=f"roster:{roster.pk}:undone",
    )
