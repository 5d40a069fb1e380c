from django.db import migrations, models

import accounts.vault


class Migration(migrations.Migration):
    dependencies = [("community", "0006_roster_turn")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="form",
            field=models.FileField(blank=True, max_length=200, storage=accounts.vault.Vault(), upload_to="reports/"),
        ),
    ]
