"""Where a topic stands: the steps of its procedure, its resolution, publicity, and what is done about it."""

from django.db.models import Avg, Q
from django.utils import timezone

from deliberation.models import ActionItem, Meeting, Topic, Works

ACTION_TONES = {"open": "doing", "done": "new", "accepted": "done"}


def steps_of(topic: Topic) -> list[dict]:
    """Each step with what came of it; the next one is marked."""
    if topic.procedure is None:
        return []
    walked = {row.number: row for row in topic.walked.all()}
    return [
        {"number": number, **step, "walked": walked.get(number), "next": number == topic.step + 1}
        for number, step in enumerate(topic.procedure.steps, 1)
    ]


def chain_of(topic: Topic) -> dict:
    """``resolution``: the latest; ``earlier``: what consultation came to before the owners decided."""
    resolutions = list(
        topic.resolutions.select_related("vote", "motion__meeting").prefetch_related("objections").order_by("-pk")
    )
    resolution = resolutions[0] if resolutions else None
    actions = list(ActionItem.objects.filter(resolution__topic=topic).select_related("who", "resolution"))
    talked_of = Q(items__topic=topic) | Q(items__action__resolution__topic=topic)
    now, today = timezone.now(), timezone.localdate()
    gaps = {works.item_id: works.gap(today) for works in Works.objects.filter(item__in=actions).select_related("item")}
    published = resolution is not None and resolution.published_at is not None
    return {
        "meetings": list(Meeting.objects.public().filter(talked_of).distinct().order_by("starts_at")),
        "resolution": resolution,
        "in_publicity": published and resolution.effective_at is None and now <= resolution.until,
        "publicity_over": published and resolution.effective_at is None and now > resolution.until,
        "earlier": resolutions[1:],
        "unanswered": [one for row in resolutions for one in row.objections.all() if not one.answer],
        "items": [
            {
                "item": item,
                "tone": "late" if item.state == "open" and item.due_on < today else ACTION_TONES[item.state],
                "late": item.state == "open" and item.due_on < today,
                "has_works": item.pk in gaps,
                "gap": gaps.get(item.pk, 0),
            }
            for item in actions
        ],
        "stars": topic.ratings.aggregate(stars=Avg("stars"))["stars"],
    }
