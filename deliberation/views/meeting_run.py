"""A meeting while it runs, and what is written of it: the recorder's page, the screen in the room, the minutes."""

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.pdf import printed
from deliberation.actions import arriving, motions, sitting
from deliberation.actions import minutes as writing
from deliberation.forms import meeting as forms
from deliberation.models import Meeting, Minutes, Motion, Seat
from deliberation.models.ballot import Choice
from deliberation.views.meetings import RUN, TONES
from grids.scope import desk_required, get_visible
from volunteers import rotating

REFUSED = 422
BESIDE = ("kind", "unit")


def seen(request: HttpRequest, pk: int) -> Meeting:
    return get_visible(Meeting, request.user, pk, RUN, beside=BESIDE)


def said_to(motion: Motion) -> list[dict]:
    """Voice by voice what was said so far."""
    said = {voice.key: voice.choice for voice in motion.said_by.all()}
    return [voice | {"choice": said.get(voice["key"], "")} for voice in motion.voices]


def scene(meeting: Meeting) -> dict:
    """What the recorder's page and the screen both show."""
    item = sitting.current_item(meeting)
    motion = item and item.motions.exclude(state=Motion.State.WITHDRAWN).order_by("-pk").first()
    over = motion is not None and motion.state in (Motion.State.PASSED, Motion.State.FAILED)
    return {
        "meeting": meeting,
        "tone": TONES[meeting.state],
        "items": list(meeting.items.all()),
        "item": item,
        "motion": motion,
        "voices": said_to(motion) if motion and motion.state != Motion.State.DRAFT else [],
        "said": motion.said_by.count() if motion else 0,
        "over": over,
        "parties": arriving.present(meeting),
        "listening": meeting.seats.arrived().filter(party="").count(),
        "wanting": arriving.wanting(meeting),
    }


# --- the recorder's page -----------------------------------------------------------------------
@never_cache
@require_safe
@desk_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    return run_page(request, seen(request, pk))


