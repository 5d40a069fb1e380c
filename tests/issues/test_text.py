import re

import pytest

from issues.text import EMERGENCIES, emergency_in, issue_number

FIRE, GAS, LIFT, HOLE, WATER, WIRE, DESPAIR, HARM, LIFE, LOST = range(10)
URGENT = {
    FIRE: (
        "一楼起火了|厨房着火了|二楼窗户冒黑烟|楼道里有浓烟|电动车烧起来了|配电箱冒火花|上次着火的地方现在又着火了|是不是着火了|"
        "怕是着火了|没想到着火了|这不是着火了吗！|家里着火了怎么办|演练的时候真着火了|着 火 了 快来|垃圾桶着火，旁边有车|"
        "消防通道堵了，楼上着火"
    ),
    GAS: "楼道里有煤气味|家里燃气泄漏|怕漏气，味道很大|灶台下面漏气|天然气的味道很重|不知道是不是漏气|厨房有股臭鸡蛋味",
    LIFT: "困在电梯里，电梯困人|孩子关在电梯里了|电梯里出不来|有人被困|老人卡在电梯里|电梯突然急坠",
    HOLE: "路口井盖没了|有人掉进井里|小孩掉到坑里了|路面塌陷了一个大洞|墙要倒了|井盖被偷|围墙倒塌",
    WATER: "有小孩落水|孩子掉进河里了|有人跳河|池塘里有人溺水",
    WIRE: "电线断了掉在地上|高压线断了",
    DESPAIR: "她说要跳楼|我不想活了|怕他自杀|儿子割腕了|活着没意思|有人要轻生",
    HARM: (
        "有人持刀|楼下打人了|老公又打我|隔壁在打孩子|听到有人喊救命|他掐我脖子|家暴三次了|去年开始家暴|不要打我|有人撬锁|"
        "他说要杀我全家"
    ),
    LIFE: "老人晕倒了|邻居触电了|有人被砸伤|煤气灶旁有人昏迷|外公摔倒起不来|吃蘑菇中毒",
    LOST: "我爸走失了|孩子不见了|奶奶走丢了，有老年痴呆|儿子离家出走",
}
CALM = (
    "楼道灯不亮|不是着火，是做饭的烟|明天有消防演练吗|什么时候搞火灾演习|上次着火之后灭火器没有换|去年楼下着火，墙还是黑的|"
    "这样充电容易起火|电线老化怕着火|万一着火怎么跑|消防通道堵了，真着火了怎么办|有火灾隐患|会不会爆炸|会引起火灾|"
    "灶打不着火|家里打不着火了|没有着火|防火灾知识讲座|晾着火红的灯笼|没有漏气，就是表坏了|自行车轮胎漏气了|皮球漏气|"
    "落水管断了|电线很乱|打我电话就行|请打我手机|电话打人工也没人接|服装店跳楼价天天喊|自杀预防讲座几点|没有打人，就是吵架|"
    "差点掉进坑里|没有人被困|没人落水|电脑中毒了|防走失手环怎么领|我家狗走失了|井盖有响声|这个梯子会倒|"
    "建议办一次防溺水讲座|预防煤气中毒宣传|怕孩子触电|小心触电的牌子掉了|如果起火消防车进不来|迟早要着火|禁止明火的牌子没了|"
    "避免火灾|以前着火过一次|锅炉房的烟囱|打扫人手不够|灶上火苗太小|真要着火大家往哪跑|电梯一停就像被关在家里"
).split("|")


@pytest.mark.parametrize(
    ("text", "sign"), [(text, sign) for sign, texts in URGENT.items() for text in texts.split("|")]
)
def test_emergency_says_whom_to_call(text, sign):
    assert emergency_in(text) == str(EMERGENCIES[sign][1])


@pytest.mark.parametrize("text", CALM)
def test_what_is_over_feared_or_practised_is_no_emergency(text):
    assert emergency_in(text) == ""


def test_each_sentence_names_a_number_to_call():
    assert all(re.search(r"1(?:10|19|20)", str(sentence)) for words, sentence in EMERGENCIES)


def test_the_form_warns_wherever_the_office_would():
    """The browser joins the same words with | and looks for nothing else."""
    form = [re.compile("|".join(words)) for words, sentence in EMERGENCIES]
    texts = [text for texts in URGENT.values() for text in texts.split("|") if " " not in text]
    assert not [text for text in texts if not any(sign.search(text) for sign in form)]


def test_old_browsers_can_read_the_words():
    assert not [words for words, sentence in EMERGENCIES if "(?<" in "|".join(words)]


@pytest.mark.parametrize("typed", ["2026-0012", "２０２６－００１２", " 2026 — 12 ", "20260012", "2026.0012"])
def test_number_is_read_however_it_is_typed(typed):
    assert issue_number(typed) == "2026-0012"


def test_what_is_no_number_stays_what_it_is():
    assert issue_number(" 楼道灯 ") == "楼道灯"
