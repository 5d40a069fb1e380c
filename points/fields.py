"""What the book of points holds about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import CONSENT, NOT_PERSONAL, Group

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
