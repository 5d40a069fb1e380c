"""Every stored field that says something about a person: what for, on what ground, how sensitive, kept how long.

Registry S07: a field without a line here cannot be added (``tests/test_privacy_by_construction.py``); the public page
"个人信息处理规则" and everybody's own copy are made from this table. Knows no models: fields are named
``app.model`` → ``field field …``. An app above adds its own in ``AppConfig.ready``: ``fields.register(*ITS_GROUPS)``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# days; the clock keeps them (actions/retention.py), the page says them
ROSTER, EXPORT, UPDATE, REPORT, ANSWERED, LEFT = 30, 1, 90, 730, 1095, 1825
# how far back "who has seen it" looks; the record itself is never removed
SEEN = 183
UNDER_AGE = 14
# natural days until a request must be answered, holidays included: a resident can count them
DUE = 15

# what told fields are called that have no name on the desk
CALLED = {
    "born_precision": _("出生日期精确到"),
    "share_top": _("份额"),
    "unit": _("所属单元"),
    "opened_at": _("提出时间"),
    "answered_at": _("答复时间"),
}

# what somebody may agree to beyond what the committee must do anyway
CONSENTS = {
    "photo": _("活动照片用于社区宣传"),
    "wechat": _("加入社区微信群"),
    "pet": _("登记宠物，走失时帮忙找"),
    "vehicle": _("登记车辆，挪车时联系"),
    "volunteer": _("登记志愿服务和服务时长"),
    "volunteer_public": _("公示志愿服务情况（姓名、活动和时长）"),
    "contact": _("把电话给楼栋长，方便照应"),
    "activity": _("接收活动通知"),
}

ORDINARY = _("一般")
SENSITIVE = _("敏感")
NOT_PERSONAL = _("不是个人情况")

DUTY = _("居委会依法办理公共服务、社区治理的事，需要知道有谁住在这里、怎么联系")
CONSENT = _("您本人同意；随时可以撤回，撤回不影响其他服务")
ASKED = _("您提出了请求，办理它需要这些内容")
ANSWERABLE = _("法律要求我们说得清谁处理过个人信息")

WHILE_HERE = _("住在本社区期间；搬走满 5 年后删除")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are kept for one and the same purpose."""

    key: str
    title: Any
    models: dict[str, str]
    purpose: Any
    basis: Any
    kept: Any
    level: Any = ORDINARY
    # values a person finds in their own copy; the rest is how the portal keeps its books
    told: bool = True

    def names(self) -> Iterator[str]:
        return (f"{model}.{field}" for model, fields in self.models.items() for field in fields.split())


PERSON, OWNED, PREMISES = "community.person", "community.ownership", "community.organisation"

