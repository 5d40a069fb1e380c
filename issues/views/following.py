"""“有进展告诉我”: a reader's own list of wishes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from issues.actions.following import follow, unfollow
from issues.forms.following import FollowForm
from issues.models import Issue, Subscription


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def following(request: HttpRequest) -> HttpResponse:
    ref = request.POST.get("issue") or request.GET.get("issue", "")
    one = Issue.objects.public().filter(number=ref[:16]).first() if ref else None
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wish = {"issue": one} if one else {name: form.cleaned_data[name] for name in ("unit", "category")}
        try:
            follow(request.user, rhythm=form.cleaned_data["rhythm"], **wish)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("订好了，有进展会发到您的“消息”里；夜里不打扰。"))
            return redirect("issues:following")
    rows = Subscription.objects.filter(user=request.user).select_related("unit", "category", "issue")
    return render(request, "issues/following.html", {"form": form, "rows": rows, "one": one})


@require_POST
@login_required
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    unfollow(request.user, pk)
    messages.success(request, _("已经取消。"))
    return redirect("issues:following")
