"""National code tables: what a code is called, and which code people mean by a word.

GB/T 2261.1 sex, GB/T 2261.2 marriage, GB/T 3304 ethnicity, GB/T 4762 politics, GB/T 4761 relation to the head of the household,
GA/T 517 documents. The register keeps codes; pages show labels; rosters are full of synonyms.
"""

import re
import unicodedata

SEX = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
# bare digits are missing on purpose: rosters write 1/2 as well as 1/0, so a digit is asked about, never guessed
SEX_WORDS = {
    "男": "1", "男性": "1", "男士": "1", "M": "1", "MALE": "1", "先生": "1",
    "女": "2", "女性": "2", "女士": "2", "F": "2", "FEMALE": "2",
    "未知": "0", "不详": "0", "未说明": "9",
}  # fmt: skip

ETHNIC_NAMES = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克",
    "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌",
    "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固",
    "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
ETHNICITY = {f"{number:02}": f"{name}族" for number, name in enumerate(ETHNIC_NAMES, 1)}
ETHNICITY |= {"97": "其他", "98": "外国血统中国籍人士"}
ETHNICITY_WORDS = {name: f"{number:02}" for number, name in enumerate(ETHNIC_NAMES, 1)}
ETHNICITY_WORDS |= {"维": "05", "维族": "05", "蒙": "02", "蒙族": "02", "哈族": "17", "鲜族": "10", "穿青人": "97"}

POLITICS = {
    "01": "中共党员", "02": "中共预备党员", "03": "共青团员", "04": "民革党员", "05": "民盟盟员", "06": "民建会员",
    "07": "民进会员", "08": "农工党党员", "09": "致公党党员", "10": "九三学社社员", "11": "台盟盟员",
    "12": "无党派人士", "13": "群众",
}  # fmt: skip
POLITICS_WORDS = {
    "党员": "01", "中共党员": "01", "中国共产党党员": "01", "正式党员": "01", "共产党员": "01", "预备党员": "02",
    "预备": "02", "中共预备": "02", "团员": "03", "共青团": "03", "民革": "04", "民盟": "05", "民建": "06",
    "民进": "07", "九三学社": "10", "九三": "10", "台盟": "11", "无党派": "12",
    "是": "01", "退休党员": "01", "在职党员": "01", "老党员": "01", "流动党员": "01", "中国共产党": "01",
    "中共": "01", "中国共产党预备党员": "02", "中共预备党员": "02", "中国共青团团员": "03", "共青团员": "03",
    "中国国民党革命委员会会员": "04", "民革会员": "04", "民主同盟盟员": "05", "中国民主同盟盟员": "05",
    "民主建国会会员": "06", "民主促进会会员": "07", "农工党": "08", "致公党": "09", "无党派民主人士": "12",
    "群众": "13", "普通居民": "13", "一般群众": "13", "普通群众": "13",
}  # fmt: skip

