"""Neighbours' help on the desk: what is needed, who could go and why, who was asked, what came of it."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.models import Unit
from grids.scope import desk_required, get_visible
from volunteers.actions import helping, proposing
from volunteers.forms.neighbours import CancelForm, DoneForm, HelpForm, ThanksForm
from volunteers.models import Help, Volunteer
from volunteers.models.people import DAYS, PARTS
from volunteers.views.choosing import form_page
from volunteers.views.people import own_units, unit_of

PER_PAGE = 30
BEST = 8
ASKED = gettext_lazy("已去问了，对方按一下就能答复。")
S = Help.State
TONES = {
    S.OPEN: "late", S.ASKED: "new", S.ACCEPTED: "doing", S.DONE: "doing", S.CONFIRMED: "done", S.CANCELLED: "quiet",
}  # fmt: skip


@never_cache
@desk_required
@require_GET
def helps(request: HttpRequest) -> HttpResponse:
    seen = Help.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    shown = seen.filter(state=state) if state in S.values else seen.open() if state != "all" else seen
    columns = ("pk", "text", "state", "urgency", "made_at", "unit__name", "skill__name", "helper__person__name")
    page = Paginator(shown.urgent_first().values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    rows = [row | {"label": S(row["state"]).label, "tone": TONES[row["state"]]} for row in page.object_list]
    waiting = seen.waiting().count()
    context = {"page": page, "rows": rows, "state": state, "tabs": S.choices, "waiting": waiting}
    return render(request, "volunteers/help_list.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def help_new(request: HttpRequest, who: int | None = None) -> HttpResponse:
    """For somebody of the register, or (nobody named) something common to a place."""
    person = get_visible(Person, request.user, who) if who else None
    first = {"key": uuid4(), "unit": home_of(person, request.user) if person else None}
    form = HelpForm(request.POST or None, user=request.user, initial=first)
    made: list[Help] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(helping.ask_for_help(facts.pop("unit"), person=person, by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("已记下。下面是合适的邻居，按一下就去问。"))
        return redirect("volunteers:help", made[0].pk)
    note = _("保存以后，系统会列出合适的邻居和理由。")
    back = reverse("volunteers:helps")
    return form_page(request, form, _("记一件求助"), back=back, person=person, note=note)


def home_of(person: Person, user) -> Unit:
    """The building they live in, if it is the reader's."""
    homes = person.residences.filter(until=None).values("dwelling__building")
    return own_units(user).filter(pk__in=homes).first() or unit_of(person, user)


@never_cache
@desk_required
@require_GET
def help_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, get_visible(Help, request.user, pk))


def shown(request: HttpRequest, row: Help, *, status: int = 200, **forms) -> HttpResponse:
    found = proposing.proposals(row, BEST) if row.state == S.OPEN else []
    people = Volunteer.objects.select_related("person", "unit").in_bulk([helper.pk for helper, _fit in found])
    best = [{"volunteer": people[helper.pk], "fit": fit} for helper, fit in found]
    context = {
        "help": row,
        "tone": TONES[S(row.state)],
        "when": slot_words(row.slot),
        "offers": row.offers.select_related("volunteer__person"),
        "best": best,
        "report": DoneForm(auto_id="done_%s") if row.state == S.ACCEPTED else None,
        "confirm": ThanksForm(auto_id="thanks_%s") if row.state == S.DONE else None,
        "cancel": CancelForm(auto_id="cancel_%s") if row.state in (S.OPEN, S.ASKED, S.ACCEPTED) else None,
        "form": None,
    }
    return render(request, "volunteers/help_page.html", context | forms, status=status)


def slot_words(slot: str) -> str:
    return f"{DAYS[int(slot[0])]}{PARTS[slot[1:]]}" if slot else str(_("什么时候都行"))


@never_cache
@desk_required
@require_POST
def help_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_visible(Help, request.user, pk, "volunteers.change_help")
    if deed == "ask":
        return ask(request, row)
    forms = {"report": (DoneForm, "done_%s"), "confirm": (ThanksForm, "thanks_%s"), "cancel": (CancelForm, "cancel_%s")}
    if deed == "give_up":
        pressed(request, lambda: helping.give_up(row), _("已改请别的邻居。"))
        return redirect("volunteers:help", pk)
    if deed not in forms:
        raise Http404
    kind, ids = forms[deed]
    form = kind(request.POST, auto_id=ids)
    acts = {
        "report": lambda: helping.report(row, **form.cleaned_data),
        "confirm": lambda: helping.confirm(row, by=request.user, **form.cleaned_data),
        "cancel": lambda: helping.cancel(row, by=request.user, **form.cleaned_data),
    }
    if done(form, acts[deed]):
        messages.success(request, _("已记下。"))
        return redirect("volunteers:help", pk)
    row.refresh_from_db()
    return shown(request, row, status=422, form=form, **{deed: form})


def ask(request: HttpRequest, row: Help) -> HttpResponse:
    key = request.POST.get("volunteer", "")
    if key.isdecimal():
        volunteer = get_object_or_404(proposing.around(row.unit), pk=key[:18])
        fits = {helper.pk: fit for helper, fit in proposing.proposals(row)}
        pressed(request, lambda: helping.ask(row, volunteer, match=fits.get(volunteer.pk)), ASKED)
    else:
        pressed(request, lambda: helping.ask_next(row), ASKED)
    return redirect("volunteers:help", row.pk)


@never_cache
@desk_required
@require_POST
def help_share(request: HttpRequest) -> HttpResponse:
    """Everything that waits in one's own part, shared out at once."""
    own = own_units(request.user)
    tops = own.exclude(parent__in=own.order_by().values("pk"))
    asked = [offer for top in tops for offer in helping.share_out(top, by=request.user)]
    messages.success(request, _("已同时问了 %(count)d 位邻居。") % {"count": len(asked)})
    return redirect("volunteers:helps")
