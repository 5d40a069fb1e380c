"""One session on the desk: who comes, who waits, changed alone or with the later ones, cancelled, printed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.masks import mask_phone
from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.picking import asked_for, found
from grids.scope import desk_required, get_visible
from volunteers.actions import activities as actions
from volunteers.actions import series, shifting, signing
from volunteers.forms.activities import GuestForm, LaterForm, ReasonForm, SessionForm, ShiftForm, SignUpForm
from volunteers.models import Session, SignUp
from volunteers.views.rows import COLUMNS, TONES, session_row

CHANGE = "volunteers.change_session"
PER_PAGE = 50


def questions_of(session: Session) -> dict[int, str]:
    return dict(session.activity.questions.values_list("pk", "text"))


def rows_of(sign_ups: QuerySet, questions: dict[int, str]) -> list[dict]:
    columns = ("pk", "number", "state", "at", "accept_by", "answers", "name", "person", "person__name", "by__name")
    found = []
    for row in sign_ups.values(*columns, "phone"):
        state = SignUp.State(row["state"])
        answers = [(questions[int(key)], word) for key, word in row["answers"].items() if int(key) in questions]
        found.append(
            row
            | {"who": row["person__name"] or row["name"], "label": state.label, "tone": TONES.get(state, "quiet")}
            | {"open": state in SignUp.OPEN, "said": answers, "phone": mask_phone(row["phone"] or "")}
        )
    return found


@never_cache
@desk_required
@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Session, request.user, pk), ReasonForm())


def show(
    request: HttpRequest, row: Session, reason: ReasonForm, status: int = 200, shift: ShiftForm | None = None
) -> HttpResponse:
    everybody = row.sign_ups.in_turn()
    page = Paginator(everybody.filter(state__in=SignUp.HOLDING), PER_PAGE).get_page(request.GET.get("page"))
    counts = dict(row.sign_ups.order_by().values_list("state").annotate(count=Count("pk")))
    waiting, gone = counts.get(SignUp.State.WAITING, 0), sum(counts.get(state, 0) for state in SignUp.CLOSED)
    asked = questions_of(row)
    shifts = row.shifts.order_by("starts_at", "pk").values(*COLUMNS)
    context = {
        "session": row,
        "row": session_row(Session.objects.values(*COLUMNS).get(pk=row.pk)),
        "activity": row.activity,
        "page": page,
        "coming": rows_of(page.object_list, asked),
        "waiting": rows_of(everybody.filter(state=SignUp.State.WAITING)[:PER_PAGE], asked) if waiting else [],
        "gone": rows_of(everybody.exclude(state__in=SignUp.OPEN)[:PER_PAGE], asked) if gone else [],
        "confirmed": counts.get(SignUp.State.CONFIRMED, 0),
        "in_turn": waiting,
        "over": row.ends_at <= timezone.now(),
        "later": row.series_id is not None,
        "reason": reason,
        "shifts": [session_row(one) for one in shifts],
        "may_part": not (row.within_id or row.term_id or any(counts.get(state) for state in SignUp.OPEN)),
        "shift": shift or ShiftForm(session=row),
    }
    return render(request, "volunteers/session_desk.html", context, status=status)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Only this one."""
    row = get_visible(Session, request.user, pk, CHANGE, state=Session.State.PLANNED)
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    initial = {"day": start.date(), "begins_at": start.time(), "ends_at": end.time()}
    initial |= {name: getattr(row, name) for name in ("place", "places", "title")}
    form = SessionForm(request.POST or None, initial=initial)

    def act() -> None:
        facts = {name: form.cleaned_data[name] for name in ("place", "places", "title")}
        actions.change_session(row, by=request.user, **facts, **form.times())

    if done(form, act):
        messages.success(request, _("这一场已改好，报了名的人已通知。"))
        return redirect("volunteers:session", row.pk)
    return form_page(request, row, form, _("只改这一场"))


@desk_required
@require_POST
def shift_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Session, request.user, pk, CHANGE)
    form = ShiftForm(request.POST, session=row)
    if done(form, lambda: shifting.add_shift(row, by=request.user, **form.facts())):
        messages.success(request, _("班次已加上，居民按班次报名。"))
        return redirect("volunteers:session", row.pk)
    return show(request, row, ReasonForm(), status=422, shift=form)


