"""The code on the organiser's screen, and what happens when a volunteer's phone reads it.

Reading a code changes nothing: the phone keeps a signed note of when it stood before the screen, for as long as it takes
to sign in to the portal; the button does the rest. Sent on to somebody else, the address is soon too old. Beside it the
phone keeps a random name for the day, so that one which signs in many is noticed.
"""

from datetime import datetime, timedelta
from secrets import token_urlsafe

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.models import Person
from community.views.deeds import FORM_PAGE, pressed
from volunteers import rotating
from volunteers.actions import attending
from volunteers.models import Session, SignPair
from volunteers.models.attendance import title_of
from volunteers.views.book import session_run_by

COOKIE, SALT = "scanned", "volunteers.scanned"
# time to sign in to the portal after reading the code; the moment of reading is what counts
NOTE_LASTS = timedelta(minutes=10)
DEVICE, DEVICE_SALT, DEVICE_LASTS = "device", "volunteers.device_cookie", timedelta(hours=12)


@never_cache
@login_required
@require_safe
def book_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Full of the code; without scripts the page itself comes again."""
    session = session_run_by(request, pk)
    return render(request, "volunteers/book_screen.html", {"title": title_of(session), **code_now(request, session)})


@never_cache
@login_required
@require_safe
def book_code(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "volunteers/_book_code.html", code_now(request, session_run_by(request, pk)))


def code_now(request: HttpRequest, session: Session) -> dict:
    now = timezone.now()
    code = rotating.code_at(session.pk, now)
    address = request.build_absolute_uri(reverse("volunteers:scan", args=[session.pk, code]))
    return {
        "session": session,
        "qr": segno.make(address, error="m").png_data_uri(scale=12, border=2),
        "seconds": rotating.seconds_left(now),
    }


@never_cache
@require_safe
def scan(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("activity"), pk=pk)
    now = timezone.now()
    if not rotating.is_good(session.pk, code, now):
        return render(request, "volunteers/sign_old.html", {"title": title_of(session)}, status=410)
    answer = redirect("volunteers:sign", session.pk)
    note = signing.dumps([session.pk, now.isoformat()], salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE
    life = int(NOTE_LASTS.total_seconds())
    answer.set_cookie(COOKIE, note, max_age=life, httponly=True, samesite="Lax", secure=secure)
    if not device_of(request):
        life = int(DEVICE_LASTS.total_seconds())
        facts = {"salt": DEVICE_SALT, "max_age": life, "httponly": True, "samesite": "Lax", "secure": secure}
        answer.set_signed_cookie(DEVICE, token_urlsafe(16), **facts)
    return answer


def device_of(request: HttpRequest) -> str:
    name: str = request.get_signed_cookie(DEVICE, default="", salt=DEVICE_SALT, max_age=DEVICE_LASTS)
    return name


def scanned_at(request: HttpRequest, session: Session) -> datetime | None:
    """When this very browser read the code of this session, if that was just now."""
    try:
        pk, moment = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    at = datetime.fromisoformat(moment)
    return at if pk == session.pk and timezone.now() - at <= NOTE_LASTS else None


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("activity"), pk=pk)
    person = Person.objects.filter(user=request.user, merged_into=None).first()
    at = scanned_at(request, session)
    if at is None:
        return render(request, "volunteers/sign_old.html", {"title": title_of(session)}, status=410)
    if request.method == "POST":
        if person is None:
            raise Http404
        said = _("已签退，辛苦了。") if inside(session, person) else _("已签到。走的时候再扫一次，就签退。")
        if pressed(request, lambda: come_or_go(session, person, at, request), said):
            answer = redirect("volunteers:my_records")
            answer.delete_cookie(COOKIE)
            return answer
    context = {"session": session, "title": title_of(session), "person": person, "at": at}
    context["inside"] = person is not None and inside(session, person)
    return render(request, "volunteers/sign.html", context)


def inside(session: Session, person: Person) -> bool:
    return SignPair.objects.filter(person=person, attended__session=session, out_at=None).exists()


def come_or_go(session: Session, person: Person, at: datetime, request: HttpRequest) -> None:
    if inside(session, person):
        attending.sign_out(session, person, how=SignPair.How.CODE, by=request.user, at=at)
        return
    if not session.sign_ups.coming_for().filter(person=person).exists():
        listed = session.attendances.filter(person=person).exists()
        if not listed:
            raise ValidationError(_("您没有报这一场的名。请找现场工作人员登记。"), code="not_listed")
    device = device_of(request)
    attending.sign_in(session, person, how=SignPair.How.CODE, by=request.user, at=at, device=device)
