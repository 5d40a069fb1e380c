"""双报到 on the desk: organisations, their members who reported in, posts to take, and a year on one sheet."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.pdf import printed
from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible
from volunteers.actions import reporting as actions
from volunteers.forms.rosters import (
    ContactForm,
    PartnerForm,
    PlaceForm,
    PostForm,
    RateForm,
    ReportingForm,
    ServedForm,
)
from volunteers.models import Partner, PartnerContact, Post, Reporting, Service
from volunteers.views.choosing import form_page

PER_PAGE = 30
S = Service.State
TONES = {S.TAKEN: "doing", S.SERVED: "new", S.RATED: "done", S.DROPPED: "quiet"}


@never_cache
@desk_required
@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    members = Count("reportings", filter=Q(reportings__ended_on=None))
    seen = Partner.objects.visible_to(request.user).current().select_related("organisation", "unit")
    page = Paginator(seen.annotate(members=members).order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    waiting = Reporting.objects.visible_to(request.user).open()
    to_rate = Service.objects.visible_to(request.user).filter(state=S.SERVED)
    context = {
        "page": page,
        "to_place": waiting.filter(unit=None).select_related("person", "partner__organisation")[:20],
        "to_rate": to_rate.select_related("reporting__person", "post", "wish", "activity")[:20],
    }
    return render(request, "volunteers/partner_list.html", context)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def partner_new(request: HttpRequest) -> HttpResponse:
    form = PartnerForm(request.POST or None, user=request.user)
    made: list[Partner] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(actions.add_partner(facts.pop("unit"), by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("单位已登记。"))
        return redirect("volunteers:partner", made[0].pk)
    note = _("登记过的辖区单位直接选，不用再填。")
    return form_page(request, form, _("登记共建单位"), back=reverse("volunteers:partners"), note=note)


@never_cache
@desk_required
@require_GET
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    return partner_page(request, get_visible(Partner, request.user, pk))


def partner_page(
    request: HttpRequest, row: Partner, *, status: int = 200, form: ContactForm | None = None
) -> HttpResponse:
    context = {
        "partner": row,
        "contacts": row.contacts.filter(until=None).select_related("user"),
        "members": members_of(row),
        "pairs": row.pairs.current().select_related("unit"),
        "add": form or ContactForm(),
        "form": form,
        "years": years(),
    }
    return render(request, "volunteers/partner_page.html", context, status=status)


def members_of(row: Partner) -> QuerySet:
    served = Count("services", filter=Q(services__state__in=(S.SERVED, S.RATED)))
    return row.reportings.open().select_related("person", "unit").annotate(served=served).order_by("-at", "-pk")


def years() -> list[int]:
    this = timezone.localdate().year
    return [this, this - 1]


@never_cache
@desk_required
@require_POST
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Partner, request.user, pk, "volunteers.change_partner")
    form = ContactForm(request.POST)
    if done(form, lambda: actions.add_contact(row, form.cleaned_data["login"], by=request.user)):
        messages.success(request, _("联络人已登记。对方登录后看得到本单位党员的记录。"))
        return redirect("volunteers:partner", pk)
    return partner_page(request, row, status=422, form=form)


@never_cache
@desk_required
@require_POST
def contact_end(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    row = get_visible(Partner, request.user, pk, "volunteers.change_partner")
    one = get_object_or_404(PartnerContact, pk=contact, partner=row, until=None)
    pressed(request, lambda: actions.end_contact(one, by=request.user), _("已不再是联络人。"))
    return redirect("volunteers:partner", pk)


@never_cache
@desk_required
@require_safe
def partner_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return sheet(request, get_visible(Partner, request.user, pk), year)


def sheet(request: HttpRequest, row: Partner, year: int) -> HttpResponse:
    """Each member's deeds of one year, in the order of their names; nobody is ranked."""
    if not 2000 <= year <= 2100:
        raise Http404
    found = Service.objects.of_partner(row, year).exclude(state=S.DROPPED)
    found = found.select_related("reporting__person", "reporting__unit", "post", "wish", "activity")
    people: dict[int, dict] = {}
    for service in found.order_by("reporting__person__initials", "reporting__person", "taken_at"):
        at = service.reporting.person_id
        line = people.setdefault(at, {"reporting": service.reporting, "services": [], "minutes": 0})
        line["services"].append(service)
        line["minutes"] += service.minutes or 0
    context = {"partner": row, "year": year, "rows": list(people.values()), "count": len(found)}
    return printed(request, "print/partner_year.html", context, _("双报到年度情况"))


