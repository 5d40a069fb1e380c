"""微心愿: the wall for everybody, what one claimed or wished oneself, and the desk."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from accounts.masks import mask_name
from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.pictures import served, with_photos
from grids.scope import desk_required, get_visible
from volunteers.actions import wishing
from volunteers.forms.neighbours import (
    CancelForm,
    ConfirmWishForm,
    EvidenceForm,
    OwnWishForm,
    PublishForm,
    ThankForm,
    WishForm,
)
from volunteers.models import Team, Wish, WishClaim
from volunteers.views.choosing import form_page
from volunteers.views.helps import home_of

PER_PAGE = 24
S = Wish.State
TONES = {
    S.MADE: "new", S.PUBLISHED: "doing", S.CLAIMED: "doing", S.FULFILLED: "doing", S.CONFIRMED: "done",
    S.REFUSED: "quiet", S.WITHDRAWN: "quiet",
}  # fmt: skip


# --- the wall ----------------------------------------------------------------------------------
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Name, wish and state, nothing else of anybody."""
    show = request.GET.get("show", "")
    seen = Wish.objects.public()
    states = Wish.GRANTED if show == "granted" else (S.PUBLISHED, S.CLAIMED)
    rows = seen.filter(state__in=states).order_by("-state", "-verified_at", "-pk")
    page = Paginator(rows.values("pk", "shown_as", "text", "state", "thanks"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    year = timezone.localdate().year
    context = {
        "page": page,
        "rows": [row | {"label": S(row["state"]).label} for row in page.object_list],
        "show": show,
        "granted": Wish.objects.granted_in(year).count(),
        "free": Wish.objects.free().count(),
        "teams": Team.objects.current().led_by(request.user) if request.user.is_authenticated else [],
    }
    return render(request, "volunteers/wall.html", context)


@never_cache
@require_POST
@login_required
def wish_claim(request: HttpRequest, pk: int) -> HttpResponse:
    wish = get_object_or_404(Wish.objects.public(), pk=pk)
    key = request.POST.get("team", "")
    team = get_object_or_404(Team.objects.current(), pk=key[:18]) if key.isdecimal() else None
    said = _("谢谢您！怎么碰头写在下面。来不及可以退回，让别人来。")
    if pressed(request, lambda: wishing.claim(wish, team=team, by=request.user), said):
        return redirect("volunteers:my_wishes")
    return redirect("volunteers:wishes")


# --- one's own ---------------------------------------------------------------------------------
@never_cache
@require_GET
@login_required
def my_wishes(request: HttpRequest) -> HttpResponse:
    return own(request)


def own(request: HttpRequest, *, status: int = 200, form: EvidenceForm | None = None, at: int = 0) -> HttpResponse:
    claims = WishClaim.objects.of(request.user).select_related("wish", "team")
    person = Person.objects.filter(user=request.user).first()
    context = {
        "claims": [
            {"claim": row, "form": form if row.pk == at else EvidenceForm(auto_id=f"c{row.pk}_%s")}
            for row in claims.open()
        ],
        "past": claims.exclude(state=WishClaim.State.OPEN)[:20],
        "wishes": Wish.objects.filter(person=person) if person else [],
        "may_wish": person is not None,
        "form": form,
    }
    return render(request, "volunteers/my_wishes.html", context, status=status)


@never_cache
@require_http_methods(FORM_PAGE)
@login_required
def my_wish_new(request: HttpRequest) -> HttpResponse:
    """What the register knows is not asked again; who is not in it goes to the committee first."""
    person = get_object_or_404(Person, user=request.user)
    first = {"key": uuid4(), "shown_as": mask_name(person.name)}
    form = OwnWishForm(request.POST or None, initial=first)

    def act() -> None:
        home = person.residences.filter(until=None).select_related("dwelling__building").first()
        if home is None:
            raise ValidationError(_("登记里还没有您的住址，请先联系社区。"), code="no_home")
        wishing.make_wish(person, unit=home.dwelling.building, by=request.user, **form.cleaned_data)

    if done(form, act):
        messages.success(request, _("心愿已经收到。工作人员会先打电话问您，再放到心愿墙上。"))
        return redirect("volunteers:my_wishes")
    note = _("工作人员会先打电话问您。墙上只写称呼和心愿。")
    back = reverse("volunteers:my_wishes")
    return form_page(request, form, _("说一个小心愿"), back=back, note=note, button=_("提交"), page="page.html")


@with_photos
@never_cache
@require_POST
@login_required
def my_claim(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_object_or_404(WishClaim.objects.of(request.user), pk=pk)
    if deed == "give_back":
        pressed(request, lambda: wishing.give_back(row, by=request.user), _("已退回，让别人来圆这个心愿。"))
        return redirect("volunteers:my_wishes")
    form = EvidenceForm(request.POST, request.FILES, auto_id=f"c{row.pk}_%s")
    if done(form, lambda: wishing.fulfil(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("太好了！等提出心愿的邻居确认。"))
        return redirect("volunteers:my_wishes")
    return own(request, status=422, form=form, at=row.pk)


@never_cache
@require_safe
@login_required
def claim_photo(request: HttpRequest, pk: int) -> FileResponse:
    return served(get_object_or_404(WishClaim.objects.pictured_for(request.user), pk=pk).photo, f"{pk}.jpg")


@never_cache
@require_POST
@login_required
def my_wish_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    wish = get_object_or_404(Wish, pk=pk, person__user=request.user)
    pressed(request, lambda: wishing.withdraw(wish, by=request.user), _("心愿已撤回。"))
    return redirect("volunteers:my_wishes")


@never_cache
@require_http_methods(FORM_PAGE)
def thank(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link that the neighbour got: confirmed once, without login."""
    wish = get_object_or_404(Wish, token=token)
    form = ThankForm(request.POST if request.method == "POST" else None)
    too_many = request.method == "POST" and not within_limit("thank", client_address(request), limit=60, seconds=3600)
    if not too_many and done(form, lambda: wishing.thank(wish, how=_("本人点链接"), **form.cleaned_data)):
        return redirect("volunteers:thank", token)
    wish.refresh_from_db()
    row = wish.claims.filter(state=WishClaim.State.DONE).first()
    context = {"wish": wish, "claim": row, "form": form, "open": wish.state == S.FULFILLED, "too_many": too_many}
    status = 429 if too_many else 422 if form.errors else 200
    response = render(request, "volunteers/thank.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def thank_photo(request: HttpRequest, token: str) -> FileResponse:
    """Behind the same link, for whoever has no login."""
    claim = get_object_or_404(WishClaim.objects.exclude(photo=""), wish__token=token, state=WishClaim.State.DONE)
    return served(claim.photo, f"{claim.pk}.jpg")


# --- the desk ----------------------------------------------------------------------------------
@never_cache
@desk_required
@require_GET
def wishes_desk(request: HttpRequest) -> HttpResponse:
    seen = Wish.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    shown = seen.filter(state=state) if state in S.values else seen if state == "all" else seen.open()
    columns = ("pk", "shown_as", "text", "state", "made_at", "unit__name")
    page = Paginator(shown.order_by("state", "made_at", "pk").values(*columns), 30).get_page(request.GET.get("page"))
    rows = [row | {"label": S(row["state"]).label, "tone": TONES[row["state"]]} for row in page.object_list]
    year = timezone.localdate().year
    counts = {"new": seen.filter(state=S.MADE).count(), "granted": seen.granted_in(year).count()}
    context = {"page": page, "rows": rows, "state": state, "tabs": S.choices, "counts": counts}
    return render(request, "volunteers/wish_list.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def wish_new(request: HttpRequest, who: int) -> HttpResponse:
    person = get_visible(Person, request.user, who)
    first = {"key": uuid4(), "shown_as": mask_name(person.name)}
    form = WishForm(request.POST or None, user=request.user, initial=first)
    made: list[Wish] = []

    def act() -> None:
        unit = home_of(person, request.user)
        made.append(wishing.make_wish(person, unit=unit, by=request.user, **form.cleaned_data))

    if done(form, act):
        messages.success(request, _("心愿已记下。核实以后就放到心愿墙上。"))
        return redirect("volunteers:wish", made[0].pk)
    return form_page(request, form, _("记一个微心愿"), back=reverse("volunteers:wishes_desk"), person=person)


@never_cache
@desk_required
@require_GET
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    return wish_page(request, get_visible(Wish, request.user, pk))


def wish_page(request: HttpRequest, row: Wish, *, status: int = 200, **forms) -> HttpResponse:
    context = {
        "wish": row,
        "tone": TONES[S(row.state)],
        "claims": row.claims.select_related("by", "team"),
        "claim": row.claims.open().first(),
        "publish": PublishForm.of(row, user=request.user) if row.state == S.MADE else None,
        "refuse": CancelForm(auto_id="refuse_%s") if row.state == S.MADE else None,
        "fulfil": EvidenceForm(auto_id="fulfil_%s") if row.state == S.CLAIMED else None,
        "thank": ConfirmWishForm(auto_id="thank_%s") if row.state == S.FULFILLED else None,
        "may_withdraw": row.state in (S.MADE, S.PUBLISHED, S.CLAIMED),
        "form": None,
    }
    return render(request, "volunteers/wish_page.html", context | forms, status=status)


@with_photos
@never_cache
@desk_required
@require_POST
def wish_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row, user = get_visible(Wish, request.user, pk, "volunteers.change_wish"), request.user
    if deed == "withdraw":
        pressed(request, lambda: wishing.withdraw(row, by=user), _("心愿已撤回。"))
        return redirect("volunteers:wish", pk)
    if deed == "give_back":
        claim = get_object_or_404(row.claims.open())
        pressed(request, lambda: wishing.give_back(claim, by=user), _("已退回心愿墙。"))
        return redirect("volunteers:wish", pk)
    form, act = form_of(request, row, deed)
    if done(form, act):
        messages.success(request, _("已记下。"))
        return redirect("volunteers:wish", pk)
    row.refresh_from_db()
    return wish_page(request, row, status=422, form=form, **{deed: form})


def form_of(request: HttpRequest, row: Wish, deed: str):
    """The form of a deed as it was sent, and what happens when it is right."""
    data, user = request.POST, request.user
    if deed == "publish":
        form = PublishForm.of(row, data, user=user)
        return form, lambda: wishing.publish(row, by=user, **form.cleaned_data)
    if deed == "refuse":
        form = CancelForm(data, auto_id="refuse_%s")
        return form, lambda: wishing.refuse(row, by=user, **form.cleaned_data)
    if deed == "fulfil":
        form = EvidenceForm(data, request.FILES, auto_id="fulfil_%s")
        claim = row.claims.open().first()
        return form, lambda: wishing.fulfil(claim or row.claims.latest("pk"), by=user, **form.cleaned_data)
    if deed == "thank":
        form = ConfirmWishForm(data, auto_id="thank_%s")
        return form, lambda: wishing.thank(row, by=user, **form.cleaned_data)
    raise Http404