def run_page(request: HttpRequest, row: Meeting, **refused) -> HttpResponse:
    context = scene(row)
    item, motion = context["item"], context["motion"]
    draft = motion is not None and motion.state == Motion.State.DRAFT
    context |= {
        "choices": Choice.choices,
        "recusals": motion.recusals.select_related("seat") if motion else [],
        "speakers": item.speakers.select_related("seat") if item else [],
        "draft": draft,
        "motion_form": refused.get("motion") or forms.MotionForm(meeting=row, auto_id="motion_%s"),
        "reword_form": forms.RewordMotionForm(
            meeting=row, auto_id="reword_%s", initial={"text": motion.text, "kind": motion.kind} if draft else {}
        ),
        "may_propose": item is not None and (motion is None or motion.state == Motion.State.FAILED),
        "proxy_form": forms.ProxyForm(meeting=row, auto_id="proxy_%s"),
        "speak_form": forms.SpeakForm(meeting=row, auto_id="speak_%s"),
        "spoken_form": forms.SpokenForm(meeting=row, auto_id="spoken_%s"),
        "recuse_form": refused.get("recuse") or forms.RecuseForm(meeting=row, auto_id="recuse_%s"),
        "adjourn_form": refused.get("adjourn") or forms.AdjournForm(meeting=row, auto_id="adjourn_%s"),
        "owners": item is not None and motions.is_owners_matter(item),
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/meeting_run.html", context, status=REFUSED if refused else 200)


def latest(row: Meeting) -> Motion:
    motion = scene(row)["motion"]
    if motion is None:
        raise ValidationError(_("还没有动议。"), code="no_motion")
    return motion


def propose(row: Meeting, *, by, **facts: Any) -> None:
    item = sitting.current_item(row)
    if item is None:
        raise ValidationError(_("先选要议的一项。"), code="no_item")
    motions.propose(item, by=by, **facts)


def speak(row: Meeting, *, seat: Seat, by) -> None:
    item = sitting.current_item(row)
    if item is None:
        raise ValidationError(_("先选要议的一项。"), code="no_item")
    sitting.ask_to_speak(item, seat=seat, by=by)


FORMS: dict[str, Any] = {
    "item": forms.ItemButton,
    "arrive": forms.SeatButton,
    "undo": forms.SeatButton,
    "speak": forms.SpeakForm,
    "spoken": forms.SpokenForm,
    "motion": forms.MotionForm,
    "reword": forms.RewordMotionForm,
    "withdraw": forms.ButtonForm,
    "recuse": forms.RecuseForm,
    "vote": forms.ButtonForm,
    "count": forms.ButtonForm,
    "resolve": forms.ButtonForm,
    "adjourn": forms.AdjournForm,
    "close": forms.ButtonForm,
}
DEEDS: dict[str, Callable] = {
    "item": lambda row, item, by: sitting.go_to(item, by=by),
    "arrive": lambda row, seat, by: arriving.check_in(seat, how=Seat.How.RECORDER, by=by),
    "undo": lambda row, seat, by: arriving.undo_check_in(seat, by=by),
    "speak": speak,
    "spoken": lambda row, speaker, **facts: sitting.has_spoken(speaker, **facts),
    "motion": propose,
    "reword": lambda row, **facts: motions.reword_motion(latest(row), **facts),
    "withdraw": lambda row, by: motions.withdraw(latest(row), by=by),
    "recuse": lambda row, **facts: motions.recuse(latest(row), **facts),
    "vote": lambda row, by: motions.open_voting(latest(row), by=by),
    "count": lambda row, by: motions.close_voting(latest(row), by=by),
    "resolve": lambda row, by: motions.make_resolution(latest(row), by=by),
    "adjourn": sitting.adjourn,
    "close": sitting.close,
}
# after these the reader is elsewhere
THEN = {"adjourn": "deliberation:meeting_desk", "close": "deliberation:meeting_minutes"}
# what is shown again with its mistakes; the others are one line
WITH_FIELDS = ("motion", "recuse", "adjourn")


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = seen(request, pk)
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, meeting=row, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(THEN.get(verb, "deliberation:meeting_run"), pk)
    if verb in WITH_FIELDS:
        row.refresh_from_db()
        return run_page(request, row, **{verb: form})
    messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("deliberation:meeting_run", pk)


@never_cache
@require_POST
@desk_required
def say(request: HttpRequest, pk: int, motion: int) -> HttpResponse:
    row = seen(request, pk)
    asked = get_object_or_404(Motion, pk=motion, meeting=row)
    form = forms.SayForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("请选同意、不同意或者弃权。"))
        motions.say(asked, key=form.cleaned_data["voice"], choice=form.cleaned_data["choice"], by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(reverse("deliberation:meeting_run", args=[pk]) + "#voices")


# --- the screen in the room --------------------------------------------------------------------
@never_cache
@require_safe
@desk_required
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """In very big letters; without scripts the page itself comes again."""
    return render(request, "deliberation/meeting_screen.html", screen_of(request, pk))


@never_cache
@require_safe
@desk_required
def screen_part(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "deliberation/_meeting_screen.html", screen_of(request, pk))


def screen_of(request: HttpRequest, pk: int) -> dict:
    row = seen(request, pk)
    return scene(row) | {"qr": door(request, row), "open": row.state in arriving.DOORS}


def door(request: HttpRequest, row: Meeting) -> str:
    """The code that lets in whoever stands before it."""
    code = rotating.code_at(f"meeting-{row.pk}", timezone.now()) if row.rotating else row.token
    address = request.build_absolute_uri(reverse("deliberation:meeting_in", args=[row.pk, code]))
    return segno.make(address, error="m").png_data_uri(scale=8, border=2)


# --- minutes -----------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by staff, written by who runs the meeting."""
    row = get_visible(Meeting, request.user, pk, beside=BESIDE)
    may = has_perm(RUN, request.user, row)
    if not may and request.method == "POST":
        raise PermissionDenied
    kept = get_object_or_404(Minutes, meeting=row)
    form = forms.MinutesForm(request.POST or None, initial={"text": kept.text})
    if request.method == "POST" and form.is_valid():
        try:
            writing.write_minutes(kept, text=form.cleaned_data["text"], by=request.user)
            if "send" in request.POST:
                writing.send_minutes(kept, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经送各方签字。") if "send" in request.POST else _("已经保存。"))
            return redirect("deliberation:meeting_minutes", pk)
    signatures = [{"one": one, "form": forms.SignForm(auto_id=f"s{one.pk}_%s")} for one in kept.signatures.all()]
    context = {"meeting": row, "minutes": kept, "form": form, "may": may, "signatures": signatures}
    context["draft"] = kept.state == Minutes.State.DRAFT
    return render(request, "deliberation/meeting_minutes.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_POST
@desk_required
def sign(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    """What a party has signed on paper, written down by the recorder."""
    row = seen(request, pk)
    kept = get_object_or_404(Minutes, meeting=row)
    one = get_object_or_404(kept.signatures.select_related("minutes"), pk=signature)
    form = forms.SignForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())))
        writing.sign(one, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("deliberation:meeting_minutes", pk)


@never_cache
@require_safe
@desk_required
def minutes_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """On A4, to be signed and filed."""
    row = get_visible(Meeting, request.user, pk, beside=BESIDE)
    return printed(request, "print/meeting_minutes.html", sheet_of(request, row), f"{row.title}-{_('会议纪要')}")


def sheet_of(request: HttpRequest, row: Meeting) -> dict:
    kept = get_object_or_404(Minutes, meeting=row)
    address = request.build_absolute_uri(reverse("deliberation:meeting", args=[row.pk]))
    qr = segno.make(address, error="m").png_data_uri(scale=4, border=1)
    return {"meeting": row, "minutes": kept, "signatures": kept.signatures.all(), "qr": qr, "address": address}
