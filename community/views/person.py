"""One resident: what is known, seen masked, revealed for a reason, changed, and what happened."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import client_address
from accounts.masks import mask_number, mask_phone
from accounts.models import AuditEntry
from community import actions, codes
from community.forms import ChangePersonForm, NewPersonForm, RevealForm
from community.models import Dwelling, Hukou, Person, Residence
from community.views.needs import needs_of
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

HISTORY = 30
STORY = {
    "person.added": gettext_lazy("登记"),
    "person.changed": gettext_lazy("修改资料"),
    "person.verified": gettext_lazy("核对无误"),
    "person.revealed": gettext_lazy("查看隐藏的资料"),
    "person.moved_in": gettext_lazy("登记入住"),
    "person.moved_out": gettext_lazy("登记搬离"),
    "person.died": gettext_lazy("登记去世"),
}
FIELDS = {
    "name": gettext_lazy("姓名"),
    "doc_type": gettext_lazy("证件类型"),
    "doc_number": gettext_lazy("证件号码"),
    "sex": gettext_lazy("性别"),
    "born": gettext_lazy("出生日期"),
    "born_precision": gettext_lazy("出生日期"),
    "ethnicity": gettext_lazy("民族"),
    "politics": gettext_lazy("政治面貌"),
    "note": gettext_lazy("备注"),
    "phones": gettext_lazy("电话"),
}


@never_cache
@desk_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_visible(Person, request.user, pk))


@never_cache
@desk_required
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers with the page itself instead of sending there: the value is shown once and stored nowhere."""
    row = get_visible(Person, request.user, pk, "community.reveal_person")
    form = RevealForm(request.POST)
    field = request.POST.get("field", "")[:30]
    if not form.is_valid():
        return show(request, row, form=form, asked=field, status=422)
    try:
        reason = form.cleaned_data["reason"]
        value = actions.reveal(row, field, reason=reason, by=request.user, address=client_address(request))
    except ValidationError as refusal:
        form.add_error(None if refusal.code == "no_field" else "reason", refusal)
        return show(request, row, form=form, asked=field, status=422)
    return show(request, row, revealed={field: value})


def show(request, row, *, form=None, asked="", revealed=None, status=200) -> HttpResponse:
    overseen = set(Unit.objects.overseen_by(request.user, *Posting.STAFF).values_list("pk", flat=True))
    stays = list(
        Residence.objects.filter(person=row).select_related("dwelling__building").order_by("until", "-since", "-pk")
    )
    for stay in stays:
        stay.inside = stay.dwelling.building_id in overseen
        since = _("%(day)s 起") % {"day": f"{stay.since:%Y-%m-%d}"} if stay.since else ""
        kind = stay.get_kind_display() if stay.kind else ""
        stay.facts = [fact for fact in (kind, codes.label("relation", stay.relation), since) if fact]
    current = [stay for stay in stays if stay.until is None]
    history = history_of(row)
    context = {
        "person": row,
        "form": form or RevealForm(),
        "asked": asked,
        "facts": facts_of(row),
        "sealed": sealed_of(row, revealed or {}),
        "current": current,
        "past": [stay for stay in stays if stay.until],
        "hukou": Hukou.objects.filter(person=row).select_related("unit").first(),
        "members": members_of(row, [stay.household_id for stay in current if stay.inside and stay.household_id]),
        "history": history,
        "needs": needs_of(request.user, row),
        "came_in_bulk": len(history) < HISTORY and not any(entry["verb"] == "person.added" for entry in history),
    }
    return render(request, "community/person_page.html", context, status=status)


def facts_of(row: Person) -> list[tuple[str, str]]:
    facts = [
        (_("性别"), row.get_sex_display()),
        (_("出生"), born(row)),
        (_("民族"), codes.label("ethnicity", row.ethnicity)),
        (_("政治面貌"), codes.label("politics", row.politics)),
        (_("最近核对"), f"{row.verified_on:%Y-%m-%d}" if row.verified_on else ""),
    ]
    return [(label, value or _("未登记")) for label, value in facts]