GROUPS: list[Group] = [
    Group(
        "identity",
        _("姓名、性别、出生日期"),
        {PERSON: "name former_name sex born born_precision died_on"},
        _("认得出是谁，不把两个人记成一个人；到了年龄，按时送上该有的服务"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "document",
        _("证件种类和号码"),
        {PERSON: "doc_type doc_number doc_hint doc_expires_on"},
        _("防止重复登记，办理需要核对身份的事；平时隐藏，查看要写理由"),
        DUTY,
        WHILE_HERE,
        SENSITIVE,
    ),
    Group(
        "phone",
        _("联系电话"),
        {"community.phone": "number label"},
        _("上门前联系，停水停电、紧急情况时通知；平时隐藏，查看要写理由"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "description",
        _("婚姻、文化程度、工作单位或学校"),
        {PERSON: "marriage education workplace"},
        _("介绍就业、入学等对得上的服务；不知道就空着，不追问"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "ethnicity",
        _("民族、政治面貌"),
        {PERSON: "ethnicity politics"},
        _("尊重民族习惯，联系党员到社区报到服务；不用来评价任何人"),
        DUTY,
        WHILE_HERE,
        SENSITIVE,
    ),
    Group(
        "guardian",
        _("孩子的监护人"),
        {PERSON: "guardian"},
        _("孩子的事找得到大人；涉及孩子的同意由监护人作出"),
        DUTY,
        _("到年满十八周岁"),
        SENSITIVE,
    ),
    Group(
        "note",
        _("备注"),
        {PERSON: "note verified_on"},
        _("上门和联系时要注意的事，例如“耳背，请大声敲门”；不写猜测和评价"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "home",
        _("住在哪里、和谁是一户"),
        {
            "community.residence": "dwelling relation kind since until",
            "community.household": "dwelling head since until verified_on",
        },
        _("按户联系、统计人数，紧急情况时知道屋里有几个人"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "hukou",
        _("户籍地址、户号"),
        {"community.hukou": "unit address number relation"},
        _("分清户籍在这里和人住在这里，办理按户籍办的事"),
        DUTY,
        WHILE_HERE,
    ),
    Group(
        "dwelling",
        _("房屋"),
        {"community.dwelling": "building entrance floor room area area_source use"},
        _("一房一档：每套房屋找得到；面积用于业主表决的计算"),
        DUTY,
        _("房屋存在期间"),
        told=False,
    ),
    Group(
        "ownership",
        _("业主、份额和联系方式"),
        {OWNED: "kind name doc_number phone share_top share_bottom basis since until"},
        _("业主表决要按业主和面积计算，房屋漏水等事要找得到业主"),
        DUTY,
        _("拥有期间；转让满 5 年后删除"),
        SENSITIVE,
    ),
    Group(
        "vehicle",
        _("车牌号"),
        {"community.vehicle": "kind plate note until"},
        _("挪车、消防通道被占时找得到车主"),
        CONSENT,
        _("到您撤回或搬走"),
    ),
    Group(
        "pet",
        _("宠物和免疫"),
        {"community.pet": "kind name licence vaccinated_on until"},
        _("宠物走失时联系主人，提醒免疫"),
        CONSENT,
        _("到您撤回或搬走"),
    ),
    Group(
        "organisation",
        _("商铺、单位的经营者和电话"),
        {PREMISES: "building dwelling kind name credit_code trade operator phone fire_checked_on until"},
        _("消防检查、通知停水停电时找得到人"),
        DUTY,
        _("经营期间"),
        told=False,
    ),
    Group(
        "need",
        _("服务需求：属于哪一类服务对象、等级、依据、说明"),
        {"community.serviceneed": "group grade basis note since until review_on"},
        _("把上门看望、救助、助残等服务送到需要的人；只用于服务，不用于评价和限制任何人。到期要复核，过期自动失效"),
        DUTY,
        _("到期后 3 年删除"),
        SENSITIVE,
    ),
    Group(
        "consent",
        _("您同意过什么、什么时候撤回"),
        {"community.consent": "purpose given_on how withdrawn_on"},
        _("证明我们有您的同意；撤回立即生效"),
        ANSWERABLE,
        _("撤回后 3 年删除"),
    ),
    Group(
        "request",
        _("您关于个人信息的请求和我们的答复"),
        {"community.datarequest": "kind text opened_at due_on answer reply answered_at"},
        _("按期答复您查看、复制、更正、删除的请求"),
        ASKED,
        _("答复后 3 年删除"),
    ),
    Group(
        "update",
        _("住户自己核对时填写的内容"),
        {"community.householdupdate": "household state said created_at sent_at decided_at expires_at"},
        _("请您自己看一看登记是否还对；工作人员核对后登记"),
        ASKED,
        _("处理后 90 天清除填写的内容"),
        told=False,
    ),
    Group(
        "report",
        _("报表里的行"),
        {"community.reportrow": "values typed"},
        _("上级要的表从登记里取数，不再一家一家去问"),
        DUTY,
        _("报表完成后 2 年清除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "roster",
        _("导入的花名册：原表和每一行"),
        {
            "community.rosterimport": "file file_name layout questions answers",
            "community.rosterrow": "content before wrote declined",
        },
        _("把居委会原有的表登记进来，写错了能撤回"),
        DUTY,
        _("上传后 30 天清除原表和每一行的内容"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "export",
        _("导出的文件"),
        {"community.export": "file purpose chosen unmasked count created_at expires_at taken_at"},
        _("把名单带到用得着的地方；要写用途，默认隐去号码，文件打上谁、什么时候导出"),
        DUTY,
        _("文件 24 小时后删除；谁导出过、里面有谁，一直留着"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "trace",
        _("谁看过、改过、导出过"),
        {
            "community.disclosure": "export person",
            "accounts.auditentry": "actor verb target reason detail address at previous digest",
        },
        _("您可以知道谁看过您的资料；出了泄露能查清"),
        ANSWERABLE,
        _("长期保留，任何人不能改、不能删；里面不写号码"),
        told=False,
    ),
    Group(
        "account",
        _("登录账号"),
        {
            PERSON: "user",
            "accounts.user": "username name email phone phone_verified wechat wants_mail wants_sms last_login date_joined",
            "accounts.signin": "address agent since seen_at",
            "accounts.message": "address title body link created_at read_at",
            "accounts.delivery": "channel state error at",
        },
        _("您愿意登录时才有：查自己的事项和自己的资料，收到答复"),
        CONSENT,
        _("到您注销；登录记录在退出或 30 天不用后清除"),
        told=False,
    ),
    Group(
        "posting",
        _("工作人员和楼栋长：姓名、岗位、公开的电话"),
        {"grids.posting": "user name role unit since until deputy_for public_phone public_note on_board"},
        _("居民知道该找谁；公示牌只公开本人同意公开的电话"),
        DUTY,
        _("任职期间公开；卸任后只留岗位记录"),
        told=False,
    ),
    Group(
        "sealed_search",
        _("为查找而算出的指纹"),
        {
            PERSON: "initials doc_index doc_tail",
            "community.phone": "number_index tail",
            OWNED: "doc_index phone_index",
            "community.vehicle": "plate_index",
            "community.dwelling": "position",
            "community.householdupdate": "token",
            "community.rosterimport": "sha256",
            "accounts.user": "phone_index",
            "accounts.wechatlink": "digest",
        },
        _("不解密号码也能找到人；从指纹看不出原来的号码"),
        DUTY,
        _("和它所指的内容一起删除"),
        told=False,
    ),
    Group(
        "bookkeeping",
        _("登记本身：谁、什么时候登记的，处理到哪一步"),
        {
            PERSON: "id merged_into created_at changed_at",
            "community.phone": "id person",
            "community.household": "id",
            "community.residence": "id person household",
            "community.hukou": "id person",
            "community.dwelling": "id",
            OWNED: "id dwelling person",
            "community.vehicle": "id dwelling",
            "community.pet": "id dwelling",
            PREMISES: "id",
            "community.serviceneed": "id person by",
            "community.consent": "id person by",
            "community.datarequest": "id person by answered_by",
            "community.householdupdate": "id asked_by decided_by",
            "community.reportrow": "id run person position changed",
            "community.export": "id unit by job",
            "community.disclosure": "id",
            "community.rosterimport": "id unit by state job counts written refusal created_at applied_at undone_at"
            " undone_by",
            "community.rosterrow": "id roster sheet number member outcome reason decision person turn written_at",
            "accounts.user": "id password is_staff is_superuser is_active must_change_password password_until",
            "accounts.signin": "id user session_key",
            "accounts.wechatlink": "id user until",
            "accounts.message": "id recipient key",
            "accounts.delivery": "id message tries",
            "accounts.auditentry": "id",
            "grids.posting": "id",
        },
        _("登记要对得上、查得清"),
        DUTY,
        _("和所属的内容一起删除"),
        NOT_PERSONAL,
        told=False,
    ),
]


def register(*groups: Group) -> None:
    """Said twice, it stands once."""
    known = {group.key for group in GROUPS}
    GROUPS.extend(group for group in groups if group.key not in known)


def named() -> dict[str, Group]:
    """``app.model.field`` → the group that says why it is kept."""
    return {name: group for group in GROUPS for name in group.names()}


def told(model: str) -> list[str]:
    """The fields of ``app.model`` whose values belong into a person's own copy, in the order of the table."""
    return [name for group in GROUPS if group.told for name in group.models.get(model, "").split()]


def called(name: str, verbose_name: Any) -> str:
    """The word for a field on a page; "" for what only machines read."""
    label = CALLED.get(name, verbose_name)
    # Django makes up a name out of the column's where we gave none; ours are words in whatever language
    return "" if isinstance(label, str) and label.isascii() else str(label)
