"""What volunteering keeps no longer than its fields promise; the daily clock of community asks these rules."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.actions.retention import Rule
from volunteers.actions.devices import forget_devices
from volunteers.actions.picturing import drop_photos
from volunteers.models import (
    CareVisit,
    Duty,
    Handover,
    Help,
    Meal,
    PickUp,
    Reporting,
    Service,
    SignBook,
    SignPair,
    SignUp,
    Wish,
    WishClaim,
)

A_YEAR = 365


def without_answers(rows: QuerySet) -> int:
    return rows.update(phone="", phone_index="", answers={})


def delete(rows: QuerySet) -> int:
    count = rows.count()
    rows.delete()
    return count


def wish_without_words(rows: QuerySet) -> int:
    done = WishClaim.objects.filter(wish__in=rows)
    drop_photos([claim.photo for claim in done])
    done.exclude(evidence="").update(evidence=_("已圆的心愿"), photo="")
    return rows.update(text=_("已圆的心愿"), shown_as=_("邻居"), meeting="", thanks="", confirmed_how="", reason="")


def book_without_paper(rows: QuerySet) -> int:
    drop_photos([book.paper for book in rows])
    return rows.update(paper="")


def help_without_words(rows: QuerySet) -> int:
    done = _("已办好")
    return rows.update(text=done, details="", result=done, thanks="", reason="")


def visit_without_words(rows: QuerySet) -> int:
    return rows.update(went=_("已走访"), brought="", note="")


def reporting_with_services(rows: QuerySet) -> int:
    Service.objects.filter(reporting__in=rows).delete()
    return delete(rows)


RULES = (
    Rule(
        "sign_up",
        gettext_lazy("活动报名时留的电话和回答"),
        lambda: SignUp.objects.exclude(phone="", answers={}),
        "session__ends_at",
        without_answers,
        days=A_YEAR,
    ),
    Rule(
        "handover",
        gettext_lazy("四点半课堂的交接记录"),
        lambda: Handover.objects.all(),
        "at",
        delete,
        days=A_YEAR,
    ),
    Rule(
        "pick_up",
        gettext_lazy("停用的接送人"),
        lambda: PickUp.objects.filter(handovers=None),
        "until",
        delete,
        days=A_YEAR,
    ),
    Rule(
        "wish",
        gettext_lazy("圆了的微心愿里的话"),
        lambda: Wish.objects.filter(state=Wish.State.CONFIRMED).exclude(text=_("已圆的心愿")),
        "confirmed_at",
        wish_without_words,
        years=2,
    ),
    Rule(
        "sign_in_device",
        gettext_lazy("没有结束的签到簿里，用哪台手机扫码的记号"),
        lambda: SignPair.objects.exclude(device=""),
        "attended__session__ends_at",
        forget_devices,
        days=7,
    ),
    Rule(
        "paper_list",
        gettext_lazy("纸质签到名单的照片"),
        lambda: SignBook.objects.exclude(paper=""),
        "session__ends_at",
        book_without_paper,
        years=2,
    ),
    Rule(
        "help",
        gettext_lazy("邻里求助里的话"),
        lambda: Help.objects.filter(state=Help.State.CONFIRMED).exclude(text=_("已办好")),
        "confirmed_at",
        help_without_words,
        years=2,
    ),
    Rule(
        "meal",
        gettext_lazy("送餐记录"),
        lambda: Meal.objects.all(),
        "run__on",
        delete,
        days=A_YEAR,
    ),
    Rule(
        "care_visit",
        gettext_lazy("走访慰问里的话"),
        lambda: CareVisit.objects.exclude(brought="", note=""),
        "at",
        visit_without_words,
        years=2,
    ),
    Rule(
        "duty",
        gettext_lazy("值班记录"),
        lambda: Duty.objects.all(),
        "ends_at",
        delete,
        days=A_YEAR,
    ),
    Rule(
        "reporting",
        gettext_lazy("结束的双报到"),
        lambda: Reporting.objects.filter(~Q(ended_on=None)),
        "ended_on",
        reporting_with_services,
        years=2,
    ),
)
