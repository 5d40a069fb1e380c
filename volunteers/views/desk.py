"""Activities on the desk: found, published, changed, repeated, ended."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.text import clean_line
from community.views.deeds import FORM_PAGE, done
from grids.scope import desk_required, get_visible
from volunteers.actions import activities as actions
from volunteers.actions import courses, holidays, series
from volunteers.forms.activities import (
    DetailsForm,
    PublishForm,
    QuestionForm,
    ReasonForm,
    RepeatForm,
    SessionForm,
    TermForm,
)
from volunteers.models import Activity, Session, Team
from volunteers.models.people import DAYS
from volunteers.views.people import own_units
from volunteers.views.rows import COLUMNS, by_day, session_row

PER_PAGE = 30
SHOWN = 30
CHANGE = "volunteers.change_activity"
SHOWS = {
    "coming": gettext_lazy("将要举办"),
    "past": gettext_lazy("已经办过"),
    "cancelled": gettext_lazy("已取消"),
}


@desk_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of the own area, day by day."""
    show, kind = request.GET.get("show", "coming"), request.GET.get("kind", "")
    words = clean_line(request.GET.get("q", ""))[:40]
    found = shown(Session.objects.visible_to(request.user).whole(), show)
    if kind in Activity.Kind.values:
        found = found.filter(activity__kind=kind)
    if words:
        found = found.filter(activity__title__icontains=words)
    page = Paginator(found.values(*COLUMNS), PER_PAGE).get_page(request.GET.get("page"))
    off = holidays.days_off()
    context = {
        "clashes": holidays.on_days_off(request.user, off).count() if off else 0,
        "page": page,
        "days": by_day(session_row(row) for row in page.object_list),
        "show": show if show in SHOWS else "coming",
        "tabs": SHOWS.items(),
        "kind": kind,
        "kinds": Activity.Kind.choices,
        "typed": words,
    }
    return render(request, "volunteers/session_list.html", context)


def shown(found, show: str):
    if show == "past":
        return found.planned().over().order_by("-starts_at", "-pk")
    if show == "cancelled":
        return found.filter(state=Session.State.CANCELLED).order_by("-starts_at", "-pk")
    return found.planned().coming().order_by("starts_at", "pk")


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def activity_new(request: HttpRequest) -> HttpResponse:
    """On a phone, standing in the yard: six fields, and it is public."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Activity.Kind.values else Activity.Kind.EVENT
    form = PublishForm(request.POST or None, initial={"kind": kind, "key": uuid4()})
    made: list[Activity] = []

    def act() -> None:
        facts = {name: form.cleaned_data[name] for name in ("title", "place", "places", "kind", "key")}
        unit = own_units(request.user).first()
        made.append(actions.publish(unit, by=request.user, **facts, **form.times()))

    if done(form, act):
        messages.success(request, _("已发布，居民现在就能看到和报名。"))
        return redirect("volunteers:activity_desk", made[0].pk)
    context = {"form": form, "kind": form["kind"].value(), "tabs": Activity.Kind.choices}
    return render(request, "volunteers/activity_new.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_GET
def activity_desk(request: HttpRequest, pk: int) -> HttpResponse:
    return show_activity(request, get_visible(Activity, request.user, pk), QuestionForm(), ReasonForm())


def show_activity(request, row: Activity, question: QuestionForm, reason: ReasonForm, status: int = 200):
    coming = row.sessions.coming().order_by("starts_at", "pk").values(*COLUMNS)
    context = {
        "activity": row,
        "kind": row.get_kind_display(),
        "rows": [session_row(one) for one in coming[:SHOWN]],
        "count": coming.count(),
        "over": row.sessions.planned().over().count(),
        "series": [series_words(one) for one in row.series.order_by("first_on", "pk") if rule_runs(one)],
        "terms": row.terms.all(),
        "needs": list(row.needs.values_list("name", flat=True)),
        "questions": row.questions.all(),
        "question": question,
        "reason": reason,
    }
    return render(request, "volunteers/activity_desk.html", context, status=status)


def rule_runs(row) -> bool:
    return row.last_on is None or row.last_on >= timezone.localdate()


def series_words(row) -> dict:
    days = "、".join(str(DAYS[int(day)]) for day in row.weekdays)
    return {"row": row, "days": days}


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE)
    initial = {name: getattr(row, name) for name in DetailsForm.base_fields if name != "needs"}
    initial["needs"] = row.needs.all()
    teams = Team.objects.visible_to(request.user).current()
    form = DetailsForm(request.POST or None, activity=row, teams=teams, initial=initial)
    if done(form, lambda: actions.change(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("volunteers:activity_desk", row.pk)
    return form_page(request, row, form, _("修改活动"), _("保存"))


def form_page(request, row: Activity, form, title: str, button: str) -> HttpResponse:
    context = {"form": form, "activity": row, "title": title, "button": button}
    return render(request, "volunteers/activity_form.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def activity_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE)
    form = RepeatForm(request.POST or None, initial={"first_on": timezone.localdate()})
    if done(form, lambda: series.repeat(row, by=request.user, **form.rule())):
        messages.success(request, _("已排好，节假日已经避开。"))
        return redirect("volunteers:activity_desk", row.pk)
    return form_page(request, row, form, _("每周重复"), _("排进日历"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def session_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE)
    form = SessionForm(request.POST or None, initial={"place": row.place, "places": row.places})

    def act() -> None:
        facts = {name: form.cleaned_data[name] for name in ("place", "places", "title")}
        actions.add_session(row, by=request.user, **facts, **form.times())

    if done(form, act):
        messages.success(request, _("已加一场。"))
        return redirect("volunteers:activity_desk", row.pk)
    return form_page(request, row, form, _("加一场"), _("加上"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def term_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE, kind=Activity.Kind.COURSE)
    form = TermForm(request.POST or None)

    def act() -> None:
        term, rule = form.parts()
        courses.open_term(row, by=request.user, rule=rule, **term)

    if done(form, act):
        messages.success(request, _("学期已开，居民可以报整个学期。"))
        return redirect("volunteers:activity_desk", row.pk)
    return form_page(request, row, form, _("开一个学期"), _("开班"))


@desk_required
@require_POST
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE)
    form = QuestionForm(request.POST)
    if done(form, lambda: actions.ask(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("报名时会问这一题。"))
        return redirect("volunteers:activity_desk", row.pk)
    return show_activity(request, row, form, ReasonForm(), status=422)


@desk_required
@require_POST
def activity_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Activity, request.user, pk, CHANGE)
    form = ReasonForm(request.POST)
    if done(form, lambda: actions.withdraw(row, reason=form.cleaned_data["reason"], by=request.user)):
        messages.success(request, _("活动已停办，报了名的人都已通知。"))
        return redirect("volunteers:activity_desk", row.pk)
    return show_activity(request, row, QuestionForm(), form, status=422)
