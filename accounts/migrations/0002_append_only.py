from django.db import migrations

from accounts import append_only


def put_on(apps, schema_editor):
    append_only.put_on(schema_editor.connection, append_only.AUDIT)


def take_off(apps, schema_editor):
    append_only.take_off(schema_editor.connection, append_only.AUDIT)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(put_on, take_off)]
