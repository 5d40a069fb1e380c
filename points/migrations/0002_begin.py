"""What the database refuses, and the five categories with the rules a community may begin with."""

from datetime import date

from django.db import migrations

from accounts import append_only
from points.append_only import BOOKS

FIRST = [book for book in BOOKS if book.table in ("points_transfer", "points_ruleversion")]

# code, name, counts as volunteer service, items (code, name, basis, points, most a day, most a month)
CATEGORIES = (
    ("democracy", "民主建设", False, (
        ("council", "参加议事会", "act", 2, None, 10),
        ("advice", "建言献策", "act", 2, None, 10),
    )),
    ("civility", "文明创建", True, (
        ("cleaning", "环境清洁", "hour", 3, 12, None),
        ("guiding", "文明劝导", "hour", 2, 8, None),
        ("teaching", "宣讲授课", "act", 3, 6, None),
    )),
    ("neighbours", "邻里互助", True, (
        ("escorting", "陪医助老", "act", 10, 20, None),
        ("nursing", "护理病残", "act", 15, 15, None),
        ("company", "邻里照应", "hour", 3, 12, None),
    )),
    ("safety", "安全生产", True, (
        ("patrol", "安全巡查", "hour", 3, 12, None),
        ("hazard", "报告隐患", "act", 2, 6, 20),
    )),
    ("mediation", "调解纠纷", True, (
        ("mediating", "调解邻里矛盾", "act", 5, 10, None),
    )),
)  # fmt: skip


def put_on(apps, schema_editor):
    append_only.put_on(schema_editor.connection, *FIRST)


def take_off(apps, schema_editor):
    append_only.take_off(schema_editor.connection, *FIRST)


def sow(apps, schema_editor):
    category_model, item_model, version = (apps.get_model("points", name) for name in ("Category", "Item", "RuleVersion"))
    for position, (code, name, counts, items) in enumerate(CATEGORIES, 1):
        category = category_model.objects.create(
            code=code, name=name, counts_as_volunteer_service=counts, position=position
        )
        for item_code, item_name, basis, points, day, month in items:
            item = item_model.objects.create(category=category, code=item_code, name=item_name)
            version.objects.create(
                item=item, basis=basis, points=points, cap_day=day, cap_month=month, valid_from=date(2020, 1, 1)
            )


class Migration(migrations.Migration):
    dependencies = [("points", "0001_book")]

    operations = [
        migrations.RunPython(sow, migrations.RunPython.noop),
        migrations.RunPython(put_on, take_off),
    ]
