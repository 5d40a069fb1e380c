"""Matters that run together: the main one, and those that were merged into it."""

from django.db.models import Sum

from issues.models import Issue, IssueQuerySet, Joiner


def main_of(issue: Issue) -> Issue:
    """The matter that is handled; chains are flattened when they are made, so one step is enough."""
    if issue.state == Issue.State.MERGED and issue.merged_into is not None:
        return issue.merged_into
    return issue


def family(main: Issue) -> IssueQuerySet:
    return Issue.objects.together_with(main)


def people_of(main: Issue) -> int:
    """How many told us of it: every reporter, and everybody who joined one of them."""
    merged = main.merged.filter(state=Issue.State.MERGED)
    others = merged.order_by().aggregate(joined=Sum("joined"))["joined"] or 0
    return 1 + main.joined + merged.count() + others


def joiners_of(main: Issue):
    """Of the whole family, in the order they came."""
    return Joiner.objects.filter(issue__in=family(main)).select_related("unit")
