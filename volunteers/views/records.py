"""Service records on the desk: what waits for a word, one record with its history, how many were in time."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.models import Person
from community.views import picking
from community.views.deeds import FORM_PAGE, pressed
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible
from volunteers import minutes
from volunteers.actions import knowing, objecting, recording
from volunteers.forms.record import AnswerForm, CorrectForm, ReasonForm
from volunteers.models import Certificate, Objection, Placeholder, ServiceRecord
from volunteers.reports.in_time import months, of_grids

PER_PAGE = 30
TABS = {
    "waiting": gettext_lazy("待确认"),
    "late": gettext_lazy("补录待另一人确认"),
    "objections": gettext_lazy("有异议"),
    "certificates": gettext_lazy("待开证明"),
    "names": gettext_lazy("待对上人"),
    "confirmed": gettext_lazy("已确认"),
}
COLUMNS = (
    "pk",
    "activity_name",
    "on",
    "minutes",
    "state",
    "late_entry",
    "due_on",
    "subject",
    "person__name",
    "unit__name",
)


@never_cache
@desk_required
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    user = request.user
    show = request.GET.get("show", "")
    show = show if show in TABS else "waiting"
    lists = lists_of(user)
    page = Paginator(lists[show], PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [described(row, today) for row in page.object_list] if show in RECORD_LISTS else list(page.object_list)
    context = {
        "tabs": [{"show": key, "label": label, "count": lists[key].count()} for key, label in TABS.items()],
        "show": show,
        "page": page,
        "rows": rows,
        "of_records": show in RECORD_LISTS,
    }
    return render(request, "volunteers/record_list.html", context)


RECORD_LISTS = ("waiting", "late", "confirmed")


def lists_of(user) -> dict:
    seen = ServiceRecord.objects.visible_to(user)
    waiting = seen.waiting().order_by("due_on", "subject", "pk").values(*COLUMNS)
    return {
        "waiting": waiting.filter(late_entry=False),
        "late": waiting.filter(late_entry=True),
        "objections": Objection.objects.visible_to(user)
        .open()
        .values("pk", "at", "record", "record__activity_name", "record__on", "record__person__name"),
        "certificates": Certificate.objects.visible_to(user)
        .asked()
        .values("pk", "person__name", "since", "until", "purpose", "asked_at"),
        "names": Placeholder.objects.visible_to(user).unknown().order_by("-pk").values("pk", "name", "words", "at"),
        "confirmed": seen.confirmed().order_by("-confirmed_at", "-pk").values(*COLUMNS),
    }


def described(row: dict, today: date) -> dict:
    late = row["state"] == "waiting" and row["due_on"] < today
    soon = row["state"] == "waiting" and not late and row["due_on"] <= today + timedelta(days=4)
    kind, _sep, number = row["subject"].partition(":")
    return row | {
        "hours": minutes.hours(row["minutes"]),
        "tone": "late" if late else "doing" if soon else "quiet",
        "session": int(number) if kind == "session" else None,
    }


@never_cache
@desk_required
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    return record_page(request, get_visible(ServiceRecord, request.user, pk))


def record_page(
    request: HttpRequest, row: ServiceRecord, form=None, *, deed: str = "", status: int = 200
) -> HttpResponse:
    objection = row.objections.open().first()
    own = row.person.user_id == request.user.pk
    forms = {
        "correct": CorrectForm(instance=row),
        "refuse": ReasonForm(auto_id="refuse_%s"),
        "void": ReasonForm(auto_id="void_%s"),
        "answer": AnswerForm(auto_id="answer_%s"),
    }
    context = {
        "record": row,
        "hours": minutes.hours(row.minutes),
        "own": own,
        "versions": row.versions.select_related("by"),
        "objections": row.objections.select_related("answered_by"),
        "open_objection": objection,
        "pairs": row.attended.pairs.select_related("in_by", "out_by") if row.attended else [],
        "session_pk": row.attended.session_id if row.attended else None,
        "forms": forms | ({deed: form} if form is not None else {}),
        "form": form or forms["refuse"],
        "wrong": deed,
    }
    return render(request, "volunteers/record_page.html", context, status=status)


@never_cache
@desk_required
@require_POST
def record_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_visible(ServiceRecord, request.user, pk, "volunteers.keep_record")
    user = request.user
    if deed == "confirm":
        pressed(request, lambda: recording.confirm(row, by=user), _("已确认。"))
        return redirect("volunteers:record", row.pk)
    form = form_of(deed, request, row)
    if not form.is_valid():
        return record_page(request, fresh(row), form, deed=deed, status=422)
    said = {"correct": _("已更正，原来的内容保留在下面。"), "answer": _("已答复。"), "void": _("已作废。")}
    pressed(request, lambda: act(deed, row, form, request), said.get(deed, _("已处理。")))
    return redirect("volunteers:record", row.pk)


def fresh(row: ServiceRecord) -> ServiceRecord:
    """A model's form has already written what was typed into the row it was given."""
    return ServiceRecord.objects.get(pk=row.pk)


def form_of(deed: str, request: HttpRequest, row: ServiceRecord):
    if deed == "correct":
        return CorrectForm(request.POST, instance=fresh(row))
    kind = AnswerForm if deed == "answer" else ReasonForm
    return kind(request.POST, auto_id=f"{deed}_%s")


def act(deed: str, row: ServiceRecord, form, request: HttpRequest) -> None:
    told, by = form.cleaned_data, request.user
    if deed == "correct":
        recording.correct(row, reason=told["reason"], by=by, **form.facts())
    elif deed == "refuse":
        recording.refuse(row, reason=told["reason"], by=by)
    elif deed == "void":
        recording.void(row, reason=told["reason"], by=by)
    else:
        objection = get_object_or_404(Objection.objects.select_related("record__person"), record=row, state="open")
        facts = {"minutes": told["minutes"]} if told["upheld"] else {}
        objecting.answer(objection, upheld=told["upheld"], text=told["answer"], by=by, **facts)


@never_cache
@desk_required
@require_safe
def records_in_time(request: HttpRequest) -> HttpResponse:
    """Article 11 as a share; by grid, never by person."""
    choices = months(timezone.localdate())
    month = request.GET.get("month", "")
    month = month if month in dict(choices) else choices[0][0]
    units = Unit.objects.overseen_by(request.user, *Posting.STAFF)
    rows = of_grids(units, month)
    return render(request, "volunteers/record_in_time.html", {"months": choices, "month": month, **rows})


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def placeholder(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was that? Found in the register, everything written down under the name is theirs."""
    row = get_visible(Placeholder, request.user, pk)
    if request.method == "POST" and (search := picking.asked_for(request)) is not None:
        return redirect(f"{request.path}{search}")
    seen = Person.objects.visible_to(request.user).living()
    if request.method == "POST":
        wanted = request.POST.get("person", "")
        person = seen.filter(pk=wanted[:9]).first() if wanted.isdecimal() else None
        if person is not None and pressed(
            request, lambda: knowing.recognise(row, person, by=request.user), _("已对上，记录都归到这位居民名下。")
        ):
            return redirect("volunteers:records")
    came = row.person.attendances.select_related("session__activity").order_by("-session__starts_at")
    context = {"row": row, "pick": picking.found(request, seen, [row.person_id]), "came": came}
    return render(request, "volunteers/placeholder.html", context)
