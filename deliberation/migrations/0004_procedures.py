from django.db import migrations

# A committee may write its own; what a step asks for is the least that can be checked afterwards.
STEP = {"who": "", "days": 0, "evidence": False}
PROCEDURES = [
    (
        "议事亭",
        "在小区里当面商量，适合小事",
        [("提出想法", "居民", 0), ("大家商量", "楼栋长或网格员", 1), ("说清楚怎么办", "网格长", 0)],
    ),
    (
        "六步议事法",
        "各地的叫法不完全一样，可以照本社区的做法另外写一份",
        [
            ("收集议题", "网格员", 0),
            ("确定议题", "社区居委会", 0),
            ("议前公示", "社区居委会", 1),
            ("开会商议", "议事会", 1),
            ("公开结果", "社区居委会", 0),
            ("落实和评议", "议事会", 0),
        ],
    ),
    (
        "民主协商",
        "提出、商定、管理、监督、评议都由居民参加",
        [
            ("民主提事", "居民", 0),
            ("民主定事", "议事会", 1),
            ("民主理事", "社区居委会", 0),
            ("民主监事", "居民代表", 0),
            ("民主评事", "居民", 0),
        ],
    ),
    (
        "四议两公开",
        "村（居）务大事的决策程序",
        [
            ("党组织提议", "社区党组织", 0),
            ("两委会商议", "党组织和居委会", 1),
            ("党员大会审议", "党员", 1),
            ("居民代表会议决议", "居民代表", 1),
            ("决议公开", "社区居委会", 1),
            ("实施结果公开", "社区居委会", 0),
        ],
    ),
]


def sow(apps, schema_editor):
    Procedure = apps.get_model("deliberation", "Procedure")
    for name, note, steps in PROCEDURES:
        listed = [{**STEP, "name": step, "who": who, "evidence": bool(evidence)} for step, who, evidence in steps]
        Procedure.objects.get_or_create(unit=None, name=name, defaults={"note": note, "steps": listed})


class Migration(migrations.Migration):

    dependencies = [("deliberation", "0003_topics")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
