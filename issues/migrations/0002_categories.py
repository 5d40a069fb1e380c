"""The starter taxonomy: first level of the usual hotline categories; limits are proposals to be edited."""

from django.db import migrations

FIRE = "发现火情请先拨打 119，人先离开，再来登记。"
GAS = "闻到燃气味请先开窗关阀，到室外拨打 119 或燃气公司抢修电话。"
LIFT = "有人被困电梯请先拨打 119，并按电梯里的报警按钮。"
DANGER = "正在发生的危险请先拨打 110（治安）、119（火情）或 120（救护）。"

# name, examples, days, emergency, confidential
CATEGORIES = (
    ("物业服务", "保洁、维修不及时、收费争议、门禁、绿化养护", 7, "", False),
    ("设施损坏", "路灯、井盖、漏水、电梯、健身器材、楼道灯", 7, LIFT, False),
    ("水电气热", "停水停电、燃气、供暖", 1, GAS, False),
    ("环境卫生", "垃圾堆放、异味、虫鼠、建筑垃圾、宠物粪便", 1, "", False),
    ("停车秩序", "乱停乱放、占消防通道、车位争议、僵尸车", 3, "", False),
    ("电动车与消防", "飞线充电、进楼入户、楼道堆物、消防设施", 3, FIRE, False),
    ("噪音扰民", "装修、广场舞、宠物、夜间施工", 7, "", False),
    ("高空抛物", "抛物、外墙脱落、阳台杂物", 3, "", False),
    ("邻里与家庭纠纷", "漏水、占用公共部位、宠物伤人、赡养", 15, "", True),
    ("违建与装修", "违法搭建、改动承重墙", 20, "", False),
    ("困难帮扶", "独居老人、残疾人、临时照护、心情不好", 7, "", True),
    ("治安与突发", "可疑人员、走失、火情", 1, DANGER, False),
    ("咨询建议", "政策、证明、社保、建议", 5, "", False),
    ("其他", "说不清属于哪一类", 7, "", False),
)


def seed(apps, schema_editor):
    Category = apps.get_model("issues", "Category")
    for position, (name, hint, days, emergency, confidential) in enumerate(CATEGORIES, start=1):
        fields = {"hint": hint, "days": days, "emergency": emergency, "confidential": confidential}
        Category.objects.get_or_create(name=name, defaults=fields | {"position": position})


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
