"""Keys of the open interface: made, shown once, ended; for systems administrators."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import client_address
from accounts.secrets import seal, unseal
from grids.scope import desk_required, get_visible
from issues.actions.keys import end_key, keyed_units, make_key
from issues.forms.outside import KeyForm
from issues.models import ApiKey

ON_A_PAGE = 30
REFUSED = 422
SESSION_KEY = "new-api-key"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def keys(request: HttpRequest) -> HttpResponse:
    units = keyed_units(request.user)
    if not units.exists():
        raise PermissionDenied(_("对外接口的密钥由系统管理员发放。需要时，请联系社区的系统管理员。"))
    form = KeyForm(request.POST or None, units=units, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        try:
            key, plain = make_key(**form.cleaned_data, by=request.user, address=client_address(request))
        except ValidationError as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal)
        else:
            request.session[SESSION_KEY] = seal(json.dumps({"name": key.name, "plain": plain}))
            return redirect("issues:keys")
    found = ApiKey.objects.visible_to(request.user).select_related("unit", "by").order_by("until", "-since")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "first": once(request)}
    return render(request, "issues/keys.html", context, status=REFUSED if form.errors else 200)


def once(request: HttpRequest) -> dict[str, str] | None:
    """The key that was just made; the next page has forgotten it."""
    sealed = request.session.pop(SESSION_KEY, None) if request.method == "GET" else None
    return json.loads(unseal(sealed)) if sealed else None


@require_POST
@desk_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_visible(ApiKey, request.user, pk)
    try:
        end_key(key, by=request.user, address=client_address(request))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("密钥已停用，用它的系统从现在起不能再上报。"))
    return redirect("issues:keys")
