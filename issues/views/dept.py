"""The departments' own face: the cases in their hands and the whistles that call them, and nothing of the desk."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from accounts.limits import client_address
from accounts.models import Message
from community.views.pictures import served, with_photos
from issues import actions
from issues.actions import departments, whistles
from issues.flow import IN_HAND, MOVES
from issues.forms import ActForm, form_for
from issues.forms.departments import AskCommitteeForm, SharedContactForm
from issues.forms.whistle import ResultForm
from issues.models import Call, Department, Issue
from issues.rules import in_its_department, moves_open_to
from issues.views import dept_rows

CONFLICT, REFUSED = 409, 422
ON_A_PAGE = 20
# what a department does with a matter in its hands; all of them are moves of the handler
DEEDS = {
    "sign": actions.sign,
    "answer": actions.answer,
    "contact": actions.contact,
    "ask": actions.ask,
    "resume": actions.resume,
    "ask_more_time": actions.ask_more_time,
    "hand_back": actions.hand_back,
}
DONE = {
    "sign": gettext_lazy("已签收，请在期限内办理。"),
    "answer": gettext_lazy("已经答复，社区会来核查。"),
    "contact": gettext_lazy("已记下：联系过居民。"),
    "ask": gettext_lazy("已请居民补充，期限先暂停。"),
    "resume": gettext_lazy("已恢复办理，期限接着算。"),
    "ask_more_time": gettext_lazy("已申请延期，等社区审核。"),
    "hand_back": gettext_lazy("已申请退单，审核前仍由你们负责。"),
}


def dept_required(view):
    """Only for people of a department; others are told where to turn."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not Department.objects.of(request.user).exists():
            raise PermissionDenied(_("这里只对协同部门的人开放。如果您在部门工作，请联系社区为您登记。"))
        return view(request, *args, **kwargs)

    return guarded


def given(user, pk: int, perm: str | None = None) -> Issue:
    """404 for what is not this reader's department's, 403 for what is but may not be done."""
    issue = Issue.objects.given_to(user).select_related("category", "unit", "department").filter(pk=pk).first()
    if issue is None:
        raise Http404
    if perm and not (in_its_department(user, issue) and has_perm(perm, user, issue)):
        raise PermissionDenied(_("这件事不在你们单位手上，这一步不用你们办。"))
    return issue


