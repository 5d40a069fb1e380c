"""Who saw, changed, reported or exported one person's data in the last six months (registry S14)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules import has_perm

from accounts.models import AuditEntry
from community import fields
from community.models import Disclosure, Person, ReportRow, RosterRow
from community.models.report import RESTRICTED_LISTS
from grids.scope import desk_required, get_visible

MOST = 500
# what left or was opened in the clear, and what only changed
OPENED, LEFT, CHANGED = "opened", "left", "changed"
KINDS = {OPENED: gettext_lazy("查看"), LEFT: gettext_lazy("导出"), CHANGED: gettext_lazy("处理")}
VERBS = {
    "person.revealed": (OPENED, gettext_lazy("查看隐藏的资料")),
    "person.seen_by_self": (OPENED, gettext_lazy("本人查看完整号码")),
    "person.copied": (LEFT, gettext_lazy("给本人一份副本")),
    "person.added": (CHANGED, gettext_lazy("登记")),
    "person.added_in_bulk": (CHANGED, gettext_lazy("成批登记")),
    "person.changed": (CHANGED, gettext_lazy("修改资料")),
    "person.verified": (CHANGED, gettext_lazy("核对无误")),
    "person.moved_in": (CHANGED, gettext_lazy("登记入住")),
    "person.moved_out": (CHANGED, gettext_lazy("登记搬离")),
    "person.moved_house": (CHANGED, gettext_lazy("全户一起搬家")),
    "person.merged": (CHANGED, gettext_lazy("与另一条记录合并")),
    "person.merged_into": (CHANGED, gettext_lazy("合并到另一条记录")),
    "person.died": (CHANGED, gettext_lazy("登记去世")),
    "person.erased": (CHANGED, gettext_lazy("删除资料")),
    "person.account_linked": (CHANGED, gettext_lazy("关联账号")),
    "person.account_unlinked": (CHANGED, gettext_lazy("取消关联账号")),
    "need.added": (CHANGED, gettext_lazy("登记服务需求")),
    "need.reviewed": (CHANGED, gettext_lazy("复核服务需求")),
    "need.taken_back": (CHANGED, gettext_lazy("撤回登错的服务需求")),
    "need.ended": (CHANGED, gettext_lazy("结束服务需求")),
    "consent.given": (CHANGED, gettext_lazy("登记同意")),
    "consent.withdrawn": (CHANGED, gettext_lazy("撤回同意")),
    "request.asked": (CHANGED, gettext_lazy("收到个人信息请求")),
    "request.answered": (CHANGED, gettext_lazy("答复个人信息请求")),
}
OTHER = (CHANGED, gettext_lazy("其他处理"))
SHOWN = {"doc_number": gettext_lazy("证件号码"), "phone": gettext_lazy("电话"), "need": gettext_lazy("服务需求的说明")}


@never_cache
@desk_required
@require_safe
def person_seen(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk)
    rows = entries(person, named=has_perm("community.restricted_needs", request.user, person))
    chosen = request.GET.get("kind", "")
    kinds = [{"key": key, "label": label, "count": count(rows, key)} for key, label in KINDS.items()]
    context = {
        "person": person,
        "rows": [row for row in rows if chosen not in KINDS or row["kind"] == chosen],
        "kinds": kinds,
        "chosen": chosen if chosen in KINDS else "",
        "total": len(rows),
        "since": since(),
    }
    return render(request, "community/seen.html", context)


def count(rows: list[dict], kind: str) -> int:
    return sum(1 for row in rows if row["kind"] == kind)


def since() -> datetime:
    return timezone.now() - timedelta(days=fields.SEEN)


def entries(person: Person, *, named: bool = True) -> list[dict]:
    """Newest first; the same number of queries however much there is.

    Not ``named``: lists about a restricted group are left out, for they tell that the person is in it.
    """
    found = [*recorded(person), *exported(person, named), *reported(person, named), *imported(person)]
    return sorted(found, key=lambda row: row["at"], reverse=True)[:MOST]


def recorded(person: Person) -> list[dict]:
    # what happened to a record that was merged into this one happened to this person
    records = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person)).values_list("pk", flat=True)
    targets = [f"person:{pk}" for pk in records]
    targets += [f"owner:{pk}" for pk in person.ownerships.values_list("pk", flat=True)]
    rows = AuditEntry.objects.filter(target__in=targets, at__gte=since()).order_by("-pk")
    return [of_audit(row) for row in rows.values("verb", "at", "reason", "detail", "actor__name")[:MOST]]


def of_audit(row: dict) -> dict:
    kind, what = VERBS.get(row["verb"], OTHER)
    if row["verb"] not in VERBS and row["verb"].endswith((".revealed", ".reveal")):
        kind, what = VERBS["person.revealed"]
    shown = SHOWN.get(str(row["detail"].get("field", "")).partition(":")[0], "")
    what = f"{what}：{shown}" if shown else what
    return {"at": row["at"], "kind": kind, "what": what, "who": row["actor__name"], "why": row["reason"]}


def is_told(whom: Mapping | None, named: bool) -> bool:
    return named or (whom or {}).get("list") not in RESTRICTED_LISTS


def exported(person: Person, named: bool) -> list[dict]:
    columns = ("export__created_at", "export__purpose", "export__unmasked", "export__by__name", "export__taken_at")
    rows = Disclosure.objects.of(person, since()).values_list(*columns, "export__chosen")
    return [
        {
            "at": at,
            "kind": LEFT,
            "what": _("导出名单（完整号码）") if unmasked else _("导出名单（号码隐去）"),
            "who": who,
            "why": purpose if taken else _("%(purpose)s（文件没有下载）") % {"purpose": purpose},
        }
        for at, purpose, unmasked, who, taken, chosen in rows
        if is_told(chosen.get("whom"), named)
    ]


def reported(person: Person, named: bool) -> list[dict]:
    rows = ReportRow.objects.filter(person=person, run__created_at__gte=since())
    columns = ("run__created_at", "run__report__name", "run__label", "run__by__name", "run__report__asked_by")
    rows = rows.values_list(*columns, "run__report__whom")
    return [
        {
            "at": at,
            "kind": LEFT,
            "what": _("填进报表：%(name)s") % {"name": f"{name} {label}"},
            "who": who,
            "why": asked,
        }
        for at, name, label, who, asked, whom in rows
        if is_told(whom, named)
    ]


def imported(person: Person) -> list[dict]:
    rows = RosterRow.objects.filter(person=person, written_at__gte=since())
    columns = ("written_at", "roster__by__name", "roster__file_name")
    return [
        {"at": at, "kind": CHANGED, "what": _("从花名册登记"), "who": who, "why": file}
        for at, who, file in rows.values_list(*columns)
    ]
