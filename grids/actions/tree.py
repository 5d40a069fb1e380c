"""The tree as a whole: its one lock, its faults, its repair."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from grids.layout import lay_out
from grids.models import Unit, UnitPlace

FIELDS = ("tree_id", "lft", "rght", "level")
BATCH = 500


def lock_tree() -> None:
    """Hold the root rows until the transaction ends: concurrent mptt writes corrupt the tree.

    An empty tree has no row to hold; the row that stands for the model does it then, and a root that
    appeared while waiting is held as well.
    """
    if not hold_roots():
        list(ContentType.objects.filter(app_label="grids", model="unit").select_for_update())
        hold_roots()


def hold_roots() -> list[int]:
    return list(Unit.objects.filter(parent=None).order_by("pk").select_for_update().values_list("pk", flat=True))


def tree_faults() -> Iterator[str]:
    """One English line per fault: place, kind below kind, short code, history. Nothing when the tree is whole."""
    units = {row["pk"]: row for row in Unit.objects.values("pk", "parent", "kind", "code", "slug", *FIELDS)}
    right = lay_out((pk, row["parent"], row["code"]) for pk, row in units.items())
    root_order = {right[pk].tree_id: row["tree_id"] for pk, row in units.items() if row["parent"] is None}
    for pk, row in units.items():
        if pk not in right:
            yield f"unit {pk}: hangs below itself"
            continue
        # the number of a tree is a name: its order may differ, its owner may not
        wanted = (root_order[right[pk].tree_id], *right[pk][1:])
        if (found := tuple(row[field] for field in FIELDS)) != wanted:
            yield f"unit {pk}: tree_id, lft, rght, level are {found}, should be {wanted}"
        parent_kind = units[row["parent"]]["kind"] if row["parent"] else None
        if row["kind"] not in Unit.BELOW[Unit.Kind(parent_kind) if parent_kind else None]:
            yield f"unit {pk}: {row['kind']} must not hang below {parent_kind}"
        if row["kind"] == Unit.Kind.BUILDING and not row["slug"]:
            yield f"unit {pk}: building without a short code"
    if len(set(root_order.values())) != len(root_order):
        yield f"two roots share a tree_id: {sorted(root_order.values())}"
    yield from place_faults(units)


def place_faults(units: dict[int, dict]) -> Iterator[str]:
    """The newest row of the history must say where the unit hangs now."""
    last = dict(UnitPlace.objects.order_by("since", "pk").values_list("unit", "parent"))
    for pk, row in units.items():
        if pk not in last or last[pk] != row["parent"]:
            yield f"unit {pk}: history says parent {last.get(pk)}, tree says {row['parent']}"


@transaction.atomic
def rebuild_tree() -> int:
    """Compute every place anew from the parents; the number of rows put right."""
    lock_tree()
    units = list(Unit.objects.only("pk", "parent", "code", *FIELDS))
    right = lay_out((unit.pk, unit.parent_id, unit.code) for unit in units)
    wrong = []
    for unit in units:
        place = right.get(unit.pk)
        if place and place != tuple(getattr(unit, field) for field in FIELDS):
            unit.tree_id, unit.lft, unit.rght, unit.level = place
            wrong.append(unit)
    Unit.objects.bulk_update(wrong, FIELDS, batch_size=BATCH)
    return len(wrong)
