"""A returned matter keeps the person who answers for it until somebody else has signed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0005_flow_firm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="kept_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="交接前负责人",
            ),
        ),
        migrations.AlterField(
            model_name="approval",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "待审"),
                    ("granted", "同意"),
                    ("refused", "不同意"),
                    ("dropped", "不再需要"),
                ],
                default="asked",
                max_length=8,
                verbose_name="结果",
            ),
        ),
    ]
