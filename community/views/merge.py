"""Two records of one person: find the other, compare them side by side, choose what stays, make them one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.masks import mask_number, mask_phone
from community import actions, codes
from community.actions.merge import differences, refuse_merge
from community.forms import MergeForm
from community.models import Hukou, Person, Residence
from community.views.deeds import FORM_PAGE, done
from community.views.person import FIELDS, born
from community.views.picking import asked_for, choices_of, found
from grids.scope import desk_required, get_visible

PERM = "community.merge_people"
CODED = ("ethnicity", "politics", "marriage", "education")
# in the order of the page
LINES = (
    "name", "doc_number", "phones", "homes", "sex", "born", "died_on", "hukou", *CODED, "former_name", "workplace",
    "doc_expires_on", "guardian", "user", "note",
)  # fmt: skip


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def merge_find(request: HttpRequest, pk: int) -> HttpResponse:
    """Namesakes are offered at once; anybody else by searching."""
    row = get_visible(Person, request.user, pk, PERM)
    if (sought := asked_for(request)) is not None:
        return redirect(reverse("community:person_merge", args=[row.pk]) + sought)
    seen = Person.objects.visible_to(request.user)
    near = choices_of(seen.filter(name=row.name).exclude(pk=row.pk).by_address()[:10])
    pick = found(request, seen, [row.pk])
    for one in (*near, *pick["rows"]):
        one["url"] = reverse("community:person_merge_with", args=[row.pk, one["pk"]])
    context = {"person": row, "near": near, "pick": pick}
    return render(request, "community/merge_find.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def merge_with(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    kept = get_visible(Person, request.user, pk, PERM)
    double = get_visible(Person, request.user, other, PERM)
    try:
        refuse_merge(kept, double)
    except ValidationError as refusal:
        context = {"person": kept, "other": double, "refusal": refusal.messages[0], "rows": compared(kept, double)}
        return render(request, "community/merge_page.html", context, status=422 if request.method == "POST" else 200)
    asked = differences(kept, double)
    rows = compared(kept, double)
    initial = {"seen": f"{kept.changed_at.isoformat()},{double.changed_at.isoformat()}"}
    form = MergeForm(request.POST or None, initial=initial, rows=[row for row in rows if row["name"] in asked])

    def act() -> None:
        seen = form.cleaned_data["seen"]
        actions.merge(kept, double, choices=form.choices(), seen=seen, by=request.user)

    if done(form, act):
        messages.success(request, _("两条记录已合并成一条。"))
        return redirect("community:person", kept.pk)
    context = {"person": kept, "other": double, "form": form, "refusal": "", "rows": rows, "asked": asked}
    return render(request, "community/merge_page.html", context, status=422 if form.errors else 200)


def compared(kept: Person, other: Person) -> list[dict]:
    """Every line of the comparison, as both records have it; numbers masked."""
    mine, theirs = shown(kept), shown(other)
    return [
        {"name": name, "label": label_of(name), "kept": mine[name], "other": theirs[name]}
        for name in LINES
        if mine[name] or theirs[name]
    ]


def label_of(name: str) -> str:
    return _("住处") if name == "homes" else str(FIELDS[name])


def shown(row: Person) -> dict[str, str]:
    hukou = Hukou.objects.filter(person=row).select_related("unit").first()
    stays = Residence.objects.filter(person=row).select_related("dwelling__building").order_by("until", "pk")
    phones = [f"{mask_phone(phone.number)} {phone.label}".strip() for phone in row.phones.order_by("pk")]
    return {
        "name": row.name,
        "doc_number": f"{row.get_doc_type_display()} {mask_number(row.doc_number)}" if row.doc_number else "",
        "phones": "、".join(phones),
        "homes": "、".join(stay_text(stay) for stay in stays),
        "hukou": hukou_text(hukou) if hukou else "",
        "sex": row.get_sex_display(),
        "born": born(row),
        "died_on": f"{row.died_on or ''}",
        "guardian": row.guardian.name if row.guardian else "",
        "former_name": row.former_name,
        "doc_expires_on": f"{row.doc_expires_on or ''}",
        "workplace": row.workplace,
        "note": row.note,
        "user": row.user.name if row.user else "",
        **{table: codes.label(table, getattr(row, table)) for table in CODED},
    }


def stay_text(stay: Residence) -> str:
    place = stay.dwelling.full_address()
    return _("%(place)s（住到 %(day)s）") % {"place": place, "day": stay.until} if stay.until else place


def hukou_text(hukou: Hukou) -> str:
    unit = hukou.unit.name if hukou.unit else ""
    number = _("户号 %s") % hukou.number if hukou.number else ""
    return " ".join(part for part in (unit, hukou.address, number, codes.label("relation", hukou.relation)) if part)
