"""The numbers behind signing in and recording: what they mean, who changed them, and the form of those who may."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditEntry
from community.views.deeds import FORM_PAGE, done
from grids.scope import desk_required
from volunteers.actions import policy as actions
from volunteers.forms.record import RecordPolicyForm
from volunteers.models import RecordPolicy
from volunteers.rules import sets_record_policy

SHOWN = 20


def label_of(name: str) -> str:
    return str(RecordPolicy._meta.get_field(name).verbose_name) if name in RecordPolicy.NUMBERS else name


@never_cache
@desk_required
@require_safe
def record_policy(request: HttpRequest) -> HttpResponse:
    row = RecordPolicy.current()
    told = AuditEntry.objects.filter(target="record_policy:1").order_by("-pk").values("at", "actor__name", "detail")
    history = [
        {"at": one["at"], "who": one["actor__name"], "lines": lines_of(one["detail"].get("changed", {}))}
        for one in told[:SHOWN]
    ]
    numbers = [
        {"label": label_of(name), "value": getattr(row, name), "meaning": RecordPolicy.MEANING[name]}
        for name in RecordPolicy.NUMBERS
    ]
    context = {"numbers": numbers, "history": history, "may_set": sets_record_policy(request.user)}
    return render(request, "volunteers/record_policy.html", context)


def lines_of(changed: dict) -> list[dict]:
    return [{"label": label_of(name), "old": old, "new": new} for name, (old, new) in changed.items()]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def record_policy_set(request: HttpRequest) -> HttpResponse:
    if not sets_record_policy(request.user):
        raise PermissionDenied
    form = RecordPolicyForm(request.POST or None, instance=RecordPolicy.current())
    made: list[bool] = []
    if done(form, lambda: made.append(actions.set_policy(form.cleaned_data, by=request.user))):
        messages.success(request, _("规则已保存，以后的签到和记录按它来。") if made[0] else _("没有改动。"))
        return redirect("volunteers:record_policy")
    status = 422 if form.errors else 200
    return render(request, "volunteers/record_policy_set.html", {"form": form}, status=status)
