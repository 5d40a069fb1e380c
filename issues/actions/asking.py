"""回访: everybody who reported a matter is asked once after each closing, by a link that works once."""

from datetime import timedelta
from secrets import token_urlsafe

from django.utils import timezone

from accounts.models import User
from issues import news
from issues.models import Issue, Joiner, Policy, Visit


def ask_all(issue: Issue, *, again: bool = False) -> list[Visit]:
    """One visit for the first reporter and one for each joiner; asking twice for the same closing asks once."""
    if issue.split_from_id is not None:
        # whoever reported is asked about the whole
        return []
    people: list[Joiner | None] = [None, *issue.joiners.all()]
    return [visit for joiner in people if (visit := ask_one(issue, joiner, again=again)) is not None]


def ask_one(issue: Issue, joiner: Joiner | None, *, again: bool) -> Visit | None:
    expires = timezone.now() + timedelta(days=Policy.current().rate_days)
    facts = {"token": token_urlsafe(16), "expires_at": expires}
    visit, new = Visit.objects.get_or_create(
        issue=issue, joiner=joiner, round=issue.reopened + 1, again=again, defaults=facts
    )
    if new:
        news.ask_for_word(visit)
    return visit if new else None


def note_answer(
    issue: Issue, *, solved: str, stars: int | None, text: str = "", way: str = "link", by: User | None = None
) -> Visit:
    """The first reporter's word however it came: by link, on the receipt, by telephone or at the door."""
    now = timezone.now()
    facts = {"solved": solved, "stars": stars, "text": text[:200], "way": way, "by": by, "answered_at": now}
    visit, _new = Visit.objects.get_or_create(
        issue=issue,
        joiner=None,
        round=issue.reopened + 1,
        again=False,
        defaults={"token": token_urlsafe(16), "expires_at": now},
    )
    # a word that is there stays: the second one is a new matter or a reopening
    Visit.objects.filter(pk=visit.pk, answered_at=None).update(**facts)
    visit.refresh_from_db()
    return visit
