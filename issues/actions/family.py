"""Matters that run together: the main one, and those that were merged into it."""

from django.db.models import Count, QuerySet, Sum

from issues.models import Issue, IssueQuerySet, Joiner


def main_of(issue: Issue) -> Issue:
    """The matter that is handled; chains are flattened when they are made, so one step is enough."""
    return issue.merged_into or issue


def family(main: Issue) -> IssueQuerySet:
    return Issue.objects.together_with(main)


def people_of(main: Issue) -> int:
    """How many told us of it: every reporter, and everybody who joined one of them."""
    others = main.merged.order_by().aggregate(count=Count("pk"), joined=Sum("joined"))
    return 1 + main.joined + others["count"] + (others["joined"] or 0)


def joiners_of(main: Issue) -> QuerySet[Joiner]:
    """Of the whole family, in the order they came."""
    return Joiner.objects.filter(issue__in=family(main)).select_related("unit")
