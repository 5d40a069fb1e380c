"""The half-year evaluation as everybody reads it: masked names, places, and a way to object."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.models import Person
from grids.publish import cached_for_readers
from points.actions import evaluation as actions
from points.forms.evaluation import ObjectionForm
from points.models import Commendation, Evaluation, Unnamed
from points.views.keepers import REFUSED

PER_PAGE = 50


@require_safe
@cached_for_readers
def evaluations(request: HttpRequest) -> HttpResponse:
    rows = Evaluation.objects.public().select_related("unit")
    return render(request, "points/evaluations.html", {"rows": rows, "unnamed": is_unnamed(request.user)})


def is_unnamed(user) -> bool | None:
    """None where the account belongs to nobody in the register."""
    person = Person.objects.filter(user=user).first() if user.is_authenticated else None
    return Unnamed.objects.filter(person=person).exists() if person else None


@require_safe
@cached_for_readers
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Evaluation.objects.public().select_related("unit"), pk=pk)
    return public_page(request, row, ObjectionForm(initial={"key": uuid4()}))


def public_page(request: HttpRequest, row: Evaluation, form: ObjectionForm, status: int = 200) -> HttpResponse:
    page = Paginator(row.standings.select_related("account__person"), PER_PAGE).get_page(request.GET.get("page"))
    mine = row.standings.filter(account__person__user=request.user) if request.user.is_authenticated else None
    honours = Commendation.objects.granted().filter(evaluation=row).select_related("account__person")
    hidden = set(Unnamed.objects.values_list("person", flat=True))
    context = {
        "evaluation": row,
        "page": page,
        "rows": page.object_list,
        "mine": mine.first() if mine is not None else None,
        "honours": [
            {"title": each.title, "name": each.masked} for each in honours if each.account.person_id not in hidden
        ],
        "form": form,
        "open": row.state == Evaluation.State.SHOWN and row.shown_until >= timezone.localdate(),
        "unnamed": is_unnamed(request.user),
    }
    return render(request, "points/evaluation.html", context, status=status)


@never_cache
@login_required
@require_POST
def evaluation_object(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Evaluation.objects.public().select_related("unit"), pk=pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            actions.object_to(row, user=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("收到了。我们会核对，答复会发到您的消息里。"))
            return redirect("points:evaluation", pk)
    return public_page(request, row, form, REFUSED)


@never_cache
@login_required
@require_POST
def unnamed(request: HttpRequest) -> HttpResponse:
    """One's own name out of the public lists, or back in."""
    person = Person.objects.filter(user=request.user).first()
    if person is None:
        messages.error(request, _("您的账号还没有和居民登记对上，请到社区说一声，工作人员可以替您设。"))
    elif request.POST.get("hide") == "1":
        actions.hide_name(person, by=request.user)
        messages.success(request, _("公开的名单里不再写您的姓名。"))
    else:
        actions.show_name(person, by=request.user)
        messages.success(request, _("公开的名单里会写您遮住一部分的姓名。"))
    return redirect("points:evaluations")
