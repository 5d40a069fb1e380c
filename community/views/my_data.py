"""What is held about me: seen, copied, put right, taken back; for residents with an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import client_address
from community import fields
from community.actions import consent, rights
from community.forms.rights import AskForm
from community.models import Consent, DataRequest, Person
from community.views import held, seen
from community.views.deeds import done, pressed

JSON = "json"


def own_record(request: HttpRequest) -> Person | None:
    return Person.objects.filter(user=request.user, merged_into=None).first()


def own_or_404(request: HttpRequest) -> Person:
    person = own_record(request)
    if person is None:
        raise Http404
    return person


@never_cache
@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    person = own_record(request)
    if person is None:
        return render(request, "community/my_data_none.html", {"days": fields.DUE})
    return show(request, person)


def show(request: HttpRequest, person: Person, *, form: AskForm | None = None, full: bool = False) -> HttpResponse:
    context = {
        "sections": held.sections(person, full=full, besides=(Consent, DataRequest)),
        "full": full,
        "form": form or AskForm(),
        "requests": DataRequest.objects.filter(person=person),
        "consents": consents_of(person),
        "seen": [row for row in seen.entries(person) if row["kind"] != seen.CHANGED][:30],
        "days": fields.DUE,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "community/my_data.html", context, status=status)


def consents_of(person: Person) -> list[dict]:
    rows = Consent.objects.filter(person=person).order_by("withdrawn_on", "-given_on", "-pk")
    columns = ("pk", "purpose", "given_on", "how", "withdrawn_on")
    return [row | {"label": fields.CONSENTS.get(row["purpose"], row["purpose"])} for row in rows.values(*columns)]


@never_cache
@login_required
@require_POST
def my_data_show(request: HttpRequest) -> HttpResponse:
    """Answers with the page itself: whole numbers stand on one answer only."""
    person = own_or_404(request)
    rights.show_own(person, by=request.user, address=client_address(request))
    return show(request, person, full=True)


@never_cache
@login_required
@require_POST
def my_data_copy(request: HttpRequest) -> HttpResponse:
    person = own_or_404(request)
    form = JSON if request.POST.get("form") == JSON else "html"
    rights.copy_out(person, by=request.user, form=form, address=client_address(request))
    return copy_of(request, person, form)


def copy_of(request: HttpRequest, person: Person, form: str) -> HttpResponse:
    """A file that opens without the portal: a page to read and print, or data for another program."""
    sections = held.sections(person, full=True)
    if form == JSON:
        return as_json(person, sections)
    context = {"person": person, "sections": sections, "at": timezone.now()}
    answer = render(request, "community/rights_copy.html", context)
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y%m%d}.html"'
    return answer


def as_json(person: Person, sections: list[dict]) -> JsonResponse:
    content = {str(part["title"]): [dict(facts) for facts in part["rows"]] for part in sections}
    facts = {_("姓名"): person.name, _("取出时间"): timezone.localtime().isoformat(), _("内容"): content}
    answer = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y%m%d}.json"'
    return answer


@never_cache
@login_required
@require_POST
def my_data_ask(request: HttpRequest) -> HttpResponse:
    person = own_or_404(request)
    form = AskForm(request.POST)

    def act() -> None:
        rights.ask(person, **form.cleaned_data, by=request.user, address=client_address(request))

    if done(form, act):
        messages.success(request, _("已经收到您的请求，最晚 %(days)d 天内答复。") % {"days": fields.DUE})
        return redirect("community:my_data")
    return show(request, person, form=form)


@never_cache
@login_required
@require_POST
def my_consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    person = own_or_404(request)
    row = Consent.objects.filter(person=person, pk=pk).first()
    if row is None:
        raise Http404
    pressed(request, lambda: consent.withdraw(row, by=request.user), _("已经撤回，从现在起不再这样做。"))
    return redirect("community:my_data")
