"""Who is told of an activity: only those whom it concerns, each thing once."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell, tell_address
from community.models import Phone
from volunteers.models import Session, SignUp
from volunteers.models.attendance import title_of

MINE = "volunteers:mine"


def called(session: Session) -> str:
    """The name people know it by, and when: 太极拳（12月3日 周四 09:00）."""
    return _("%(name)s（%(when)s）") % {"name": title_of(session), "when": when(session.starts_at)}


def when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    days = _("周一 周二 周三 周四 周五 周六 周日").split()
    return f"{local.month}月{local.day}日 {days[local.weekday()]} {local:%H:%M}"


def tell_one(row: SignUp, title: str, body: str, key: str) -> None:
    """To the person's account; without one, to the phone they left or the register knows."""
    user = row.person.user if row.person else None
    if user is not None:
        tell(user, title[:120], body, link=reverse(MINE), key=key)
        return
    address = row.phone or phone_of(row)
    if address:
        tell_address(address, title[:120], body, key=key)


def phone_of(row: SignUp) -> str:
    found = Phone.objects.filter(person=row.person_id).order_by("pk").first() if row.person_id else None
    return found.number if found else ""


def concerned(session: Session) -> QuerySet:
    return SignUp.objects.open().filter(session=session).select_related("person__user").order_by("number")


def tell_offer(session: Session, row: SignUp) -> None:
    words = {"name": called(session), "until": when(row.accept_by)}
    title = _("有名额了：%(name)s") % words
    body = _("您候补的“%(name)s”空出一个名额。请在%(until)s前确认，过时转给下一位。") % words
    tell_one(row, title, body, f"sign-up:{row.pk}:offer")


def tell_lapsed(session: Session, row: SignUp) -> None:
    words = {"name": called(session)}
    title = _("名额已转给下一位：%(name)s") % words
    body = _("您没有在时间内确认“%(name)s”，名额已经转给下一位。还想参加可以再报名候补。") % words
    tell_one(row, title, body, f"sign-up:{row.pk}:lapsed")


def tell_changed(session: Session) -> None:
    words = {"name": title_of(session), "when": when(session.starts_at), "place": session.place}
    title = _("活动有变动：%(name)s") % words
    body = _("您报名的“%(name)s”改为%(when)s，地点：%(place)s。不能来请取消报名。") % words
    for row in concerned(session):
        tell_one(row, title, body, f"sign-up:{row.pk}:changed:{session.sequence}")


def tell_cancelled(session: Session) -> None:
    words = {"name": called(session), "place": session.place, "reason": session.reason}
    title = _("活动取消：%(name)s") % words
    body = _("原定在%(place)s的“%(name)s”取消了。原因：%(reason)s。") % words
    for row in concerned(session):
        tell_one(row, title, body, f"sign-up:{row.pk}:cancelled")


def remind(row: SignUp) -> None:
    """``row`` with its session, activity and person's account."""
    session = row.session
    words = {"name": called(session), "place": session.place}
    title = _("活动提醒：%(name)s") % words
    body = _("您报名的“%(name)s”，地点：%(place)s。不能来请取消报名，把名额让给候补的邻居。") % words
    tell_one(row, title, body, f"sign-up:{row.pk}:remind:{session.sequence}")
