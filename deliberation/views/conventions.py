"""Conventions as everybody reads them: every version at its address, what changed, comments, and one's household's word."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from accounts.masks import mask_room
from community.models import Person
from deliberation.actions import conventions as actions
from deliberation.actions import signing
from deliberation.forms.convention import CommentForm, WordForm
from deliberation.models import Article, Convention, ConventionSignature, ConventionVersion
from deliberation.models.ballot import Channel
from deliberation.views.differences import changes
from deliberation.views.topics import RAISED, too_many
from grids.publish import cached_for_readers

REFUSED = 422
ON_A_PAGE = 20
TONES = {"draft": "new", "commenting": "doing", "signing": "doing", "effective": "done", "dropped": "quiet"}
State = ConventionVersion.State


@require_safe
@cached_for_readers
def conventions(request: HttpRequest) -> HttpResponse:
    found = Convention.objects.public().select_related("unit").prefetch_related("versions")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"convention": row, "version": latest(row), "tone": TONES[latest(row).state]} for row in page]
    return render(request, "deliberation/conventions.html", {"rows": rows, "page": page})


def latest(row: Convention) -> ConventionVersion:
    return max((one for one in row.versions.all() if one.state != State.DRAFT), key=lambda one: one.number)


def find(pk: int, number: int) -> ConventionVersion:
    versions = ConventionVersion.objects.public().select_related("convention__unit")
    return get_object_or_404(versions, convention=pk, number=number)


@never_cache
@require_safe
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in force; until anything is, the newest that may be read."""
    row = get_object_or_404(Convention.objects.public(), pk=pk)
    current = row.in_force() or latest(row)
    return version_page(request, find(pk, current.number))


@never_cache
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return version_page(request, find(pk, number))


def version_page(request: HttpRequest, row: ConventionVersion, **refused) -> HttpResponse:
    force = row.convention.in_force()
    asked = refused.get("article")
    articles = row.articles.prefetch_related("comments")
    context = {
        "convention": row.convention,
        "version": row,
        "tone": TONES[row.state],
        "in_force": force is not None and force.pk == row.pk,
        "force": force,
        "articles": [said_of(one, row, refused.get("form") if asked == one.pk else None) for one in articles],
        "versions": row.convention.versions.public().order_by("-number"),
        "newer": row.convention.versions.filter(
            number__gt=row.number, state__in=(State.COMMENTING, State.SIGNING)
        ).first(),
        "before": row.convention.versions.public().filter(number__lt=row.number).order_by("-number").first(),
        **numbers(row),
        "signed": signed_homes(row),
        "form": refused.get("form"),
    }
    return render(request, "deliberation/convention.html", context, status=REFUSED if refused else 200)


def said_of(article: Article, row: ConventionVersion, bound: CommentForm | None) -> dict:
    comments = article.comments.all()
    form = bound or (CommentForm(auto_id=f"c{article.number}_%s") if row.state == State.COMMENTING else None)
    return {
        "article": article,
        "answered": [one for one in comments if one.answer],
        "waiting": sum(not one.answer for one in comments),
        "form": form,
        "open": bound is not None,
    }


def numbers(row: ConventionVersion) -> dict:
    """How many households of how many, as it stands or as it stood when it took effect."""
    if row.state not in (State.SIGNING, State.EFFECTIVE):
        return {"standing": None, "missing": 0, "share": ""}
    found = row.outcome or signing.standing(row)
    return {"standing": found, "missing": signing.missing(row, found), "share": percent(found["agree"], found["homes"])}


def percent(part: int, whole: int) -> str:
    """One decimal, cut and not rounded: 99.96 % is never shown as all."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def signed_homes(row: ConventionVersion) -> list[dict]:
    """Who agreed, house number by house number, masked for everybody; who did not is a number only."""
    words = row.signatures.current().filter(word=ConventionSignature.Word.AGREE, household__until=None)
    homes = words.select_related("household__dwelling__building").order_by(
        "household__dwelling__building__tree_id",
        "household__dwelling__building__lft",
        "household__dwelling__position",
    )
    return [{"home": masked_home(one.household.dwelling), "at": one.at, "way": one.way} for one in homes]


def masked_home(dwelling) -> str:
    """``3栋 2单元*01``: the floor stays unsaid."""
    entrance = _("%(entrance)s单元") % {"entrance": dwelling.entrance} if dwelling.entrance else ""
    return f"{dwelling.building.name} {entrance}{mask_room(dwelling.room)}"


@never_cache
@require_safe
def compare(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Against the version before, or any other that may be read (``?against=1``)."""
    row = find(pk, number)
    others = row.convention.versions.public().exclude(pk=row.pk).order_by("number")
    against = request.GET.get("against", "")
    other = others.filter(number=int(against)).first() if against.isdecimal() and len(against) < 6 else None
    other = other or others.filter(number__lt=number).last() or others.first()
    if other is None:
        raise Http404
    old, new = sorted((other, row), key=lambda one: one.number)
    context = {"convention": row.convention, "version": row, "old": old, "new": new, "others": others}
    return render(request, "deliberation/convention_changes.html", context | {"rows": changes(old, new)})


@never_cache
@require_POST
def comment(request: HttpRequest, pk: int, number: int, article: int) -> HttpResponse:
    """Without an account too."""
    row = find(pk, number)
    one = get_object_or_404(Article.objects.select_related("version"), version=row, number=article)
    form = CommentForm(request.POST, auto_id=f"c{article}_%s")
    if not within_limit("article_comment", client_address(request), **RAISED):
        form.add_error(None, too_many())
    if form.is_valid():
        try:
            actions.comment(one, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("收到您的意见，社区答复以后一起公开。"))
            return redirect("deliberation:convention_version", pk, number)
    return version_page(request, row, form=form, article=one.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Anybody registered in a household speaks for it; the last word counts."""
    row = find(pk, number)
    person = Person.objects.filter(user=request.user, merged_into=None).first()
    home = signing.home_of(person, row) if person else None
    if person is None or home is None or row.state != State.SIGNING:
        context = {"convention": row.convention, "version": row, "known": home is not None}
        return render(request, "deliberation/convention_no_sign.html", context)
    form, signed = WordForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        try:
            facts = form.cleaned_data | {"channel": Channel.ONLINE, "person": person}
            signed = signing.sign(row, home, by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    before = row.signatures.current().filter(household=home).exclude(word=ConventionSignature.Word.NOT_HOME).first()
    context = {"convention": row.convention, "version": row, "home": home, "form": form, "signed": signed}
    context["before"] = before if signed is None else None
    context["articles"] = row.articles.all()
    status = REFUSED if form.is_bound and signed is None else 200
    return render(request, "deliberation/convention_sign.html", context, status=status)


@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """On A4, to be posted in the stairwell; the code leads to the same version."""
    row = find(pk, number)
    address = request.build_absolute_uri(reverse("deliberation:convention_version", args=[pk, number]))
    qr = segno.make(address, error="m").png_data_uri(scale=4, border=2)
    context = {"convention": row.convention, "version": row, "articles": row.articles.all(), "qr": qr}
    return render(request, "print/convention.html", context | numbers(row))
