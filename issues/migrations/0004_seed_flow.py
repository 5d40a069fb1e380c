"""Fills what the whole flow needs: kinds with limits, the holiday table, exact limits, and chained records."""

import json
from datetime import datetime, time

from django.db import migrations
from django.utils import timezone

from accounts.secrets import blind_index
from issues.holidays import SEED
from issues.texts import kinds

GROUPS = {
    "物业服务": "property", "设施损坏": "facility", "水电气热": "supply", "环境卫生": "clean", "停车秩序": "parking",
    "电动车与消防": "ebike", "噪音扰民": "noise", "高空抛物": "falling", "邻里与家庭纠纷": "dispute", "违建与装修": "building",
    "困难帮扶": "help", "治安与突发": "safety", "咨询建议": "advice", "其他": "other",
}
HOURS = (("09:00", "12:00"), ("14:00", "17:30"))


def seed(apps, schema_editor):
    groups(apps.get_model("issues", "Category"))
    small_kinds(apps.get_model("issues", "Category"))
    Holiday, OfficeHour = apps.get_model("issues", "Holiday"), apps.get_model("issues", "OfficeHour")
    for day, works, name in SEED:
        Holiday.objects.get_or_create(day=day, defaults={"works": works, "name": name})
    if not OfficeHour.objects.exists():
        OfficeHour.objects.bulk_create(OfficeHour(start=start, end=end) for start, end in HOURS)
    apps.get_model("issues", "Policy").objects.get_or_create(pk=1)
    exact_limits(apps.get_model("issues", "Issue"))
    chain(apps.get_model("issues", "Issue"), apps.get_model("issues", "Step"))


def groups(Category):
    for row in Category.objects.filter(parent=None):
        row.code = GROUPS.get(row.name, f"own-{row.pk}")
        row.solve_amount, row.solve_measure = max(row.days, 1), "nd"
        row.save(update_fields=["code", "solve_amount", "solve_measure"])


def small_kinds(Category):
    above = {row.name: row for row in Category.objects.filter(parent=None)}
    for position, kind in enumerate(kinds(), start=1):
        parent = above.get(kind.group)
        if parent is None or kind.code == parent.code or Category.objects.filter(code=kind.code).exists():
            continue
        (respond, respond_measure), (solve, solve_measure) = kind.respond, kind.solve
        Category.objects.create(
            code=kind.code, parent=parent, name=kind.name, hint=kind.hint, emergency=kind.emergency,
            confidential=kind.confidential, photo_after=kind.photo_after, keywords=" ".join(kind.keywords),
            respond_amount=respond, respond_measure=respond_measure, solve_amount=solve, solve_measure=solve_measure,
            position=100 + position,
        )


def exact_limits(Issue):
    for row in Issue.objects.all().iterator(chunk_size=500):
        row.due_at = timezone.make_aware(datetime.combine(row.due_on, time(23, 59, 59)))
        row.severity = 3 if row.urgent else 1
        if row.state == "closed" and row.rating is not None:
            row.state = "ended"
        if row.state != "received":
            row.assigned_at = row.filed_at = row.received_at
        row.responded_at = row.answered_at
        row.save(update_fields=[
            "due_at", "severity", "state", "assigned_at", "filed_at", "responded_at",
        ])


def chain(Issue, Step):
    """What was recorded until now is taken as it stands; from here on every change is noticed."""
    Step.objects.filter(verb="take").update(verb="take_down")
    last = {}
    for step in Step.objects.order_by("issue_id", "pk").iterator(chunk_size=500):
        previous, count = last.get(step.issue_id, ("", 0))
        step.previous, step.text_index = previous, blind_index(step.text, "step")
        facts = [step.issue_id, step.verb, step.state, step.by_id, step.text_index, step.is_public,
                 step.at.isoformat(), step.previous]
        step.digest = blind_index(json.dumps(facts, ensure_ascii=False), "step-chain")
        step.save(update_fields=["previous", "text_index", "digest"])
        last[step.issue_id] = (step.digest, count + 1)
    for pk, (digest, count) in last.items():
        state = Issue.objects.values_list("state", flat=True).get(pk=pk)
        end = blind_index(json.dumps([pk, state, count, digest]), "step-end")
        Issue.objects.filter(pk=pk).update(steps_digest=end, steps_count=count)


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_flow_in_full")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
