"""One roster on one page that grows: questions, what would become of its rows, decisions, the report."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, ExpressionWrapper, F, Min, Q, QuerySet, TextField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.secrets import unseal_all
from accounts.text import clean_line
from community.actions import roster as roster_actions
from community.forms.roster import UndoForm
from community.forms.roster_questions import OptionsForm, QuestionsForm
from community.imports.groups import NOT_KEPT
from community.models import Person, RosterImport, RosterRow
from community.views.deeds import pressed
from community.views.people import rows_of
from community.views.roster_rows import heading_of, shown
from community.views.searching import recall, remember
from grids.scope import desk_required, get_visible

State, Outcome, Decision = RosterImport.State, RosterRow.Outcome, RosterRow.Decision
ROWS_A_PAGE = 50
MOST_FOUND = 500
OPENED_AT_ONCE = 500
SOMEBODY_KNOWN = "person"
# what needs eyes comes first
TABS = (Outcome.ERROR, Outcome.REVIEW, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_DATA)
TONES = {
    State.READING: "doing",
    State.PREVIEW: "new",
    State.APPLYING: "doing",
    State.APPLIED: "done",
    State.UNDOING: "doing",
    State.UNDONE: "quiet",
    State.REFUSED: "late",
    State.DROPPED: "quiet",
}
MOVING = (State.READING, State.APPLYING, State.UNDOING)
# what the address of a list of rows may say
KEPT = ("show", "open", "reason", "s", "page")


@never_cache
@require_GET
@desk_required
def roster_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(RosterImport, request.user, pk))


def show(request: HttpRequest, roster: RosterImport, *, status: int = 200, **forms) -> HttpResponse:
    """The page as it stands; ``forms`` replace empty ones that came back with a mistake."""
    token = request.GET.get("s", "")
    typed = recall(request, token) if token else ""
    if typed is None:
        messages.info(request, _("这次查找已经过期，请重新输入。"))
        return redirect("community:import", roster.pk)
    moving = roster.state in MOVING
    context = {
        "roster": roster,
        "tone": TONES[State(roster.state)],
        "job": roster.job,
        "own_job": roster.job is not None and roster.job.owner_id == request.user.pk,
        "waiting": moving and not (roster.job and roster.job.ended),
        "stuck": moving and bool(roster.job) and roster.job.ended,
        "half_written": moving and roster.rows.exclude(written_at=None).exists(),
        "undo": UndoForm(),
        "total": sum(roster.counts.values()),
        "kept_days": roster_actions.KEPT_DAYS,
    }
    context |= rows_facts(request, roster, typed) | {"typed": typed, "token": token if typed else ""}
    context |= STEPS.get(State(roster.state), nothing)(request, roster)
    return render(request, "community/import_page.html", context | forms, status=status)


def nothing(request: HttpRequest, roster: RosterImport) -> dict:
    return {}


def preview_facts(request: HttpRequest, roster: RosterImport) -> dict:
    counts = planned(roster)
    questions = QuestionsForm(roster=roster, user=request.user)
    return counts | {
        "questions": questions,
        "options": OptionsForm(roster=roster),
        "errors": roster.counts.get(Outcome.ERROR, 0),
        "dwellings": written(roster)["dwellings"],
        "to_write": counts["new_count"] + counts["changed_count"],
        "sheets": [sheet_facts(layout) for layout in roster.layout],
        "sheets_read": sum(not layout["skipped"] for layout in roster.layout),
        "sheets_left": sum(bool(layout["skipped"]) for layout in roster.layout),
    }


def planned(roster: RosterImport) -> dict[str, int]:
    """What confirming would do now, after every decision so far."""
    going, review = roster_actions.wanted(roster), Q(outcome=Outcome.REVIEW)
    newly = Q(outcome=Outcome.NEW) | review & Q(person=None)
    return roster.rows.aggregate(
        new_count=Count("pk", filter=going & newly),
        changed_count=Count("pk", filter=going & ~newly),
        undecided=Count("pk", filter=review & Q(decision=Decision.NONE) & ~going),
        left_out=Count("pk", filter=Q(decision=Decision.SKIP)),
    )


def sheet_facts(layout: dict) -> dict:
    nameless = [column["heading"] for column in layout["columns"] if not column["key"] and column["heading"]]
    return {
        "name": layout["sheet"],
        "skipped": layout.get("skipped", ""),
        "rows": rows_below(layout),
        "first": layout["heading_first"] + 1,
        "last": layout["heading_last"] + 1,
        "unknown": [heading for heading in nameless if not NOT_KEPT.search(heading)],
        "not_kept": [heading for heading in nameless if NOT_KEPT.search(heading)],
    }


def rows_below(layout: dict) -> int:
    return max(layout.get("rows", 0) - layout["heading_last"] - 1, 0)


def applied_facts(request: HttpRequest, roster: RosterImport) -> dict:
    missing = roster_actions.missing(roster).count()
    return {
        "missing": missing,
        "written": written(roster),
        "left_out": left_out(roster).count(),
        "undoable": roster.created_at > timezone.now() - timedelta(days=roster_actions.KEPT_DAYS),
    }


def undone_facts(request: HttpRequest, roster: RosterImport) -> dict:
    return {"written": written(roster), "undone_by": roster.undone_by.name if roster.undone_by else _("系统")}


def written(roster: RosterImport) -> dict[str, int]:
    return {"new": 0, "changed": 0, "skipped": 0, "kept": 0, "dwellings": 0} | roster.written


def left_out(roster: RosterImport) -> QuerySet:
    """The rows that did not go in, or would not: wrong ones, and doubtful ones that nobody decided."""
    undecided = Q(outcome=Outcome.REVIEW, decision=Decision.NONE)
    return roster.rows.filter(Q(outcome=Outcome.ERROR) | undecided).order_by("pk")


STEPS = {State.PREVIEW: preview_facts, State.APPLIED: applied_facts, State.UNDONE: undone_facts}


# --- the rows ----------------------------------------------------------------------------------


def rows_facts(request: HttpRequest, roster: RosterImport, typed: str) -> dict:
    tabs = tabs_of(roster, request.GET.get("show"))
    tab = next((tab for tab in tabs if tab["here"]), {"value": "", "count": 0, "people": 0})
    here = tab["value"]
    rows = roster.rows.filter(outcome=here)
    reasons = reasons_of(rows) if here in (Outcome.ERROR, Outcome.REVIEW) else []
    reason = next((row["reason"] for row in reasons if row["reason"] == request.GET.get("reason")), "")
    if reason:
        rows = rows.filter(reason=reason)
    only_open = here == Outcome.REVIEW and request.GET.get("open") == "1"
    if only_open:
        rows = rows.filter(decision=Decision.NONE)
    page = Paginator(found(rows, typed).order_by("pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    listed = with_people([shown(row) for row in page.object_list], request.user)
    keys = sorted({change["key"] for row in listed for change in row["changes"]})
    return {
        "tabs": tabs,
        "here": here,
        # people in this tab, where rows hold several of them
        "people": tab["people"] if tab["people"] > tab["count"] else 0,
        "page": page,
        "rows": listed,
        "reasons": reasons,
        "reason": reason,
        "only_open": only_open,
        "several_sheets": len({row["sheet"] for row in listed}) > 1,
        "changed_columns": [(key, heading_of(key)) for key in keys] if here == Outcome.CHANGED else [],
        "deciding": roster.state == State.PREVIEW and here in roster_actions.DECIDABLE,
    }


def with_people(rows: list[dict], user) -> list[dict]:
    """Beside doubtful rows: whom they may mean. People of another grid are there, but not told."""
    keys = {key for row in rows for key in (*row["candidates"], row["person"]) if key and row["problems"]}
    seen = {}
    if keys:
        seen = {person["pk"]: person for person in rows_of(Person.objects.visible_to(user).filter(pk__in=keys))}
    for row in rows:
        row["candidates"] = [seen[key] for key in row["candidates"] if key in seen]
        row["means"] = seen.get(row["person"])
    return rows


def tabs_of(roster: RosterImport, asked: str | None) -> list[dict]:
    """One tab for each outcome that has rows; the one asked for, else the first, is open.

    A row of several people counts once, by the worst of them, so a tab may hold people and no row of its own.
    """
    people = dict(roster.rows.order_by().values_list("outcome").annotate(Count("pk")))
    counts = [
        (outcome, roster.counts.get(outcome, 0))
        for outcome in TABS
        if roster.counts.get(outcome) or people.get(outcome)
    ]
    tabs = [{"value": outcome.value, "label": outcome.label, "count": count} for outcome, count in counts]
    values = [tab["value"] for tab in tabs]
    here = asked if asked in values else (values or [None])[0]
    return [tab | {"here": tab["value"] == here, "people": people.get(tab["value"], 0)} for tab in tabs]


def reasons_of(rows: QuerySet) -> list[dict]:
    """Why rows stand in this tab, the most frequent reason first, each with one row's sentence as example."""
    columns = {"total": Count("pk"), "undecided": Count("pk", filter=Q(decision=Decision.NONE)), "first": Min("pk")}
    reasons = list(rows.exclude(reason="").order_by().values("reason").annotate(**columns).order_by("-total", "reason"))
    examples = {row.pk: shown(row) for row in rows.filter(pk__in=[reason["first"] for reason in reasons])}
    for reason in reasons:
        problems = examples[reason["first"]]["problems"]
        reason["example"] = f"{problems[0]['heading']}：{problems[0]['sentence']}" if problems else _("明细已经删除")
    return reasons


