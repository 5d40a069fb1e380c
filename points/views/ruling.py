"""Rules with their versions, limits, budgets and settings of a community; the public page of what earns points."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from community.views.deeds import FORM_PAGE, done
from grids.models import Unit
from grids.scope import desk_required, get_visible
from points.actions import ruling
from points.actions.limiting import spent
from points.forms.ruling import BudgetForm, CapForm, ItemForm, PolicyForm, RuleForm
from points.models import Budget, Cap, Category, Item, RuleVersion
from points.rules import policy_of
from points.views.desk import asked_day, communities_of, community_at

RULE = "points.rule_unit"
FACTS = ("basis", "points", "cap_event", "cap_day", "cap_month", "cap_year")


def ruled(request: HttpRequest) -> Unit:
    """The community whose rules the page changes."""
    unit = community_at(request)
    if request.method == "POST" and not has_perm(RULE, request.user, unit):
        raise PermissionDenied
    return unit


def in_force(unit: Unit | None, on: date) -> list[dict]:
    """Each category with its items and the rule of that day, in three queries."""
    above = set(Unit.objects.above(unit).values_list("pk", flat=True)) if unit else set()
    versions: dict[int, RuleVersion] = {}
    found = RuleVersion.objects.filter(valid_from__lte=on).select_related("unit").order_by("valid_from", "pk")
    for version in sorted(found, key=lambda one: one.unit.level if one.unit else -1):
        if version.unit_id is None or version.unit_id in above:
            versions[version.item_id] = version
    items = Item.objects.filter(active=True).select_related("category")
    mine = [item for item in items if item.unit_id is None or item.unit_id in above]
    return [
        {
            "category": category,
            "items": [
                {"item": item, "rule": versions[item.pk], "limits": limits_of(versions[item.pk])}
                for item in mine
                if item.category_id == category.pk and item.pk in versions
            ],
        }
        for category in Category.objects.all()
    ]


def limits_of(rule: RuleVersion) -> str:
    """每天最多 12 分，每月最多 20 分"""
    pairs = (
        (rule.cap_event, _("每场最多 %(n)s 分")),
        (rule.cap_day, _("每天最多 %(n)s 分")),
        (rule.cap_month, _("每月最多 %(n)s 分")),
        (rule.cap_year, _("每年最多 %(n)s 分")),
    )
    return _("，").join(words % {"n": most} for most, words in pairs if most is not None)


@never_cache
@require_safe
def public_rules(request: HttpRequest) -> HttpResponse:
    """For everybody: what earns how many."""
    unit = Unit.objects.current().filter(kind=Unit.Kind.COMMUNITY).first()
    return render(request, "points/public_rules.html", {"categories": in_force(unit, timezone.localdate())})


@never_cache
@require_safe
@desk_required
def listing(request: HttpRequest) -> HttpResponse:
    unit = community_at(request)
    context = {
        "unit": unit,
        "communities": communities_of(request.user),
        "categories": in_force(unit, timezone.localdate()),
        "caps": Cap.objects.filter(unit=unit).select_related("category").order_by("category__position", "span"),
        "policy": policy_of(unit),
        "may_rule": has_perm(RULE, request.user, unit),
    }
    return render(request, "points/rule_list.html", context)


def here(unit: Unit) -> str:
    return f"{reverse('points:rules')}?community={unit.pk}"


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Its versions, and the form of the next one."""
    unit = ruled(request)
    item = get_visible(Item, request.user, pk)
    now = RuleVersion.objects.in_force(item, unit, timezone.localdate())
    start = {name: getattr(now, name) for name in FACTS} if now else {}
    form = RuleForm(request.POST or None, initial=start)
    if done(form, lambda: ruling.change_rule(item, unit=unit, facts=form.cleaned_data, by=request.user)):
        messages.success(request, _("新规则已经保存。以前的积分不变。"))
        return redirect(here(unit))
    above = Unit.objects.above(unit).values("pk")
    versions = item.versions.filter(unit=None) | item.versions.filter(unit__in=above)
    context = {
        "unit": unit,
        "item": item,
        "now": now,
        "form": form,
        "versions": [{"rule": row, "limits": limits_of(row)} for row in versions.select_related("by", "unit")],
        "may_rule": has_perm(RULE, request.user, unit),
    }
    return render(request, "points/rule.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def item_new(request: HttpRequest) -> HttpResponse:
    unit = get_visible(Unit, request.user, community_at(request).pk, RULE)
    form = ItemForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        ruling.add_item(typed["category"], typed["name"], unit=unit, facts=form.facts(), by=request.user)

    if done(form, act):
        messages.success(request, _("项目已经加上。"))
        return redirect(here(unit))
    return render(request, "points/item_new.html", {"form": form, "unit": unit}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def caps(request: HttpRequest) -> HttpResponse:
    unit = get_visible(Unit, request.user, community_at(request).pk, RULE)
    now = {(cap.category_id, cap.span): cap.points for cap in Cap.objects.filter(unit=unit)}
    form = CapForm(request.POST or None)
    form.initial = {
        name: now.get((category.pk if category else None, span)) for name, (category, span) in form.places.items()
    }

    def act() -> None:
        for name, (category, span) in form.places.items():
            ruling.set_cap(unit, category, span, form.cleaned_data[name], by=request.user)

    if done(form, act):
        messages.success(request, _("上限已经保存。"))
        return redirect(here(unit))
    return render(request, "points/caps.html", {"form": form, "unit": unit}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def policy(request: HttpRequest) -> HttpResponse:
    unit = get_visible(Unit, request.user, community_at(request).pk, RULE)
    form = PolicyForm(request.POST or None, instance=policy_of(unit))
    if done(form, lambda: ruling.set_policy(unit, form.cleaned_data, by=request.user)):
        messages.success(request, _("设置已经保存。"))
        return redirect(here(unit))
    return render(request, "points/policy.html", {"form": form, "unit": unit}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def budgets(request: HttpRequest) -> HttpResponse:
    """One month: what was allowed in each category, what went, what is left."""
    unit = ruled(request)
    month = (asked_day(f"{request.GET.get('month', '')}-01") or timezone.localdate()).replace(day=1)
    now = {row.category_id: row for row in Budget.objects.filter(unit=unit, month=month).select_related("unit")}
    form = BudgetForm(request.POST or None)
    form.initial = {name: now[category.pk].points for name, category in form.categories.items() if category.pk in now}

    def act() -> None:
        for name, category in form.categories.items():
            ruling.set_budget(unit, category, month, form.cleaned_data[name], by=request.user)

    if done(form, act):
        messages.success(request, _("预算已经保存。"))
        return redirect(f"{reverse('points:budgets')}?community={unit.pk}&month={month:%Y-%m}")
    context = {
        "unit": unit,
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=32)).replace(day=1),
        "rows": [
            budget_row(unit, category, month, now.get(category.pk), form[name])
            for name, category in form.categories.items()
        ],
        "form": form,
        "may_rule": has_perm(RULE, request.user, unit),
    }
    return render(request, "points/budgets.html", context, status=422 if form.errors else 200)


def budget_row(unit: Unit, category: Category, month: date, budget: Budget | None, field) -> dict:
    gone = spent(Budget(unit=unit, category=category, month=month))
    return {
        "category": category,
        "field": field,
        "points": budget.points if budget else None,
        "gone": gone,
        "left": budget.points - gone if budget else None,
    }
