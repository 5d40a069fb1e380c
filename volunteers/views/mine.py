"""What somebody signed up for, the calendar of it, and the offer to help."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from volunteers.actions import courses, feeds, fitness, people, signing
from volunteers.forms.activities import SignUpForm
from volunteers.forms.people import OfferForm
from volunteers.models import CalendarFeed, Enrolment, Session, SignUp, Term, Volunteer
from volunteers.views import entries
from volunteers.views.rows import COLUMNS, TONES, session_row

DEEDS = {"accept": signing.accept, "decline": signing.decline, "cancel": signing.cancel}
SAID = {
    "accept": gettext_lazy("已确认，名额是您的了。"),
    "decline": gettext_lazy("已放弃，名额转给下一位。"),
    "cancel": gettext_lazy("已取消报名。"),
}
SESSION = tuple(f"session__{name}" for name in COLUMNS)


def person_of(user) -> Person | None:
    return Person.objects.filter(user=user, merged_into=None).first()


@never_cache
@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = SignUp.objects.filter(person__user=request.user)
    coming = found.filter(session__ends_at__gt=now, state__in=SignUp.OPEN).order_by("session__starts_at", "pk")
    past = found.filter(session__ends_at__lte=now, state=SignUp.State.CONFIRMED).order_by("-session__starts_at")
    enrolled = Enrolment.objects.filter(person__user=request.user, state__in=SignUp.OPEN, term__last_on__gte=now.date())
    context = {
        "coming": [own_row(row) for row in coming.values("pk", "state", "accept_by", *SESSION)[:60]],
        "past": [own_row(row) for row in past.values("pk", "state", "accept_by", *SESSION)[:20]],
        "terms": enrolled.select_related("term__activity"),
        "feed": CalendarFeed.objects.filter(user=request.user, until=None).first(),
        "address": request.session.pop("calendar", ""),
        "volunteer": Volunteer.objects.filter(person__user=request.user).first(),
        "person": person_of(request.user),
    }
    return render(request, "volunteers/mine.html", context)


def own_row(row: dict) -> dict:
    facts = session_row({name.removeprefix("session__"): row[name] for name in SESSION})
    state = SignUp.State(row["state"])
    return facts | {
        "sign_up": row["pk"],
        "label": state.label,
        "tone": TONES.get(state, "quiet"),
        "offered": state == SignUp.State.OFFERED,
        "accept_by": row["accept_by"],
    }


@login_required
@require_POST
def mine_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_object_or_404(SignUp.objects.select_related("person"), pk=pk, person__user=request.user)
    if deed not in DEEDS:
        raise Http404
    pressed(request, lambda: DEEDS[deed](row, by=request.user), str(SAID[deed]))
    return redirect("volunteers:mine")


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap when nothing is asked; the answer says whether it is a place or a turn."""
    row = get_object_or_404(Session.objects.public().select_related("activity"), pk=pk)
    person = person_of(request.user)
    form = SignUpForm(request.POST if request.method == "POST" else None, activity=row.activity)
    made: list[SignUp] = []

    def act() -> None:
        made.append(signing.sign_up(row, person=person, answers=form.answers(), by=request.user))

    if person and done(form, act):
        messages.success(request, said(made[0]))
        return redirect("volunteers:mine")
    own = SignUp.objects.open().filter(session=row, person=person).first() if person else None
    context = {
        "form": form,
        "row": session_row(Session.objects.values(*COLUMNS).get(pk=row.pk)),
        "activity": row.activity,
        "person": person,
        "own": own,
        "closed": reason_closed(row),
        "waiting": SignUp.objects.filter(session=row, state=SignUp.State.WAITING).count(),
    }
    return render(request, "volunteers/sign_up.html", context, status=422 if form.errors else 200)


def reason_closed(row: Session) -> str:
    try:
        fitness.refuse_closed(row)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    return ""


def said(row: SignUp) -> str:
    if row.state == SignUp.State.WAITING:
        before = SignUp.objects.filter(session=row.session, state=SignUp.State.WAITING, number__lt=row.number).count()
        return _("名额已满，您排在候补第 %(turn)s 位。有人取消会通知您确认。") % {"turn": before + 1}
    return _("报名成功。开始前会提醒您。")


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.public().select_related("activity"), pk=pk)
    person = person_of(request.user)
    made: list[Enrolment] = []

    def act() -> None:
        made.append(courses.enrol(term, person, by=request.user))

    if request.method == "POST" and person and pressed(request, act):
        waits = made[0].state == SignUp.State.WAITING
        messages.success(request, _("名额已满，已为您排候补。") if waits else _("已报上整个学期的课。"))
        return redirect("volunteers:mine")
    lessons = term.sessions.planned().order_by("starts_at").values(*COLUMNS)
    own = Enrolment.objects.filter(term=term, person=person, state__in=SignUp.OPEN).first() if person else None
    context = {"term": term, "rows": [session_row(row) for row in lessons[:40]], "person": person, "own": own}
    return render(request, "volunteers/enrol.html", context)


@login_required
@require_POST
def quit_term(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Enrolment, pk=pk, person__user=request.user)
    pressed(request, lambda: courses.quit_term(row, by=request.user), _("已退出这个学期的课。"))
    return redirect("volunteers:mine")


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def offer(request: HttpRequest) -> HttpResponse:
    """Somebody offers help; staff looks at it before they are on the list."""
    person = person_of(request.user)
    known = Volunteer.objects.filter(person=person).exclude(state=Volunteer.State.LEFT).first() if person else None
    form = OfferForm(request.POST or None)
    if person and not known and done(form, lambda: take_offer(request.user, person, form.cleaned_data)):
        messages.success(request, _("谢谢您！社区看过以后会告诉您。"))
        return redirect("volunteers:mine")
    context = {"form": form, "person": person, "volunteer": known}
    return render(request, "volunteers/offer.html", context, status=422 if form.errors else 200)


def take_offer(user, person: Person, facts: dict) -> None:
    unit = people.home_of(person)
    if unit is None:
        raise ValidationError(_("登记里没有您的住址，请联系社区工作人员代为登记。"), code="nowhere")
    guardian = {"guardian_name": facts["guardian_name"], "guardian_agreed_on": timezone.localdate()}
    row = people.register(
        person,
        unit=unit,
        how=_("本人在网上登记"),
        by=user,
        state=Volunteer.State.ASKED,
        availability=facts["availability"],
        **(guardian if facts["guardian_name"] else {}),
    )
    for skill in facts["skills"]:
        people.claim_skill(row, skill)


@login_required
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    token = feeds.open_feed(request.user)
    path = reverse("volunteers:feed", args=[token])
    # shown on the next page once, never again
    request.session["calendar"] = (
        f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    )
    messages.success(request, _("日历地址已生成，请复制到您的日历里。旧地址已经停用。"))
    return redirect("volunteers:mine")


@login_required
@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    if feeds.revoke(request.user):
        messages.success(request, _("日历地址已停用，谁也打不开了。"))
    return redirect("volunteers:mine")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    user = feeds.reader_of(token)
    if user is None:
        raise Http404
    return HttpResponse(entries.feed(user), content_type="text/calendar; charset=utf-8")
