"""The desk's pages for matters that run together: 并单, 拆分, both sides of a matter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from rules import has_perm

from accounts.masks import mask_name
from grids.scope import desk_required, get_visible
from issues import flow
from issues.actions import joining, merging, opinions
from issues.actions.family import joiners_of, main_of, people_of
from issues.forms.together import FindForm, MergeForm, PartForms, SplitForm, StandForm, targets_for
from issues.models import Issue, IssueQuerySet, Joiner, Proposal, Stand
from issues.views.rows import pill
from issues.views.voices import voices

CONFLICT = 409
BESIDE = ("category", "unit__parent", "handler", "department", "merged_into")
JOINERS_SHOWN = 20
AROUND = ("number", "text", "state", "due_at", "severity", "received_at", "joined", "merged_into", "split_from")


def rows_for(issue: Issue, user, who: set[str], there: dict[str, int]) -> dict:
    """For ``issues/_together.html`` on the page of a matter; ``who`` as of ``rules.actors``, ``there``: what it has."""
    may = {move.name for move in flow.moves_from(issue.state, who)}
    main = main_of(issue)
    alone = main.pk == issue.pk
    similar = joining.similar_to(issue, user)[:3] if "merge" in may and issue.state in flow.NEW else []
    merged, parts = around(main, issue) if there["family"] else ([], [])
    joined = main.joined + sum(row.joined for row in merged)
    proposals = main.proposals.all() if there["topics"] else []
    topics = [row for row in proposals if row.kind == Proposal.Kind.TOPIC]
    mediations, mediate_url = opinions.mediations_of(issue, any_begun=bool(there["mediations"]))
    return {
        "mediations": mediations,
        "mediate_url": mediate_url,
        "people": 1 + len(merged) + joined,
        "sides": opinions.sides(main) if there["stands"] else [],
        "topic": any(row.state != Proposal.State.DROPPED for row in topics),
        "topic_at": next((row.topic for row in topics if row.topic), ""),
        "main": None if alone else main,
        "merged": [row for row in merged if alone and row.state == Issue.State.MERGED],
        "whole": issue.split_from,
        "part_rows": [pill_row(row) for row in parts],
        "joiners": [joiner_row(row) for row in joiners_of(main).order_by("pk")[:JOINERS_SHOWN]] if joined else [],
        "similar": [row for row, _score in similar],
        "may_merge": "merge" in may,
        "may_split": "split" in may and issue.split_from_id is None,
        "may_unmerge": "unmerge" in may,
        "may_undo": flow.Actor.OVERSEER in who,
        "may_propose": alone and may_be_proposed(issue, user, topics),
    }


def family_of(main: Issue, issue: Issue) -> IssueQuerySet:
    return Issue.objects.filter(Q(merged_into=main) | Q(split_from=issue))


def around(main: Issue, issue: Issue) -> tuple[list[Issue], list[Issue]]:
    """What was merged into the main matter, and the parts of this one; in one query."""
    found = family_of(main, issue).order_by("pk").only(*AROUND)
    merged = [row for row in found if row.merged_into_id == main.pk]
    return merged, [row for row in found if row.split_from_id == issue.pk]


def pill_row(issue: Issue) -> dict:
    facts = {"state": issue.state, "due_at": issue.due_at, "severity": issue.severity}
    return {"pk": issue.pk, "number": issue.number, "text": issue.text, "pill": pill(facts)}


def joiner_row(joiner: Joiner) -> dict:
    """Names are hidden here as the reporter's is."""
    place = joiner.unit.name if joiner.unit else ""
    return {"name": mask_name(joiner.name) if joiner.name else "", "place": place, "text": joiner.text, "at": joiner.at}


def may_propose(issue: Issue, user) -> bool:
    return may_be_proposed(issue, user, list(issue.proposals.filter(kind=Proposal.Kind.TOPIC)))


def may_be_proposed(issue: Issue, user, topics: list[Proposal]) -> bool:
    known = any(row.state == Proposal.State.PROPOSED for row in topics)
    private = bool(issue.category and issue.category.confidential)
    return not known and not private and issue.state in opinions.LIVE and has_perm("issues.propose_issue", user, issue)


