from django.db import migrations

# A committee may write its own. Days of notice and majorities are usual ones, not the law's; each committee sets its own.
KINDS = [
    {
        "name": "五方例会",
        "note": "党组织、居委会、业委会、物业、业主代表，五方到齐才能表决，每一方一票",
        "parties": ["党组织", "居委会", "业委会", "物业", "业主代表"],
        "required": ["党组织", "居委会", "业委会", "物业", "业主代表"],
        "least": 5,
        "notice_days": 3,
        "one_voice": True,
    },
    {
        "name": "院落座谈",
        "note": "在院子里坐下来谈，白天走访、晚上座谈也用它；居民都可以来",
        "parties": ["居委会", "居民代表"],
        "required": ["居委会"],
        "least": 2,
        "notice_days": 1,
        "open_to_residents": True,
    },
    {
        "name": "听证会",
        "note": "听取有关各方的意见，居民可以报名旁听和发言",
        "parties": ["居委会", "提出方", "有关单位", "居民代表"],
        "required": ["居委会", "提出方", "居民代表"],
        "least": 3,
        "notice_days": 5,
        "open_to_residents": True,
    },
    {
        "name": "居民会议",
        "note": "居民代表开会，到会的过半数同意才算通过",
        "parties": ["居委会", "居民代表"],
        "required": ["居委会", "居民代表"],
        "least": 3,
        "notice_days": 3,
        "open_to_residents": True,
    },
]


def sow(apps, schema_editor):
    MeetingKind = apps.get_model("deliberation", "MeetingKind")
    for kind in KINDS:
        facts = {**kind}
        MeetingKind.objects.get_or_create(unit=None, name=facts.pop("name"), defaults=facts)


class Migration(migrations.Migration):

    dependencies = [("deliberation", "0008_meetings")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
