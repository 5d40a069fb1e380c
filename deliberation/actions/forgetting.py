"""What mediations, questionnaires and awards keep no longer than their fields promise; the daily clock of community asks these rules."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from community.actions.retention import Rule
from deliberation.models import (
    Contest,
    Mediation,
    MediationAgreement,
    MediationParty,
    MediationSession,
    MediationTerm,
    MediationVisit,
    Nominee,
    Objection,
    Resolution,
    SurveyAsked,
    Topic,
)

# written into the rows as it stands
GONE = "（已删除）"
# a contest that comes to nothing more
ENDED = (Contest.State.HONOURED, Contest.State.CANCELLED)
OVER = (Topic.State.DONE, Topic.State.REJECTED, Topic.State.MERGED)


def without_nominators(rows: QuerySet) -> int:
    """Who put somebody forward, and how they can be called, goes; of whoever never stood on the ballot, everything."""
    pks = list(rows.values_list("pk", flat=True))
    found = Nominee.objects.filter(pk__in=pks)
    never = found.filter(state__in=(Nominee.State.NOMINATED, Nominee.State.REJECTED))
    never.update(name=GONE, place="", person=None, public_deed="", consent_how="")
    return found.update(deed=GONE, nominator="", phone="", nominated_by=None)


def without_words(rows: QuerySet) -> int:
    """Number, kind, state and dates stay, for the figures; who it was and what was said go."""
    pks = list(rows.values_list("pk", flat=True))
    nobody = {"person": None, "name": GONE, "phone": "", "stands_for": "", "consent_how": ""}
    MediationParty.objects.filter(mediation__in=pks).update(**nobody)
    MediationSession.objects.filter(mediation__in=pks).update(text="")
    MediationAgreement.objects.filter(mediation__in=pks).update(text=GONE)
    MediationTerm.objects.filter(agreement__mediation__in=pks).update(text=GONE, note="")
    MediationVisit.objects.filter(mediation__in=pks).update(text="")
    return Mediation.objects.filter(pk__in=pks).update(text="", reason="", forgotten_at=timezone.now())


def photos_of_papers(rows: QuerySet) -> int:
    """Who walks past the board may stand in the picture; where and that it hung there stays in the record."""
    kept = list(rows)
    for row in kept:
        transaction.on_commit(partial(row.posted.storage.delete, row.posted.name))
    return Resolution.objects.filter(pk__in=[row.pk for row in kept]).update(posted="", posted_at=None)


def topics_by_nobody(rows: QuerySet) -> int:
    """What was talked over stays; who raised it goes."""
    return rows.update(name=GONE, phone="", raised_by=None)


def objections_by_nobody(rows: QuerySet) -> int:
    return rows.update(name=GONE, phone="")


def lists_of_asked(rows: QuerySet) -> int:
    """Who was asked goes; what was answered stays, tied to nobody."""
    pks = list(rows.values_list("pk", flat=True))
    SurveyAsked.objects.filter(pk__in=pks).delete()
    return len(pks)


RULES = (
    Rule(
        "mediation",
        gettext_lazy("办完的调解里的姓名、电话和各方说的话"),
        lambda: Mediation.objects.filter(state__in=Mediation.ENDS, forgotten_at=None),
        "ended_at",
        without_words,
        years=5,
    ),
    Rule(
        "nominee",
        gettext_lazy("评选结束以后的推荐人和推荐的原话，没有列入候选的人"),
        lambda: Nominee.objects.filter(category__contest__state__in=ENDED).exclude(deed=GONE),
        "category__contest__closes_at",
        without_nominators,
        days=365,
    ),
    Rule(
        "posted",
        gettext_lazy("公示结束以后，张贴公示的照片"),
        lambda: Resolution.objects.exclude(posted=""),
        "until",
        photos_of_papers,
        years=5,
    ),
    Rule(
        "topic_people",
        gettext_lazy("办完的议题：提出人的称呼和电话"),
        lambda: Topic.objects.filter(state__in=OVER).exclude(name=GONE),
        "at",
        topics_by_nobody,
        years=5,
    ),
    Rule(
        "objection_people",
        gettext_lazy("答复过的公示意见：提意见人的称呼和电话"),
        lambda: Objection.objects.exclude(answer="").exclude(name=GONE),
        "answered_at",
        objections_by_nobody,
        years=5,
    ),
    Rule(
        "survey",
        gettext_lazy("问卷的发放名单：发给了谁，谁填过"),
        SurveyAsked.objects.all,
        "survey__closes_at",
        lists_of_asked,
        days=365,
    ),
)
