"""What the book of points holds about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, CONSENT, DUTY, NOT_PERSONAL, Group

ACCOUNT, TRANSFER = "points.account", "points.transfer"
SETTLEMENT, LINE, VOUCHER = "points.settlement", "points.settlementline", "points.voucher"

GROUPS = [
    Group(
        "points_passbook",
        _("积分存折：做了什么、得了多少、用了多少"),
        {
            ACCOUNT: "person balance debt opened_at closed_at",
            TRANSFER: "src dst amount kind unit category item rule settlement subject minutes asked cut reverses"
            " effective at reason",
            LINE: "person item rule minutes record asked given cut",
            VOUCHER: "account kind amount item minutes reverses on reason note",
        },
        _("做了好事记得清、用得上，谁也改不了；别人只看得到遮住的姓名"),
        CONSENT,
        _("账目不能删改：资料删除以后，流水还在，但不再知道是谁"),
        told=False,
    ),
    Group(
        "points_books",
        _("积分账本自己的编号和经手人"),
        {
            ACCOUNT: "id kind unit subject title cached floor",
            TRANSFER: "id key digest actor",
            SETTLEMENT: "id subject title unit on state headcount minutes points opened_by opened_at reviewed_by"
            " reviewed_at settled_by settled_at note",
            LINE: "id settlement",
            VOUCHER: "id key unit state asked_by asked_at decided_by decided_at posted",
            "points.passbookcode": "id account token made_at by revoked_at",
        },
        _("每一分查得到是谁经手、谁审核"),
        CONSENT,
        _("和账本一起保存"),
        NOT_PERSONAL,
        told=False,
    ),
]

ORDER, STANDING, OBJECTION = "points.order", "points.standing", "points.objection"
COMMENDATION, ODDITY = "points.commendation", "points.oddity"

GROUPS += [
    Group(
        "points_orders",
        _("在爱心超市兑换了什么、谁来领的"),
        {
            ORDER: "account state total asked_at keep_until ended_at reason proxy proxy_consent",
            "points.orderline": "good opening quantity price name",
        },
        _("留好东西、凭取货码交给您；别人代领时，核对是您同意的"),
        CONSENT,
        _("和账本一起保存：账要对得上货"),
        told=False,
    ),
    Group(
        "points_evaluation",
        _("半年评选的得分、名次和星级，获得的表彰"),
        {
            STANDING: "account merit place minutes star hidden",
            COMMENDATION: "account title reason points state decided_on",
            "points.unnamed": "person since",
        },
        _("公开评选、公开表彰；公示时只写遮住的姓名，您也可以要求完全不写"),
        CONSENT,
        _("和账本一起保存，评选结果可以随时重算核对"),
        told=False,
    ),
    Group(
        "points_objections",
        _("对评选公示提的意见"),
        {OBJECTION: "text name phone user at answer answered_at upheld"},
        _("核对意见，把答复告诉您"),
        ASKED,
        _("和评选结果一起保存"),
        told=False,
    ),
    Group(
        "points_oddities",
        _("账目里要核对的线索"),
        {ODDITY: "about title text link on state looked_at reason"},
        _("防止虚报、错记；只有社区书记、社区工作者和系统管理员看得到"),
        DUTY,
        _("和账本一起保存"),
        told=False,
    ),
    Group(
        "points_shop_books",
        _("爱心超市和评选自己的编号、经手人"),
        {
            ORDER: "id key token code shop asked_by ended_by",
            "points.orderline": "id order",
            "points.stockmove": "id key good kind quantity order reason by at on",
            "points.stockclaim": "id good kind quantity counted reason state asked_by asked_at decided_by decided_at",
            "points.evaluation": "id unit year half first last state mark previous drafted_by drafted_at shown_at"
            " shown_until fixed_by fixed_at",
            STANDING: "id evaluation",
            OBJECTION: "id evaluation key answered_by",
            "points.unnamed": "id by",
            COMMENDATION: "id key unit evaluation proposed_by proposed_at decided_by",
            ODDITY: "id key kind unit found_at looked_by",
        },
        _("每一件东西、每一个名次查得到是谁经手、谁审定"),
        DUTY,
        _("和账本一起保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
