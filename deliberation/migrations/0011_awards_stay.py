from django.db import migrations

from accounts import append_only
from deliberation.append_only import CONTEST_BALLOTS, SIGNATURES


def put_on(apps, schema_editor):
    append_only.put_on(schema_editor.connection, CONTEST_BALLOTS, SIGNATURES)


def take_off(apps, schema_editor):
    append_only.take_off(schema_editor.connection, CONTEST_BALLOTS, SIGNATURES)


class Migration(migrations.Migration):

    dependencies = [("deliberation", "0010_awards_and_conventions")]

    operations = [migrations.RunPython(put_on, take_off, elidable=False)]
