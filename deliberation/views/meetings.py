"""Meetings on the desk: called, agenda and seats collected, noticed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from community.views.pictures import served, with_photos
from deliberation.actions import arriving, sitting
from deliberation.actions import meetings as actions
from deliberation.forms import meeting as forms
from deliberation.models import Meeting, Motion, Seat
from deliberation.rules import DECIDERS
from grids.models import Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
RUN = "deliberation.run_meeting"
TONES = {
    "collecting": "new",
    "noticed": "doing",
    "session": "doing",
    "adjourned": "late",
    "closed": "done",
    "cancelled": "quiet",
}


@never_cache
@require_safe
@desk_required
def meetings(request: HttpRequest) -> HttpResponse:
    show = "past" if request.GET.get("show") == "past" else ""
    found = Meeting.objects.visible_to(request.user).select_related("unit", "kind")
    live = found.live()
    found = found.exclude(pk__in=live.values("pk")) if show else live.order_by("starts_at", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"meeting": row, "tone": TONES[row.state]} for row in page]
    may = Unit.objects.overseen_by(request.user, *DECIDERS).exists()
    return render(request, "deliberation/meetings_desk.html", {"rows": rows, "page": page, "show": show, "may": may})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *DECIDERS).exists():
        raise PermissionDenied
    form = forms.MeetingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.call(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:meeting_desk", row.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/meeting_form.html", {"form": form, "meeting": None}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Meeting, request.user, pk, RUN, beside=("kind",))
    form = forms.MeetingForm(request.POST or None, user=request.user, meeting=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。通知过的人会收到变动。"))
            return redirect("deliberation:meeting_desk", pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/meeting_form.html", {"form": form, "meeting": row}, status=status)


@never_cache
@require_safe
@desk_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return meeting_page(request, get_visible(Meeting, request.user, pk, beside=("kind", "unit", "previous")))


def meeting_page(request: HttpRequest, row: Meeting, **refused) -> HttpResponse:
    may = has_perm(RUN, request.user, row)
    verbs = VERBS[row.state] if may else ()
    blank = {verb: FORMS[verb](meeting=row, auto_id=f"{verb}_%s") for verb in verbs}
    context = {
        "meeting": row,
        "tone": TONES[row.state],
        "may": may,
        "parties": arriving.present(row),
        "listening": row.seats.filter(party=""),
        "items": row.items.select_related("topic", "resolution__topic", "action__resolution__topic").prefetch_related(
            "motions__resolution"
        ),
        "counted": Motion.COUNTED,
        "earliest": actions.earliest(row.kind, timezone.localdate()),
        "verbs": [{"verb": verb, "label": LABELS[verb], "form": refused.get(verb, blank[verb])} for verb in verbs],
        "following": Meeting.objects.filter(previous=row).first(),
        "planned": row.state in Meeting.PLANNED,
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/meeting_desk.html", context, status=REFUSED if refused else 200)


# what stands open on the page, state by state; the buttons beside a seat or an item come with their rows
VERBS: dict[str, tuple[str, ...]] = {
    "collecting": ("item", "seat", "notify", "cancel"),
    "noticed": ("open", "seat", "cancel"),
    "session": (),
    "adjourned": (),
    "closed": (),
    "cancelled": (),
}
FORMS: dict[str, Any] = {
    "item": forms.ItemForm,
    "drop_item": forms.ItemButton,
    "seat": forms.SeatForm,
    "drop_seat": forms.SeatButton,
    "told": forms.SeatButton,
    "notify": forms.ButtonForm,
    "cancel": forms.ReasonForm,
    "open": forms.ButtonForm,
}
DEEDS: dict[str, Callable] = {
    "item": actions.add_item,
    "drop_item": lambda row, item, by: actions.drop_item(item, by=by),
    "seat": actions.add_seat,
    "drop_seat": lambda row, seat, by: actions.drop_seat(seat, by=by),
    "told": lambda row, seat, by: actions.note_told(seat, by=by),
    "notify": actions.notify,
    "cancel": actions.cancel,
    "open": sitting.open_meeting,
}
LABELS = {
    "item": gettext_lazy("列入议程"),
    "seat": gettext_lazy("登记参会人"),
    "notify": gettext_lazy("议程定了，发通知"),
    "cancel": gettext_lazy("取消会议"),
    "open": gettext_lazy("开会"),
}


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Meeting, request.user, pk, RUN, beside=("kind", "unit", "previous"))
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, meeting=row, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:meeting_run" if verb == "open" else "deliberation:meeting_desk", pk)
    if verb in LABELS:
        row.refresh_from_db()
        return meeting_page(request, row, **{verb: form})
    messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("deliberation:meeting_desk", pk)


@with_photos
@never_cache
@require_POST
@desk_required
def proxy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Meeting, request.user, pk, RUN, beside=("kind",))
    form = forms.ProxyForm(request.POST, request.FILES, meeting=row)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())))
        arriving.send_proxy(by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经登记委托，算到会。"))
    return redirect("deliberation:meeting_run", pk)


@never_cache
@require_safe
@desk_required
def letter(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    row = get_visible(Meeting, request.user, pk, RUN)
    return served(get_object_or_404(Seat.objects.exclude(letter=""), pk=seat, meeting=row).letter, "letter.jpg")
