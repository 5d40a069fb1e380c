"""One case as its reader may see it, with what may be done now, the obvious first."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules import has_perm

from accounts.masks import mask_phone
from accounts.models import User
from deliberation.actions import agreeing
from deliberation.actions import mediating as actions
from deliberation.forms import mediation as forms
from deliberation.models import Mediation, MediationAgreement
from issues.models import Issue

REFUSED = 422
State = Mediation.State
TONES = {
    State.ACCEPTED: "new",
    State.TALKING: "doing",
    State.AGREED: "done",
    State.FAILED: "late",
    State.COURT: "quiet",
    State.WITHDRAWN: "quiet",
}
CONSENT_TONES = {"waiting": "new", "yes": "done", "no": "late"}
PAPER_TONES = {"draft": "doing", "signed": "done", "refused": "late", "broken": "late"}
TERM_TONES = {"open": "doing", "kept": "done", "broken": "late"}


def case_page(
    request: HttpRequest,
    row: Mediation,
    *,
    refused: tuple[str, Any] | None = None,
    look: Any = None,
    lead: Any = None,
    shown: bool = False,
    phones: dict[int, str] | None = None,
    asked: tuple[int, Any] | None = None,
) -> HttpResponse:
    """``shown``: a reader from outside gave a reason; ``phones`` and ``asked``: a number was asked for."""
    user = request.user
    inside = has_perm("deliberation.mediate", user, row)
    oversees = has_perm("deliberation.hand_over_mediation", user, row)
    handing = lead or (forms.LeadForm(mediation=row, user=user, auto_id="lead_%s") if oversees else None)
    wrong = look or lead or (refused and refused[1]) or (asked and asked[1])
    context: dict[str, Any] = {
        "mediation": row,
        "tone": TONES[State(row.state)],
        "inside": inside,
        "shown": shown,
        "look": look or (forms.LookForm() if oversees and not inside else None),
        "handing": handing,
        "verbs": verbs(row, user, refused) if inside else [],
        "form": wrong,
        "asked": asked[0] if asked else 0,
        "issue": seen_issue(row, user),
    }
    if inside or shown:
        context |= content(row, phones or {})
    return render(request, "deliberation/mediation.html", context, status=REFUSED if wrong else 200)


def seen_issue(row: Mediation, user: User) -> Issue | None:
    """Only where the reader would find the matter by themselves."""
    return Issue.objects.visible_to(user).filter(pk=row.issue_id).first() if row.issue_id else None


def content(row: Mediation, phones: dict[int, str]) -> dict[str, Any]:
    parties = [
        {
            "party": party,
            "tone": CONSENT_TONES[party.consent],
            "phone": mask_phone(party.phone),
            "number": phones.get(party.pk, ""),
        }
        for party in row.parties.all()
    ]
    return {
        "parties": parties,
        "panel": list(row.panel.all()),
        "sessions": list(row.sessions.prefetch_related("parties", "panel").order_by("at")),
        "papers": [paper_row(paper) for paper in row.agreements.order_by("-number")],
        "visits": list(row.visits.select_related("by")),
        "today": timezone.localdate(),
    }


def paper_row(paper: MediationAgreement) -> dict[str, Any]:
    terms = [{"term": term, "tone": TERM_TONES[term.state]} for term in paper.terms.select_related("party")]
    signatures = list(paper.signatures.select_related("party", "panellist"))
    return {"paper": paper, "tone": PAPER_TONES[paper.state], "terms": terms, "signatures": signatures}


def verbs(row: Mediation, user: User, refused: tuple[str, Any] | None) -> list[dict[str, Any]]:
    found = []
    for verb in open_to(row):
        form = DEEDS[verb][0](mediation=row, user=user, auto_id=f"{verb}_%s")
        here = refused is not None and refused[0] == verb
        found.append({"verb": verb, "label": LABELS[verb], "form": refused[1] if here else form, "open": here})
    if found and refused is None:
        found[0]["open"] = True
    return found


def open_to(row: Mediation) -> list[str]:
    if row.state == State.ACCEPTED:
        return accepted(row)
    if row.state == State.TALKING:
        return talking(row)
    if row.state == State.AGREED:
        todo = row.visits.filter(done_at=None, due_on__lte=timezone.localdate()).exists()
        return ["visited", "kept", "plan"] if todo else ["kept", "visited", "plan"]
    return ["court"] if row.state == State.FAILED else []


def accepted(row: Mediation) -> list[str]:
    states = list(row.parties.values_list("side", "consent"))
    both = {"a", "b"} <= {side for side, _consent in states}
    ending = ["fail", "court", "withdraw"]
    if any(consent == "no" for _side, consent in states):
        return [*ending, "consent", "party"]
    if not both:
        return ["party", *(["consent"] if states else []), "panel", *ending]
    if any(consent == "waiting" for _side, consent in states):
        return ["consent", "party", "panel", *ending]
    if not row.panel.exists():
        return ["panel", "party", "consent", *ending]
    return ["session", "party", "panel", "consent", *ending]


def talking(row: Mediation) -> list[str]:
    rest = ["session", "party", "panel", "consent", "fail", "court", "withdraw"]
    draft = row.agreements.filter(state="draft").first()
    if draft is not None:
        if not draft.terms.exists():
            return ["term", *rest]
        if not agreeing.still_to_sign(draft):
            return ["conclude", *rest]
        return [*(["term", "sign", "drop"] if not draft.signatures.exists() else ["sign"]), *rest]
    if row.sessions.filter(written_at=None, at__lte=timezone.now()).exists():
        return ["record", *rest]
    return ["draft", *rest] if row.sessions.exclude(written_at=None).exists() else rest


def drafted(row: Mediation) -> MediationAgreement:
    draft = row.agreements.filter(state="draft").first()
    if draft is None:
        raise ValidationError(_("还没有起草协议。"), code="no_draft")
    return draft


def end_as(state: str) -> Callable:
    return lambda row, **facts: actions.end(row, to=state, **facts)


# what a deed is typed into, and what it does with the case
DEEDS: dict[str, tuple[Any, Callable]] = {
    "party": (forms.PartyForm, actions.add_party),
    "consent": (forms.ConsentForm, lambda row, party, **facts: actions.answer(party, **facts)),
    "panel": (forms.PanelForm, actions.add_panellist),
    "session": (forms.SessionForm, actions.call_session),
    "record": (forms.RecordForm, lambda row, session, **facts: actions.write_session(session, **facts)),
    "draft": (forms.DraftForm, agreeing.draft),
    "term": (forms.TermForm, lambda row, **facts: agreeing.add_term(drafted(row), **facts)),
    "drop": (forms.DropTermForm, lambda row, term, **facts: agreeing.drop_term(term, **facts)),
    "sign": (forms.SignForm, lambda row, **facts: agreeing.sign(drafted(row), **facts)),
    "conclude": (forms.ButtonForm, lambda row, **facts: agreeing.conclude(drafted(row), **facts)),
    "fail": (forms.ReasonForm, end_as(State.FAILED)),
    "court": (forms.ReasonForm, end_as(State.COURT)),
    "withdraw": (forms.ReasonForm, end_as(State.WITHDRAWN)),
    "kept": (forms.KeptForm, lambda row, term, **facts: agreeing.settle_term(term, **facts)),
    "plan": (forms.VisitDayForm, actions.plan_visit),
    "visited": (forms.VisitedForm, lambda row, visit, **facts: agreeing.note_visit(visit, **facts)),
}
LABELS = {
    "party": gettext_lazy("登记当事人"),
    "consent": gettext_lazy("记当事人愿不愿意"),
    "panel": gettext_lazy("登记调解小组成员"),
    "session": gettext_lazy("约一次调解会"),
    "record": gettext_lazy("记下这次调解会"),
    "draft": gettext_lazy("起草协议"),
    "term": gettext_lazy("加一条"),
    "drop": gettext_lazy("去掉一条"),
    "sign": gettext_lazy("记签名"),
    "conclude": gettext_lazy("协议成立"),
    "fail": gettext_lazy("未达成协议，结束"),
    "court": gettext_lazy("转司法途径"),
    "withdraw": gettext_lazy("当事人撤回"),
    "kept": gettext_lazy("记一条履行了没有"),
    "plan": gettext_lazy("再约一次回访"),
    "visited": gettext_lazy("记回访"),
}
