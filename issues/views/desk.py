"""The staff's desk: one matter with its way, what this person may do to it, and taking in new ones."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import client_address
from accounts.masks import mask_name, mask_phone
from accounts.models import User
from community.views.pictures import with_photos
from grids.scope import desk_required, get_visible
from issues import actions
from issues.actions.opinions import MEDIATORS
from issues.flow import GROUPS, MOVES, Move
from issues.forms import FORMS, ActForm, VerbForm, form_for
from issues.models import Issue, Order
from issues.models.counting import counts_up_to
from issues.rules import actors, moves_open_to, next_move, work_of
from issues.views import departments, intake, together, whistles
from issues.views.rows import pill, timeline
from issues.views.standing import ready_replies, requests_of, standing

CONFLICT = 409
# neighbours that nearly every matter has; the others are asked for where there is one
BESIDE = ("unit", "category", "handler")
DEEDS = {
    "sign": actions.sign,
    "answer": actions.answer,
    "assign": actions.assign,
    "take": actions.take,
    "file": actions.file,
    "allow_return": actions.allow_return,
    "refuse_return": actions.refuse_return,
    "resume": actions.resume,
    "close": actions.close,
    "rework": actions.rework,
    "visit": actions.visit,
    "contact": actions.contact,
    "ask": actions.ask,
    "pause": actions.pause,
    "ask_more_time": actions.ask_more_time,
    "allow_more_time": actions.allow_more_time,
    "refuse_more_time": actions.refuse_more_time,
    "reassign": actions.reassign,
    "hand_back": actions.hand_back,
    "sort": actions.sort,
    "decline": actions.decline,
    "reopen": actions.reopen,
    "note": actions.add_internal_note,
    "publish": actions.publish,
}
DONE = {
    "sign": gettext_lazy("已签收，请在期限内办理。"),
    "file": gettext_lazy("已立案，请派给人办理。"),
    "reassign": gettext_lazy("已经改派，新的承办人会收到消息。"),
    "allow_return": gettext_lazy("已同意退单，请重新安排。"),
    "refuse_return": gettext_lazy("没有同意退单，承办人会收到消息。"),
    "resume": gettext_lazy("已恢复办理，期限接着算。"),
    "rework": gettext_lazy("已退回返工，承办人会收到消息。"),
    "visit": gettext_lazy("回访已经记下。"),
    "contact": gettext_lazy("已记下：联系过居民。"),
    "ask": gettext_lazy("已请居民补充，期限先暂停。"),
    "pause": gettext_lazy("已挂起，期限先暂停。"),
    "ask_more_time": gettext_lazy("已申请延期，等同事审核。"),
    "allow_more_time": gettext_lazy("已同意延期，居民会看到新的期限。"),
    "refuse_more_time": gettext_lazy("没有同意延期，承办人会收到消息。"),
    "sort": gettext_lazy("类别和轻重已经改好，期限跟着重新算。"),
    "decline": gettext_lazy("已记为不予受理，居民会看到原因。"),
    "assign": gettext_lazy("已经派单，承办人会收到消息。"),
    "take": gettext_lazy("这件事由您来办了。"),
    "hand_back": gettext_lazy("已申请退单，审核前仍由您负责。"),
    "answer": gettext_lazy("已经答复，居民现在就能看到。"),
    "close": gettext_lazy("已经办结。"),
    "reopen": gettext_lazy("已经重新受理，请安排办理。"),
    "note": gettext_lazy("备注已经记下，只有工作人员看得到。"),
    "publish": gettext_lazy("对外公开的标题已经更新。"),
}


@never_cache
@require_safe
@desk_required
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """``?do=``: the name of a move whose form is wanted; one that is not open to this reader now is left out."""
    row = get_visible(Issue, request.user, pk, "issues.view_issue", beside=BESIDE)
    return issue_page(request, row, wanted=request.GET.get("do", ""))


@never_cache
@require_POST
@desk_required
@with_photos
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in DEEDS:
        raise Http404
    row = get_visible(Issue, request.user, pk, f"issues.{verb}_issue", beside=("unit", "category"))
    form = form_for(verb, row, request.user, request.POST, request.FILES)
    if form.is_valid():
        try:
            DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, DONE[verb])
            return redirect("issues:issue", pk)
    row.refresh_from_db()
    if "seen" in form.fields:
        # the reader sees the latest progress now, and may decide the same again
        form.data = form.data.copy()
        form.data["seen"] = row.version
    return issue_page(request, row, refused=(now_called(verb, row), form))


def now_called(verb: str, row: Issue) -> str:
    """Giving out a matter that somebody else gave out meanwhile is giving it to another."""
    return "reassign" if verb == "assign" and row.state in MOVES["reassign"].before else verb


@never_cache
@require_POST
@desk_required
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown in this one answer, which no browser keeps."""
    row = get_visible(Issue, request.user, pk, "issues.reveal_issue")
    form = form_for("reveal", row, request.user, request.POST)
    if not form.is_valid():
        return issue_page(request, row, refused=("reveal", form))
    reason = form.cleaned_data["reason"]
    contact = actions.reveal_contact(row, reason=reason, by=request.user, address=client_address(request))
    return issue_page(request, row, contact=contact)


