import accounts.vault
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("issues", "0006_first_keeps_returns"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="file",
            field=models.FileField(blank=True, max_length=200, storage=accounts.vault.Vault(), upload_to="orders/"),
        ),
        migrations.AddField(
            model_name="batch",
            name="job",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"),
        ),
    ]
