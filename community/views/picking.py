"""Choosing a resident for something: a search box, and who is meant, each with what tells them apart."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.masks import mask_name, mask_number
from community import lookup
from community.models import Person
from community.views.people import homes_of
from community.views.searching import recall, remember

MOST = 20


def asked_for(request: HttpRequest) -> str | None:
    """What somebody just typed into the box, as the end of an address; None when they typed nothing there."""
    if "q" not in request.POST:
        return None
    token = remember(request, request.POST["q"])
    return f"?s={token}" if token else "?"


def found(request: HttpRequest, seen: QuerySet, besides: Iterable[int]) -> dict:
    """What ``_person_pick.html`` shows; names masked, nothing before somebody searched."""
    token = request.GET.get("s", "")
    typed = (recall(request, token) if token else "") or ""
    people = seen.matching(lookup.read(typed)).exclude(pk__in=besides).by_address()[: MOST + 1] if typed else []
    rows = choices_of(people)
    return {"typed": typed, "rows": rows[:MOST], "too_many": len(rows) > MOST, "searched": bool(typed)}


def choices_of(people: QuerySet | Iterable[Person]) -> list[dict]:
    people = list(people)
    homes = homes_of([person.pk for person in people])
    return [
        {
            "pk": person.pk,
            "name": mask_name(person.name),
            "born": person.born,
            "died_on": person.died_on,
            "doc_number": mask_number(person.doc_number or ""),
            "homes": [home["place"] for home in homes.get(person.pk, [])],
        }
        for person in people
    ]