RELATION = {
    "01": "本人", "02": "户主", "10": "配偶", "11": "夫", "12": "妻", "20": "子", "21": "独生子", "22": "长子",
    "23": "次子", "24": "三子", "25": "四子", "26": "五子", "27": "养子或继子", "28": "女婿", "29": "其他儿子",
    "30": "女", "31": "独生女", "32": "长女", "33": "次女", "34": "三女", "35": "四女", "36": "五女",
    "37": "养女或继女", "38": "儿媳", "39": "其他女儿", "40": "孙辈", "41": "孙子", "42": "孙女", "43": "外孙子",
    "44": "外孙女", "45": "孙媳妇", "46": "孙女婿", "47": "曾孙", "48": "曾孙女", "49": "其他孙辈", "50": "父母",
    "51": "父", "52": "母", "53": "公公", "54": "婆婆", "55": "岳父", "56": "岳母", "57": "继父或养父",
    "58": "继母或养母", "59": "其他父母关系", "60": "祖辈", "61": "祖父", "62": "祖母", "63": "外祖父",
    "64": "外祖母", "65": "配偶的祖辈", "66": "曾祖父", "67": "曾祖母", "70": "兄弟姐妹", "71": "兄", "72": "嫂",
    "73": "弟", "74": "弟媳", "75": "姐", "76": "姐夫", "77": "妹", "78": "妹夫", "79": "其他兄弟姐妹",
    "81": "伯父", "82": "伯母", "83": "叔父", "84": "婶母", "85": "舅父", "86": "舅母", "87": "姨父", "88": "姨母",
    "89": "姑父", "90": "姑母", "91": "堂兄弟姐妹", "92": "表兄弟姐妹", "93": "侄子", "94": "侄女", "95": "外甥",
    "96": "外甥女", "97": "其他亲属", "99": "非亲属",
}  # fmt: skip
HEAD = "02"
RELATION_WORDS = {
    "户主": "02", "本人": "01", "业主": "02", "户主本人": "02", "配偶": "10", "爱人": "10", "老伴": "10", "夫妻": "10",
    "丈夫": "11", "老公": "11", "之夫": "11", "妻子": "12", "老婆": "12", "之妻": "12",
    "儿子": "20", "之子": "20", "独子": "21", "大儿子": "22", "大儿": "22", "二子": "23", "二儿子": "23",
    "小儿子": "29", "三儿子": "24", "养子": "27", "继子": "27", "之女婿": "28", "女儿": "30", "之女": "30",
    "之长子": "22", "之次子": "23", "之长女": "32", "之次女": "33", "太太": "12", "妻": "12", "夫": "11",
    "子": "20", "女": "30", "儿": "20", "之儿媳": "38", "小儿": "29",
    "婿": "28", "姑爷": "28", "之孙女": "42", "孙": "41", "外孙女儿": "44", "孙女儿": "42", "重孙": "47", "重孙女": "48",
    "曾孙子": "47", "父": "51", "母": "52", "爸": "51", "妈": "52", "岳父母": "50", "继母": "58", "继父": "57",
    "养父": "57", "养母": "58", "公婆": "50", "妹夫": "78", "姐妹": "70", "兄弟": "70", "兄妹": "70", "堂兄": "91",
    "堂弟": "91", "堂哥": "91", "堂姐": "91", "堂妹": "91", "表兄": "92", "表弟": "92", "表哥": "92", "表姐": "92",
    "表妹": "92", "舅舅": "85", "舅妈": "86", "叔叔": "83", "婶婶": "84", "伯伯": "81", "伯父母": "97", "姑姑": "90",
    "姑妈": "90", "姑父母": "97", "姨妈": "88", "亲戚": "97", "其他亲戚": "97", "未婚妻": "99",
    "未婚夫": "99", "男友": "99", "女友": "99", "男朋友": "99", "女朋友": "99", "室友": "99", "合租人": "99",
    "同租": "99", "同租人": "99", "同住人": "99", "房客": "99", "住家保姆": "99", "家政": "99", "雇员": "99", "员工": "99",
    "非亲属关系": "99", "无亲属关系": "99", "寄住": "99",
    "大女儿": "32", "二女": "33", "二女儿": "33", "三女儿": "34", "小女儿": "39", "养女": "37", "继女": "37",
    "儿媳妇": "38", "媳": "38", "儿媳": "38", "孙儿": "41", "之孙": "41", "孙子女": "40", "外孙": "43", "之外孙": "43",
    "外孙儿": "43", "孙媳": "45", "父亲": "51", "爸爸": "51", "之父": "51", "母亲": "52", "妈妈": "52", "之母": "52",
    "爷爷": "61", "奶奶": "62", "外公": "63", "姥爷": "63", "外婆": "64", "姥姥": "64", "丈人": "55",
    "丈母娘": "56", "哥哥": "71", "哥": "71", "嫂子": "72", "弟弟": "73", "弟媳妇": "74", "弟妹": "74",
    "姐姐": "75", "妹妹": "77", "姨夫": "87", "侄": "93", "侄儿": "93", "侄女儿": "94", "外甥子": "95", "亲属": "97",
    "其他": "97", "租户": "99", "租客": "99", "承租人": "99", "保姆": "99", "护工": "99", "朋友": "99", "同事": "99",
    "合租": "99", "同住": "99", "无关系": "99", "非亲": "99",
}  # fmt: skip

