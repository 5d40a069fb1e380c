"""One resident: what is known, seen masked, revealed for a reason, changed, and what happened."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rules import has_perm

from accounts.masks import mask_number, mask_phone
from accounts.models import AuditEntry
from community import actions, codes
from community.actions.person import age, is_under_age
from community.forms import ChangePersonForm, HukouForm, NewPersonForm
from community.imports.columns import BY_KEY
from community.models import Dwelling, Hukou, Ownership, Person, Residence
from community.models.roster import Source, sources_of
from community.views.deeds import FORM_PAGE, done
from community.views.guardian import guard_of
from community.views.needs import needs_of
from community.views.sealed import Look, look
from community.views.stay import form_page
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
    "person.moved_house": gettext_lazy("全户一起搬家"),
    "person.died": gettext_lazy("登记去世"),
    "person.merged": gettext_lazy("与另一条记录合并"),
    "owner.revealed": gettext_lazy("查看业主登记里隐藏的资料"),
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
    "former_name": gettext_lazy("曾用名"),
    "marriage": gettext_lazy("婚姻状况"),
    "education": gettext_lazy("文化程度"),
    "workplace": gettext_lazy("工作单位或学校"),
    "doc_expires_on": gettext_lazy("证件有效期至"),
    "guardian": gettext_lazy("监护人"),
    "hukou": gettext_lazy("户籍"),
    "relation": gettext_lazy("与户主关系"),
    "kind": gettext_lazy("居住类型"),
    "died_on": gettext_lazy("去世日期"),
    "user": gettext_lazy("账号"),
    "note": gettext_lazy("备注"),
    "phones": gettext_lazy("电话"),
}


@never_cache
@desk_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    if stayed := merged_into(request.user, pk):
        messages.info(request, _("您打开的那条记录已经与这一条合并。"))
        return redirect("community:person", stayed)
    return show(request, get_visible(Person, request.user, pk))


def merged_into(user, pk: int) -> int | None:
    """Old links and bookmarks of a merged record lead to the one that stayed, if the reader may see it."""
    stayed = Person.objects.filter(pk=pk).values("merged_into")
    return Person.objects.visible_to(user).filter(pk__in=stayed).values_list("pk", flat=True).first()


@never_cache
@desk_required
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.user, pk, "community.reveal_person")
    return show(request, row, look(request, row))


def show(request: HttpRequest, row: Person, seen: Look | None = None) -> HttpResponse:
    seen = seen or Look()
    user = request.user
    stays = stays_of(row, user)
    current = [stay for stay in stays if stay.until is None]
    history = history_of(row)
    context = {
        "person": row,
        "form": seen.form,
        "facts": facts_of(row),
        "sealed": sealed_of(row, seen),
        "current": current,
        "past": [stay for stay in stays if stay.until],
        "hukou": hukou_of(row),
        "guard": guard_of(row, user),
        "owned": Ownership.objects.visible_to(user).current().filter(person=row).select_related("dwelling__building"),
        "members": members_of(row, [stay.household_id for stay in current if stay.inside and stay.household_id]),
        "history": history,
        "sources": [source_line(source) for source in sources_of(row)[:HISTORY]],
        "needs": needs_of(user, row),
        "may_merge": has_perm("community.merge_people", user, row),
        "came_in_bulk": len(history) < HISTORY and not any(entry["verb"] == "person.added" for entry in history),
    }
    return render(request, "community/person_page.html", context, status=seen.status)


def stays_of(row: Person, user) -> list[Residence]:
    overseen = set(Unit.objects.overseen_by(user, *Posting.STAFF).values_list("pk", flat=True))
    stays = list(
        Residence.objects.filter(person=row).select_related("dwelling__building").order_by("until", "-since", "-pk")
    )
    for stay in stays:
        stay.inside = stay.dwelling.building_id in overseen
        since = _("%(day)s 起") % {"day": f"{stay.since:%Y-%m-%d}"} if stay.since else ""
        kind = stay.get_kind_display() if stay.kind else ""
        stay.facts = [fact for fact in (kind, codes.label("relation", stay.relation), since) if fact]
    return stays


def hukou_of(row: Person) -> list[tuple[str, str]]:
    hukou = Hukou.objects.filter(person=row).select_related("unit").first()
    if hukou is None:
        return []
    facts = [
        (_("户籍地址"), hukou.address),
        (_("所属单元"), hukou.unit.name if hukou.unit else ""),
        (_("户号"), hukou.number),
        (_("与户主关系"), codes.label("relation", hukou.relation)),
    ]
    return [(label, value) for label, value in facts if value]


def facts_of(row: Person) -> list[tuple[str, str]]:
    facts = [
        (_("性别"), row.get_sex_display()),
        (_("出生"), born(row)),
        (_("民族"), codes.label("ethnicity", row.ethnicity)),
        (_("政治面貌"), codes.label("politics", row.politics)),
        (_("婚姻状况"), codes.label("marriage", row.marriage)),
        (_("文化程度"), codes.label("education", row.education)),
        (_("工作单位或学校"), row.workplace),
        (_("最近核对"), f"{row.verified_on:%Y-%m-%d}" if row.verified_on else ""),
    ]
    seldom = [(_("曾用名"), row.former_name), (_("证件有效期至"), expiry(row))]
    return [(label, value or _("未登记")) for label, value in facts] + [fact for fact in seldom if fact[1]]


def expiry(row: Person) -> str:
    if row.doc_expires_on is None:
        return ""
    over = row.doc_expires_on < timezone.localdate()
    return _("%(day)s（已过期）") % {"day": row.doc_expires_on} if over else str(row.doc_expires_on)


def born(row: Person) -> str:
    if row.born is None:
        return ""
    form = {Person.Precision.YEAR: "%Y", Person.Precision.MONTH: "%Y-%m"}.get(row.born_precision, "%Y-%m-%d")
    years = age(row.born, row.died_on or timezone.localdate())
    sentence = _("%(day)s（%(age)s 岁）") if form == "%Y-%m-%d" else _("%(day)s（约 %(age)s 岁）")
    return sentence % {"day": row.born.strftime(form), "age": years}


def sealed_of(row: Person, seen: Look) -> list[dict]:
    """Document number and phones, masked unless just revealed."""
    url = reverse("community:person_reveal", args=[row.pk])
    document = row.doc_number or ""
    rows = [("doc_number", row.get_doc_type_display(), mask_number(document))] if document else []
    for phone in row.phones.order_by("pk"):
        label = _("电话（%s）") % phone.label if phone.label else _("电话")
        rows.append((f"phone:{phone.pk}", label, mask_phone(phone.number)))
    return [seen.row(field, url, field, label, masked) for field, label, masked in rows]


def members_of(row: Person, households: list[int]) -> list[dict]:
    columns = ("person", "person__name", "person__born", "relation", "household")
    others = Residence.objects.current().filter(household__in=households).exclude(person=row)
    members = list(others.order_by("household", "pk").values(*columns))
    return [member | {"label": codes.label("relation", member["relation"])} for member in members]


def history_of(row: Person) -> list[dict]:
    """What happened to the records that were merged into this one belongs to its history."""
    merged = Person.objects.filter(merged_into=row).values_list("pk", flat=True)
    targets = [f"person:{key}" for key in (row.pk, *merged)]
    entries = AuditEntry.objects.filter(target__in=targets).order_by("-pk")
    columns = ("verb", "reason", "detail", "at", "actor__name", "target")
    history = list(entries.filter(verb__in=STORY).values(*columns)[:HISTORY])
    for entry in history:
        names = dict.fromkeys(str(FIELDS.get(name, name)) for name in entry["detail"].get("fields", []))
        entry["label"] = STORY[entry["verb"]]
        if entry["target"] != targets[0]:
            entry["label"] = _("%(deed)s（并进来的记录）") % {"deed": entry["label"]}
        entry["fields"] = "、".join(names)
    return history


def source_line(source: Source) -> dict:
    """Which row of which roster said it, and what of it (registry 6, point 10)."""
    headings = dict.fromkeys(BY_KEY[key].heading for key in source.fields if key in BY_KEY)
    return {"source": source, "fields": "、".join(headings)}


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
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
            return redirect(after_adding(request, added))
    status = 422 if form.errors else 200
    return render(request, "community/person_new.html", {"form": form}, status=status)


def after_adding(request: HttpRequest, added: Person) -> str:
    """A child's guardian is asked for at once, while whoever brings the child is still there."""
    if not is_under_age(added) or added.guardian_id:
        return reverse("community:person", args=[added.pk])
    messages.info(request, _("未满 14 周岁，请接着登记监护人。"))
    return reverse("community:person_guardian", args=[added.pk])


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
    facts = form.person_facts() | form.facts("id_number", "relation", "kind", "since")
    hukou = actions.NewHukou(typed["unit"], typed["address"], typed["number"])
    if any((hukou.unit, hukou.address, hukou.number)):
        facts["hukou"] = hukou
    return actions.add_person(dwelling=home, phones=form.typed_phones(), by=by, **facts)


def warn(request: HttpRequest, form) -> None:
    for warning in form.warnings:
        messages.warning(request, warning)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.user, pk, "community.change_person")
    form = ChangePersonForm(request.POST or None, person=row)

    def act() -> None:
        actions.change_person(row, by=request.user, **form.changes())

    if done(form, act):
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


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def hukou(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.user, pk, "community.change_person")
    form = HukouForm(request.POST or None, user=request.user, hukou=Hukou.objects.filter(person=row).first())

    def act() -> None:
        actions.change_hukou(row, actions.NewHukou(**form.cleaned_data), by=request.user)

    if done(form, act):
        messages.success(request, _("户籍已保存。"))
        return redirect("community:person", row.pk)
    return form_page(request, form, row, _("户籍"), _("保存"))
