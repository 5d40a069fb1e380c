"""“我也遇到”: saying so, and the page of one's own that comes of it. No account, no name, no JavaScript needed."""

import segno
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from grids.models import Unit
from issues.actions import joining
from issues.actions.family import main_of
from issues.forms import RatingForm
from issues.forms.joining import JoinForm
from issues.models import Issue, Joiner
from issues.views.receipt import site_address, what_next
from issues.views.voices import shared_way, voices

# a whole building may stand behind one address when the lift stops
JOINS = {"limit": 30, "seconds": 600}
TOO_MANY, NOT_NOW = 429, 422
REMEMBERED = 20
# where the receipt speaks to the first reporter
SAID = {
    Issue.State.WAITING: gettext_lazy("正在向最先反映的居民了解情况，期限先不算。"),
    Issue.State.ANSWERED: gettext_lazy("已经答复。请看看下面的结果，给个评价。"),
    Issue.State.DECLINED: gettext_lazy("这件事社区没有受理，原因见下面。"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, ref: str) -> HttpResponse:
    issue = joining.matter_of(ref)
    if issue is None:
        raise Http404
    if earlier := remembered(request, issue):
        return redirect("issues:joined", earlier.token)
    if request.method != "POST" or "carry" in request.POST:
        return join_page(request, issue, ref, JoinForm(units=Unit.objects.current(), initial=carried(request)))
    form = JoinForm(request.POST, units=Unit.objects.current())
    if not within_limit("join", client_address(request), **JOINS):
        form.add_error(None, _("这个网络上提交得太频繁了，请过十分钟再试，或给社区打电话。"))
        return join_page(request, issue, ref, form, status=TOO_MANY)
    if form.is_valid():
        try:
            joiner = joining.join(issue, **form.cleaned_data, user=request.user if request.user.pk else None)
            refuse_foreign(joiner, request, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            remember(request, joiner)
            return redirect("issues:joined", joiner.token)
    return join_page(request, issue, ref, form)


def carried(request: HttpRequest) -> dict:
    """What somebody had typed into the report before they saw that a neighbour has the same; nothing is kept yet."""
    longest = {"text": joining.TEXT, "unit": 20, "name": 40, "phone": 30}
    typed = {name: request.POST.get(name, "")[:most] for name, most in longest.items()}
    return {name: words for name, words in typed.items() if words}


def refuse_foreign(joiner: Joiner, request: HttpRequest, form: JoinForm) -> None:
    """A telephone number proves nothing: the page of whoever joined with it before is not shown to whoever types it."""
    own = joiner.key == form.cleaned_data["key"] or (joiner.user_id is not None and joiner.user_id == request.user.pk)
    if not own:
        raise ValidationError(joining.already(), code="own")


def remembered(request: HttpRequest, issue: Issue) -> Joiner | None:
    mine = Joiner.objects.filter(token__in=request.session.get("joined", []))
    return mine.filter(issue__in=Issue.objects.together_with(issue)).first()


def remember(request: HttpRequest, joiner: Joiner) -> None:
    tokens = [token for token in request.session.get("joined", []) if token != joiner.token]
    request.session["joined"] = [*tokens, joiner.token][-REMEMBERED:]


def join_page(request: HttpRequest, issue: Issue, ref: str, form: JoinForm, *, status: int = 200) -> HttpResponse:
    if "key" in form.errors:
        form.renew_key()
    context = {"form": form, "ref": ref, "matter": joining.described(issue)}
    return render(request, "issues/join.html", context, status=status)


@never_cache
@require_safe
def joined(request: HttpRequest, token: str) -> HttpResponse:
    joiner = get_object_or_404(Joiner.objects.select_related("issue__merged_into", "unit"), token=token)
    return joined_page(request, joiner)


@never_cache
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    joiner = get_object_or_404(Joiner.objects.select_related("issue__merged_into", "unit"), token=token)
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            joining.rate_joined(joiner, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("issues:joined", token)
    return joined_page(request, joiner, form)


def joined_page(request: HttpRequest, joiner: Joiner, rating: RatingForm | None = None) -> HttpResponse:
    main = main_of(joiner.issue)
    address = site_address(request) + reverse("issues:joined", args=[joiner.token])
    context = {
        "joiner": joiner,
        "issue": main,
        "matter": joining.described(main),
        "next": SAID.get(main.state) or what_next(main),
        "steps": shared_way(main),
        "voices": voices(main),
        "form": rating,
        "rating_form": rating or (RatingForm(auto_id="rate_%s") if joining.may_rate(joiner) else None),
        "given": joining.rating_of(joiner),
        "qr": segno.make(address, error="m").png_data_uri(scale=6, border=2),
    }
    response = render(request, "issues/joined.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