def refused(form, refusal: ValidationError) -> int:
    """Adds the sentence, and answers the status of the page that shows it."""
    form.add_error(None, refusal)
    return CONFLICT if any(error.code == "moved_on" for error in refusal.error_list) else 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other one, read both beside each other, then decide."""
    issue = get_visible(Issue, request.user, pk, "issues.merge_issue")
    form, status = MergeForm(request.POST if request.method == "POST" else None), 200
    other = None
    if request.method == "POST" and form.is_valid():
        other = get_visible(Issue, request.user, form.cleaned_data["into"], "issues.merge_issue")
        try:
            merging.merge(issue, into=other, by=request.user, seen=form.cleaned_data["seen"])
        except ValidationError as refusal:
            status = refused(form, refusal)
            issue.refresh_from_db()
        else:
            messages.success(request, _("已经并单，两边的居民都会收到进展。"))
            return redirect("issues:issue", main_of(issue).pk)
    find = FindForm(request.GET or None)
    if other is None:
        other = chosen(request, find, issue)
    context = {"issue": issue, "form": form if form.is_bound else None, "find": find, "other": other}
    context["pair"] = [beside(issue), beside(other)] if other else []
    context["likely"] = [] if other else [beside(row) for row, _score in joining.similar_to(issue, request.user)]
    return render(request, "issues/merge.html", context, status=status)


def chosen(request: HttpRequest, find: FindForm, issue: Issue) -> Issue | None:
    """By the number that was typed or the row that was picked; the main one where it was merged before."""
    number = find.cleaned_data["number"] if find.is_bound and find.is_valid() else ""
    if not number:
        return None
    seen = Issue.objects.visible_to(request.user).select_related(*BESIDE)
    found = seen.filter(number=number).first()
    if found is None or main_of(found).pk == issue.pk:
        sentence = (
            _("没有找到 %(number)s，请核对编号。") if found is None else _("%(number)s 就是这一件，请换一个编号。")
        )
        find.add_error("number", sentence % {"number": number})
        return None
    return seen.filter(pk=main_of(found).pk).first()


def beside(issue: Issue) -> dict:
    facts = {"state": issue.state, "due_at": issue.due_at, "severity": issue.severity}
    return {"issue": issue, "pill": pill(facts), "people": people_of(issue), "photos": issue.photos.count()}


@never_cache
@require_POST
@desk_required
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.unmerge_issue")
    try:
        merging.unmerge(issue, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经取消并单，请重新安排办理。"))
    return redirect("issues:issue", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def split(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.split_issue")
    typed = request.POST if request.method == "POST" else None
    form = SplitForm(typed, initial={"seen": issue.version})
    more = typed is not None and "more" in typed
    parts = PartForms(one_more(typed) if more else typed, form_kwargs={"targets": targets_for(issue, request.user)})
    status = 200
    if typed is not None and not more and form.is_valid() and parts.is_valid():
        try:
            made = merging.split(issue, parts=parts.parts, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, _("已经拆成 %(n)d 件，各办各的，各有期限。") % {"n": len(made)})
            return redirect("issues:issue", pk)
    context = {"issue": issue, "form": form, "parts": parts, "full": parts.total_form_count() >= merging.MOST_PARTS}
    return render(request, "issues/split.html", context, status=status)


def one_more(typed: QueryDict) -> QueryDict:
    """The button that adds a row works without JavaScript: the page comes back with what was typed, and a row more."""
    typed = typed.copy()
    count = typed.get("form-TOTAL_FORMS", "")
    if count.isascii() and count.isdigit() and len(count) < 3:
        typed["form-TOTAL_FORMS"] = str(min(int(count) + 1, merging.MOST_PARTS))
    return typed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def stands(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.stand_issue")
    form = StandForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opinions.record_stand(issue, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经记下，居民在进度页上看得到。"))
            return redirect("issues:stands", pk)
    rows = {"voices": voices(issue), "may_propose": may_propose(main_of(issue), request.user)}
    return render(request, "issues/stands.html", {"issue": issue, "form": form} | rows)


@never_cache
@require_POST
@desk_required
def stand_end(request: HttpRequest, pk: int, stand: int) -> HttpResponse:
    issue = get_visible(Issue, request.user, pk, "issues.stand_issue")
    row = get_object_or_404(Stand.objects.select_related("issue"), pk=stand, issue=main_of(issue))
    try:
        opinions.end_stand(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经去掉这条意见，记录里还查得到。"))
    return redirect("issues:stands", pk)


@never_cache
@require_POST
@desk_required
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """转议事 with one click."""
    issue = get_visible(Issue, request.user, pk, "issues.propose_issue")
    try:
        opinions.propose(issue, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("issues:issue", pk)
    messages.success(request, _("已经建议转议事，请在“议事建议”里处理。"))
    return redirect("issues:proposals")
