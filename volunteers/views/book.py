"""The organiser's page for one session, made for a phone: who is here, one tap each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.text import clean_line
from community.actions import consent
from community.models import Consent, Person
from community.views import picking
from community.views.deeds import FORM_PAGE, pressed
from community.views.pictures import served, with_photos
from grids.scope import desk_required, get_visible, on_staff
from points.models import Item, PassbookCode, Settlement
from volunteers.actions import attending, crediting, knowing, recording
from volunteers.forms.book import PaperForm, WalkInForm
from volunteers.models import Attendance, Session, SignBook, SignPair, SignUp
from volunteers.models.attendance import title_of
from volunteers.scope import sessions_run_by
from volunteers.views.book_rows import counts_of, people_of

State = Attendance.State
STAFF_PAGE, OWN_PAGE = "desk_page.html", "page.html"


def session_run_by(request: HttpRequest, pk: int) -> Session:
    """Staff of the place, or a leader of the team whose session it is."""
    found = sessions_run_by(request.user).select_related("activity__by", "unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shell(request: HttpRequest) -> str:
    return STAFF_PAGE if on_staff(request.user) else OWN_PAGE


@never_cache
@login_required
@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_run_by(request, pk)
    rows = people_of(session)
    held = getattr(session, "book", None)
    records = list(recording.of_session(session).values_list("state", flat=True))
    context = {
        "shell": shell(request),
        "staff": on_staff(request.user),
        "session": session,
        "title": title_of(session),
        "rows": rows,
        "counts": counts_of(rows),
        "closed": held is not None and held.closed_at is not None,
        "on_paper": held is not None and bool(held.paper),
        "item": held.item if held else None,
        "begun": session.starts_at <= timezone.now(),
        "items": Item.objects.open_in(session.unit) if on_staff(request.user) else [],
        "suggested": last_item(session),
        "waiting": records.count("waiting"),
        "confirmed": records.count("confirmed"),
        "settlement": crediting.settlement_of(recording.subject_of(session)),
        "states": [
            (State.LATE, _("迟到")),
            (State.EARLY, _("早退")),
            (State.EXCUSED, _("请假")),
            (State.ABSENT, _("缺席")),
        ],
    }
    return render(request, "volunteers/book.html", context)


def last_item(session: Session) -> int | None:
    """What the activity is for, else what it counted for last time."""
    if session.activity.item_id:
        return session.activity.item_id
    before = Session.objects.filter(activity=session.activity_id).exclude(book__item=None)
    return before.order_by("-starts_at").values_list("book__item", flat=True).first()


def back(session: Session, anchor: str = "") -> HttpResponse:
    return redirect(reverse("volunteers:book", args=[session.pk]) + anchor)


@never_cache
@login_required
@require_POST
def book_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """``mark``: ``p12:arrived`` for a person of the list, ``s7:arrived`` for a sign-up that has only a name."""
    session = session_run_by(request, pk)
    key, _sep, state = request.POST.get("mark", "").partition(":")

    def act() -> None:
        person = person_meant(session, key, by=request.user)
        if state == "out":
            attending.sign_out(session, person, how=SignPair.How.TICK, by=request.user)
        else:
            attending.mark(session, person, state, by=request.user)

    pressed(request, act)
    return back(session, f"#{clean_line(key)[:12]}")


def person_meant(session: Session, key: str, *, by) -> Person:
    """Only people who stand on the list of this session."""
    kind, number = key[:1], key[1:]
    if number.isdecimal() and len(number) < 10:
        if kind == "s":
            found = SignUp.objects.filter(session=session, pk=number).first()
            if found is not None:
                return knowing.person_of(found, by=by)
        listed = SignUp.objects.open().filter(session=session, person=number).exists()
        if kind == "p" and (listed or session.attendances.filter(person=number).exists()):
            return Person.objects.get(pk=number)
    raise ValidationError(_("名单里没有这个人，请刷新页面，或用“现场加入”。"), code="not_listed")


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def book_walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who came without signing up: from the register, or only a name."""
    session = session_run_by(request, pk)
    staff = on_staff(request.user)
    if request.method == "POST" and staff and (search := picking.asked_for(request)) is not None:
        return redirect(reverse("volunteers:book_walk_in", args=[session.pk]) + search)
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and pressed(request, lambda: walk_in(session, form, request)):
        return back(session)
    seen = Person.objects.visible_to(request.user).living() if staff else Person.objects.none()
    context = {
        "shell": shell(request),
        "staff": staff,
        "session": session,
        "title": title_of(session),
        "form": form,
        "pick": picking.found(request, seen, session.attendances.values_list("person", flat=True)),
    }
    return render(request, "volunteers/book_walk_in.html", context, status=422 if form.errors else 200)


def walk_in(session: Session, form: WalkInForm, request: HttpRequest) -> None:
    told, user = form.cleaned_data, request.user
    if told["person"]:
        person = Person.objects.visible_to(user).filter(pk=told["person"]).first()
        if person is None:
            raise ValidationError(_("没有找到这位居民，请重新查找。"), code="not_found")
    else:
        person = knowing.write_down(told["name"], unit=session.unit, words=told["words"], by=user).person
    if told["agrees"] and not Consent.objects.filter(person=person, purpose="volunteer", withdrawn_on=None).exists():
        consent.give(person, "volunteer", how=_("活动现场当面说的"), by=user)
    attending.mark(session, person, State.LATE if told["late"] else State.ARRIVED, by=user, walk_in=True)
    messages.success(request, _("%(name)s 已登记到场。") % {"name": person.name})


