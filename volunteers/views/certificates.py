"""Certificates: issued at the desk, printed by whoever owns them, checked by anybody with the code on them."""

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from accounts.pdf import printed
from community.models import Person
from community.views.deeds import FORM_PAGE, pressed
from grids.scope import desk_required, get_visible
from volunteers import minutes
from volunteers.actions import certifying
from volunteers.forms.record import AwardForm, EvaluationForm, IssueForm, ReasonForm, SpanForm, TrainingForm
from volunteers.models import Certificate, ServiceRecord
from volunteers.views.my_records import beside

TRIES = {"limit": 60, "seconds": 3600}
PER_PAGE = 30
KINDS = {"training": TrainingForm, "award": AwardForm, "evaluation": EvaluationForm}


@never_cache
@desk_required
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    seen = Certificate.objects.visible_to(request.user).select_related("person")
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"certificate": row, "hours": minutes.hours(row.minutes)} for row in page]
    return render(request, "volunteers/certificate_list.html", {"page": page, "rows": rows})


@never_cache
@desk_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    return desk_page(request, get_visible(Certificate, request.user, pk))


def desk_page(request: HttpRequest, row: Certificate, form=None, *, deed: str = "", status: int = 200) -> HttpResponse:
    asked = row.state == Certificate.State.ASKED
    lines = certifying.records_of(row.person, row.since, row.until) if asked else row.lines.all()
    forms = {"issue": IssueForm(), "refuse": ReasonForm(auto_id="refuse_%s"), "revoke": ReasonForm(auto_id="revoke_%s")}
    context = {
        "certificate": row,
        "asked": asked,
        "lines": [{"line": line, "hours": minutes.hours(line.minutes)} for line in lines],
        "hours": minutes.hours(sum(line.minutes for line in lines)),
        "stale": not asked and certifying.changed_since(row),
        "own": row.person.user_id == request.user.pk,
        "forms": forms | ({deed: form} if form is not None else {}),
        "form": form or forms["issue"],
    }
    return render(request, "volunteers/certificate_desk.html", context, status=status)


@never_cache
@desk_required
@require_POST
def certificate_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    row = get_visible(Certificate, request.user, pk, "volunteers.keep_certificate")
    if deed not in ("issue", "refuse", "revoke"):
        raise Http404
    form = IssueForm(request.POST) if deed == "issue" else ReasonForm(request.POST, auto_id=f"{deed}_%s")
    if not form.is_valid():
        return desk_page(request, row, form, deed=deed, status=422)
    doing = {"issue": certifying.issue, "refuse": certifying.refuse, "revoke": certifying.revoke}[deed]
    said = {"issue": _("已开具。"), "refuse": _("已告知本人。"), "revoke": _("已作废，查验页面同时显示作废。")}[deed]
    pressed(request, lambda: doing(row, by=request.user, **form.cleaned_data), said)
    return redirect("volunteers:certificate", row.pk)


@never_cache
@login_required
@require_safe
def certificate_print(request: HttpRequest, pk: int) -> HttpResponse:
    """For the volunteer and for the desk."""
    rows = Certificate.objects.of(request.user) | Certificate.objects.visible_to(request.user)
    row = rows.filter(pk=pk, state__in=("issued", "revoked")).select_related("person").first()
    if row is None:
        raise Http404
    address = site(request) + reverse("volunteers:verify", args=[row.token])
    context = {
        "certificate": row,
        "hours": minutes.hours(row.minutes),
        "lines": [{"line": line, "hours": minutes.hours(line.minutes)} for line in row.lines.all()],
        "address": address,
        "qr": segno.make(address, error="m").png_data_uri(scale=6, border=2),
    }
    return printed(request, "volunteers/print/certificate.html", context, _("志愿服务记录证明"))


def site(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Number, span, hours and state; nobody's name (article 17: it can be checked, article 16: nobody is published)."""
    if not within_limit("certificate", client_address(request), **TRIES):
        return render(request, "volunteers/verify.html", {"too_many": True, "row": None}, status=429)
    columns = ("number", "since", "until", "minutes", "state")
    issued = Certificate.objects.filter(state__in=("issued", "revoked")).values(*columns)
    row = get_object_or_404(issued, token=token)
    context = {"row": row, "hours": minutes.hours(row["minutes"]), "too_many": False}
    response = render(request, "volunteers/verify.html", context | {"valid": row["state"] == "issued"})
    response["X-Robots-Tag"] = "noindex"
    return response


# --- one person on the desk --------------------------------------------------------------------
@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def person_records(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of articles 7 to 10 about one neighbour; a certificate for whoever asks at the counter."""
    person = get_visible(Person, request.user, pk)
    form = SpanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[Certificate] = []

        def act() -> None:
            last = ServiceRecord.objects.visible_to(request.user).filter(person=person).select_related("unit").first()
            unit = last.unit if last else None
            made.append(certifying.ask(person, unit=unit, by=request.user, **form.cleaned_data))

        if pressed(request, act):
            return redirect("volunteers:certificate", made[0].pk)
    seen = ServiceRecord.objects.visible_to(request.user).filter(person=person)
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "page": page,
        "rows": [{"record": row, "hours": minutes.hours(row.minutes)} for row in page],
        "form": form,
        "kinds": [("training", _("培训")), ("award", _("表彰奖励")), ("evaluation", _("评价"))],
        **beside(person),
    }
    return render(request, "volunteers/person_records.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def person_record_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    person = get_visible(Person, request.user, pk)
    if kind not in KINDS:
        raise Http404
    form = KINDS[kind](request.POST if request.method == "POST" else None)

    def act() -> None:
        certifying.note(form.instance, person, by=request.user)

    if request.method == "POST" and form.is_valid() and pressed(request, act, _("已登记。")):
        return redirect("volunteers:person_records", person.pk)
    context = {"person": person, "form": form, "kind": form.instance._meta.verbose_name}
    return render(request, "volunteers/person_record_new.html", context, status=422 if form.errors else 200)
