"""A resolution in publicity on A4: masked for everybody, with full names for those entitled, for a reason on record."""

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import client_address
from accounts.masks import surname
from accounts.pdf import printed
from deliberation.actions.publicity import read_names, voters
from deliberation.forms.mediation import LookForm
from deliberation.models import OwnersVote, Resolution, Topic
from deliberation.views.conventions import masked_home
from grids.scope import desk_required, get_visible


@never_cache
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.public().select_related("unit"), pk=pk)
    return paper(request, topic, published(topic), full=False)


@never_cache
@require_POST
@desk_required
def full(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown once, on the very answer to the request; whoever may not see the vote's register sees no list of it."""
    topic = get_visible(Topic, request.user, pk, "deliberation.decide_topic", beside=("unit",))
    resolution = published(topic)
    if resolution.vote_id is not None:
        get_visible(OwnersVote, request.user, resolution.vote_id, "deliberation.record_vote")
    form = LookForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        read_names(resolution, reason=reason, by=request.user, address=client_address(request))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("deliberation:topic_desk", pk)
    return paper(request, topic, resolution, full=True)


def published(topic: Topic) -> Resolution:
    resolution = topic.resolution
    if resolution is None or resolution.published_at is None:
        raise Http404
    return resolution


def paper(request: HttpRequest, topic: Topic, resolution: Resolution, *, full: bool) -> HttpResponse:
    address = request.build_absolute_uri(reverse("deliberation:topic", args=[topic.pk]))
    objections = [
        {"name": one.name if full else surname(one.name), "text": one.text, "answer": one.answer}
        for one in resolution.objections.all()
    ]
    context = {
        "topic": topic,
        "resolution": resolution,
        "objections": objections,
        "voters": [line(head, full=full) for head in voters(resolution)],
        "full": full,
        "address": address,
        "qr": segno.make(address, error="m").png_data_uri(scale=6, border=1),
    }
    return printed(request, "print/poster.html", context, f"{topic}-{_('公示')}")


def line(head, *, full: bool) -> dict:
    """``{"names", "homes"}``: 张** 3栋 2单元*01, or all of it."""
    names = [owner.name if full else surname(owner.name) for owner in head.owners.all()] or [head.label]
    homes = [flat.address if full else masked_home(flat.dwelling) for flat in head.flats.all()]
    return {"names": names, "homes": homes}
