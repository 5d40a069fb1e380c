"""Meetings that were opened before they had a number get theirs, in the order they were opened."""

from collections import Counter

from django.db import migrations
from django.utils import timezone


def count_them(apps, schema_editor):
    Meeting = apps.get_model("deliberation", "Meeting")
    seen = Counter()
    for meeting in Meeting.objects.exclude(opened_at=None).select_related("kind").order_by("opened_at", "pk"):
        year = timezone.localdate(meeting.opened_at).year
        same = (meeting.unit_id, meeting.kind.name, year)
        seen[same] += 1
        Meeting.objects.filter(pk=meeting.pk).update(year=year, number=seen[same])


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0014_works_and_meeting_numbers")]
    operations = [migrations.RunPython(count_them, migrations.RunPython.noop, elidable=True)]
