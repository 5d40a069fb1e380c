"""The data migration that takes the reporter's account out of the first step of older matters."""

from importlib import import_module

from django.apps import apps

from issues import actions
from issues.actions.steps import digest, end_of_chain
from issues.actions.verifying import broken_matters
from issues.models import Issue, Step

migration = import_module("issues.migrations.0010_first_step_unnamed")


def broken() -> list[str]:
    return [sentence for _last, sentences in broken_matters() for sentence in sentences]


def as_it_was(issue) -> None:
    """As matters were written before: the first step by whoever reported."""
    last = ""
    for step in issue.steps.order_by("pk"):
        step.by = issue.reporter if step.verb == Step.Verb.SUBMIT else step.by
        step.previous = last
        step.digest = last = digest(step)
        step.save()
    issue.refresh_from_db()
    Issue.objects.filter(pk=issue.pk).update(steps_digest=end_of_chain(issue.pk, issue.state, issue.steps_count, last))


def test_the_first_step_names_nobody_and_the_chain_holds(matter, town):
    issue = matter(reporter=town.stranger)
    actions.take(issue, by=town.north_worker)
    as_it_was(issue)
    assert issue.steps.earliest("pk").by == town.stranger and broken() == []
    migration.unname(apps, None)
    assert issue.steps.earliest("pk").by is None
    assert issue.steps.get(verb=Step.Verb.TAKE).by == town.north_worker
    assert Issue.objects.get().reporter == town.stranger and broken() == []


def test_what_was_tampered_with_is_still_named_afterwards(matter, town):
    issue = matter(reporter=town.stranger)
    as_it_was(issue)
    issue.steps.update(state="closed")
    migration.unname(apps, None)
    assert issue.steps.get().by == town.stranger and len(broken()) == 1


def test_staff_who_took_it_down_stay_on_the_record(town, typed, browser_of):
    browser_of(town.north_worker).post("/desk/issues/new/", typed | {"channel": "phone"})
    migration.unname(apps, None)
    assert set(Issue.objects.values_list("steps__by", flat=True)) <= {town.north_worker.pk, None}
