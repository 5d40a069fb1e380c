"""One's own turns: who cannot come looks for somebody, or swaps; a yes or no by the link needs no login."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import client_address, within_limit
from accounts.masks import mask_name
from community.models import Person
from community.views.deeds import FORM_PAGE, pressed
from volunteers.actions import rostering
from volunteers.models import Swap, Turn
from volunteers.models.roster import TurnQuerySet


def sought_by(user) -> TurnQuerySet:
    """Turns that others want to give away, on the rosters on which one has turns to come oneself."""
    rosters = Turn.objects.of(user).coming().values("duty__roster")
    found = Turn.objects.held().coming().filter(seeks_since__isnull=False, duty__roster__in=rosters)
    return found.exclude(person__user=user)


@never_cache
@require_GET
@login_required
def my_duties(request: HttpRequest) -> HttpResponse:
    mine = Turn.objects.of(request.user).coming().select_related("duty__roster").order_by("duty__starts_at")
    wanted = Swap.objects.filter(state=Swap.State.ASKED, theirs__in=mine).select_related(
        "mine__duty__roster", "mine__person", "theirs__duty"
    )
    context = {
        "turns": mine,
        "sought": sought_by(request.user).select_related("duty__roster", "person").order_by("duty__starts_at")[:20],
        "wanted": wanted,
        "now": timezone.now(),
    }
    return render(request, "volunteers/my_duties.html", context)


@never_cache
@require_POST
@login_required
def my_turn(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed == "seek":
        turn = get_object_or_404(Turn.objects.of(request.user).select_related("duty__roster"), pk=pk)
        pressed(request, lambda: rostering.seek_stand_in(turn), _("已问同一张值班表上的人，有人答应就告诉您。"))
    elif deed == "stand_in":
        turn = get_object_or_404(sought_by(request.user).select_related("duty__roster"), pk=pk)
        person = get_object_or_404(Person, user=request.user)
        pressed(request, lambda: rostering.stand_in(turn, person), _("谢谢您，这一班是您的了。"))
    else:
        raise Http404
    return redirect("volunteers:my_duties")


@never_cache
@require_http_methods(FORM_PAGE)
@login_required
def swap_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom: the coming turns of others on the same roster."""
    mine = get_object_or_404(Turn.objects.of(request.user).select_related("duty__roster"), pk=pk)
    others = Turn.objects.held().filter(duty__roster=mine.duty.roster_id, duty__starts_at__gt=timezone.now())
    others = others.exclude(person=mine.person_id).exclude(duty=mine.duty_id).select_related("duty", "person")
    if request.method == "POST":
        key = request.POST.get("turn", "")
        theirs = get_object_or_404(others, pk=key[:18] if key.isdecimal() else 0)
        if pressed(request, lambda: rostering.ask_swap(mine, theirs), _("已问对方，答应了就换。")):
            return redirect("volunteers:my_duties")
    context = {"turn": mine, "others": others.order_by("duty__starts_at", "pk")[:60]}
    return render(request, "volunteers/swap_ask.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(FORM_PAGE)
def swap(request: HttpRequest, token: str) -> HttpResponse:
    found = Swap.objects.select_related("mine__duty__roster", "mine__person", "theirs__duty", "theirs__person")
    row = get_object_or_404(found, token=token)
    too_many = request.method == "POST" and not within_limit("swap", client_address(request), limit=60, seconds=3600)
    if request.method == "POST" and not too_many:
        act = rostering.agree_swap if request.POST.get("deed") == "yes" else rostering.refuse_swap
        try:
            act(row)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("volunteers:swap", token)
    context = {
        "swap": row,
        "open": row.state == Swap.State.ASKED,
        "name": mask_name(row.mine.person.name),
        "too_many": too_many,
    }
    response = render(request, "volunteers/swap.html", context, status=429 if too_many else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
