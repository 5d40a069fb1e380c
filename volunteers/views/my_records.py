"""A volunteer's own record: what stands there, an objection to it, a certificate of it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.actions import consent
from community.models import Consent, Person
from community.views.deeds import FORM_PAGE, pressed
from community.views.my_data import own_or_404, own_record
from volunteers import minutes
from volunteers.actions import certifying, objecting
from volunteers.forms.record import ObjectionForm, SpanForm
from volunteers.models import Certificate, Objection, ServiceRecord, SignPair
from volunteers.models.record import PUBLICITY

PER_PAGE = 20


@never_cache
@login_required
@require_safe
def my_records(request: HttpRequest) -> HttpResponse:
    person = own_record(request)
    if person is None:
        return render(request, "volunteers/my_records_none.html")
    return own_page(request, person)


def own_page(request: HttpRequest, person: Person, form: SpanForm | None = None) -> HttpResponse:
    told = Prefetch("objections", Objection.objects.order_by("-pk"))
    mine = ServiceRecord.objects.filter(person=person).exclude(state="void").select_related("category")
    page = Paginator(mine.prefetch_related(told), PER_PAGE).get_page(request.GET.get("page"))
    served = ServiceRecord.objects.service().filter(person=person).aggregate(total=Sum("minutes"))["total"] or 0
    context = {
        "person": person,
        "page": page,
        "rows": [{"record": row, "hours": minutes.hours(row.minutes)} for row in page],
        "hours": minutes.hours(served),
        "times": ServiceRecord.objects.service().filter(person=person).count(),
        "inside": SignPair.objects.filter(person=person, out_at=None).select_related("attended__session__activity"),
        "certificates": Certificate.objects.filter(person=person),
        "form": form or SpanForm(),
        "named": Consent.objects.filter(person=person, purpose=PUBLICITY, withdrawn_on=None).exists(),
        **beside(person),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "volunteers/my_records.html", context, status=status)


def beside(person: Person) -> dict:
    """Articles 8 to 10."""
    return {
        "trainings": [{"row": row, "hours": minutes.hours(row.minutes)} for row in person.trainings.all()],
        "awards": person.awards.all(),
        "evaluations": person.evaluations.all(),
    }


def own(request: HttpRequest, pk: int) -> ServiceRecord:
    found = ServiceRecord.objects.of(request.user).select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def my_object(request: HttpRequest, pk: int) -> HttpResponse:
    row = own(request, pk)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = _("已提交，社区核实后会答复您。")
        if pressed(request, lambda: objecting.object_to(row, text=form.cleaned_data["text"], by=request.user), said):
            return redirect("volunteers:my_records")
    status = 422 if form.errors else 200
    context = {"record": row, "hours": minutes.hours(row.minutes), "form": form, "objections": row.objections.all()}
    return render(request, "volunteers/my_object.html", context, status=status)


@never_cache
@login_required
@require_POST
def my_certificate_ask(request: HttpRequest) -> HttpResponse:
    person = own_or_404(request)
    form = SpanForm(request.POST)
    if not form.is_valid():
        return own_page(request, person, form)

    def act() -> None:
        last = ServiceRecord.objects.service().filter(person=person).select_related("unit").first()
        unit = last.unit if last else None
        certifying.ask(person, unit=unit, by=request.user, **form.cleaned_data)

    pressed(request, act, _("已申请。社区开好后会通知您，不收费。"))
    return redirect("volunteers:my_records")


@never_cache
@login_required
@require_POST
def my_publicity(request: HttpRequest) -> HttpResponse:
    """To be named in public or not (article 16); taken back with the same button."""
    person = own_or_404(request)
    given = Consent.objects.filter(person=person, purpose=PUBLICITY, withdrawn_on=None).first()
    if given:
        pressed(request, lambda: consent.withdraw(given, by=request.user), _("已撤回，公示里不再出现您的姓名。"))
    else:
        how = _("本人在网上同意")
        pressed(
            request,
            lambda: consent.give(person, PUBLICITY, how=how, by=request.user),
            _("谢谢，公示里会写上您的姓名。"),
        )
    return redirect("volunteers:my_records")