def found(rows: QuerySet, typed: str) -> QuerySet:
    """Rows by their number, or by a piece of any of their cells; sealed cells are opened some hundred at a time."""
    if not typed:
        return rows
    if typed.isdecimal() and len(typed) <= 6:
        by_number = rows.filter(number=int(typed))
        if by_number.exists():
            return by_number
    return rows.filter(pk__in=list(islice(saying(rows, typed), MOST_FOUND)))


def saying(rows: QuerySet, typed: str) -> Iterator[int]:
    """A row whose text as it is kept does not hold the piece is not taken apart: of 20,000 rows nearly none is."""
    piece = json.dumps(typed, ensure_ascii=False)[1:-1]
    sealed = (
        rows.order_by("pk").values_list("pk", ExpressionWrapper(F("content"), TextField())).iterator(OPENED_AT_ONCE)
    )
    while some := list(islice(sealed, OPENED_AT_ONCE)):
        for (pk, _sealed), content in zip(some, unseal_all(text for _pk, text in some), strict=True):
            if piece in content.replace(" ", "") and says(json.loads(content), typed):
                yield pk


def says(content: dict, typed: str) -> bool:
    return any(typed in text.replace(" ", "") for text in content.get("cells", {}).values())


# --- acting on them ----------------------------------------------------------------------------


