"""The desk's side of people's rights: requests with their clock, consents, whose account is whose."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.limits import client_address
from accounts.masks import mask_name, mask_phone
from community import codes, fields
from community.actions import consent, rights
from community.actions.person import is_under_age
from community.forms.rights import AnswerForm, AskForm, ConsentForm, ReasonForm
from community.models import Consent, DataRequest, Person, ServiceNeed
from community.views.deeds import FORM_PAGE, done, pressed
from community.views.my_data import consents_of, copy_of
from grids.scope import desk_required, get_visible

PER_PAGE = 30
ANSWER = "community.answer_request"


# --- the list ----------------------------------------------------------------------------------


@never_cache
@desk_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Open ones first, the most overdue at the top."""
    today = timezone.localdate()
    seen = DataRequest.objects.visible_to(request.user)
    rows = seen.order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")
    columns = ("pk", "kind", "person__name", "opened_at", "due_on", "answered_at", "answer", "by__name")
    page = Paginator(rows.values(*columns), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row | listed(row, today) for row in page.object_list],
        "open": seen.open().count(),
        "overdue": seen.overdue(today).count(),
    }
    return render(request, "community/rights_list.html", context)


def listed(row: dict, today) -> dict:
    late = row["answered_at"] is None and row["due_on"] < today
    answered = str(DataRequest.Answer(row["answer"]).label) if row["answer"] else ""
    return {
        "name": mask_name(row["person__name"]),
        "kind": DataRequest.Kind(row["kind"]).label,
        "state": answered or (_("已过期") if late else _("等答复")),
        "tone": "done" if answered else "late" if late else "new",
    }


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_visible(DataRequest, request.user, pk, ANSWER if request.method == "POST" else None)
    form = AnswerForm(request.POST or None, asked=asked)

    def act() -> None:
        rights.answer(asked, **form.cleaned_data, by=request.user, address=client_address(request))

    if done(form, act):
        messages.success(request, _("已答复。有账号的居民会收到消息；没有的，请打电话或当面告诉他。"))
        return redirect("community:requests")
    context = {
        "asked": asked,
        "person": asked.person,
        "form": form,
        "may_answer": has_perm(ANSWER, request.user, asked),
        "late": asked.answered_at is None and asked.due_on < timezone.localdate(),
    }
    return render(request, "community/rights_page.html", context, status=422 if form.errors else 200)


@never_cache
@desk_required
@require_POST
def request_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody at the counter: everything held about them, on paper."""
    asked = get_visible(DataRequest, request.user, pk, ANSWER)
    if asked.kind != DataRequest.Kind.COPY or asked.answered_at:
        messages.error(request, _("只有还没答复的“查看和复制”请求，才能打印副本。"))
        return redirect("community:request", asked.pk)
    rights.copy_out(asked.person, by=request.user, form="html", address=client_address(request))
    return copy_of(request, asked.person, "html")


# --- one person --------------------------------------------------------------------------------


@never_cache
@desk_required
@require_safe
def person_data(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Person, request.user, pk))


def show(request: HttpRequest, person: Person, *, ask: AskForm | None = None, given: ConsentForm | None = None):
    account = rights.account_of(person) if person.user_id is None else person.user
    wrong = next((form for form in (ask, given) if form is not None and form.errors), None)
    context = {
        "person": person,
        "form": wrong or AskForm(),
        "ask": ask or AskForm(),
        "given": given or ConsentForm(),
        "consents": consents_of(person),
        "requests": DataRequest.objects.filter(person=person).values(
            "pk", "opened_at", "due_on", "answered_at", "kind"
        ),
        "kinds": dict(DataRequest.Kind.choices),
        "under_age": is_under_age(person),
        "needs": needs_with_note(request, person),
        "linked": person.user_id is not None,
        "account": account and {"name": account.name, "phone": mask_phone(account.phone)},
        "days": fields.DUE,
    }
    return render(request, "community/rights_person.html", context, status=422 if wrong else 200)


def needs_with_note(request: HttpRequest, person: Person) -> list[dict]:
    rows = ServiceNeed.objects.visible_to(request.user).filter(person=person).exclude(note="").order_by("-pk")
    return [{"pk": pk, "label": codes.label("group", group)} for pk, group in rows.values_list("pk", "group")]


@never_cache
@desk_required
@require_POST
def person_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A request made at the counter or on the phone, typed in by staff."""
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = AskForm(request.POST)

    def act() -> None:
        asked = rights.ask(person, **form.cleaned_data, by=request.user, address=client_address(request))
        messages.success(request, _("请求已登记，请在 %(day)s 前答复。") % {"day": f"{asked.due_on:%Y-%m-%d}"})

    if done(form, act):
        return redirect("community:person_data", person.pk)
    return show(request, person, ask=form)


@never_cache
@desk_required
@require_POST
def consent_give(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = ConsentForm(request.POST)

    def act() -> None:
        typed = form.cleaned_data
        consent.give(person, typed["purpose"], how=typed["how"], on=typed["given_on"], by=request.user)

    if done(form, act):
        messages.success(request, _("同意已登记。"))
        return redirect("community:person_data", person.pk)
    return show(request, person, given=form)


@never_cache
@desk_required
@require_POST
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Consent, request.user, pk)
    pressed(request, lambda: consent.withdraw(row, by=request.user), _("已撤回，从现在起不再这样做。"))
    return redirect("community:person_data", row.person_id)


@never_cache
@desk_required
@require_POST
def account_link(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    if request.POST.get("checked") != "on":
        messages.error(request, _("请先核对是本人，再勾选“已核对是本人”。"))
    else:
        by, address = request.user, client_address(request)
        pressed(request, lambda: rights.link_account(person, by=by, address=address), _("账号已关联。"))
    return redirect("community:person_data", person.pk)


@never_cache
@desk_required
@require_POST
def account_unlink(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    by, address = request.user, client_address(request)
    pressed(request, lambda: rights.unlink_account(person, by=by, address=address), _("已取消关联。"))
    return redirect("community:person_data", person.pk)


@never_cache
@desk_required
@require_POST
def need_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is written about one service need, once, for a reason; nothing of it is on any other page."""
    need = get_visible(ServiceNeed, request.user, pk, "community.change_need")
    form = ReasonForm(request.POST)
    text = ""
    if form.is_valid():
        reason, address = form.cleaned_data["reason"], client_address(request)
        try:
            text = rights.reveal_need(need, reason=reason, by=request.user, address=address)
        except ValidationError as refusal:
            form.add_error("reason", refusal)
    context = {"need": need, "person": need.person, "form": form, "text": text}
    return render(request, "community/rights_need.html", context, status=422 if form.errors else 200)
