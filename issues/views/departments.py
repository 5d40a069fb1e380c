"""The desk's list of departments and of their people's logins."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.limits import client_address
from grids.forms import ConfirmForm
from grids.models import Posting
from grids.scope import desk_required, get_visible
from grids.views.once import show_once, to_show
from issues.actions import departments as actions
from issues.flow import IN_HAND
from issues.forms.departments import AnswerDepartmentForm, DepartmentForm, MemberForm, NewDepartmentForm
from issues.models import Call, Department, Issue, Member, Step

REFUSED = 422
# where a refusal of an action belongs on the page
PLACES = {
    "username_taken": "username",
    "username_form": "username",
    "inactive": "username",
    "staff": "username",
    "member_twice": "username",
    "no_name": "name",
    "name_taken": "name",
}


def keeper_required(view):
    """For whoever keeps the data of some unit: secretary, administrator, worker."""

    @desk_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not any(held.role in Posting.DATA_KEEPERS for held in Posting.objects.held_by(request.user)):
            raise PermissionDenied(_("协同部门由社区书记、社区工作者和系统管理员登记。"))
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@keeper_required
def listing(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("show") == "ended"
    people = Count("members", filter=Q(members__until=None), distinct=True)
    in_hand = Count("issues", filter=Q(issues__state__in=IN_HAND), distinct=True)
    found = Department.objects.visible_to(request.user).filter(open=not closed).select_related("unit")
    rows = found.annotate(people=people, in_hand=in_hand).order_by("kind", "name")
    return render(request, "issues/department_list.html", {"rows": rows, "closed": closed})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewDepartmentForm(typed(request), user=request.user),
        lambda data: actions.open_department(by=request.user, **data),
        title=_("登记协同部门"),
        button=_("登记"),
        done=_("已登记，请接着为他们的人开账号。"),
    )


@never_cache
@require_safe
@keeper_required
def department(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")
    members = row.members.current().select_related("user").order_by("since", "pk")
    context = {
        "department": row,
        "first": to_show(request),
        "members": [
            {"pk": one.pk, "name": one.user.name, "username": one.user.username, "since": one.since,
             "may_reset": has_perm("issues.reset_member", request.user, one)}
            for one in members
        ],
        "in_hand": Issue.objects.visible_to(request.user).filter(department=row, state__in=IN_HAND).count(),
        "called": Call.objects.visible_to(request.user).filter(department=row).count(),
    }  # fmt: skip
    return render(request, "issues/department.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")
    facts = {"name": row.name, "kind": row.kind, "phone": row.phone}
    return form_page(
        request,
        DepartmentForm(typed(request), initial=facts),
        lambda data: actions.edit_department(row, by=request.user, **data),
        department=row,
        title=_("修改“%(name)s”") % {"name": row.name},
        button=_("保存"),
        done=_("已保存。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")
    return form_page(
        request,
        ConfirmForm(typed(request)),
        lambda _data: actions.end_department(row, by=request.user),
        department=row,
        title=_("停用“%(name)s”") % {"name": row.name},
        button=_("停用"),
        note=_("停用以后不能再派给它、请它报到，它的人也马上进不来了。办过的事都留着。"),
        done=_("已停用。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")

    def act(data: dict) -> Member:
        if not data["name"]:
            return actions.add_member(row, user=data["user"], by=request.user)
        address = client_address(request)
        named = {"name": data["name"], "username": data["username"]}
        member, password = actions.add_newcomer(row, by=request.user, address=address, **named)
        show_once(request, member.user, password)
        return member

    return form_page(
        request,
        MemberForm(typed(request)),
        act,
        department=row,
        title=_("为“%(name)s”加一个人") % {"name": row.name},
        button=_("加入"),
        note=_("他只看得到派给你们单位的事项和请你们报到的哨，看不到居民登记，也看不到反映人是谁。"),
        done=_("已加入。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def member_end(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")
    one = get_object_or_404(row.members.current().select_related("user"), pk=member)
    return form_page(
        request,
        ConfirmForm(typed(request)),
        lambda _data: actions.end_member(one, by=request.user),
        department=row,
        title=_("%(name)s不再在这个单位") % {"name": one.user.name},
        button=_("移出"),
        note=_("从今天起他看不到这个单位的事项。他办过的事都留着。"),
        done=_("已移出。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def member_password(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    row = get_visible(Department, request.user, pk, "issues.keep_department")
    one = get_object_or_404(row.members.current().select_related("user", "department__unit"), pk=member)
    if not has_perm("issues.reset_member", request.user, one):
        raise PermissionDenied(_("重设密码请找系统管理员；留了手机或邮箱的人，可以自己用验证码登录。"))

    def act(_data: dict) -> None:
        show_once(request, one.user, actions.reset_member(one, by=request.user, address=client_address(request)))

    return form_page(
        request,
        ConfirmForm(typed(request)),
        act,
        department=row,
        title=_("为%(name)s重设密码") % {"name": one.user.name},
        button=_("重设密码"),
        note=_("原来的密码马上作废，他在各处的登录都会退出。新的初始密码只显示一次，请当面告诉本人。"),
        done=_("密码已重设。"),
    )


def typed(request: HttpRequest) -> QueryDict | None:
    """An empty form is a form that was sent too."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[dict], Any],
    *,
    done: str,
    department: Department | None = None,
    **words: str,
) -> HttpResponse:
    """Show a form, or do what it says and go to the department's page. ``words``: title, button, note."""
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except ValidationError as refusal:
                place = PLACES.get(getattr(refusal, "code", None))
                form.add_error(place if place in form.fields else None, refusal)
            else:
                messages.success(request, done)
                where = department or made
                return redirect("issues:department", where.pk)
    context = {"form": form, "department": department, "note": ""} | words
    return render(request, "issues/department_form.html", context, status=status)


# --- what passes between departments and staff -------------------------------------------------


@never_cache
@require_POST
@desk_required
def relay(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee's answer to a department that asked it to reach the resident."""
    issue = get_visible(Issue, request.user, pk, "issues.view_issue")
    form = AnswerDepartmentForm(request.POST, auto_id="relay_%s")
    if form.is_valid():
        try:
            actions.answer_department(issue, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已回复部门，他们会收到消息。"))
            return redirect("issues:issue", pk)
    return render(request, "issues/relay.html", {"issue": issue} | words_between(issue, form), status=REFUSED)


def rows_for(issue: Issue, user, *, whistled: bool) -> dict:
    """For the matter's page: what departments and staff wrote to each other; nothing where no department is in it."""
    with_departments = issue.department_id is not None or whistled
    rows = words_between(issue) if with_departments else {"relay_form": None, "between": [], "department_waits": False}
    return rows | {"may_see_log": has_perm("issues.contact_log_issue", user, issue)}


def words_between(issue: Issue, form: AnswerDepartmentForm | None = None) -> dict:
    passed = Q(text__startswith=actions.ASKED) | Q(text__startswith=actions.ANSWERED)
    steps = list(issue.steps.filter(passed, verb=Step.Verb.RECORD).select_related("by").order_by("at", "pk"))
    waits = bool(steps) and steps[-1].text.startswith(actions.ASKED)
    form = form or AnswerDepartmentForm(auto_id="relay_%s")
    return {"relay_form": form, "between": steps, "department_waits": waits}