DOCUMENT = {
    "111": "居民身份证", "113": "户口簿", "414": "护照", "511": "台湾居民来往大陆通行证",
    "516": "港澳居民来往内地通行证", "553": "外国人永久居留身份证", "990": "其他证件",
}  # fmt: skip
# residence permits of Hong Kong, Macao and Taiwan people carry a number of the same kind as identity cards
DOCUMENT_WORDS = {
    "身份证": "111", "二代证": "111", "二代身份证": "111", "居民证": "111", "临时身份证": "111",
    "港澳台居民居住证": "111", "港澳居民居住证": "111", "台湾居民居住证": "111", "户口本": "113", "户籍": "113",
    "户口": "113", "中国护照": "414", "外国护照": "414", "普通护照": "414", "台胞证": "511", "台湾通行证": "511",
    "回乡证": "516", "港澳通行证": "516", "往来港澳通行证": "516", "永居证": "553", "外国人永久居留证": "553",
    "绿卡": "553", "其他": "990", "军官证": "990", "士兵证": "990", "出生证": "990", "出生医学证明": "990",
}  # fmt: skip

MARRIAGE = {
    "10": "未婚", "20": "已婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶", "40": "离婚", "90": "未说明",
}  # fmt: skip
MARRIAGE_WORDS = {
    "是": "20", "否": "10", "未结婚": "10", "未婚青年": "10", "已婚有子女": "20", "丧": "30", "丧偶未再婚": "30",
    "丧偶单身": "30", "离婚单身": "40", "离婚未再婚": "40", "再婚有配偶": "22", "有配偶": "20", "结婚": "20", "已结婚": "20", "单身": "10", "未": "10", "已": "20", "离异": "40", "离": "40",
    "丧配偶": "30", "不详": "90",
}  # fmt: skip

EDUCATION = {
    "10": "研究生", "11": "博士", "14": "硕士", "20": "大学本科", "30": "大学专科", "40": "中等职业教育",
    "60": "普通高中", "70": "初中", "80": "小学", "90": "其他",
}  # fmt: skip
EDUCATION_WORDS = {
    "研究生毕业": "10", "博士后": "11", "博士研究生毕业": "11", "硕士研究生毕业": "14", "硕研": "14", "博研": "11",
    "全日制本科": "20", "大学生": "20", "本科及以上": "20", "函授本科": "20", "大学专科和专科学校": "30",
    "专科学校": "30", "高等职业": "30", "函授大专": "30", "中等专业学校": "40", "中等专科": "40", "中技": "40",
    "技工学校": "40", "职业高中": "40", "中专或中技": "40", "普高": "60", "高级中学": "60", "初级": "70", "初小": "80",
    "高小": "80", "文盲或半文盲": "90", "半文盲": "90", "不识字": "90", "学前": "90", "学前教育": "90",
    "幼儿": "90", "幼儿园": "90", "未上学": "90", "未入学": "90",
    "研究生及以上": "10", "博士研究生": "11", "硕士研究生": "14", "本科": "20", "大学": "20", "大本": "20",
    "学士": "20", "专科": "30", "大专": "30", "高职": "30", "中专": "40", "中职": "40", "技校": "40", "职高": "40",
    "高中": "60", "初级中学": "70", "小学及以下": "80", "文盲": "90", "无": "90", "学龄前": "90",
}  # fmt: skip

