"""Stars of the residents for what was done about topics: the average of each quarter, grid by grid."""

from collections import Counter, defaultdict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from deliberation.models import Topic, TopicRating
from grids.models import Unit


def quarters(topics: QuerySet[Topic]) -> list[dict]:
    """``[{"year", "quarter", "lines": [{"place", "topics", "voices", "stars"}]}]``, the newest quarter first.

    ``place`` is None for what belongs to no grid; grids of one name are told apart and named with what they lie in.
    ``stars`` and ``voices`` are None where fewer people than ``LEAST`` spoke: an average would tell what somebody said.
    """
    here = {"tree_id": OuterRef("topic__unit__tree_id"), "lft__lte": OuterRef("topic__unit__lft")}
    grids = Unit.objects.of_kind(Unit.Kind.GRID).filter(**here, rght__gte=OuterRef("topic__unit__rght"))
    ratings = TopicRating.objects.filter(topic__in=topics).annotate(place=Subquery(grids.values("pk")[:1]))
    given: dict[tuple[int, int], dict[int | None, list]] = defaultdict(lambda: defaultdict(list))
    for place, topic, user, stars, at in ratings.values_list("place", "topic", "user", "stars", "at"):
        day = timezone.localdate(at)
        given[day.year, (day.month + 2) // 3][place].append((topic, user, stars))
    names = names_of({place for places in given.values() for place in places if place is not None})
    return [
        {"year": year, "quarter": quarter, "lines": lines_of(places, names)}
        for (year, quarter), places in sorted(given.items(), reverse=True)
    ]


def names_of(grids: set[int]) -> dict[int, str]:
    """In the order of the tree; 第1网格 is in many communities."""
    rows = list(Unit.objects.filter(pk__in=grids).select_related("parent").order_by("tree_id", "lft"))
    seen = Counter(row.name for row in rows)
    return {row.pk: f"{row.parent} {row.name}" if row.parent and seen[row.name] > 1 else row.name for row in rows}


def lines_of(places: dict[int | None, list], names: dict[int, str]) -> list[dict]:
    lines = []
    for place in [*names, None]:
        rows = places.get(place, [])
        if not rows:
            continue
        enough = len({user for _topic, user, _stars in rows}) >= TopicRating.LEAST
        average = round(sum(stars for _topic, _user, stars in rows) / len(rows), 1) if enough else None
        facts = {"topics": len({topic for topic, _user, _stars in rows}), "voices": len(rows) if enough else None}
        lines.append({"place": names.get(place) if place else None, "stars": average, **facts})
    return lines
