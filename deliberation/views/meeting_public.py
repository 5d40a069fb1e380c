"""Meetings as everybody sees them: when, where, what about, what came of it; and how one signs in at the door."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, is_used_up, within_limit
from deliberation.actions import arriving, motions
from deliberation.actions import meetings as actions
from deliberation.actions import minutes as writing
from deliberation.forms import meeting as forms
from deliberation.models import Meeting, Minutes, Motion, Seat, Signature
from deliberation.models.ballot import Choice
from deliberation.views.meetings import TONES
from grids.publish import cached_for_readers
from volunteers import ics, rotating

REFUSED, TOO_MANY, TOO_OLD = 422, 429, 410
ON_A_PAGE = 20
# wrong codes from one address, and from everywhere together: a million codes are never tried through
GUESSED = {"limit": 10, "seconds": 600}
GUESSED_BY_ALL = {"limit": 300, "seconds": 600}
ASKED = {"limit": 60, "seconds": 600}
COOKIE, SALT = "here", "deliberation.here"
# time to say one's name after the code was read; the moment of reading is what counts
NOTE_LASTS = 600
STATUS = {"cancelled": ics.CANCELLED}


@require_safe
@cached_for_readers
def meetings(request: HttpRequest) -> HttpResponse:
    found = Meeting.objects.public().select_related("unit", "kind")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"meeting": row, "tone": TONES[row.state]} for row in page]
    return render(request, "deliberation/meetings.html", {"rows": rows, "page": page})


@never_cache
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return meeting_page(request, public(pk))


def public(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.public().select_related("unit", "kind", "previous"), pk=pk)


def meeting_page(request: HttpRequest, row: Meeting, form: forms.RegisterForm | None = None) -> HttpResponse:
    """Parties and results, never who was there."""
    kept = Minutes.objects.filter(meeting=row, state=Minutes.State.SENT).first()
    open_now = row.kind.open_to_residents and row.state == Meeting.State.NOTICED
    context = {
        "meeting": row,
        "tone": TONES[row.state],
        "items": row.items.prefetch_related("motions").select_related("topic", "action__resolution__topic"),
        "counted": Motion.COUNTED,
        "parties": arriving.present(row) if row.opened_at else [],
        "minutes": kept,
        "signatures": kept.signatures.all() if kept else [],
        "following": Meeting.objects.filter(previous=row).first(),
        "register": (form or forms.RegisterForm()) if open_now else None,
        "form": form,
    }
    return render(request, "deliberation/meeting.html", context, status=REFUSED if form else 200)


@never_cache
@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    row = public(pk)
    form = forms.RegisterForm(request.POST)
    if form.is_valid():
        try:
            if not within_limit("meeting-register", client_address(request), **ASKED):
                raise ValidationError(_("从您这里报名太多了，请过十分钟再试，或者打电话给社区。"))
            user = request.user if request.user.is_authenticated else None
            seat = arriving.register(row, user=user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经报名。请收好这一页的地址，到时候在会场签到。"))
            return redirect("deliberation:seat", seat.token)
    return meeting_page(request, row, form)


@never_cache
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = public(pk)
    entry = ics.Entry(
        uid=f"{row.key}@linli",
        sequence=row.sequence,
        changed=row.changed_at,
        start=row.starts_at,
        end=row.ends_at,
        title=row.title,
        place=row.place or row.remote,
        text=row.remote,
        url=request.build_absolute_uri(reverse("deliberation:meeting", args=[row.pk])),
        status=STATUS.get(row.state, ics.CONFIRMED),
    )
    answer = HttpResponse(ics.calendar(row.title, [entry]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{row.pk}.ics"'
    return answer


# --- at the door -------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Six digits for who has no camera; wrong ones are counted, right ones are not: a whole hall has one address."""
    form = forms.CodeForm(request.POST or None)
    status = REFUSED if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        address = client_address(request)
        if guessed_too_often(address):
            form.add_error(None, _("试得太多了，请过十分钟再试，或者请工作人员替您签到。"))
            status = TOO_MANY
        else:
            digits = "".join(sign for sign in form.cleaned_data["code"] if sign.isdigit())
            row = Meeting.objects.filter(state__in=arriving.DOORS, code=digits).first()
            if row is not None:
                return let_in(row, Seat.How.CODE)
            within_limit("meeting-code", address, **GUESSED)
            within_limit("meeting-code", "", **GUESSED_BY_ALL)
            form.add_error("code", _("没有这个数字的会议。请再看一下屏幕，或者请工作人员替您签到。"))
    return render(request, "deliberation/meeting_code.html", {"form": form}, status=status)


def guessed_too_often(address: str) -> bool:
    one = is_used_up("meeting-code", address, GUESSED["limit"])
    return one or is_used_up("meeting-code", "", GUESSED_BY_ALL["limit"])


