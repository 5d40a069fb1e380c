"""Around every call of the interface: an answer in the asked format whatever happens, and not too many of them."""

from collections.abc import Callable
from functools import wraps
from time import time

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.limits import client_address
from accounts.secrets import blind_index
from issues.api import formats
from issues.api.formats import Refusal

PREFIX = "/open311/"
READ = ("GET", "HEAD")
# of one address: calls in a minute
CALLS, MINUTE = 120, 60
# what Django's own pages say in HTML is said here in a sentence
SENTENCES = {
    400: _("请求看不懂，请核对参数。"),
    403: _("没有权限。"),
    404: _("没有这个地址，请核对路径。地址以 .json 或 .xml 结尾。"),
    405: _("这个地址不支持这种请求方法。"),
    413: _("发来的内容太大，请减少照片的数量或尺寸。"),
    429: _("请求太频繁，请稍后再试。"),
    500: _("服务器出了意外，请稍后再试。"),
    503: _("服务器暂时不能用，请稍后再试。"),
}

View = Callable[..., HttpResponse]


def open311(*methods: str) -> Callable[[View], View]:
    """A view that needs no CSRF token (clients keep no cookies) and whose refusals are error lists."""

    def around(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Refusal(405, SENTENCES[405])
                if request.method in READ and not seldom_enough(client_address(request)):
                    raise Refusal(429, SENTENCES[429], wait=MINUTE)
                return view(request, **kwargs)
            except Refusal as refusal:
                response = formats.refused(request, refusal)
                if refusal.status == 405:
                    response["Allow"] = ", ".join(methods)
                return response

        return answer

    return around


def seldom_enough(address: str) -> bool:
    """Count one reading. In the cache, for what is public anyway is worth no write to the database: without Redis each
    web process counts by itself."""
    key = f"open311:{blind_index(address, 'limit')}:{int(time()) // MINUTE}"
    try:
        return cache.incr(key) <= CALLS
    except ValueError:
        # the first of this minute, or a cache that is away
        cache.add(key, 1, MINUTE)
        return True


def in_asked_format(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same refusal without HTML: for what was answered before or after the views of this interface."""
    status = response.status_code
    if not request.path.startswith(PREFIX) or status < 400 or not is_page(response):
        return response
    sentence = SENTENCES.get(status) or SENTENCES[500 if status >= 500 else 400]
    told = formats.answer(request, formats.errors(status, [sentence]), status)
    response.content = told.content
    for name in ("Content-Type", "Content-Length"):
        response[name] = told.get(name) or str(len(told.content))
    return response


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") or not response.content
