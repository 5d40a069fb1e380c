"""The columns a roster may have, under the names people give them (registry 3.4)."""

import re
import unicodedata
from dataclasses import dataclass

# notes in brackets, and what surrounds a heading for looks
NOT_A_LETTER = re.compile(r"[（(\[【〔].*?[)）\]】〕]|[\s*＊:：·、，,。.★☆※\"“”'?？]")
# 成员（一）, 电话(2)
NUMBER_IN_BRACKETS = re.compile(r"[(\[【〔]\s*(\d{1,2}|十?[一二三四五六七八九十])\s*[)\]】〕]")
LONGEST_HEADING = 200


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    synonyms: tuple[str, ...] = ()
    width: int = 12
    hint: str = ""


def column(key: str, heading: str, synonyms: str = "", **more) -> Column:
    return Column(key, heading, tuple(synonyms.split()), **more)


COLUMNS = (
    column(
        "name",
        "姓名",
        "名字 人员姓名 居民姓名 成员姓名 家庭成员 家庭成员姓名 住户姓名 现住人 现住人姓名 实际居住人 居住人 居住人姓名 "
        "被采集人 被采集人姓名 老人姓名 老年人姓名 党员姓名 残疾人姓名 儿童姓名 学生姓名 人口姓名 常住人姓名 "
        "流动人口姓名 对象姓名 住户 户内人员 人员名单",
        hint="必填。每人一行。",
    ),
    column("former_name", "曾用名", "别名 原名"),
    column(
        "id_number",
        "身份证号",
        "身份证 身份证号码 居民身份证号 居民身份证号码 居民身份证 公民身份号码 公民身份证号码 公民身份证号 证件号 "
        "证件号码 有效证件号码 有效证件号 身份号码 身份证件号 身份证件号码 二代身份证号 ID 身份证号/护照号",
        width=24,
        hint="18 位，按文本填写。没有或不清楚就空着，不要填“无”或 0。",
    ),
    column("doc_type", "证件类型", "证件种类 证件名称 证件类别 身份证件类型", width=18, hint="不填就是居民身份证。"),
    column(
        "doc_expires_on", "证件到期日期", "证件有效期 证件有效期至 居住证到期日期 居住证有效期 证件到期日", width=16
    ),
    column("sex", "性别", "男/女 性別 男女", width=8, hint="填男或女；有身份证号可以不填。"),
    column(
        "born",
        "出生日期",
        "出生年月 出生年月日 出生时间 生日 出生 出生日 生年月日",
        width=16,
        hint="例如 1990-03-07，也可以只写 1990-03 或 1990；有身份证号可以不填。",
    ),
    column("age", "年龄", "岁数 周岁 实足年龄 现年", width=8),
    column("ethnicity", "民族", "族别", width=10, hint="例如 汉族。"),
    column("politics", "政治面貌", "是否党员 党员 政治面目 面貌 是否中共党员", width=16, hint="例如 中共党员、群众。"),
    column("marriage", "婚姻状况", "婚姻 婚姻状态 婚否 婚姻情况", width=12),
    column("education", "文化程度", "学历 受教育程度 教育程度 最高学历", width=12),
    column("workplace", "工作单位", "单位 服务处所 就业单位 就读学校 工作学习情况 工作单位或就读学校", width=22),
    column(
        "phone",
        "联系电话",
        "电话 手机 手机号 手机号码 联系方式 电话号码 本人电话 本人联系电话 固话 固定电话 联系电话号码 手机电话 座机 "
        "联系号码 本人联系方式 移动电话 宅电",
        width=18,
        hint="手机或带区号的座机；两个号码用顿号隔开。",
    ),
    column(
        "relation",
        "与户主关系",
        "关系 与户主的关系 和户主关系 家庭关系 称谓 与户主之关系 户主关系 与户主 同户主关系 家庭成员关系 "
        "与其他人员关系",
        width=14,
        hint="户主本人填“户主”。",
    ),
    column("head_name", "户主姓名", "户主 户主名 所属户主"),
    column("hukou_number", "户号", "户编号 户籍号 户口本号 户口编号 户口簿号 户籍编号 户口号", width=14),
    column(
        "hukou",
        "户籍地址",
        "户籍地 户口所在地 户籍所在地 户口地址 户籍门楼详址 户籍门详址 户籍详址 本户地址 户籍 户籍所在地址 "
        "户口所在地址 户籍住址 户籍详细地址",
        width=30,
        hint="与现住址相同也请照写。",
    ),
    column(
        "address",
        "现住址",
        "现住地 居住地址 家庭住址 住址 详细地址 现住门楼详址 现住门详址 实际居住地 实际居住地址 门牌地址 现居住地 "
        "现居住地址 现居地 现住地址 地址 居住地 家庭地址 房屋地址 房屋坐落 房屋信息 房产地址 房屋位置 住所 "
        "常住地址 现居住址 具体住址 楼栋单元室 楼单元室 出租屋地址 出租房屋地址 暂住地址 暂住地",
        width=30,
    ),
    column("estate", "小区", "小区名称 院落 楼院 所在小区 所属小区 居住小区 现住小区 院落名称", width=14),
    column(
        "building",
        "楼栋",
        "楼号 楼栋号 栋 幢 楼 号楼 栋号 幢号 楼幢 座 座号 楼座 楼宇 楼栋名称 所在楼栋 所属楼栋 楼栋座号 小区楼栋 小区/楼栋 小区/建筑 现住小区/建筑 现住小区楼栋",
        hint="必填，例如 1栋。",
    ),
    column("entrance", "单元", "单元号 门 门栋 梯 门洞 所在单元 单元门", width=8, hint="没有单元就空着。"),
    column("floor", "楼层", "层 所在楼层 层数 所在层", width=8),
    column("room", "室", "室号 房间号 房间 户室 室号房号", width=10, hint="必填，例如 101。"),
    column("grid", "网格", "所属网格 网格名称 网格号 责任网格 所在网格 网格编号", width=14),
    column(
        "kind",
        "居住类型",
        "人口类型 人员类型 人口性质 户籍类型 是否常住 人户一致标识 是否人户分离 人口类别 户类型 人户情况 "
        "人户状态 人口属性",
        width=14,
        hint="从下拉框里选。",
    ),
    column(
        "use",
        "房屋情况",
        "房屋性质 房屋状态 居住情况 住房情况 自住/出租/空置 是否出租 房屋用途 房屋使用情况 使用情况 住房性质 "
        "房屋现状 是否空置 居住状况 入住情况",
        width=12,
    ),
    column("area", "面积", "建筑面积 房屋面积 住房面积 面积㎡ 建筑面积㎡ 产权面积", width=10),
    column("owner", "房主", "业主 产权人 房东 屋主 出租人 房主姓名 业主姓名 业主名称 产权人姓名 房东姓名 房屋所有人"),
    column("owner_id", "房主身份证号", "业主身份证号 产权人身份证号 房东身份证号", width=24),
    column("owner_phone", "房主电话", "业主电话 产权人电话 房东电话", width=18),
    column(
        "group",
        "特殊群体",
        "人员类别 特殊人群 重点类别 标签 人员属性 特殊群体类别 特殊群体类型 关爱对象类型 人员标签 服务对象类别 "
        "特殊人群类别 群体类别",
        width=20,
        hint="例如 独居老人、低保；几种用顿号隔开。",
    ),
    column("group_grade", "等级", "残疾等级 残疾类别等级 残疾类别 级别 残疾级别 残疾类型", width=10),
    column("plate", "车牌号", "车牌 车牌号码 车辆 车辆信息 机动车 车辆情况 私家车 车号", width=14),
    column("pet", "宠物", "犬只 养犬 犬证 养犬情况 宠物情况 养宠情况 宠物信息 犬只信息 犬证号 养宠", width=14),
    column("died", "已死亡", "是否已死亡 是否死亡 是否去世 去世 死亡 已故 是否亡故", width=8),
    column("died_on", "死亡日期", "死亡时间 去世日期 去世时间 亡故日期", width=14),
    column("left", "已迁出", "是否已迁出 是否迁出 是否搬走 是否搬离 搬走 迁出 搬离", width=8),
    column("left_on", "迁出日期", "迁出时间 搬离日期 搬离时间 搬走日期 离开日期 离开时间", width=14),
    column(
        "verified_on",
        "核实日期",
        "走访日期 核实时间 登记日期 登记时间 采集日期 采集时间 摸排日期 摸排时间 入户日期 入户时间 走访时间 "
        "信息采集日期",
        width=14,
    ),
    column("note", "备注", "说明 情况说明 其他 备注说明 其它 其他情况 备考", width=30),
)
BY_KEY = {item.key: item for item in COLUMNS}
# what the empty roster that we hand out asks for
LISTED = (
    "name", "id_number", "sex", "born", "phone", "building", "entrance", "room", "relation", "kind", "hukou",
    "ethnicity", "politics", "marriage", "education", "workplace", "group", "note",
)  # fmt: skip
# running numbers, signatures and our own reasons: nobody's data. Grid workers are no grids
SKIPPED = (
    "序号 编号 NO 顺序号 户序号 序 行号 人员序号 总序号 填表人 审核人 填报人 采集人 登记人 走访人 制表人 摸排人 "
    "核查人 填报日期 填表日期 填报时间 填表时间 制表日期 签名 签字 网格员 网格员姓名 网格员电话 网格长 楼长 楼栋长 单元长 "
    "责任人 错误原因 原表行号"
).split()
# a house number of its own: a room where the building stands beside it, else a whole address
HOUSE_NUMBERS = ("房号", "房屋", "门牌", "门牌号", "门牌号码", "房屋号", "门号", "房屋编号", "房室号")
# "户号" is the household's number in police lists, the flat's in an estate office's
FLAT_OR_HOUSEHOLD = "户号"
SKIP, UNKNOWN = "-", ""
# the column that our list of problems adds; the same sheet with and without it is the same
REASON = "错误原因"


def plain_heading(text: str) -> str:
    """``＊身份证 号（必填）：`` → ``身份证号``; what stands in brackets alone is kept."""
    text = NUMBER_IN_BRACKETS.sub(r"\1", unicodedata.normalize("NFKC", text[:LONGEST_HEADING]))
    bare = NOT_A_LETTER.sub("", text)
    return (bare or re.sub(r"[\W_]", "", text)).upper()


BY_HEADING = {plain_heading(word): item.key for item in COLUMNS for word in (item.heading, *item.synonyms)}
BY_HEADING |= {plain_heading(word): SKIP for word in SKIPPED}
HOUSE_NUMBER_HEADINGS = frozenset(map(plain_heading, HOUSE_NUMBERS))

# keys that tell of the flat and the household, so that they hold for everybody in a wide row
OF_THE_HOME = frozenset(
    "estate building entrance floor room grid address hukou hukou_number use area owner owner_id owner_phone plate "
    "pet kind head_name verified_on".split()
)
# in the order in which people leave them out when they are the same as above (I15)
HOUSE = ("estate", "building", "entrance", "floor", "room", "address")
# where Excel makes dates out of “3-2” (I40)
NUMBERED_PLACES = frozenset({"building", "entrance", "floor", "room", "address", "grid"})
