from django.db import migrations

from accounts import append_only
from deliberation.append_only import BALLOTS


def put_on(apps, schema_editor):
    append_only.put_on(schema_editor.connection, BALLOTS)


def take_off(apps, schema_editor):
    append_only.take_off(schema_editor.connection, BALLOTS)


class Migration(migrations.Migration):

    dependencies = [("deliberation", "0001_owners_vote")]

    operations = [migrations.RunPython(put_on, take_off, elidable=False)]
