"""From door to door: a building's flats, and what comes in from one head by phone, on paper, at the door, by proxy."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.views.pictures import served, with_photos
from deliberation import actions
from deliberation.forms.vote import DoorForm, PaperForm, PhoneForm, ProxyForm
from deliberation.models import Ballot, DoorVisit, OwnersVote, Proxy, RollHead
from grids.models import Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
FORMS = {"door": DoorForm, "paper": PaperForm, "phone": PhoneForm, "proxy": ProxyForm}


@never_cache
@require_safe
@desk_required
def building(request: HttpRequest, pk: int, building: int) -> HttpResponse:
    """Which doors are done; never what anybody said."""
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=building)
    flats = list(vote.flats.counted().filter(dwelling__building=unit).select_related("dwelling", "head").in_order())
    voted = set(Ballot.objects.current().filter(head__vote=vote).values_list("head_id", flat=True))
    visits: dict[int, list[DoorVisit]] = defaultdict(list)
    for visit in DoorVisit.objects.filter(flat__in=flats).order_by("at"):
        visits[visit.flat_id].append(visit)
    rows = [door(flat, voted, visits[flat.pk]) for flat in flats]
    context = {"vote": vote, "unit": unit, "rows": rows, "done": sum(row["tone"] == "done" for row in rows)}
    return render(request, "deliberation/doors.html", context)


def door(flat, voted: set[int], visits: list[DoorVisit]) -> dict:
    if flat.head_id in voted:
        return {"flat": flat, "tone": "done", "words": _("已收到"), "tries": len(visits)}
    if not visits:
        return {"flat": flat, "tone": "new", "words": _("还没去"), "tries": 0}
    tone = "late" if visits[-1].outcome == DoorVisit.Outcome.REFUSED else "doing"
    return {"flat": flat, "tone": tone, "words": visits[-1].get_outcome_display(), "tries": len(visits)}


def find_head(request: HttpRequest, pk: int, head: int) -> tuple[OwnersVote, RollHead]:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    if vote.state == OwnersVote.State.DRAFT:
        raise Http404
    return vote, get_object_or_404(vote.heads, pk=head)


@never_cache
@require_safe
@desk_required
def head(request: HttpRequest, pk: int, head: int) -> HttpResponse:
    vote, row = find_head(request, pk, head)
    return head_page(request, vote, row)


def head_page(request: HttpRequest, vote: OwnersVote, row: RollHead, **refused) -> HttpResponse:
    """``refused``: the form that was sent and did not pass, under the name of its way."""
    today = timezone.localdate()
    blank = {way: form(auto_id=f"{way}_%s") for way, form in FORMS.items()}
    blank["proxy"].initial |= {"since": today, "until": timezone.localdate(vote.closes_at)}
    proxy = row.proxies.filter(revoked_at=None).first()
    if proxy is None:
        del blank["phone"].fields["by_proxy"]
    context = {
        "vote": vote,
        "head": row,
        "flats": row.flats.select_related("dwelling__building"),
        "owners": row.owners.all(),
        "ballot": Ballot.objects.current().filter(head=row).select_related("by").first(),
        "papers": row.papers.select_related("by", "second"),
        "turned_away": row.turned_away.all(),
        "visits": DoorVisit.objects.filter(flat__head=row).select_related("flat", "by"),
        "proxy": proxy,
        "forms": blank | refused,
        "form": next(iter(refused.values()), None),
        "way": next(iter(refused), None),
    }
    return render(request, "deliberation/head.html", context, status=REFUSED if refused else 200)


@with_photos
@never_cache
@require_POST
@desk_required
def record(request: HttpRequest, pk: int, head: int, way: str) -> HttpResponse:
    vote, row = find_head(request, pk, head)
    if way not in FORMS:
        raise Http404
    form = FORMS[way](request.POST, request.FILES, auto_id=f"{way}_%s")
    if form.is_valid():
        try:
            words = DEEDS[way](row, form.cleaned_data, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, words)
            return redirect("deliberation:vote_head", pk, head)
    return head_page(request, vote, row, **{way: form})


def by_phone(row: RollHead, data: dict, user) -> str:
    proxy = row.proxies.filter(revoked_at=None).first() if data.get("by_proxy") else None
    ballot = actions.cast(row, data["choice"], channel=data["channel"], by=user, proxy=proxy, assisted=data["assisted"])
    return _("已经记下。请告诉业主回执：%(receipt)s") % {"receipt": ballot.receipt}


def on_paper(row: RollHead, data: dict, user) -> str:
    data["scan"] = ContentFile(data["scan"].data)
    actions.enter_paper(row, data.pop("choice"), by=user, **data)
    return _("已经录入，等另一位工作人员核对后计入。")


def at_the_door(row: RollHead, data: dict, user) -> str:
    flat = row.flats.first()
    actions.note_visit(flat, data["outcome"], companion=data["companion"], note=data["note"], by=user)
    return _("上门情况已经记下。")


def by_letter(row: RollHead, data: dict, user) -> str:
    data["letter"] = ContentFile(data["letter"].data)
    actions.give_proxy(row, by=user, **data)
    return _("委托已经登记。")


DEEDS = {"door": at_the_door, "paper": on_paper, "phone": by_phone, "proxy": by_letter}


@never_cache
@require_POST
@desk_required
def revoke(request: HttpRequest, pk: int, proxy: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    row = get_object_or_404(Proxy, pk=proxy, head__vote=vote)
    try:
        actions.revoke_proxy(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("委托已经收回。"))
    return redirect("deliberation:vote_head", pk, row.head_id)


@never_cache
@require_safe
@desk_required
def letter(request: HttpRequest, pk: int, proxy: int) -> HttpResponse:
    vote = get_visible(OwnersVote, request.user, pk, "deliberation.record_vote")
    return served(get_object_or_404(Proxy, pk=proxy, head__vote=vote).letter, "letter.jpg")
