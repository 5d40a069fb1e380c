from pathlib import Path

import pytest

from issues.redacting import find, mask
from issues.texts import rows, training

HERE = Path(__file__).parent
PUBLIC = [(row["text"], row["public"]) for row in rows(HERE / "public.tsv")]
ORDINARY = (
    """
楼道灯坏了三天|2单元的楼道灯不亮|3栋2单元门口堆了垃圾|12号楼电梯又停了|二单元电梯这个月坏第四次了|请打12345或者110
燃气公司电话95598没人接|客服400-820-8820打不通|2026年2月13日10:00停水|2026-02-13至2026-02-25施工|11-12-2026那天|下午3-5点来修
物业费1.85元一平|一共交了1200元|停车费300元每月|我们小区有1200户人家|共有501户居民|住了300多人|隔壁500米就是学校|楼上100平的房子
三楼楼道的灯不亮|五楼到六楼之间黑|一二三楼都没水|二单元三楼没电|路口有301路公交站|坐502路公交车|温度只有14度|湿度80%以上|电压220伏|音量85分贝
张阿姨腿脚不好|王师傅来看过|老李家孙子差点踩空|小刘很热心|对面王奶奶没开窗|王某某占用车位|李某打人|请陈医生上门|杨大姐帮忙|赵老师退休了
高空抛物太危险|黄金周停水|安全出口堵了|马上来修|江边有人钓鱼|何时供暖|常年没人管|白天亮灯晚上灭|温馨提示没有贴|方便的话上门看看|平安小区门口
邻居安装空调|业主高度重视|业主文明养犬|老人安全要紧|孩子高兴|业主任何时候都能投诉|老板关门走人|邻居常常吵架|房东单独收费|我是高层住户|我是单元长
我叫物业来修|大家叫保安过来|业主高峰期停不下车|经理马上到|书记关心我们|租户连续三天装修|居民万一受伤|老人温度太低|业主武汉来的
微信群里说过|用微信支付交的费|QQ群里通知|加微信群|公众号查不到|二维码扫不出来|网址写错了|人民路12号门口|幸福路88号的路灯|建设路3弄口积水|第3网格的事
编号2026-0012的事怎么样了|第12届业委会|办件号20260012|车位号B023|3号车库|A区停车场|B座大厅|地下2层|负一楼漏水|6栋和7栋之间|1-3栋停电|1至5楼停水
三百户都没有水|十几层有人往下丢|15楼按不亮|26楼的邻居|打了三次电话|电话没人接|宽带100兆太慢|充电一度1.5元|七八十岁的老人|一九八八年建的房子|孙子孙女都怕
周一晨跑的人多|周日清洁车来过|胡同里灯坏了|朱红色的门|杨树林着火|唐山路积水|石子路难走|花园里蚊子多|江苏路口堵车|徐州路的井盖|罗马柱掉了|谢谢明天来
业主委员会|老板娘态度差|电瓶车牌子|车牌识别不了|身份证丢了怎么办|银行卡没到账|微信号是多少|房号写错了|门牌不见了|浙江来的车|京东快递柜
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize(("text", "public"), PUBLIC)
def test_what_points_to_a_person_is_masked_and_nothing_else(text, public):
    assert mask(text) == public


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_stay(text):
    assert [text[finding.start : finding.end] for finding in find(text)] == []


def test_there_are_enough_sentences():
    assert len(PUBLIC) >= 60
    assert len(ORDINARY) >= 60


def test_the_shipped_sentences_name_nobody():
    held_out = [row["text"] for row in rows(HERE / "held_out.tsv")]
    assert not {text: mask(text) for text in [*held_out, *(text for code, text in training())] if mask(text) != text}


@pytest.mark.parametrize("public", [public for text, public in PUBLIC])
def test_masking_twice_changes_nothing(public):
    assert mask(public) == public


def test_findings_tell_where_what_and_how_it_will_look():
    phone, name = find("请找\n１３８-1234-5678，业主李建国")
    assert (phone.kind, name.kind) == ("mobile", "name")
    assert (phone.start, phone.end) == (3, 16)
    assert (name.start, name.end) == (19, 22)
    assert phone.sentence == "这里有手机号，公开时会显示成“138****5678”。"


def test_people_who_are_known_are_hidden_wherever_they_stand():
    assert mask("上次安心和高远都在场", names=["高远", "安心"]) == "上次安某和高某都在场"
    assert mask("欧阳锋说的", names=["欧阳锋"]) == "欧阳某说的"


def test_a_known_name_of_one_sign_hides_nothing():
    assert mask("安全出口", names=["安", ""]) == "安全出口"


def test_invisible_signs_hide_nothing():
    assert mask("138\u200b1234\u200b5678") == "138****5678"


def test_several_lines_keep_their_breaks():
    assert mask("业主李建国\n\n3栋2单元501\n") == "业主李某某\n\n3栋*单元***\n"


def test_the_building_and_the_entrance_alone_stay():
    assert mask("3栋2单元门口，3栋2单元501门口") == "3栋2单元门口，3栋*单元***门口"


@pytest.mark.parametrize("text", ["1" * 3000, "李" * 3000, "3-" * 2000, "a@" * 2000, "微信" * 2000, "一" * 3000])
def test_hostile_text_is_read_too(text):
    assert mask(mask(text)) == mask(text)