@never_cache
@require_safe
@dept_required
def home(request: HttpRequest) -> HttpResponse:
    mine = Department.objects.of(request.user)
    calls = Call.objects.given_to(request.user).filter(whistle__ended_at=None)
    open_calls = calls.select_related("whistle__issue__unit", "department").order_by("arrived_at", "whistle__arrive_by")
    in_hand = Issue.objects.filter(department__in=mine, state__in=IN_HAND)
    done = request.GET.get("show") == "done"
    found = Issue.objects.given_to(request.user).exclude(pk__in=in_hand.values("pk")) if done else in_hand
    found = found.select_related("category", "unit").order_by(*(["-received_at"] if done else ["due_at"]), "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = [dept_rows.line(call) for call in open_calls]
    context = {
        "departments": list(mine),
        "calls": sorted(waiting, key=lambda row: row["call"].arrived_at is not None),
        "page": page,
        "rows": [dept_rows.short(issue) for issue in page],
        "done": done,
        "count": in_hand.count(),
        "unread": Message.objects.visible_to(request.user).unread().count(),
    }
    return render(request, "issues/dept_home.html", context)


@never_cache
@require_safe
@dept_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    issue = given(request.user, pk)
    for call in Call.objects.given_to(request.user).filter(whistle__issue=issue, seen_at=None):
        whistles.see(call)
    return case_page(request, issue)


def case_page(request: HttpRequest, issue: Issue, *, status: int = 200, **more) -> HttpResponse:
    """``more``: the form that was refused under its name, or the contact that was asked for."""
    user = request.user
    ours = in_its_department(user, issue)
    refused: str = more.get("refused", "")
    moves = [move for move in moves_open_to(user, issue) if move.name in DEEDS and move.name != refused] if ours else []
    context = {
        "case": dept_rows.case(issue),
        "calls": dept_rows.calls_of(issue, user),
        "ours": ours,
        "moves": [{"move": move, "form": form_for(move.name, issue, user)} for move in moves],
        "relay": AskCommitteeForm(auto_id="relay_%s") if issue.open else None,
        "sharing": SharedContactForm(auto_id="sharing_%s") if ours and issue.shares_contact else None,
        "result": ResultForm(auto_id="result_%s"),
        "result_of": None,
        "refused": "",
        "refused_move": MOVES.get(refused),
        "form": None,
        "contact": None,
    }
    return render(request, "issues/dept_case.html", context | more, status=status)


@require_safe
@cache_control(private=True, max_age=600)
@dept_required
def photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Counted within the matter, so that no name of a file or of a phone's album goes along."""
    photos = dept_rows.photos_of(given(request.user, pk))
    if not 1 <= number <= len(photos):
        raise Http404
    found = photos[number - 1]
    # what staff painted black is black for departments too
    small = "small" in request.GET
    return served(found.outside(small=small) or found.inside(small=small), f"{number}.jpg")


@never_cache
@require_POST
@dept_required
@with_photos
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in DEEDS:
        raise Http404
    issue = given(request.user, pk, f"issues.{verb}_issue")
    form = form_for(verb, issue, request.user, request.POST, request.FILES)
    if form.is_valid():
        try:
            DEEDS[verb](issue, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, DONE[verb])
            return redirect("issues:dept_case", pk)
    issue.refresh_from_db()
    renew_seen(form, issue)
    moved_on = form.has_error("__all__", "moved_on")
    return case_page(request, issue, status=CONFLICT if moved_on else REFUSED, refused=verb, form=form)


def renew_seen(form: ActForm, issue: Issue) -> None:
    """The reader sees the latest progress now, and may decide the same again."""
    if "seen" in form.fields:
        form.data = form.data.copy()
        form.data["seen"] = issue.version


@never_cache
@require_POST
@dept_required
def relay(request: HttpRequest, pk: int) -> HttpResponse:
    issue = given(request.user, pk)
    form = AskCommitteeForm(request.POST, auto_id="relay_%s")
    if not issue.open or not form.is_valid():
        return case_page(request, issue, status=REFUSED, relay=form, form=form)
    departments.ask_committee(issue, by=request.user, **form.cleaned_data)
    messages.success(request, _("已转给社区，社区联系居民以后会回复你们。"))
    return redirect("issues:dept_case", pk)


@never_cache
@require_POST
@dept_required
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Only with the reporter's consent for this matter; shown in this one answer, which no browser keeps."""
    issue = given(request.user, pk, "issues.reveal_issue")
    if not issue.shares_contact:
        raise PermissionDenied(_("居民没有同意把联系方式告诉部门，请点“请社区联系居民”。"))
    form = SharedContactForm(request.POST, auto_id="sharing_%s")
    if not form.is_valid():
        return case_page(request, issue, status=REFUSED, sharing=form, form=form)
    reason, address = form.cleaned_data["reason"], client_address(request)
    contact = departments.reveal_shared(issue, reason=reason, by=request.user, address=address)
    return case_page(request, issue, contact=contact)


def called(user, pk: int) -> Call:
    call = Call.objects.given_to(user).select_related("whistle__issue", "department").filter(pk=pk).first()
    if call is None:
        raise Http404
    return call


@never_cache
@require_POST
@dept_required
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    call = called(request.user, pk)
    try:
        whistles.arrive(call, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已记下报到时间。办完请写处理情况。"))
    return redirect("issues:dept_case", call.whistle.issue_id)


@never_cache
@require_POST
@dept_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    call = called(request.user, pk)
    form = ResultForm(request.POST, auto_id="result_%s")
    if form.is_valid():
        try:
            whistles.result(call, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("处理情况已经记下，吹哨人会看到。"))
            return redirect("issues:dept_case", call.whistle.issue_id)
    issue = given(request.user, call.whistle.issue_id)
    return case_page(request, issue, status=REFUSED, result=form, result_of=call.pk, form=form)