@desk_required
@require_POST
def shifts_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Session, request.user, pk, CHANGE)
    made: list[int] = []
    if pressed(request, lambda: made.append(shifting.repeat_shifts(row, by=request.user))):
        messages.success(request, _("后面 %(n)s 场也这样分班了；有人报了名的没有动。") % {"n": made[0]})
    return redirect("volunteers:session", row.pk)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def session_later(request: HttpRequest, pk: int) -> HttpResponse:
    """This one and all later ones of its series."""
    row = get_visible(Session, request.user, pk, CHANGE, series__isnull=False)
    rule = row.series
    initial = {"weekdays": list(rule.weekdays), "begins_at": rule.begins_at, "minutes": rule.minutes}
    initial |= {"place": rule.place or row.activity.place, "places": rule.places or row.activity.places}
    form = LaterForm(request.POST or None, initial=initial)
    if done(form, lambda: series.change_from(row, by=request.user, **form.rule())):
        messages.success(request, _("这一场和以后各场都已改好，报了名的人已通知。"))
        return redirect("volunteers:activity_desk", row.activity_id)
    return form_page(request, row, form, _("改这一场和以后各场"))


def form_page(request: HttpRequest, row: Session, form, title: str) -> HttpResponse:
    context = {"form": form, "session": row, "activity": row.activity, "title": title}
    return render(request, "volunteers/session_form.html", context, status=422 if form.errors else 200)


@desk_required
@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Session, request.user, pk, CHANGE)
    form = ReasonForm(request.POST)
    later = "later" in request.POST

    def act() -> None:
        cancel = series.cancel_from if later else actions.cancel_session
        cancel(row, reason=form.cleaned_data["reason"], by=request.user)

    if done(form, act):
        messages.success(request, _("已取消，报了名的人已通知。"))
        return redirect("volunteers:session", row.pk)
    return show(request, row, form, status=422)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def session_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff signs somebody up: a resident by searching, somebody unknown by name and phone."""
    row = get_visible(Session, request.user, pk, CHANGE)
    if (sought := asked_for(request)) is not None:
        return redirect(reverse("volunteers:session_sign_up", args=[row.pk]) + sought)
    seen = Person.objects.visible_to(request.user).living()
    posted = request.method == "POST"
    key = request.POST.get("person", "")
    person = seen.filter(pk=key[:18]).first() if key.isdecimal() else None
    asked = SignUpForm(request.POST if posted and person else None, activity=row.activity)
    guest = GuestForm(request.POST if posted and not person else None, activity=row.activity)
    chosen = asked if person else guest

    def act() -> None:
        who = {"person": person} if person else {name: guest.cleaned_data[name] for name in ("name", "phone")}
        signing.sign_up(row, answers=chosen.answers(), by=request.user, **who)

    if posted and done(chosen, act):
        messages.success(request, _("已报名。"))
        return redirect("volunteers:session", row.pk)
    known = SignUp.objects.open().filter(session=row, person__isnull=False).values_list("person", flat=True)
    context = {"session": row, "activity": row.activity, "pick": found(request, seen, known), "guest": guest}
    context |= {"asked": asked, "errors": chosen if posted else guest}
    return render(request, "volunteers/session_sign_up.html", context, status=422 if posted else 200)


@desk_required
@require_POST
def sign_up_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(SignUp, request.user, pk)
    pressed(request, lambda: signing.cancel(row, by=request.user), _("已取消这个报名。"))
    return redirect("volunteers:session", row.session_id)


@never_cache
@desk_required
@require_GET
def session_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 for the table at the door: names to tick, lines for those who come unasked."""
    row = get_visible(Session, request.user, pk)
    confirmed = rows_of(row.sign_ups.in_turn().filter(state=SignUp.State.CONFIRMED), questions_of(row))
    context = {
        "session": row,
        "row": session_row(Session.objects.values(*COLUMNS).get(pk=row.pk)),
        "rows": confirmed,
        "blank": range(max(4, 20 - len(confirmed))),
    }
    return render(request, "print/session.html", context)
