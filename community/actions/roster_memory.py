"""What rosters taught us, given to the next reading: headings, words, and what people call a building."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from accounts.models import User
from accounts.text import clean_line
from community.imports.columns import plain_heading
from community.imports.shapes import Answers
from community.models import RosterHeadings, RosterImport, RosterPlace, RosterSynonym, RosterWord
from community.rules import keeps_data
from grids import actions as grids
from grids.models import Unit

NEW_BUILDING = "new"
TOLD = ("columns", "words", "buildings", "sheets", "said", "options")


def answers_for(roster: RosterImport) -> Answers:
    """What was remembered, and over it what was answered for this file."""
    told = {name: roster.answers.get(name, {}) for name in TOLD}
    places = RosterPlace.objects.filter(unit__in=Unit.objects.above(roster.unit).values("pk"))
    return Answers(
        columns=dict(RosterHeadings.objects.values_list("signature", "keys")) | told["columns"],
        words={f"{table}:{word}": code for table, word, code in RosterWord.objects.values_list("table", "word", "code")}
        | told["words"],
        # what a grid calls a house goes before what the community calls one
        buildings=dict(places.order_by("unit__level").values_list("word", "building")) | told["buildings"],
        sheets=told["sheets"],
        said=told["said"],
        options=told["options"],
        synonyms={plain_heading(word): key for word, key in RosterSynonym.objects.values_list("word", "key")},
    )


def keep(
    roster: RosterImport,
    *,
    columns: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
    buildings: Mapping[str, int],
    by: User,
) -> None:
    """Headings and words count for the whole committee, so only whoever keeps its data teaches them.

    A grid leader teaches what houses are called in the own grid.
    """
    keeper = keeps_data(by, roster.unit)
    if not keeper:
        columns, words = {}, {}
    headings = {layout["signature"]: layout["columns"] for layout in roster.layout}
    for signature, keys in columns.items():
        told = [column["heading"] for column in headings.get(signature, [])]
        old = RosterHeadings.objects.filter(signature=signature).values_list("keys", flat=True).first() or {}
        RosterHeadings.objects.update_or_create(
            signature=signature,
            defaults={"headings": told, "keys": {**old, **keys}, "by": by, "used_at": timezone.now()},
        )
    for word, code in words.items():
        table, _colon, said = word.partition(":")
        RosterWord.objects.update_or_create(table=table[:20], word=said[:40], defaults={"code": code[:20]})
    community = Unit.objects.above(roster.unit).of_kind(Unit.Kind.COMMUNITY).first() if keeper else None
    home = community or roster.unit
    for word, house in buildings.items():
        RosterPlace.objects.update_or_create(unit=home, word=word[:60], defaults={"building_id": house})


def building(roster: RosterImport, word: str, house: int | str, *, by: User) -> int:
    """The key of the building meant; ``new`` registers it in the only grid there is."""
    inside = Unit.objects.current().within(roster.unit)
    if house == NEW_BUILDING:
        return new_building(inside, word, by).pk
    found = inside.of_kind(Unit.Kind.BUILDING).filter(pk=int(house)).first() if str(house).isdecimal() else None
    if found is None:
        raise ValidationError(_("请选择导入范围内的一栋楼。"), code="no_building")
    return found.pk


def new_building(inside: QuerySet[Unit], word: str, by: User) -> Unit:
    found = list(inside.of_kind(Unit.Kind.GRID)[:2])
    if len(found) != 1 or not has_perm("grids.edit_unit", by, found[0]):
        raise ValidationError(
            _("“%(word)s”还没有登记。请让社区书记或管理员先在网格树里登记这栋楼，再回来选择它。") % {"word": word},
            code="ask_for_building",
        )
    code = grids.propose_code(Unit.Kind.BUILDING, found[0])
    return grids.add_unit(Unit.Kind.BUILDING, clean_line(word), code, parent=found[0], by=by)