# what the committee may do for somebody: never what it might suspect them of. The restricted ones are off
# until the committee turns them on (registry S11)
SERVICE_GROUPS = {
    "living_alone": "独居老人", "empty_nest": "空巢老人", "disabled": "残疾人", "low_income": "低保",
    "near_low_income": "低保边缘", "destitute": "特困供养", "lost_child": "计划生育特殊家庭", "dependent": "失能半失能",
    "orphan": "孤儿", "unsupported_child": "事实无人抚养儿童", "left_behind_child": "留守或困境儿童",
    "expecting": "孕产妇", "serious_illness": "大病", "veteran": "退役军人或优抚对象", "martyr_family": "烈属",
    "unemployed": "失业", "mental_illness": "严重精神障碍",
}  # fmt: skip
RESTRICTED_GROUPS = ("mental_illness",)
SERVICE_GROUP_WORDS = {
    "独居老年人": "living_alone", "空巢老年人": "empty_nest", "残": "disabled", "残疾证": "disabled",
    "残疾人员": "disabled", "持残疾证": "disabled", "持证残疾": "disabled", "低保人员": "low_income",
    "低保对象": "low_income", "低保家庭": "low_income", "享受低保": "low_income", "城市低保": "low_income",
    "城镇低保": "low_income", "低保边缘家庭": "near_low_income", "低保边缘人员": "near_low_income",
    "边缘户": "near_low_income", "低收入": "near_low_income", "低收入家庭": "near_low_income",
    "特困供养人员": "destitute", "分散供养": "destitute", "特困分散供养": "destitute", "特困户": "destitute",
    "三无老人": "destitute", "失独老人": "lost_child", "失独父母": "lost_child", "计生特殊家庭": "lost_child",
    "计生特扶": "lost_child", "失能老人": "dependent", "半失能老人": "dependent", "失能人员": "dependent",
    "半失能人员": "dependent", "不能自理": "dependent", "卧床": "dependent", "孤儿": "orphan",
    "事实孤儿": "unsupported_child", "无人抚养儿童": "unsupported_child", "留守": "left_behind_child",
    "孕产": "expecting", "大病患者": "serious_illness", "重病患者": "serious_illness", "重症": "serious_illness",
    "退役": "veteran", "退伍": "veteran", "转业军人": "veteran", "军转": "veteran", "伤残军人": "veteran",
    "残疾军人": "veteran", "参战老兵": "veteran", "参战": "veteran", "军属": "veteran", "现役军属": "veteran",
    "军烈属": "veteran", "优抚人员": "veteran", "退役士兵": "veteran", "烈士家属": "martyr_family",
    "烈士遗属": "martyr_family", "待业": "unemployed", "无业": "unemployed", "精神病": "mental_illness",
    "精神病人": "mental_illness", "精神病患者": "mental_illness", "严重精神障碍患者": "mental_illness",
    "独居": "living_alone", "空巢": "empty_nest", "残疾": "disabled", "残障": "disabled", "持证残疾人": "disabled",
    "低保户": "low_income", "最低生活保障": "low_income", "低边": "near_low_income", "低保边缘户": "near_low_income",
    "特困": "destitute", "五保": "destitute", "特困人员": "destitute", "失独": "lost_child", "失独家庭": "lost_child",
    "失能": "dependent", "半失能": "dependent", "留守儿童": "left_behind_child", "困境儿童": "left_behind_child",
    "孕妇": "expecting", "产妇": "expecting", "重病": "serious_illness", "重大疾病": "serious_illness",
    "退役军人": "veteran", "退伍军人": "veteran", "复员军人": "veteran", "优抚对象": "veteran", "优抚": "veteran",
    "失业人员": "unemployed", "精神障碍": "mental_illness",
}  # fmt: skip

