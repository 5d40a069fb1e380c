"""What mediations and questionnaires keep no longer than their fields promise; the daily clock of community asks these rules."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.actions.retention import Rule
from deliberation.models import (
    Mediation,
    MediationAgreement,
    MediationParty,
    MediationSession,
    MediationTerm,
    MediationVisit,
    SurveyAsked,
)


def without_words(rows: QuerySet) -> int:
    """Number, kind, state and dates stay, for the figures; who it was and what was said go."""
    pks = list(rows.values_list("pk", flat=True))
    gone = _("（已删除）")
    nobody = {"person": None, "name": gone, "phone": "", "stands_for": "", "consent_how": ""}
    MediationParty.objects.filter(mediation__in=pks).update(**nobody)
    MediationSession.objects.filter(mediation__in=pks).update(text="")
    MediationAgreement.objects.filter(mediation__in=pks).update(text=gone)
    MediationTerm.objects.filter(agreement__mediation__in=pks).update(text=gone, note="")
    MediationVisit.objects.filter(mediation__in=pks).update(text="")
    return Mediation.objects.filter(pk__in=pks).update(text="", reason="", forgotten_at=timezone.now())


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
        "survey",
        gettext_lazy("问卷的发放名单：发给了谁，谁填过"),
        SurveyAsked.objects.all,
        "survey__closes_at",
        lists_of_asked,
        days=365,
    ),
)
