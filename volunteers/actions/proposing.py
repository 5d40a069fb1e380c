"""Who could be asked: volunteers as the matching sees them, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from grids.models import Unit
from volunteers.matching import Helper, Match, Need, Urgency, ranked, share
from volunteers.models import Help, HelpOffer, Volunteer, VolunteerSkill

GOOD = 4


def around(unit: Unit) -> QuerySet:
    """Volunteers of the community in which the unit lies; below no community, of the whole tree."""
    above = list(Unit.objects.above(unit))
    top = next((one for one in above if one.kind == Unit.Kind.COMMUNITY), above[0])
    return Volunteer.objects.active().filter(unit__in=Unit.objects.within(top))


def places_of(tree: int) -> dict[int, dict[str, int]]:
    """Key of a unit → kind → key of what it lies in, itself included; parents come before children."""
    places: dict[int, dict[str, int]] = {}
    rows = Unit.objects.filter(tree_id=tree).order_by("lft").values_list("pk", "kind", "parent")
    for pk, kind, parent in rows:
        places[pk] = places.get(parent, {}) | {kind: pk}
    return places


def helpers_of(volunteers: QuerySet, places: dict[int, dict[str, int]]) -> list[Helper]:
    rows = list(volunteers.order_by("pk").values_list("pk", "unit", "availability"))
    keys = [pk for pk, _unit, _free in rows]
    skills: dict[int, dict[int, bool]] = defaultdict(dict)
    held = VolunteerSkill.objects.valid().filter(volunteer__in=keys)
    for volunteer, skill, checked in held.values_list("volunteer", "skill", "checked_at"):
        skills[volunteer][skill] = checked is not None
    asked = counted(HelpOffer.objects.open(), "volunteer")
    gone = counted(Help.objects.filter(state=Help.State.ACCEPTED), "helper")
    thanks = counted(Help.objects.filter(state=Help.State.CONFIRMED, stars__gte=GOOD), "helper")
    return [
        Helper(
            pk,
            places.get(unit, {}),
            skills.get(pk, {}),
            free=frozenset(code for code in free.split(",") if code) or None,
            load=asked.get(pk, 0) + gone.get(pk, 0),
            thanks=thanks.get(pk, 0),
        )
        for pk, unit, free in rows
    ]


def counted(rows: QuerySet, field: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(field).annotate(count=Count("pk")))


def needs_of(helps: Iterable[Help], places: dict[int, dict[str, int]]) -> list[Need]:
    helps = list(helps)
    told: dict[int, set[int]] = defaultdict(set)
    for help_pk, volunteer in HelpOffer.objects.filter(help__in=helps).values_list("help", "volunteer"):
        told[help_pk].add(volunteer)
    for pk, volunteer in Volunteer.objects.filter(person__helps__in=helps).values_list("person__helps", "pk"):
        told[pk].add(volunteer)
    return [
        Need(
            row.pk,
            places.get(row.unit_id, {}),
            skill=row.skill_id,
            needs_proof=bool(row.skill and row.skill.needs_proof),
            when=row.slot or None,
            urgency=Urgency(row.urgency),
            not_these=frozenset(told[row.pk]),
        )
        for row in helps
    ]


def proposals(row: Help, most: int | None = None) -> list[tuple[Helper, Match]]:
    """Who could go, the best first, with the reasons."""
    places = places_of(row.unit.tree_id)
    need = needs_of([row], places)[0]
    return ranked(need, helpers_of(around(row.unit), places), most)


def best_sharing(helps: Sequence[Help], unit: Unit) -> dict[int, tuple[Helper, Match]]:
    places = places_of(unit.tree_id)
    return share(needs_of(helps, places), helpers_of(around(unit), places))
