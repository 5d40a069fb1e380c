"""A matter that a neighbour can see to: asked for from here, and what came of it stands in the matter's record.

The help itself belongs to ``volunteers``, which knows nothing of matters: it calls back whoever registered for ``issue``.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from issues.actions.departments import identities
from issues.actions.moves import add_internal_note
from issues.models import Issue
from volunteers.actions import helping
from volunteers.models import Help

KIND = "issue"


def subject_of(issue: Issue) -> str:
    return f"{KIND}:{issue.pk}"


@transaction.atomic
def ask_neighbours(issue: Issue, *, text: str, by: User, **facts: Any) -> Help:
    """One asking at a time; the same again is the one that is open."""
    known = helping.open_of(subject_of(issue))
    if known:
        return known
    if any(word in text for word in identities(issue)):
        # every neighbour who is asked reads it, before anybody has said yes
        sentence = _("被问到的邻居都会看到这段话，请不要写反映人的称呼和电话。需要时写在“去了才需要知道的”里。")
        raise ValidationError(sentence, code="identity")
    row = helping.ask_for_help(facts.pop("unit", issue.unit), text=text, subject=subject_of(issue), by=by, **facts)
    add_internal_note(issue, text=_("请邻居帮忙：%(text)s") % {"text": row.text}, by=by)
    return row


def note_help(row: Help, event: str, words: str) -> None:
    """Heard by ``helping.register_listener``: somebody goes, or it is done."""
    issue = Issue.objects.filter(pk=row.subject.partition(":")[2]).first()
    if issue is not None:
        add_internal_note(issue, text=_("邻里互助：%(words)s") % {"words": words}, by=row.by)
