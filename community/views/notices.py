"""Notices: what everybody reads, and the desk where they are written."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rules import has_perm

from community import actions
from community.forms import NoticeFilter, NoticeForm, WithdrawForm
from community.models import Notice
from community.rules import publishes
from community.views.deeds import FORM_PAGE, done
from grids.publish import cached_for_readers
from grids.scope import desk_required, get_visible

PER_PAGE = 15
FACTS = ("unit", "kind", "title", "body", "until")
STATES = {"draft": gettext_lazy("草稿"), "public": gettext_lazy("公开中"), "withdrawn": gettext_lazy("已撤下")}


@require_GET
@cached_for_readers
def notices(request: HttpRequest) -> HttpResponse:
    chosen = NoticeFilter(request.GET)
    found = matching(Notice.objects.public(), chosen)
    columns = ("pk", "kind", "title", "body", "published_at", "until", "unit__name")
    page = Paginator(found.values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(page), "form": chosen, "tabs": Notice.Kind.choices}
    return render(request, "community/notice_list.html", context)


def matching(found: QuerySet, chosen: NoticeFilter) -> QuerySet:
    if kind := chosen.chosen("kind"):
        found = found.filter(kind=kind)
    if words := chosen.chosen("q"):
        found = found.filter(Q(title__icontains=words) | Q(body__icontains=words))
    return found


def rows_of(page) -> list[dict]:
    today = timezone.localdate()
    return [
        row | {"label": Notice.Kind(row["kind"]).label, "running": bool(row["until"] and row["until"] >= today)}
        for row in page.object_list
    ]


@require_GET
@cached_for_readers
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = Notice.objects.public().select_related("unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    return render(request, "community/notice_page.html", {"notice": row, "today": timezone.localdate()})


@desk_required
@require_GET
def notices_desk(request: HttpRequest) -> HttpResponse:
    chosen = NoticeFilter(request.GET)
    seen = matching(Notice.objects.visible_to(request.user), chosen)
    state = chosen.chosen("state")
    found = {"draft": seen.drafts(), "public": seen.public(), "withdrawn": seen.exclude(withdrawn_at=None)}.get(
        state, seen
    )
    columns = ("pk", "kind", "title", "published_at", "withdrawn_at", "until", "unit__name", "by__name")
    ordered = found.order_by("-pk").values(*columns)
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row | {"state": state_of(row)} for row in rows_of(page)],
        "form": chosen,
        "tabs": STATES.items(),
        "may_write": publishes(request.user),
    }
    return render(request, "community/notice_desk_list.html", context)


def state_of(row: dict) -> str:
    if row["withdrawn_at"]:
        return "withdrawn"
    return "public" if row["published_at"] else "draft"


@desk_required
@require_GET
def notice_desk(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Notice, request.user, pk), WithdrawForm())


def show(request: HttpRequest, row: Notice, form: WithdrawForm, status: int = 200) -> HttpResponse:
    """As residents will read it, with what must be mended before, and what can be done."""
    context = {
        "notice": row,
        "form": form,
        "must_mask": actions.private_numbers(row.title, row.body) if row.published_at is None else [],
        "may_change": has_perm("community.change_notice", request.user, row),
        "today": timezone.localdate(),
    }
    return render(request, "community/notice_desk_page.html", context, status=status)


@desk_required
@require_http_methods(FORM_PAGE)
def notice_new(request: HttpRequest) -> HttpResponse:
    if not publishes(request.user):
        raise Http404
    form = NoticeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FACTS}
        row = actions.write_notice(facts.pop("unit"), by=request.user, **facts)
        messages.success(request, _("草稿已保存。请看一遍，再发布。"))
        return redirect("community:notice_desk", row.pk)
    context = {"form": form, "title": _("写通知")}
    return render(request, "community/notice_form.html", context, status=422 if form.errors else 200)


@desk_required
@require_http_methods(FORM_PAGE)
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Notice, request.user, pk, "community.change_notice", withdrawn_at=None)
    initial = {name: getattr(row, name) for name in FACTS}
    form = NoticeForm(request.POST or None, user=request.user, initial=initial)

    def act() -> None:
        actions.change_notice(row, by=request.user, **{name: form.cleaned_data[name] for name in FACTS})

    if done(form, act):
        messages.success(request, _("已保存。"))
        return redirect("community:notice_desk", row.pk)
    context = {"form": form, "title": _("修改通知"), "notice": row}
    return render(request, "community/notice_form.html", context, status=422 if form.errors else 200)


@desk_required
@require_POST
def notice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Notice, request.user, pk, "community.publish_notice")
    try:
        actions.publish_notice(row, by=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, _("已发布，居民现在可以看到。"))
    return redirect("community:notice_desk", row.pk)


@desk_required
@require_POST
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Notice, request.user, pk, "community.withdraw_notice")
    form = WithdrawForm(request.POST)

    def act() -> None:
        actions.withdraw_notice(row, reason=form.cleaned_data["reason"], by=request.user)

    if done(form, act):
        messages.success(request, _("已撤下，居民不再看到。"))
        return redirect("community:notice_desk", row.pk)
    return show(request, row, form, status=422)