@never_cache
@desk_required
@require_POST
def book_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A passbook's code, read by a scanner that types it or opened by the phone's camera: in, or out."""
    session = get_visible(Session, request.user, pk, "volunteers.change_session")
    pressed(request, lambda: messages.success(request, scanned(session, request.POST.get("code", ""), by=request.user)))
    return back(session)


def scanned(session: Session, code: str, *, by) -> str:
    token = clean_line(code)[:200].rstrip("/").rsplit("/", 1)[-1]
    found = PassbookCode.objects.filter(token=token, revoked_at=None).select_related("account__person").first()
    if not token or found is None or found.account.person is None:
        raise ValidationError(_("认不出这个码。请再扫一次，或在名单上点名。"), code="unknown_code")
    person = found.account.person
    if SignPair.objects.filter(person=person, attended__session=session, out_at=None).exists():
        attending.sign_out(session, person, how=SignPair.How.PASSBOOK, by=by)
        return _("%(name)s 已签退。") % {"name": person.name}
    attending.sign_in(session, person, how=SignPair.How.PASSBOOK, by=by)
    return _("%(name)s 已签到。") % {"name": person.name}


@with_photos
@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def book_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Typed from the list on paper: when each came and went, never how long that was."""
    session = session_run_by(request, pk)
    listed = [(row["key"], row["name"]) for row in people_of(session) if row["key"]]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*sent, session=session, listed=listed)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> None:
            person = person_meant(session, told["who"], by=request.user)
            if told["paper"]:
                attending.keep_paper(session, told["paper"], by=request.user)
            attending.type_paper(session, person, told["come_at"], told["go_at"], by=request.user)

        if pressed(request, act, _("已登记。可以接着登记下一位。")):
            return redirect("volunteers:book_paper", session.pk)
    context = {"shell": shell(request), "session": session, "title": title_of(session), "form": form}
    return render(request, "volunteers/book_paper.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def book_photo(request: HttpRequest, pk: int) -> FileResponse:
    """The list on paper as it was photographed, for those who keep the list."""
    book = get_object_or_404(SignBook.objects.exclude(paper=""), pk=session_run_by(request, pk).pk)
    return served(book.paper, f"{pk}.jpg")


@never_cache
@login_required
@require_POST
def book_close(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_run_by(request, pk)
    item = chosen_item(request, session)
    pressed(
        request,
        lambda: attending.close(session, by=request.user, item_id=item),
        _("已结束签到，没有签退的人一起签退了。"),
    )
    return back(session)


def chosen_item(request: HttpRequest, session: Session) -> int | None:
    """Staff say what it counts for; for a team's leader it stays what the activity says."""
    if not on_staff(request.user):
        return session.activity.item_id
    wanted = request.POST.get("item", "")
    if not wanted.isdecimal():
        return None
    return Item.objects.open_in(session.unit).filter(pk=wanted[:9]).values_list("pk", flat=True).first()


@never_cache
@desk_required
@require_POST
def book_item(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_visible(Session, request.user, pk, "volunteers.change_session")
    item = chosen_item(request, session)
    if item is None:
        messages.error(request, _("请选择记入哪一项。"))
    else:
        pressed(request, lambda: attending.choose_item(session, item, by=request.user), _("已改，记录重新生成。"))
    return back(session)


@never_cache
@desk_required
@require_POST
def book_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_visible(Session, request.user, pk, "volunteers.change_session")
    done, left = recording.confirm_all(session, by=request.user)
    if done:
        messages.success(request, _("已确认 %(n)s 条服务记录。") % {"n": done})
    for sentence in left:
        messages.warning(request, sentence)
    return back(session)


@never_cache
@desk_required
@require_POST
def book_statement(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_visible(Session, request.user, pk, "volunteers.change_session")
    made: list[Settlement] = []
    said = _("统计表做好了，请另一位工作人员审核，再入账。")
    if pressed(request, lambda: made.append(crediting.open_statement(session, by=request.user)), said):
        return redirect("points:settlement", made[0].pk)
    return back(session)


@never_cache
@desk_required
@require_safe
def book_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """一场一统计 on paper: who, from when to when, minutes and points, as the book of points has them."""
    session = get_visible(Session, request.user, pk)
    settlement = crediting.settlement_of(recording.subject_of(session))
    settled = settlement is not None and settlement.state == Settlement.State.SETTLED
    given = dict(settlement.lines.values_list("person", "given")) if settlement else {}
    rows = [row | {"points": given.get(row["person"])} for row in people_of(session)]
    came = [row for row in rows if row["state"] in Attendance.CAME]
    context = {
        "session": session,
        "title": title_of(session),
        "rows": rows,
        "settlement": settlement,
        "headcount": len(came),
        "minutes": sum(row["minutes"] for row in came),
        # as the book of points has it; nothing before it is booked
        "points": sum(row["points"] or 0 for row in rows) if settled else None,
    }
    return render(request, "volunteers/print/session_sheet.html", context)
