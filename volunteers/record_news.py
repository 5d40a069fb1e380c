"""Who is told of records and certificates; changes nothing here."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from grids.models import Posting, Unit
from volunteers.models import Certificate, Objection, ServiceRecord, Session
from volunteers.models.attendance import title_of


def own_page() -> str:
    return reverse("volunteers:my_records")


def tell_person(record: ServiceRecord, title: str, body: str, key: str) -> None:
    if record.person.user is not None:
        tell(record.person.user, title, body, link=own_page(), key=key)


def tell_confirmed(record: ServiceRecord) -> None:
    facts = {"name": record.activity_name, "n": record.minutes}
    title = _("“%(name)s”的服务时间已确认：%(n)s 分钟") % facts
    tell_person(record, title, _("有不对的地方，可以在“我的服务记录”里提出。"), f"record:{record.pk}:confirmed")


def tell_refused(record: ServiceRecord, reason: str) -> None:
    title = _("“%(name)s”没有记入服务时间") % {"name": record.activity_name}
    tell_person(record, title, reason, f"record:{record.pk}:refused")


def tell_objection(objection: Objection) -> None:
    """Whoever confirmed it, and the committee."""
    record = objection.record
    link = reverse("volunteers:record", args=[record.pk])
    title = _("有人对服务记录提出异议：%(name)s") % {"name": record.activity_name}
    for user in {*committee_of(record.unit), *([record.confirmed_by] if record.confirmed_by else [])}:
        tell(user, title, link=link, key=f"objection:{objection.pk}:{user.pk}")


def tell_answer(objection: Objection) -> None:
    title = _("您提出的异议有了答复：%(name)s") % {"name": objection.record.activity_name}
    tell_person(objection.record, title, objection.answer, f"objection:{objection.pk}:answer")


def tell_certificate(certificate: Certificate) -> None:
    user = certificate.person.user
    if user is not None:
        title = _("志愿服务记录证明：%(state)s") % {"state": certificate.get_state_display()}
        tell(user, title, certificate.reason, link=own_page(), key=f"certificate:{certificate.pk}:{certificate.state}")


def warn_organiser(session: Session, due_on: date) -> None:
    tell(
        session.activity.by,
        _("服务记录还没有确认：%(name)s") % {"name": title_of(session)},
        _("按规定，活动结束后 10 个工作日内要记录。最晚 %(day)s。") % {"day": due_on.isoformat()},
        link=reverse("volunteers:book", args=[session.pk]),
        key=f"session:{session.pk}:records-warn",
    )


def tell_committee(session: Session, due_on: date) -> None:
    for user in committee_of(session.unit):
        tell(
            user,
            _("服务记录超过 10 个工作日没有确认：%(name)s") % {"name": title_of(session)},
            _("应当在 %(day)s 以前确认，请尽快处理。") % {"day": due_on.isoformat()},
            link=reverse("volunteers:book", args=[session.pk]),
            key=f"session:{session.pk}:records-late:{user.pk}",
        )


def committee_of(unit: Unit) -> list[User]:
    """Secretaries and community workers over the place."""
    roles = (Posting.Role.SECRETARY, Posting.Role.WORKER)
    posts = Posting.objects.current().over(unit).filter(role__in=roles, user__is_active=True).select_related("user")
    return list({post.user_id: post.user for post in posts}.values())
