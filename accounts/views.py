"""The inbox, one's own sign-ins, and the pages around signing in that allauth leaves to us."""

import logging
import math
from functools import wraps

import segno
from allauth.account import views as allauth_views
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import actions
from accounts.limits import client_address, within_limit
from accounts.masks import mask_name
from accounts.models import Message, SignIn
from accounts.senders import can_text, can_wechat
from accounts.senders.post import SendError
from accounts.senders.wechat import asking_page, openid_of

logger = logging.getLogger(__name__)
PAGE_SIZE = 30
# of one address in an hour: each asks WeChat something
WECHAT_TRIES, HOUR = 20, 3600
UNUSABLE = 422
BROWSERS = [
    ("MicroMessenger", gettext_lazy("微信")),
    ("QQBrowser", gettext_lazy("QQ 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
DEVICES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", gettext_lazy("安卓手机")),
    ("Windows", gettext_lazy("Windows 电脑")),
    ("Mac OS", gettext_lazy("苹果电脑")),
    ("Linux", gettext_lazy("Linux 电脑")),
]


@login_required
@require_safe
def inbox(request: HttpRequest, page: str) -> HttpResponse:
    mine = Message.objects.visible_to(request.user)
    unread_only = request.GET.get("show") == "unread"
    rows = (mine.unread() if unread_only else mine).order_by("-created_at", "-pk")
    listed = Paginator(rows.values("pk", "title", "body", "link", "created_at", "read_at"), PAGE_SIZE)
    counts = mine.aggregate(every=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    listed.count = counts["unread" if unread_only else "every"]
    context = {
        "page": listed.get_page(request.GET.get("page")),
        "unread": counts["unread"],
        "unread_only": unread_only,
        "frame": page,
    }
    return render(request, "accounts/inbox.html", context)


@login_required
@require_POST
def message_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where the message points; a POST, because it changes something."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    actions.read_message(message)
    return redirect(message.link or back(request, "accounts:inbox"))


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    actions.read_all(request.user)
    messages.success(request, _("全部消息已标为已读。"))
    return redirect(back(request, "accounts:inbox"))


@login_required
@require_safe
def sessions(request: HttpRequest, page: str) -> HttpResponse:
    rows = SignIn.objects.filter(user=request.user).order_by("-seen_at").values()
    here = request.session.session_key
    signed_in = [row | {"here": row["session_key"] == here, "device": device(row["agent"])} for row in rows[:50]]
    ways = {"can_text": can_text(), "can_wechat": can_wechat()}
    return render(request, "accounts/sessions.html", {"signed_in": signed_in, "frame": page} | ways)


@login_required
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    sign_in = get_object_or_404(SignIn, pk=pk, user=request.user)
    if sign_in.session_key == request.session.session_key:
        return sign_out(request)
    actions.end_session(sign_in)
    messages.success(request, _("那一处登录已经结束。"))
    return redirect(back(request, "accounts:sessions"))


@login_required
@require_POST
def mail_choice(request: HttpRequest) -> HttpResponse:
    mail, sms = (request.POST.get(name) == "on" for name in ("wants_mail", "wants_sms"))
    actions.choose_ways(request.user, mail=mail, sms=sms)
    ways = [str(word) for word, wanted in ((_("邮件"), mail), (_("短信"), sms)) if wanted]
    said = _("以后有消息会同时发%(ways)s给您。") % {"ways": "、".join(ways)}
    messages.success(request, said if ways else _("以后有消息只放在收件箱里。"))
    return redirect(back(request, "accounts:sessions"))


def wechat_required(view):
    """Where no official account is set up there are none of these pages."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_wechat():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@login_required
@require_POST
@wechat_required
def wechat_link(request: HttpRequest) -> HttpResponse:
    """Shown in this one answer: the link, and the same as a picture for the phone."""
    word = actions.open_wechat_link(request.user)
    address = settings.SITE_URL + reverse("accounts:wechat_bind", args=[word])
    picture = segno.make(address, error="m").png_data_uri(scale=5, border=2)
    return render(request, "accounts/wechat_link.html", {"address": address, "qr": picture})


@login_required
@require_POST
@wechat_required
def wechat_end(request: HttpRequest) -> HttpResponse:
    actions.unbind_wechat(request.user, address=client_address(request))
    messages.success(request, _("已经断开，以后不再往微信发消息。"))
    return redirect(back(request, "accounts:my_account"))


@never_cache
@require_safe
@wechat_required
def wechat_bind(request: HttpRequest, word: str) -> HttpResponse:
    """Opened in WeChat, by whoever holds the link: whose account it is, and the way to WeChat's own question."""
    link = actions.wechat_link(word)
    if link is None:
        return render(request, "accounts/wechat.html", {"over": True}, status=404)
    page = asking_page(settings.SITE_URL + reverse("accounts:wechat_back"), word)
    return render(request, "accounts/wechat.html", {"name": mask_name(link.user.name), "page": page})


@never_cache
@require_GET
@wechat_required
def wechat_back(request: HttpRequest) -> HttpResponse:
    """WeChat leads back with a code that works once and the word of the link."""
    word, code = request.GET.get("state", "")[:100], request.GET.get("code", "")[:200]
    if not code or actions.wechat_link(word) is None:
        return render(request, "accounts/wechat.html", {"over": True}, status=404)
    if not within_limit("wechat", client_address(request), WECHAT_TRIES, HOUR):
        return render(request, "accounts/wechat.html", {"trouble": True}, status=429)
    try:
        user = actions.bind_wechat(word, openid_of(code), address=client_address(request))
    except SendError as trouble:
        logger.warning("WeChat did not say who it is: %s", trouble)
        return render(request, "accounts/wechat.html", {"trouble": True}, status=UNUSABLE)
    except ValidationError:
        return render(request, "accounts/wechat.html", {"over": True}, status=404)
    return render(request, "accounts/wechat.html", {"bound": mask_name(user.name)})


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    response = allauth_views.logout(request)
    if request.method == "POST":
        # cookies stay: large print and the receipts of one's own reports are kept in them
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None):
    """Too many wrong passwords from this address for this account: how long to wait, and whom to ask."""
    cool_off = get_cool_off(request)
    minutes = math.ceil(cool_off.total_seconds() / 60) if cool_off else 0
    return render(request, "account/locked.html", {"minutes": minutes}, status=settings.AXES_HTTP_RESPONSE_CODE)


def device(agent: str) -> str:
    """「Windows 电脑 · Edge」 from the browser's own name of itself."""
    machine = next((words for sign, words in DEVICES if sign in agent), _("其他设备"))
    browser = next((words for sign, words in BROWSERS if sign in agent), _("其他浏览器"))
    return f"{machine} · {browser}"


def back(request: HttpRequest, otherwise: str) -> str:
    """The page the form was on, if it is one of ours."""
    path = request.POST.get("back", "")
    local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if local else reverse(otherwise)
