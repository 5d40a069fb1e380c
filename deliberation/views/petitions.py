"""Owners ask for a meeting: the exact numbers for everybody, signing online, and the desk's paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from community.views.deeds import pressed
from community.views.pictures import served, with_photos
from deliberation.actions import petitions as actions
from deliberation.forms.petition import PetitionForm, SignedPaperForm
from deliberation.forms.vote import ReasonForm
from deliberation.models import Petition, PetitionHead, PetitionSignature, Topic
from deliberation.tally import square_metres
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
FOUND = 20
TONES = {"open": "doing", "reached": "late", "called": "done", "closed": "quiet"}


def counter(row: Petition) -> list[dict]:
    """Heads and area, each in whole numbers: signed, all, the least that is a fifth, and what is missing."""
    found = actions.numbers(row)
    sides = [("heads", _("人数"), _("人"), str)]
    if row.both or found["all_area"]:
        sides.append(("area", _("面积"), _("平方米"), square_metres))
    return [
        {
            "label": label,
            "unit": unit,
            "needed": name == "heads" or row.both,
            "met": found[f"met_{name}"],
            **{what: show(found[f"{what}_{name}"]) for what in ("signed", "all", "least", "left")},
            "part": found[f"signed_{name}"],
            "whole": found[f"all_{name}"],
        }
        for name, label, unit, show in sides
    ]


# --- residents ---------------------------------------------------------------------------------
@never_cache
@require_safe
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Petition.objects.public().select_related("unit"), pk=pk)
    mine = own_heads(row, request.user)
    context = {
        "petition": row,
        "tone": TONES[row.state],
        "counter": counter(row),
        "mine": mine,
        "unsigned": [head for head in mine if not head.signatures.filter(withdrawn_at=None).exists()],
        "topic": Topic.objects.public().filter(pk=row.topic_id).first(),
        "votes": row.votes.public().order_by("pk"),
    }
    return render(request, "deliberation/petition.html", context)


def own_heads(row: Petition, user) -> list[PetitionHead]:
    if not user.is_authenticated:
        return []
    return list(PetitionHead.objects.filter(petition=row, owners__person__user=user).order_by("pk"))


@never_cache
@require_POST
@login_required
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Every head one belongs to, or take all of them back."""
    row = get_object_or_404(Petition.objects.public(), pk=pk)
    mine, back = own_heads(row, request.user), "withdraw" in request.POST
    try:
        if not mine:
            raise ValidationError(_("没有查到您是这个范围的业主。请带上证件到社区登记，或者在纸上签名。"))
        for head in mine:
            signed = head.signatures.filter(withdrawn_at=None).first()
            if back and signed is not None:
                actions.withdraw(signed, by=request.user)
            elif not back and signed is None:
                actions.sign(head, channel=PetitionSignature.Channel.ONLINE, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经撤回您的签名。") if back else _("已经记下您的签名。"))
    return redirect("deliberation:petition", pk)


# --- the desk ----------------------------------------------------------------------------------
@never_cache
@require_safe
@desk_required
def petitions(request: HttpRequest) -> HttpResponse:
    found = Petition.objects.visible_to(request.user).select_related("unit")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"petition": row, "tone": TONES[row.state]} for row in page]
    may = Unit.objects.overseen_by(request.user, *Posting.DATA_KEEPERS).exists()
    return render(request, "deliberation/petitions.html", {"rows": rows, "page": page, "may": may})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    if not Unit.objects.overseen_by(request.user, *Posting.DATA_KEEPERS).exists():
        raise PermissionDenied
    form = PetitionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.start(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:petition_desk", row.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/petition_form.html", {"form": form}, status=status)


@never_cache
@require_safe
@desk_required
def petition_desk(request: HttpRequest, pk: int) -> HttpResponse:
    return desk_page(request, get_visible(Petition, request.user, pk))


def desk_page(request: HttpRequest, row: Petition, form: ReasonForm | None = None) -> HttpResponse:
    word = request.GET.get("q", "").strip()
    found = row.heads.filter(Q(address__icontains=word) | Q(label__icontains=word)) if word else row.heads.none()
    context = {
        "petition": row,
        "tone": TONES[row.state],
        "counter": counter(row),
        "q": word,
        "found": [(head, head.signatures.filter(withdrawn_at=None).first()) for head in found[:FOUND]],
        "signatures": PetitionSignature.objects.filter(head__petition=row)
        .select_related("head", "by")
        .order_by("-at")[:50],
        "prepares": has_perm("deliberation.prepare_petition", request.user, row),
        "late": row.state == Petition.State.REACHED and row.due_on < timezone.localdate(),
        "topic": Topic.objects.visible_to(request.user).filter(pk=row.topic_id).first(),
        "votes": row.votes.visible_to(request.user).order_by("pk"),
        "cancel": form or ReasonForm(),
        "form": form,
        "paper": SignedPaperForm(),
    }
    return render(request, "deliberation/petition_desk.html", context, status=REFUSED if form else 200)


@never_cache
@require_POST
@desk_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Petition, request.user, pk, "deliberation.prepare_petition")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return desk_page(request, row, form)
    return done(request, pk, lambda: actions.close(row, by=request.user, **form.cleaned_data), _("已经撤回。"))


def done(request: HttpRequest, pk: int, act, words: str) -> HttpResponse:
    pressed(request, act, words)
    return redirect("deliberation:petition_desk", pk)


@with_photos
@never_cache
@require_POST
@desk_required
def paper(request: HttpRequest, pk: int, head: int) -> HttpResponse:
    """A name on a paper list, with its photo."""
    row = get_visible(Petition, request.user, pk, "deliberation.record_petition")
    one = get_object_or_404(row.heads, pk=head)
    form = SignedPaperForm(request.POST, request.FILES)

    def deed() -> None:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())))
        scan = ContentFile(form.cleaned_data["scan"].data)
        actions.sign(one, channel=PetitionSignature.Channel.PAPER, scan=scan, by=request.user)

    return done(request, pk, deed, _("已经记下%(name)s的签名。") % {"name": one.label})


@never_cache
@require_POST
@desk_required
def withdraw(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    row = get_visible(Petition, request.user, pk, "deliberation.record_petition")
    one = get_object_or_404(
        PetitionSignature.objects.select_related("head__petition"), pk=signature, head__petition=row
    )
    return done(request, pk, lambda: actions.withdraw(one, by=request.user), _("已经撤回这个签名。"))


@never_cache
@require_safe
@desk_required
def scan(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    row = get_visible(Petition, request.user, pk, "deliberation.record_petition")
    one = get_object_or_404(PetitionSignature, pk=signature, head__petition=row)
    if not one.scan:
        raise Http404
    return served(one.scan, "signature.jpg")
