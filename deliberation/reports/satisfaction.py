"""Stars of the residents for what was done about topics: the average of each quarter, grid by grid."""

from collections import defaultdict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from deliberation.models import Topic, TopicRating
from grids.models import Unit


def quarters(topics: QuerySet[Topic]) -> list[dict]:
    """``[{"year", "quarter", "lines": [{"place", "topics", "voices", "stars"}]}]``, the newest quarter first.

    ``place`` is None for what belongs to no grid; ``stars`` and ``voices`` are None under ``LEAST``, where an
    average would tell what somebody said.
    """
    here = {"tree_id": OuterRef("topic__unit__tree_id"), "lft__lte": OuterRef("topic__unit__lft")}
    grids = Unit.objects.of_kind(Unit.Kind.GRID).filter(**here, rght__gte=OuterRef("topic__unit__rght"))
    ratings = TopicRating.objects.filter(topic__in=topics).annotate(place=Subquery(grids.values("name")[:1]))
    given: dict[tuple[int, int], dict[str | None, list]] = defaultdict(lambda: defaultdict(list))
    for place, topic, stars, at in ratings.values_list("place", "topic", "stars", "at"):
        day = timezone.localdate(at)
        given[day.year, (day.month + 2) // 3][place].append((topic, stars))
    return [
        {"year": year, "quarter": quarter, "lines": lines_of(places)}
        for (year, quarter), places in sorted(given.items(), reverse=True)
    ]


def lines_of(places: dict[str | None, list]) -> list[dict]:
    lines = []
    for place, rows in sorted(places.items(), key=lambda pair: (pair[0] is None, pair[0] or "")):
        enough = len(rows) >= TopicRating.LEAST
        average = round(sum(stars for _topic, stars in rows) / len(rows), 1) if enough else None
        topics = len({topic for topic, _stars in rows})
        lines.append({"place": place, "topics": topics, "voices": len(rows) if enough else None, "stars": average})
    return lines
