"""The four-thirty class: which child went home with whom; and the birthdays of a month."""

from calendar import monthrange
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible
from volunteers.actions import birthdays as party
from volunteers.actions import courses
from volunteers.forms.activities import BirthdayForm, PickUpForm
from volunteers.models import Activity, Birthday, Handover, PickUp, Session, SignUp
from volunteers.reports import birthdays

CHANGE = "volunteers.change_session"
MOST = 200
AGES = ("60", "70", "80", "90")


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def pick_ups(request: HttpRequest, pk: int) -> HttpResponse:
    """Each child with the people the guardian named; one tap when it leaves."""
    row = get_visible(Session, request.user, pk, CHANGE, activity__kind=Activity.Kind.CARE)
    children = children_of(row)
    form = PickUpForm(request.POST or None, children=[(one["person"], one["person__name"]) for one in children])

    def act() -> None:
        facts = dict(form.cleaned_data)
        child = Person.objects.get(pk=facts.pop("child"))
        courses.name_pick_up(row.activity, child, by=request.user, **facts)

    if done(form, act):
        messages.success(request, _("接送人已登记。"))
        return redirect("volunteers:pick_ups", row.pk)
    context = {"session": row, "activity": row.activity, "form": form, "children": with_adults(row, children)}
    return render(request, "volunteers/pick_ups.html", context, status=422 if form.errors else 200)


def children_of(session: Session) -> list[dict]:
    confirmed = session.sign_ups.filter(state=SignUp.State.CONFIRMED, person__isnull=False)
    return list(confirmed.order_by("number").values("person", "person__name", "person__guardian__name"))


def with_adults(session: Session, children: list[dict]) -> list[dict]:
    listed: dict[int, list[PickUp]] = {}
    for one in PickUp.objects.current().filter(activity=session.activity_id).order_by("pk"):
        listed.setdefault(one.child_id, []).append(one)
    gone = {row.child_id: row for row in Handover.objects.filter(session=session).select_related("pick_up")}
    return [
        child | {"adults": listed.get(child["person"], []), "gone": gone.get(child["person"])} for child in children
    ]


@desk_required
@require_POST
def hand_over(request: HttpRequest, pk: int, adult: int) -> HttpResponse:
    row = get_visible(Session, request.user, pk, CHANGE)
    one = get_object_or_404(PickUp, pk=adult, activity=row.activity_id)
    pressed(request, lambda: courses.hand_over(row, one, by=request.user), _("已记下接走的时间。"))
    return redirect("volunteers:pick_ups", row.pk)


@desk_required
@require_POST
def pick_up_end(request: HttpRequest, pk: int, adult: int) -> HttpResponse:
    row = get_visible(Session, request.user, pk, CHANGE)
    one = get_object_or_404(PickUp, pk=adult, activity=row.activity_id)
    pressed(request, lambda: courses.end_pick_up(one, by=request.user), _("这位接送人已停用。"))
    return redirect("volunteers:pick_ups", row.pk)


@never_cache
@desk_required
@require_GET
def birthday_list(request: HttpRequest) -> HttpResponse:
    """Whose birthday falls into the month, by the calendar each keeps; invited to the party from here."""
    first = month_of(request.GET.get("month", ""))
    last = date(first.year, first.month, monthrange(first.year, first.month)[1])
    people = Person.objects.within(Unit.objects.overseen_by(request.user, *Posting.STAFF)).living()
    elder = int(age) if (age := request.GET.get("age", "")) in AGES else birthdays.ELDER
    rows = birthdays.celebrating(people, first, last, elder=elder)
    parties = Session.objects.visible_to(request.user).planned().coming()
    parties = parties.filter(activity__kind=Activity.Kind.BIRTHDAY).select_related("activity").order_by("starts_at")
    context = {
        "rows": rows[:MOST],
        "count": len(rows),
        "first": first,
        "elder": elder,
        "ages": [int(one) for one in AGES],
        "before": shifted(first, -1),
        "after": shifted(first, 1),
        "parties": parties[:10],
    }
    return render(request, "volunteers/birthday_list.html", context)


def month_of(word: str) -> date:
    try:
        found = date.fromisoformat(f"{word}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
    return found if 1950 <= found.year <= 2090 else timezone.localdate().replace(day=1)


def shifted(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@desk_required
@require_POST
def birthday_invite(request: HttpRequest) -> HttpResponse:
    """The ticked elders come onto the list of one party."""
    keys = [key for key in request.POST.getlist("person")[:MOST] if key.isdecimal()]
    people = list(Person.objects.visible_to(request.user).living().filter(pk__in=keys).order_by("pk"))
    party_key = request.POST.get("session", "")
    if not party_key.isdecimal() or not people:
        messages.error(request, _("请勾选要请的老人，并选一场集体生日。"))
        return redirect("volunteers:birthdays")
    row = get_visible(Session, request.user, int(party_key), CHANGE, activity__kind=Activity.Kind.BIRTHDAY)
    said = _("已请 %(count)s 位老人。") % {"count": len(people)}
    pressed(request, lambda: party.invite(row, people, by=request.user), said)
    return redirect("volunteers:session", row.pk)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def birthday_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk)
    if person.born is None:
        raise Http404
    kept = Birthday.objects.filter(person=person).first()
    initial = {"lunar": "1" if kept is None or kept.lunar else "0"}
    if kept:
        initial |= {"month": kept.month, "day": kept.day, "leap": kept.leap}
    form = BirthdayForm(request.POST or None, initial=initial)
    if done(form, lambda: party.remember(person, **form.cleaned_data)):
        messages.success(request, _("已记下。"))
        return redirect(reverse("volunteers:birthdays"))
    context = {"form": form, "person": person}
    return render(request, "volunteers/birthday_form.html", context, status=422 if form.errors else 200)
