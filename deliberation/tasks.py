"""What the clock does about resolutions and mediations: reminds who has something to do, and brings back what left people unhappy."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from deliberation.actions.petitions import tell_callers
from deliberation.actions.resolving import reopen_if_unhappy
from deliberation.models import ActionItem, Mediation, MediationVisit, Petition, Topic, TopicRating, Works
from jobs.work import Run, every, work


@every(days=1)
@work("deliberation.remind_of_actions")
def remind_of_actions(run: Run) -> None:
    """Three days before, on the day, and every seven days after it; each once, also if this runs twice."""
    today = timezone.localdate()
    for item in ActionItem.objects.filter(state=ActionItem.State.OPEN).select_related("who", "resolution"):
        left = (item.due_on - today).days
        if left not in (3, 0) and not (left < 0 and left % 7 == 0):
            continue
        words = {"text": item.text, "day": item.due_on.isoformat()}
        title = _("要在 %(day)s 以前落实：%(text)s") % words if left >= 0 else _("过期还没有落实：%(text)s") % words
        link = f"{reverse('deliberation:topic_desk', args=[item.resolution.topic_id])}#action-{item.pk}"
        tell(item.who, title, link=link, key=f"action:{item.pk}:{item.due_on}:{today}")


@every(days=1)
@work("deliberation.remind_of_works")
def remind_of_works(run: Run) -> None:
    """Once a gap: whoever carries it out, and whoever resolved it, hear that the log says nothing."""
    for works in Works.objects.filter(item__state=ActionItem.State.OPEN).select_related(
        "item__who", "item__resolution__by"
    ):
        days = works.gap(timezone.localdate())
        if not days:
            continue
        title = _("施工日志 %(n)d 天没有记：%(text)s") % {"n": days, "text": works.item.text}
        link = reverse("deliberation:works", args=[works.item_id])
        for user in {works.item.who, works.item.resolution.by}:
            tell(user, title, link=link, key=f"works:{works.pk}:{works.last_day}:{user.pk}")


@every(days=1)
@work("deliberation.remind_to_call")
def remind_to_call(run: Run) -> None:
    """Seven days before a meeting that a fifth of the owners asked for must be called, and when it is late; once each."""
    today = timezone.localdate()
    for petition in Petition.objects.filter(state=Petition.State.REACHED, due_on__lte=today + timedelta(days=7)):
        words = {"title": petition.title, "day": petition.due_on.isoformat()}
        if petition.due_on < today:
            tell_callers(petition, _("业主联名要求的表决过期还没有召集：%(title)s") % words, "late")
        else:
            tell_callers(petition, _("业主联名要求的表决要在 %(day)s 以前召集：%(title)s") % words, "soon")


@every(days=1)
@work("deliberation.bring_back_unhappy")
def bring_back_unhappy(run: Run) -> None:
    done = Topic.objects.filter(state=Topic.State.DONE).annotate(voices=Count("ratings"))
    since = timezone.now() - timedelta(days=365)
    for topic in done.filter(voices__gte=TopicRating.LEAST, at__gt=since):
        reopen_if_unhappy(topic)


@every(days=1)
@work("deliberation.remind_of_mediation_visits")
def remind_of_mediation_visits(run: Run) -> None:
    """On the day, or the first day this runs after it; once, and without a word of what the case is about."""
    due = MediationVisit.objects.filter(done_at=None, due_on__lte=timezone.localdate())
    for visit in due.filter(mediation__state=Mediation.State.AGREED).select_related("mediation__lead"):
        case = visit.mediation
        title = _("要回访一件调解：%(ref)s") % {"ref": case.ref}
        link = reverse("deliberation:mediation", args=[case.pk])
        tell(case.lead, title, link=link, key=f"mediation:visit:{visit.pk}")