def born(row: Person) -> str:
    if row.born is None:
        return ""
    form = {Person.Precision.YEAR: "%Y", Person.Precision.MONTH: "%Y-%m"}.get(row.born_precision, "%Y-%m-%d")
    until = row.died_on or timezone.localdate()
    age = until.year - row.born.year - ((until.month, until.day) < (row.born.month, row.born.day))
    return _("%(day)s（%(age)s 岁）") % {"day": row.born.strftime(form), "age": age}


def sealed_of(row: Person, revealed: dict[str, str]) -> list[dict]:
    """Document number and phones, masked unless just revealed."""
    document = row.doc_number or ""
    rows = [("doc_number", row.get_doc_type_display(), mask_number(document))] if document else []
    for phone in row.phones.order_by("pk"):
        label = _("电话（%s）") % phone.label if phone.label else _("电话")
        rows.append((f"phone:{phone.pk}", label, mask_phone(phone.number)))
    return [
        {"field": field, "label": label, "masked": masked, "value": revealed.get(field, "")}
        for field, label, masked in rows
    ]


def members_of(row: Person, households: list[int]) -> list[dict]:
    columns = ("person", "person__name", "person__born", "relation", "household")
    others = Residence.objects.current().filter(household__in=households).exclude(person=row)
    members = list(others.order_by("household", "pk").values(*columns))
    return [member | {"label": codes.label("relation", member["relation"])} for member in members]


def history_of(row: Person) -> list[dict]:
    entries = AuditEntry.objects.filter(target=f"person:{row.pk}").order_by("-pk")
    columns = ("verb", "reason", "detail", "at", "actor__name")
    history = list(entries.filter(verb__in=STORY).values(*columns)[:HISTORY])
    for entry in history:
        names = dict.fromkeys(str(FIELDS.get(name, name)) for name in entry["detail"].get("fields", []))
        entry["label"] = STORY[entry["verb"]]
        entry["fields"] = "、".join(names)
    return history


@never_cache
@desk_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    initial = initial_home(request)
    form = NewPersonForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = add(form, request.user)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("已登记%(name)s。") % {"name": added.name})
            warn(request, form)
            return redirect("community:person", added.pk)
    status = 422 if form.errors else 200
    return render(request, "community/person_new.html", {"form": form}, status=status)


def initial_home(request: HttpRequest) -> dict:
    """``?dwelling=`` fills in the place, if the reader may see it."""
    key = request.GET.get("dwelling", "")
    if not key.isdecimal():
        return {}
    home = Dwelling.objects.visible_to(request.user).filter(pk=key[:18]).first()
    return {"building": home.building_id, "entrance": home.entrance, "room": home.room} if home else {}


@transaction.atomic
def add(form: NewPersonForm, by) -> Person:
    typed = form.cleaned_data
    home = actions.find_or_add_dwelling(
        typed["building"], typed["entrance"], typed["room"], may_add=typed["new_dwelling"], by=by
    )
    if not typed["namesake"]:
        actions.refuse_namesake(typed["name"], home)
    facts = form.facts("doc_type", "id_number", "sex", "born", "ethnicity", "politics", "note")
    stay = form.facts("relation", "kind", "since")
    return actions.add_person(typed["name"], dwelling=home, phones=form.typed_phones(), by=by, **stay, **facts)


def warn(request: HttpRequest, form) -> None:
    for warning in form.warnings:
        messages.warning(request, warning)


@never_cache
@desk_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.user, pk, "community.change_person")
    form = ChangePersonForm(request.POST or None, person=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(row, by=request.user, **form.changes())
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("资料已保存。"))
            warn(request, form)
            return redirect("community:person", row.pk)
    status = 422 if form.errors else 200
    return render(request, "community/person_edit.html", {"form": form, "person": row}, status=status)


@desk_required
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.user, pk, "community.change_person")
    actions.verify(row, by=request.user)
    messages.success(request, _("已记下：今天核对无误。"))
    return redirect("community:person", row.pk)