# --- members -----------------------------------------------------------------------------------
@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def reporting_new(request: HttpRequest, who: int) -> HttpResponse:
    person = get_visible(Person, request.user, who)
    offered = Partner.objects.visible_to(request.user).current().select_related("organisation")
    form = ReportingForm(request.POST or None, partners=offered, initial={"key": uuid4()})
    made: list[Reporting] = []

    def act() -> None:
        facts = dict(form.cleaned_data)
        made.append(actions.report_in(facts.pop("partner"), person, by=request.user, **facts))

    if done(form, act):
        messages.success(request, _("已报到，请安排服务的网格。"))
        return redirect("volunteers:reporting", made[0].pk)
    return form_page(request, form, _("党员报到"), back=reverse("volunteers:partners"), person=person)


@never_cache
@desk_required
@require_GET
def reporting(request: HttpRequest, pk: int) -> HttpResponse:
    return reporting_page(request, get_visible(Reporting, request.user, pk))


def reporting_page(request: HttpRequest, row: Reporting, *, status: int = 200, **forms) -> HttpResponse:
    services = row.services.select_related("post", "wish", "activity", "rated_by")
    posts = Post.objects.visible_to(request.user).free_for(row) if row.unit_id else Post.objects.none()
    context = {
        "row": row,
        "services": [{"service": one, "tone": TONES[S(one.state)]} for one in services],
        "place": PlaceForm(user=request.user, initial={"unit": row.unit_id}),
        "serve": ServedForm(auto_id="serve_%s"),
        "rate": RateForm(auto_id="rate_%s"),
        "posts": posts.order_by("name", "pk")[:50],
        "at": None,
        "form": None,
    }
    return render(request, "volunteers/reporting_page.html", context | forms, status=status)


@never_cache
@desk_required
@require_POST
def reporting_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_visible(Reporting, request.user, pk, "volunteers.change_reporting")
    if deed == "end":
        pressed(request, lambda: actions.end_reporting(row, by=request.user), _("这次报到已结束，记录都保留。"))
    elif deed == "take":
        key = request.POST.get("post", "")
        post = get_object_or_404(Post.objects.visible_to(request.user), pk=key[:18] if key.isdecimal() else 0)
        pressed(request, lambda: actions.take(row, post, by=request.user), _("岗位已认领。"))
    elif deed == "place":
        form = PlaceForm(request.POST, user=request.user)
        if not done(form, lambda: actions.place(row, form.cleaned_data["unit"], by=request.user)):
            return reporting_page(request, row, status=422, form=form, place=form)
        messages.success(request, _("已安排。"))
    else:
        raise Http404
    return redirect("volunteers:reporting", pk)


@never_cache
@desk_required
@require_POST
def service_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    one = get_visible(Service, request.user, pk, "volunteers.change_service")
    if deed == "serve":
        form = ServedForm(request.POST, auto_id="serve_%s")
        kept = done(form, lambda: actions.serve(one, by=request.user, **form.cleaned_data))
    elif deed == "rate":
        form = RateForm(request.POST, auto_id="rate_%s")
        kept = done(form, lambda: actions.rate(one, by=request.user, **form.cleaned_data))
    else:
        raise Http404
    if kept:
        messages.success(request, _("已记下。"))
        return redirect("volunteers:reporting", one.reporting_id)
    return reporting_page(request, one.reporting, status=422, form=form, at=one.pk, **{deed: form})


# --- posts -------------------------------------------------------------------------------------
@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def posts(request: HttpRequest) -> HttpResponse:
    form = PostForm(request.POST or None, user=request.user)

    def act() -> None:
        facts = dict(form.cleaned_data)
        actions.open_post(facts.pop("unit"), by=request.user, **facts)

    if done(form, act):
        messages.success(request, _("岗位已公布。"))
        return redirect("volunteers:posts")
    taken = Count("services", filter=Q(services__state=S.TAKEN))
    rows = Post.objects.visible_to(request.user).open().select_related("unit").annotate(taken=taken)
    page = Paginator(rows.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "volunteers/post_list.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_POST
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Post, request.user, pk, "volunteers.change_post")
    pressed(request, lambda: actions.end_post(row, by=request.user), _("岗位已撤销。"))
    return redirect("volunteers:posts")
