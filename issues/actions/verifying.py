"""Whether the record of matters is as it was written; see ``steps`` for how it is chained."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.secrets import blind_index
from issues.actions.steps import ERASED, digest, end_of_chain
from issues.models import Issue, Step

AT_ONCE = 500


def broken_matters(after: int = 0) -> Iterator[tuple[int, list[str]]]:
    """``(last, sentences)`` for each batch of matters with a key above ``after``: what is wrong with those up to last."""
    while rows := list(Issue.objects.filter(pk__gt=after).order_by("pk").values(*COLUMNS)[:AT_ONCE]):
        after = rows[-1]["pk"]
        yield after, broken_among(rows)


COLUMNS = ("pk", "number", "state", "steps_count", "steps_digest")


def broken_among(rows: list[dict]) -> list[str]:
    """One sentence about each matter whose record was changed, shortened or torn; ``rows`` follow each other by key."""
    found: dict[int, str] = {}
    reached: dict[int, tuple[int, str]] = {}
    steps = Step.objects.filter(issue_id__gte=rows[0]["pk"], issue_id__lte=rows[-1]["pk"])
    for step in steps.order_by("issue_id", "pk").iterator(chunk_size=2000):
        count, last = reached.get(step.issue_id, (0, ""))
        if step.previous != last or step.digest != digest(step) or not words_hold(step):
            found.setdefault(step.issue_id, _("第 %(n)s 条记录被改动，或者和前一条不衔接") % {"n": count + 1})
        reached[step.issue_id] = (count + 1, step.digest)
    for row in rows:
        count, last = reached.get(row["pk"], (0, ""))
        if row["steps_digest"] != end_of_chain(row["pk"], row["state"], count, last) or row["steps_count"] != count:
            found.setdefault(row["pk"], _("末尾的记录缺失，或者状态被直接改过"))
    return [f"{row['number']}：{found[row['pk']]}" for row in rows if row["pk"] in found]


def words_hold(step: Step) -> bool:
    return step.text == ERASED or step.text_index == blind_index(step.text, "step")