@never_cache
@require_safe
def enter(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Reading a code changes nothing; it is only noted that this phone stood before the screen."""
    row = get_object_or_404(Meeting.objects.public().filter(state__in=arriving.DOORS), pk=pk)
    known = constant_time_compare(code, row.token) if not row.rotating else False
    if known or (row.rotating and rotating.is_good(f"meeting-{row.pk}", code, timezone.now())):
        return let_in(row, Seat.How.QR)
    return render(request, "deliberation/meeting_old.html", {"meeting": row}, status=TOO_OLD)


def let_in(row: Meeting, how: str) -> HttpResponse:
    answer = redirect("deliberation:meeting_here", row.pk)
    note = signing.dumps([row.pk, how], salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(COOKIE, note, max_age=NOTE_LASTS, httponly=True, samesite="Lax", secure=secure)
    return answer


def let_in_how(request: HttpRequest, row: Meeting) -> str | None:
    try:
        pk, how = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=NOTE_LASTS)
    except signing.BadSignature:
        return None
    return how if pk == row.pk else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """Says who one is; on the list of a party, or a resident who came to listen."""
    row = get_object_or_404(Meeting.objects.public().select_related("kind"), pk=pk)
    how = let_in_how(request, row)
    if how is None:
        return render(request, "deliberation/meeting_old.html", {"meeting": row}, status=TOO_OLD)
    form = forms.HereForm(request.POST or None, meeting=row, initial=known_to(request, row))
    seat = None
    if request.method == "POST" and form.is_valid():
        try:
            seat = arriving.arrive(row, how=how, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    status = REFUSED if form.is_bound and seat is None else 200
    return render(
        request, "deliberation/meeting_here.html", {"meeting": row, "form": form, "seat": seat}, status=status
    )


def known_to(request: HttpRequest, row: Meeting) -> dict:
    if not request.user.is_authenticated:
        return {}
    seat = row.seats.filter(user=request.user).first()
    return {"party": seat.party, "name": seat.name} if seat else {"name": request.user.name}


# --- one seat's own page -----------------------------------------------------------------------
def seat_of(token: str) -> Seat:
    return get_object_or_404(Seat.objects.select_related("meeting__kind", "meeting__unit"), token=token)


@never_cache
@require_safe
def seat(request: HttpRequest, token: str) -> HttpResponse:
    return seat_page(request, seat_of(token))


def seat_page(request: HttpRequest, one: Seat, form: forms.SignForm | None = None) -> HttpResponse:
    """The notice with its receipt, the vote while it runs, the minutes to be signed."""
    row = one.meeting
    motion = row.motions.filter(state=Motion.State.VOTING).first()
    key = motions.voice_of(motion, one) if motion else None
    kept = Minutes.objects.filter(meeting=row, state=Minutes.State.SENT).first()
    signature = signature_of(one, kept)
    context = {
        "seat": one,
        "meeting": row,
        "tone": TONES[row.state],
        "items": row.items.all(),
        "motion": motion,
        "voice": key,
        "mine": motion.said_by.filter(key=key).first() if motion and key else None,
        "choices": Choice.choices,
        "minutes": kept,
        "signature": signature,
        "sign": form or (forms.SignForm(initial={"name": one.proxy or one.name}) if signature else None),
        "waiting": signature is not None and signature.state == Signature.State.WAITING,
        "form": form,
    }
    return render(request, "deliberation/seat.html", context, status=REFUSED if form else 200)


def signature_of(one: Seat, kept: Minutes | None) -> Signature | None:
    if kept is None or one.arrived_at is None or not one.party:
        return None
    return kept.signatures.select_related("minutes").filter(party=one.party).first()


@never_cache
@require_POST
def seat_act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    one = seat_of(token)
    if verb == "read":
        actions.have_read(one)
        messages.success(request, _("谢谢，已经记下您收到通知。"))
    elif verb == "join":
        joined(request, one)
    elif verb == "say":
        said(request, one)
    elif verb == "sign":
        return signed(request, one)
    else:
        raise Http404
    return redirect("deliberation:seat", token)


def joined(request: HttpRequest, one: Seat) -> None:
    try:
        arriving.join_from_afar(one)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已在线上签到。"))


def said(request: HttpRequest, one: Seat) -> None:
    motion = one.meeting.motions.filter(state=Motion.State.VOTING).first()
    key = motions.voice_of(motion, one) if motion else None
    try:
        if motion is None or key is None or request.POST.get("motion") != str(motion.pk):
            raise ValidationError(_("现在没有要您表决的动议。"), code="closed")
        motions.say(motion, key=key, choice=request.POST.get("choice", ""), by=None)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经记下您的意见，表决结束以前可以改。"))


def signed(request: HttpRequest, one: Seat) -> HttpResponse:
    kept = Minutes.objects.filter(meeting=one.meeting, state=Minutes.State.SENT).first()
    signature = signature_of(one, kept)
    if signature is None:
        raise Http404
    form = forms.SignForm(request.POST)
    if form.is_valid():
        try:
            writing.sign(signature, by=None, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经签好，谢谢。"))
            return redirect("deliberation:seat", one.token)
    return seat_page(request, one, form)
