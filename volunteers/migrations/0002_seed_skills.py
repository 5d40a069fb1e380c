"""The trades, talents and trainings a community usually asks for; each can be closed or added to later."""

from django.db import migrations

# name, kind, whether a certificate is looked at
SKILLS = (
    ("水管维修", "trade", False), ("电路维修", "trade", True), ("开锁换锁", "trade", True), ("家电维修", "trade", False),
    ("理发", "trade", False), ("缝补", "trade", False), ("木工泥瓦", "trade", False), ("修鞋磨刀", "trade", False),
    ("量血压", "care", False), ("陪诊代办", "care", False), ("陪伴聊天", "care", False), ("打扫整理", "care", False),
    ("送餐", "care", False), ("手机教学", "care", False), ("课业辅导", "care", False), ("摄影摄像", "care", False),
    ("法官", "talent", True), ("律师", "talent", True), ("教师", "talent", True), ("医生", "talent", True),
    ("护士", "talent", True), ("心理咨询", "talent", True), ("会计", "talent", True), ("文艺", "talent", False),
    ("书画", "talent", False), ("太极", "talent", False),
    ("急救培训", "training", True), ("消防培训", "training", True), ("调解培训", "training", True),
    ("高处作业资格", "training", True),
)  # fmt: skip


def seed(apps, schema_editor):
    Skill = apps.get_model("volunteers", "Skill")
    for place, (name, kind, needs_proof) in enumerate(SKILLS, 1):
        Skill.objects.get_or_create(
            name=name, defaults={"kind": kind, "needs_proof": needs_proof, "position": place * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
