"""What the reporter decides about the own matter, beside its way: whether anybody else may hear of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from grids.publish import bump_public_version
from issues.actions.steps import add_step
from issues.models import Issue, Step


@transaction.atomic
def hide(issue: Issue, *, by: User | None = None) -> Step:
    """Out of every list, map and suggestion, whatever the staff wrote for the public (issues 6, point 32)."""
    if not Issue.objects.filter(pk=issue.pk, hidden_by_reporter=False).update(hidden_by_reporter=True):
        raise ValidationError(_("这件事已经不公开了。"), code="hidden")
    issue.hidden_by_reporter = True
    bump_public_version()
    return add_step(issue, "hide", by=by)
