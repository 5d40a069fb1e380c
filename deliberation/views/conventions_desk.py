"""Conventions on the desk: drafts, comments to answer, freezing, effect, and the houses one by one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.actions import record
from community.models import Household
from community.views.pictures import served, with_photos
from deliberation.actions import conventions as actions
from deliberation.actions import signing
from deliberation.forms import convention as forms
from deliberation.forms.award import Button
from deliberation.models import ArticleComment, Convention, ConventionSignature, ConventionVersion
from deliberation.rules import DECIDERS
from deliberation.views.conventions import TONES, numbers
from deliberation.views.writing import written
from grids.models import Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
WORD_TONES = {"agree": "done", "conditions": "doing", "disagree": "late", "not_home": "quiet"}
State = ConventionVersion.State


@never_cache
@require_safe
@desk_required
def conventions(request: HttpRequest) -> HttpResponse:
    found = Convention.objects.visible_to(request.user).select_related("unit").prefetch_related("versions")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"convention": row, "version": newest(row), "tone": TONES[newest(row).state]} for row in page]
    may = Unit.objects.overseen_by(request.user, *DECIDERS).exists()
    return render(request, "deliberation/conventions_desk.html", {"rows": rows, "page": page, "may": may})


def newest(row: Convention) -> ConventionVersion:
    return max(row.versions.all(), key=lambda one: one.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *DECIDERS).exists():
        raise PermissionDenied
    form = forms.ConventionForm(request.POST or None, user=request.user)
    back = reverse("deliberation:conventions_desk")
    return written(
        request, form, lambda facts: to_page(actions.begin(by=request.user, **facts)), title=_("起草公约"), back=back
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.run_convention")
    version = newest(row)
    text = "\n\n".join(article.text for article in version.articles.all())
    form = forms.TextForm(request.POST or None, initial={"text": text, "needed": version.needed})
    back = reverse("deliberation:convention_desk", args=[pk])
    deed = partial(actions.rewrite, version, by=request.user)
    return written(request, form, lambda facts: to_page(deed(**facts).convention), title=_("修改条文"), back=back)


def to_page(row: Convention) -> HttpResponse:
    return redirect("deliberation:convention_desk", row.pk)


@never_cache
@require_safe
@desk_required
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    return convention_page(request, get_visible(Convention, request.user, pk))


def convention_page(request: HttpRequest, row: Convention, **refused) -> HttpResponse:
    version = newest(row)
    runs = has_perm("deliberation.run_convention", request.user, row)
    blank = {verb: FORMS[verb](auto_id=f"{verb}_%s") for verb in VERBS[State(version.state)]} if runs else {}
    context = {
        "convention": row,
        "version": version,
        "tone": TONES[version.state],
        "runs": runs,
        "articles": version.articles.prefetch_related("comments"),
        "versions": row.versions.exclude(pk=version.pk).order_by("-number"),
        **numbers(version),
        "verbs": [
            {"verb": verb, "label": LABELS[verb], "form": refused.get(verb, form)} for verb, form in blank.items()
        ],
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/convention_desk.html", context, status=REFUSED if refused else 200)


# what may be done in which state, the obvious first
VERBS = {
    State.DRAFT: ["show"],
    State.COMMENTING: ["freeze", "drop"],
    State.SIGNING: ["effect", "drop"],
    State.EFFECTIVE: ["next"],
    State.DROPPED: ["next"],
}
FORMS: dict[str, Any] = {
    "show": Button,
    "freeze": Button,
    "effect": forms.EffectForm,
    "drop": forms.WhyVersionForm,
    "next": forms.WhyVersionForm,
}
DEEDS: dict[str, Callable] = {
    "show": actions.open_for_comments,
    "freeze": actions.freeze,
    "effect": actions.take_effect,
    "drop": actions.drop,
    "next": lambda version, **facts: actions.next_version(version.convention, **facts),
}
LABELS = {
    "show": gettext_lazy("公开，征求意见"),
    "freeze": gettext_lazy("定稿，开始逐户签名"),
    "effect": gettext_lazy("生效"),
    "drop": gettext_lazy("这一版不再继续"),
    "next": gettext_lazy("修改：另起一版"),
}


@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.run_convention")
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            DEEDS[verb](newest(row), by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:convention_desk", pk)
    return convention_page(request, row, **{verb: form})


@never_cache
@require_POST
@desk_required
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.run_convention")
    one = get_object_or_404(ArticleComment, pk=comment, article__version__convention=row)
    form = forms.AnswerCommentForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())))
        actions.answer_comment(one, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经答复，意见和答复一起公开了。"))
    return redirect("deliberation:convention_desk", pk)


# --- houses ------------------------------------------------------------------------------------
def homes(request: HttpRequest, version: ConventionVersion) -> list[dict]:
    """The households of this reader's own ground, as one walks, with their last word and how often they were tried."""
    mine = Household.objects.visible_to(request.user).values("pk")
    there = signing.homes_of(version).filter(pk__in=mine).select_related("dwelling__building")
    known = signing.tries(version)
    return [{"home": home, "tries": 0, "word": None, "tone": "new"} | with_tone(known.get(home.pk)) for home in there]


def with_tone(known: dict | None) -> dict:
    return {} if known is None else known | {"tone": WORD_TONES[known["word"].word]}


@never_cache
@require_safe
@desk_required
def doors(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.sign_convention")
    version = newest(row)
    context = {"convention": row, "version": version, "rows": homes(request, version), **numbers(version)}
    return render(request, "deliberation/convention_doors.html", context)


@with_photos
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def door(request: HttpRequest, pk: int, household: int) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.sign_convention")
    version = newest(row)
    mine = signing.homes_of(version).filter(pk__in=Household.objects.visible_to(request.user).values("pk"))
    home = get_object_or_404(mine.select_related("dwelling__building"), pk=household)
    form = forms.DoorWordForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        facts = dict(form.cleaned_data)
        paper = facts.pop("paper")
        try:
            file = ContentFile(paper.data) if paper else None
            signing.sign(version, home, by=request.user, paper=file, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经记下。"))
            return redirect("deliberation:convention_doors", pk)
    words = version.signatures.filter(household=home).select_related("by").order_by("-at", "-pk")
    context = {"convention": row, "version": version, "home": home, "form": form}
    context["words"] = [{"word": one, "tone": WORD_TONES[one.word]} for one in words]
    return render(request, "deliberation/convention_door.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_safe
@desk_required
def paper(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    row = get_visible(Convention, request.user, pk, "deliberation.sign_convention")
    mine = Household.objects.visible_to(request.user).values("pk")
    one = get_object_or_404(ConventionSignature, pk=signature, version__convention=row, household__in=mine)
    if not one.paper:
        raise Http404
    return served(one.paper, "signature.jpg")


@never_cache
@require_safe
@desk_required
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Every household with its full number and word, on A4, for the file; who printed it is on record."""
    row = get_visible(Convention, request.user, pk, "deliberation.run_convention")
    version = newest(row)
    record("convention.signatures_read", by=request.user, target=f"convention:{row.pk}", number=version.number)
    context = {"convention": row, "version": version, "rows": homes(request, version), **numbers(version)}
    return render(request, "print/convention_signatures.html", context)
