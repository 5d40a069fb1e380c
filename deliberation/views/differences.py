"""What changed between two versions of a convention, article by article and word by word."""

from difflib import SequenceMatcher

from deliberation.models import Article, ConventionVersion

# two changes with so little between them read as one
ISLAND = 1


def parts(old: str, new: str) -> list[tuple[str, str]]:
    """``("same" | "gone" | "new", words)`` in reading order; putting same and new together gives the new text."""
    found: list[tuple[str, str]] = []
    gone = fresh = ""
    for tag, first, last, left, right in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        island = tag == "equal" and last - first <= ISLAND and first > 0 and last < len(old)
        if tag == "equal" and not island:
            found += written(gone, fresh)
            gone = fresh = ""
            found.append(("same", old[first:last]))
        else:
            gone, fresh = gone + old[first:last], fresh + new[left:right]
    return found + written(gone, fresh)


def written(gone: str, fresh: str) -> list[tuple[str, str]]:
    return [pair for pair in (("gone", gone), ("new", fresh)) if pair[1]]


def changes(old: ConventionVersion, new: ConventionVersion) -> list[dict]:
    """``{"kind": "same" | "changed" | "new" | "dropped", "number", "before", "parts"}``; the dropped ones come last."""
    before = {article.pk: article for article in old.articles.all()}
    found = []
    for article in new.articles.all():
        origin = before.pop(origin_in(article, set(before)), None)
        if origin is None:
            row = {"kind": "new", "before": None, "parts": [("new", article.text)]}
        else:
            kind = "same" if origin.text == article.text else "changed"
            row = {"kind": kind, "before": origin.number, "parts": parts(origin.text, article.text)}
        found.append(row | {"number": article.number})
    gone = [{"kind": "dropped", "before": one.number, "parts": [("gone", one.text)]} for one in before.values()]
    return found + [row | {"number": None} for row in gone]


def origin_in(article: Article, keys: set[int]) -> int | None:
    """Back along the versions in between, to the older version's article."""
    step: Article | None = article.origin
    while step is not None and step.pk not in keys:
        step = step.origin
    return step.pk if step is not None else None
