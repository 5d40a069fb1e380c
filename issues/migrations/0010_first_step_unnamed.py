"""Who reported stands with the matter, sealed and forgotten on time; the record's first step no longer says it too.

The chain of such a matter is made again, but only where it was whole: what was tampered with stays as it is, to be named.
"""

import json

from django.db import migrations
from django.db.models import F

from accounts.secrets import blind_index


def unname(apps, schema_editor):
    Issue, Step = apps.get_model("issues", "Issue"), apps.get_model("issues", "Step")
    named = Step.objects.filter(verb="submit", by__isnull=False, by=F("issue__reporter"))
    for issue in Issue.objects.filter(pk__in=named.values("issue")).order_by("pk").iterator(chunk_size=500):
        steps = list(Step.objects.filter(issue=issue).order_by("pk"))
        if is_whole(issue, steps):
            chain_again(Issue, issue, steps)


def chain_again(Issue, issue, steps):
    last = ""
    for step in steps:
        if step.verb == "submit" and step.by_id == issue.reporter_id:
            step.by_id = None
        step.previous = last
        step.digest = last = digest(step)
        step.save(update_fields=["by", "previous", "digest"])
    Issue.objects.filter(pk=issue.pk).update(steps_digest=end(issue, len(steps), last))


def is_whole(issue, steps):
    last = ""
    for step in steps:
        if step.previous != last or step.digest != digest(step):
            return False
        last = step.digest
    return issue.steps_count == len(steps) and issue.steps_digest == end(issue, len(steps), last)


def digest(step):
    facts = [
        *(step.issue_id, step.verb, step.state, step.by_id, step.text_index, step.is_public),
        *(step.at.isoformat(), step.previous),
    ]
    return blind_index(json.dumps(facts, ensure_ascii=False), "step-chain")


def end(issue, count, last):
    return blind_index(json.dumps([issue.pk, issue.state, count, last]), "step-end")


class Migration(migrations.Migration):
    dependencies = [("issues", "0009_small_copies"), ("accounts", "0002_append_only")]

    operations = [migrations.RunPython(unname, migrations.RunPython.noop)]
