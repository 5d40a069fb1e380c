"""How long a session lives, and what a shared computer may keep of it (ASVS 7.3.1, 7.3.2, 14.3.1)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import actions
from accounts.limits import client_address
from accounts.models import SignIn

STAFF_IDLE, STAFF_LIFE = 30 * 60, 12 * 3600
# a session is written at most this often while it is in use
TOUCH = 60


class SessionLimits:
    """30 minutes idle and 12 hours in all for staff, 30 days for residents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # readers without a session stay without: their pages come from the cache
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.check(request)
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            if request.session.get("listed") != request.session.session_key or "began" not in request.session:
                self.list(request)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store"
        return response

    def is_staff(self, request: HttpRequest) -> bool:
        """Accounts knows no postings; ``config`` says who works here."""
        raise NotImplementedError

    def list(self, request: HttpRequest) -> None:
        """Enter a new session into the list of sign-ins; a session may change its key without being new."""
        session = request.session
        if session.session_key is None:
            session.create()
        if "began" not in session:
            session["began"] = session["seen"] = int(time.time())
            if self.is_staff(request):
                # gone with the window: office computers are shared
                session.set_expiry(0)
        old, session["listed"] = session.get("listed"), session.session_key
        agent = request.headers.get("User-Agent", "")
        actions.list_session(request.user, session.session_key, old=old, address=client_address(request), agent=agent)

    def check(self, request: HttpRequest) -> None:
        now, session = int(time.time()), request.session
        began, seen = session.get("began", now), session.get("seen", now)
        life, idle = (STAFF_LIFE, STAFF_IDLE) if self.is_staff(request) else (settings.SESSION_COOKIE_AGE,) * 2
        if now - began >= life or now - seen >= idle:
            self.end(request, too_long=now - began >= life)
        elif now - seen >= TOUCH and not is_refresh(request):
            session["seen"] = now
            SignIn.objects.filter(session_key=session.session_key).update(seen_at=datetime.fromtimestamp(now, UTC))

    def end(self, request: HttpRequest, *, too_long: bool) -> None:
        SignIn.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        if too_long:
            messages.info(request, _("这次登录已经很久了，为了安全请重新登录。"))
        else:
            messages.info(request, _("您有一段时间没有操作，为了安全已退出，请重新登录。"))


def is_refresh(request: HttpRequest) -> bool:
    """Small refreshes of a page left open are no sign that somebody sits there."""
    return request.method == "GET" and "HX-Request" in request.headers
