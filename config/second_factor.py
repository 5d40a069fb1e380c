"""Doors that depend on a person's post or department: how long they stay signed in, who needs a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.middleware import SessionLimits
from grids.models import Posting
from grids.scope import carry_posts
from issues.models import Department

DEPARTMENTS = "/dept/"
BEHIND = ("/desk/", "/admin/", DEPARTMENTS)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles the reader holds today; asked of the database once per request."""
    if not hasattr(request, "roles"):
        carry_posts(request.user)
        request.roles = frozenset(held.role for held in Posting.objects.held_by(request.user))
    return request.roles


def in_department(request: HttpRequest) -> bool:
    """Whether the reader works for a department; asked of the database once per request."""
    if not hasattr(request, "in_department"):
        request.in_department = Department.objects.of(request.user).exists()
    return request.in_department


class StaffSessionLimits(SessionLimits):
    def is_staff(self, request: HttpRequest) -> bool:
        posted = request.user.is_staff or not roles_of(request).isdisjoint(Posting.STAFF)
        return posted or in_department(request)


class SecondFactor:
    """Before desk and administration: one's own password, and for whoever may open others' data a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(BEHIND) and request.user.is_authenticated:
            return self.stop(request) or self.get_response(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        """The flag that opens the administration is worth nothing without today's post."""
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return
        role = Posting.Role.ADMIN
        if role not in roles_of(request) and Posting.objects.current().filter(role=role).exists():
            raise PermissionDenied(_("系统管理只对在任的系统管理员开放。"))

    def stop(self, request: HttpRequest) -> HttpResponse | None:
        if request.user.must_change_password:
            return go(request, "account_change_password", _("请先把初始密码换成您自己的密码，再继续使用工作台。"))
        if settings.REQUIRE_SECOND_FACTOR and self.reveals(request) and not has_factor(request):
            why = _("您的岗位可以查看居民的个人信息，请先启用第二重验证（手机验证器或通行密钥），再继续使用工作台。")
            if request.path.startswith(DEPARTMENTS):
                why = _("这里有居民反映的事情，请先启用第二重验证（手机验证器或通行密钥），再继续。")
            return go(request, "mfa_index", why)
        return None

    def reveals(self, request: HttpRequest) -> bool:
        if request.path.startswith(DEPARTMENTS):
            return in_department(request)
        return not roles_of(request).isdisjoint((*Posting.REVEALERS, *Posting.DATA_KEEPERS))


def has_factor(request: HttpRequest) -> bool:
    return Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists()


def go(request: HttpRequest, name: str, why: str) -> HttpResponse:
    messages.info(request, why)
    answer = redirect(name)
    if "HX-Request" in request.headers:
        # a piece of a page cannot show a whole one
        answer = HttpResponse(headers={"HX-Redirect": answer.url})
    return answer
