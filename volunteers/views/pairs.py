"""结对共建 on the desk: who stands beside which grid, and the three lists with their progress."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible
from volunteers.actions import pairing as actions
from volunteers.forms.rosters import LineForm, PairForm, ProgressForm
from volunteers.models import Pair, PairLine, Partner
from volunteers.views.choosing import form_page

S, Kind = PairLine.State, PairLine.Kind
TONES = {S.OPEN: "new", S.CLAIMED: "doing", S.DONE: "done", S.DROPPED: "quiet"}


@never_cache
@desk_required
@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    counts = {
        "members": Count("partners", distinct=True),
        "going": Count("lines", filter=Q(lines__state=S.CLAIMED), distinct=True),
        "finished": Count("lines", filter=Q(lines__state=S.DONE), distinct=True),
        "free": Count("lines", filter=Q(lines__state=S.OPEN) & ~Q(lines__kind=Kind.RESOURCE), distinct=True),
    }
    rows = Pair.objects.visible_to(request.user).current().select_related("unit").annotate(**counts)
    context = {"rows": rows.order_by("unit__tree_id", "unit__lft")[:200]}
    return render(request, "volunteers/pair_list.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def pair_new(request: HttpRequest) -> HttpResponse:
    form = PairForm(request.POST or None, user=request.user)
    made: list[Pair] = []

    def act() -> None:
        facts = form.cleaned_data
        made.append(actions.pair(facts["unit"], facts["partners"], note=facts["note"], by=request.user))

    if done(form, act):
        messages.success(request, _("已结对，现在列资源、需求和项目。"))
        return redirect("volunteers:pair", made[0].pk)
    return form_page(request, form, _("结对共建"), back=reverse("volunteers:pairs"), button=_("结对"))


@never_cache
@desk_required
@require_GET
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    return pair_page(request, get_visible(Pair, request.user, pk))


def pair_page(request: HttpRequest, row: Pair, *, status: int = 200, **forms) -> HttpResponse:
    partners = row.partners.select_related("organisation")
    context = {
        "pair": row,
        "partners": partners,
        "form_of_pair": kind_of(len(partners)),
        "lists": lists_of(row),
        "add": LineForm(partners=partners),
        "progress": ProgressForm(auto_id="progress_%s"),
        "at": None,
        "form": None,
        "mine": None,
    }
    return render(request, "volunteers/pair_page.html", context | forms, status=status)


def kind_of(count: int) -> str:
    return "1+1" if count == 1 else f"{count}+1"


def lists_of(row: Pair) -> list[dict]:
    lines = list(row.lines.select_related("partner__organisation").prefetch_related("progress"))
    return [
        {
            "kind": kind,
            "label": label,
            "lines": [{"line": one, "tone": TONES[S(one.state)]} for one in lines if one.kind == kind],
        }
        for kind, label in Kind.choices
    ]


@never_cache
@desk_required
@require_POST
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Pair, request.user, pk, "volunteers.change_pair")
    form = LineForm(request.POST, partners=row.partners.select_related("organisation"))
    if done(form, lambda: actions.add_line(row, **form.cleaned_data)):
        messages.success(request, _("已列上。"))
        return redirect("volunteers:pair", pk)
    return pair_page(request, row, status=422, form=form, add=form)


@never_cache
@desk_required
@require_POST
def line_act(request: HttpRequest, pk: int, line: int, deed: str) -> HttpResponse:
    row = get_visible(Pair, request.user, pk, "volunteers.change_pair")
    one = get_object_or_404(PairLine.objects.select_related("pair"), pk=line, pair=row)
    if deed == "take":
        key = request.POST.get("partner", "")
        partner = get_object_or_404(Partner, pk=key[:18] if key.isdecimal() else 0, pairs=row)
        pressed(request, lambda: actions.take_line(one, partner), _("已认领。"))
    elif deed == "progress":
        form = ProgressForm(request.POST, auto_id="progress_%s")
        if not done(form, lambda: actions.note_progress(one, by=request.user, **form.cleaned_data)):
            return pair_page(request, row, status=422, form=form, progress=form, at=one.pk)
        messages.success(request, _("进展已记下。"))
    elif deed == "end":
        pressed(request, lambda: actions.drop_line(one, by=request.user), _("这一项不做了。"))
    else:
        raise Http404
    return redirect("volunteers:pair", pk)


@never_cache
@desk_required
@require_POST
def pair_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Pair, request.user, pk, "volunteers.change_pair")
    pressed(request, lambda: actions.end_pair(row, by=request.user), _("结对已结束，记录都保留。"))
    return redirect("volunteers:pairs")
