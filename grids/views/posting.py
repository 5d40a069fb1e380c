"""Who works at a unit: give posts, end them, find somebody who stands in."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import give_password
from accounts.limits import client_address
from grids import actions
from grids.forms import ConfirmForm, DeputyForm, PostingEndForm, PostingForm
from grids.models import Posting, Unit
from grids.rules import roles_open_to
from grids.scope import desk_required, get_visible
from grids.views.once import show_once
from grids.views.unit import form_page


@require_http_methods(["GET", "POST"])
@desk_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.user, pk, "grids.post_people")

    def act(data: dict) -> None:
        username, newcomer = data.pop("username"), data.pop("new_account")
        if not newcomer:
            actions.post(unit=unit, by=request.user, **data)
            return
        address = client_address(request)
        made, password = actions.post_newcomer(unit=unit, username=username, by=request.user, address=address, **data)
        show_once(request, made.user, password)

    return form_page(
        request,
        PostingForm(request.POST or None, roles=roles_open_to(request.user, unit)),
        act,
        unit=unit,
        title=_("登记“%(name)s”的任职") % {"name": unit.name},
        button=_("登记"),
        done=_("任职已登记。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    posting = get_visible(Posting, request.user, pk, "grids.end_posting")
    words = {"name": posting.name, "role": posting.get_role_display()}
    return form_page(
        request,
        PostingEndForm(request.POST or None),
        lambda data: actions.end_posting(posting, on=data["on"], by=request.user),
        unit=posting.unit,
        title=_("%(name)s卸任%(role)s") % words,
        button=_("卸任"),
        note=_("从这一天起不再有这个岗位的权限，公示牌上也不再显示。"),
        done=_("卸任已登记。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def password(request: HttpRequest, pk: int) -> HttpResponse:
    posting = get_visible(Posting, request.user, pk, "grids.reset_password")

    def act(data: dict) -> None:
        given = give_password(posting.user, by=request.user, address=client_address(request))
        show_once(request, posting.user, given)

    return form_page(
        request,
        ConfirmForm(request.POST or None),
        act,
        unit=posting.unit,
        title=_("为%(name)s重设密码") % {"name": posting.name},
        button=_("重设密码"),
        note=_("原来的密码马上作废，他在各处的登录都会退出。新的初始密码只显示一次，请当面告诉本人。"),
        done=_("密码已重设。"),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def deputise(request: HttpRequest, pk: int) -> HttpResponse:
    posting = get_visible(Posting, request.user, pk, "grids.end_posting")
    words = {"name": posting.name, "role": posting.get_role_display()}
    return form_page(
        request,
        DeputyForm(request.POST or None),
        lambda data: actions.deputise(posting, by=request.user, **data),
        unit=posting.unit,
        title=_("为%(role)s%(name)s安排代理") % words,
        button=_("安排代理"),
        note=_("代理期间，代理人有同样的权限；到期自动结束。"),
        done=_("代理已登记。"),
    )