def issue_page(
    request: HttpRequest,
    row: Issue,
    *,
    wanted: str = "",
    refused: tuple[str, ActForm] | None = None,
    contact: dict | None = None,
) -> HttpResponse:
    """One form stands open: what was refused, or what was asked for, or the obvious next step; others are links to it."""
    user, (name, form) = request.user, refused or (wanted, None)
    there = beside_it(row, user)
    who, requests = actors(user, row, worked=bool(there["worked"])), requests_of(row) if there["requests"] else []
    found = [move for move in moves_open_to(user, row, who=who, requests=requests) if move.name in FORMS]
    called = whistles.rows_for(row, user, any_blown=bool(there["whistles"]))
    main = next_move(user, row, found)
    if refused or name in {move.name for move in found if move is not main}:
        main, form = None, form or form_for(name, row, user)
    left = {move.name: move for move in found if move is not main and (main or move.name != name)}
    context = {
        "issue": row,
        **buttons(row, user, main, left),
        "pill": pill({"state": row.state, "due_at": row.due_at, "severity": row.severity}),
        "steps": timeline(row, everything=True, photos=bool(there["photos"])),
        "standing": standing(row, requests),
        "replies": ready_replies(row) if "answer" in (name, main and main.name) else [],
        "asked": None if main or form is None else MOVES[name],
        "refused": bool(refused),
        "form": form,
        "contact": contact,
        "together": together.rows_for(row, user, who, there),
        **intake.rows_for(row),
        **called,
        **departments.rows_for(row, user, whistled=bool(called["whistles"])),
        "order": row.order if there["order"] else None,
        "masked": {"name": mask_name(row.reporter_name), "phone": mask_phone(row.reporter_phone)},
    }
    moved_on = refused is not None and refused[1].has_error("__all__", "moved_on")
    return render(request, "issues/issue.html", context, status=CONFLICT if moved_on else 200)


def beside_it(issue: Issue, user: User) -> dict[str, int]:
    """Which of the page's lists have rows at all, asked at once: most matters have hardly one of them."""
    main = issue.merged_into or issue
    found = {
        "requests": issue.approvals.asked(),
        "whistles": issue.whistles.all(),
        "photos": issue.photos.all(),
        "worked": work_of(user, issue),
        "order": Order.objects.filter(issue=issue),
        "family": together.family_of(main, issue),
        "stands": main.stands.filter(ended_at=None),
        "topics": main.proposals.all(),
    }
    mediated = {f"mediated by {number}": who.rows(issue) for number, who in enumerate(MEDIATORS)}
    counts = counts_up_to(0, found | mediated)
    return counts | {"mediations": sum(counts[name] for name in mediated)}


def buttons(row: Issue, user: User, main: Move | None, left: dict[str, Move]) -> dict:
    """The obvious step, and the others in their groups."""
    return {
        "next": {"verb": main, "form": form_for(main.name, row, user)} if main else None,
        "groups": [
            {"label": label, "buttons": [entry(left[each], row, user) for each in names if each in left]}
            for label, names in GROUPS
            if left.keys() & set(names)
        ],
    }


def entry(move: Move, row: Issue, user) -> dict:
    """What asks for nothing is done by its button; the form of another is made when its link is followed."""
    return {"verb": move, "form": form_for(move.name, row, user) if FORMS[move.name] is VerbForm else None}
