"""The rules of dispatch: their list in order, one rule to edit, and the tester that says what each would do and why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import record
from accounts.models import User
from grids.models import Posting, Unit
from grids.scope import desk_required
from issues.actions.dispatching import Case, decide
from issues.forms.rule import RuleForm, TrialForm
from issues.limits import calendar, limits_of
from issues.models import Issue, Rule

# rules reach everybody of the community: those who answer for it write them
KEEPERS = (Posting.Role.ADMIN, Posting.Role.SECRETARY)
# how many of the latest matters the rules are tried on
LATEST = 200


@never_cache
@require_safe
@desk_required
def rules(request: HttpRequest) -> HttpResponse:
    """A trial is a question, so it stands in the address and can be sent to a colleague."""
    units = Unit.objects.overseen_by(request.user, *Posting.STAFF).current()
    asked = "unit" in request.GET
    form = TrialForm(request.GET if asked else None, units=units)
    rows = list(seen(request.user).select_related("unit", "category", "user").annotate(used=Count("issues")))
    context = {
        "rows": rows,
        "form": form,
        "trial": trial(form) if asked and form.is_valid() else None,
        "replay": replay(Issue.objects.visible_to(request.user)) if "replay" in request.GET else None,
        "may_edit": may_edit(request.user),
        "missing": calendar().missing_years(timezone.localdate()),
    }
    return render(request, "issues/rules.html", context)


def seen(user):
    """Rules for everywhere, and those for places within the own scope."""
    return Rule.objects.filter(Q(unit=None) | Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF)))


def may_edit(user) -> bool:
    return any(held.role in KEEPERS for held in Posting.objects.held_by(user))


def trial(form: TrialForm) -> dict:
    case = Case(**form.cleaned_data)
    limits = limits_of(case.category, case.severity, case.at)
    return {"decision": decide(case), "limits": limits}


def replay(issues) -> dict:
    """What today's rules would do with the latest matters, in numbers."""
    latest = issues.select_related("unit", "category").order_by("-received_at", "-pk")[:LATEST]
    days, known = calendar(), list(Rule.objects.filter(open=True).select_related("unit", "category", "user"))
    counts: dict[str, int] = {}
    for issue in latest:
        decision = decide(Case(issue.unit, issue.category, issue.severity, issue.received_at), known, days)
        name = decision.rule.name if decision.rule else _("没有规则符合，由人来派")
        counts[name] = counts.get(name, 0) + 1
    return {"rows": sorted(counts.items(), key=lambda item: -item[1]), "total": sum(counts.values())}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    if not may_edit(request.user):
        raise PermissionDenied(_("派单规则由社区书记或系统管理员来定。"))
    row = get_object_or_404(seen(request.user), pk=pk) if pk else None
    mine = Unit.objects.overseen_by(request.user, *KEEPERS).current()
    everywhere = not Unit.objects.current().filter(parent=None).exclude(pk__in=mine).exists()
    if row is not None and row.unit_id is None and not everywhere:
        raise PermissionDenied(_("这条规则管所有社区，请上级来改。"))
    units = mine.exclude(kind=Unit.Kind.BUILDING)
    posts = Posting.objects.current().filter(unit__in=units, role__in=Posting.STAFF, user__is_active=True)
    people = User.objects.filter(pk__in=posts.values("user"))
    form = RuleForm(request.POST or None, instance=row, units=units, people=people, everywhere=everywhere)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        record("issues.rule_saved", by=request.user, target=f"rule:{saved.pk}", name=saved.name, open=saved.open)
        messages.success(request, _("规则已经保存，以后新来的事项按它派。"))
        return redirect("issues:rules")
    return render(request, "issues/rule.html", {"form": form, "rule": row})