@require_POST
@desk_required
def roster_search(request: HttpRequest, pk: int) -> HttpResponse:
    """A name does not belong into an address: the answer's address carries a token for it."""
    roster = get_visible(RosterImport, request.user, pk)
    query = QueryDict(mutable=True)
    if show_ := request.POST.get("show", "")[:20]:
        query["show"] = show_
    if token := remember(request, request.POST.get("q", "").replace(" ", "")):
        query["s"] = token
    return redirect(page_of(roster, query))


def page_of(roster: RosterImport, query: QueryDict, anchor: str = "rows") -> str:
    address = reverse("community:import", args=[roster.pk])
    return address + (f"?{query.urlencode()}" if query else "") + f"#{anchor}"


def where_from(request: HttpRequest) -> QueryDict:
    """The list of rows the button stood in."""
    query = QueryDict(mutable=True)
    for name in KEPT:
        if value := clean_line(request.POST.get(name, ""))[:40]:
            query[name] = value
    return query


@require_POST
@desk_required
def roster_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One button beside one row (VERBS); behind the row's number stands a field or a person."""
    roster = get_visible(RosterImport, request.user, pk)
    verb = next((verb for verb in VERBS if verb in request.POST), None)
    if verb is None:
        return redirect(page_of(roster, where_from(request)))
    number, _colon, key = request.POST[verb].partition(":")
    row = roster.rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if row is None:
        raise Http404
    decision, declined = VERBS[verb](row, key)
    person = get_visible(Person, request.user, int(key[:18])) if verb == "same" and key.isdecimal() else None
    pressed(request, lambda: roster_actions.decide(row, decision, by=request.user, declined=declined, person=person))
    return redirect(page_of(roster, where_from(request), f"row-{row.pk}"))


# each becomes the decision and the keys that are declined; "person" among them: it is somebody new
VERBS = {
    "take": lambda row, key: (Decision.TAKE, {*row.declined} - {SOMEBODY_KNOWN}),
    "same": lambda row, key: (Decision.TAKE, {*row.declined} - {SOMEBODY_KNOWN}),
    "apart": lambda row, key: (Decision.TAKE, {*row.declined, SOMEBODY_KNOWN}),
    "skip": lambda row, key: (Decision.SKIP, {*row.declined}),
    "keep": lambda row, key: (row.decision, {*row.declined, key}),
    "change": lambda row, key: (row.decision, {*row.declined} - {key}),
}


@require_POST
@desk_required
def roster_decide_all(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows of one reason, or one column of all changed rows."""
    roster = get_visible(RosterImport, request.user, pk)
    reason, decision = request.POST.get("all", "")[:40], request.POST.get("decision", "")
    if decision not in (Decision.TAKE, Decision.SKIP) or not reason:
        return redirect(page_of(roster, where_from(request)))
    pressed(
        request,
        lambda: roster_actions.decide_all(roster, reason=reason, decision=decision, by=request.user),
        _("已按您的决定标好这些行；确认导入之后才写入。"),
    )
    return redirect(page_of(roster, where_from(request)))