# Residence.Kind and Dwelling.Use as rosters call them; 01 and 02 are the sign 人户一致标识 of the police lists.
# 户在人不在 and 空挂户 are missing on purpose: whether such people live here, somebody has to say
KIND = {"registered": "户籍常住", "separated": "人户分离", "migrant": "流动人口", "lodger": "寄住"}
KIND_WORDS = {
    "01": "registered", "02": "separated", "常住": "registered", "常住人口": "registered", "户籍": "registered",
    "户籍人口": "registered", "户籍居民": "registered", "本地户籍": "registered", "本社区户籍": "registered",
    "常住户籍": "registered", "户籍常住人口": "registered", "人户一致": "registered", "一致": "registered",
    "人在户在": "registered", "户在人在": "registered", "人户分离人口": "separated", "人户不一致": "separated",
    "不一致": "separated", "人在户不在": "separated", "户不在人在": "separated", "分离": "separated",
    "流动": "migrant", "流入人口": "migrant", "流入": "migrant", "暂住": "migrant", "暂住人口": "migrant",
    "外来人口": "migrant", "外来人员": "migrant", "外地户籍": "migrant", "非户籍人口": "migrant",
    "非户籍": "migrant", "流动人员": "migrant", "寄居": "lodger", "寄住人口": "lodger", "借住": "lodger",
}  # fmt: skip
USE = {"owner": "自住", "let": "出租", "vacant": "空置", "other": "其他"}
USE_WORDS = {
    "自用": "owner", "自有": "owner", "自有住房": "owner", "自有自住": "owner", "自住房": "owner", "本人居住": "owner",
    "业主自住": "owner", "已入住": "owner", "入住": "owner", "自购": "owner", "出租房": "let", "出租屋": "let",
    "已出租": "let", "租赁": "let", "租住": "let", "租房": "let", "租用": "let", "承租": "let", "合租": "let",
    "群租": "let", "整租": "let", "转租": "let", "空": "vacant", "空房": "vacant", "空置房": "vacant",
    "闲置": "vacant", "空户": "vacant", "未入住": "vacant", "无人居住": "vacant", "无人住": "vacant", "待租": "vacant",
    "待售": "vacant", "毛坯": "vacant", "商用": "other", "商铺": "other", "门面": "other", "办公": "other",
    "仓库": "other", "经营": "other", "经营用房": "other", "商住": "other", "住改商": "other", "其它": "other",
}  # fmt: skip

TABLES = {
    "kind": (KIND, KIND_WORDS),
    "use": (USE, USE_WORDS),
    "marriage": (MARRIAGE, MARRIAGE_WORDS),
    "education": (EDUCATION, EDUCATION_WORDS),
    "group": (SERVICE_GROUPS, SERVICE_GROUP_WORDS),
    "sex": (SEX, SEX_WORDS),
    "ethnicity": (ETHNICITY, ETHNICITY_WORDS),
    "politics": (POLITICS, POLITICS_WORDS),
    "relation": (RELATION, RELATION_WORDS),
    "document": (DOCUMENT, DOCUMENT_WORDS),
}


def code_for(table: str, word: str) -> str | None:
    """The code of a label, a synonym or a two- or three-digit code; None for a word nobody taught us, "" for "".

    >>> code_for("relation", "长子"), code_for("ethnicity", "汉"), code_for("sex", "1")
    ('22', '01', None)
    """
    labels, words = TABLES[table]
    word = plain_word(word)
    if not word:
        return ""
    if word in labels and table != "sex":
        return word
    if word in words:
        return words[word]
    return next((code for code, label in labels.items() if label == word), None)


def plain_word(word: str) -> str:
    """Without gaps, colons, stars and brackets; nobody's word is longer than 60 signs."""
    return re.sub(r"[\s:：*（）()]", "", unicodedata.normalize("NFKC", word[:60])).upper()


def label(table: str, code: str) -> str:
    """What a page shows for a code; a code outside the table is shown as it is."""
    return TABLES[table][0].get(code, code)


def choices(table: str, empty: str = "") -> list[tuple[str, str]]:
    """For a form's select, the empty choice first."""
    return [("", empty), *TABLES[table][0].items()]
