"""Vouchers: what the desk books by hand, and the second person's word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.masks import mask_name
from community.views.deeds import FORM_PAGE, done
from grids.scope import desk_required, get_visible
from points.actions import vouchers
from points.actions.vouchers import Slip
from points.forms.booking import NoteForm, ReverseForm, VoucherForm
from points.models import Account, Transfer, Voucher
from points.rules import policy_of
from points.views.desk import transfer_seen
from points.views.passbook import REVERSIBLE, shown_name

ON_A_PAGE, REFUSED, CONFLICT = 30, 422, 409
DECIDE, WORDS = "points.decide_voucher", ("approve", "refuse")


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def book(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_visible(Account, request.user, pk, "points.book_account")
    form = VoucherForm(request.POST or None, account=account)
    made: list[Voucher] = []

    def act() -> None:
        facts = form.cleaned_data
        slip = Slip(facts["kind"], account, facts["amount"], facts["reason"], facts["on"], item=facts["item"])
        made.append(vouchers.ask(slip, key=f"form:{facts['key']}", by=request.user))

    if done(form, act):
        return answered(request, made[0])
    context = {"account": account, "name": shown_name(account), "form": form, "policy": policy_of(account.unit)}
    return render(request, "points/book.html", context, status=status_of(form))


def status_of(form) -> int:
    if form.has_error("__all__", "key_reused"):
        return CONFLICT
    return REFUSED if form.errors else 200


def answered(request: HttpRequest, voucher: Voucher) -> HttpResponse:
    if voucher.state == Voucher.State.POSTED:
        messages.success(request, _("已经入账。"))
    else:
        messages.success(request, _("单子已经交上去，另一位工作人员审核以后入账。"))
    return redirect("points:account", voucher.account_id)


@never_cache
@require_http_methods(FORM_PAGE)
@desk_required
def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    row = transfer_seen(request.user, pk)
    if row.kind not in REVERSIBLE or not has_perm("points.reverse_transfer", request.user, row):
        raise PermissionDenied
    account = row.dst if row.dst.cached else row.src
    form = ReverseForm(request.POST or None)
    made: list[Voucher] = []

    def act() -> None:
        facts = form.cleaned_data
        slip = Slip(Voucher.Kind.REVERSAL, account, row.amount, facts["reason"], row.effective, reverses=row)
        made.append(vouchers.ask(slip, key=f"form:{facts['key']}", by=request.user))

    if done(form, act):
        return answered(request, made[0])
    known = Transfer.objects.filter(reverses=row).first()
    context = {"row": row, "account": account, "name": shown_name(account), "form": form, "known": known}
    return render(request, "points/reverse.html", context, status=status_of(form))


@never_cache
@require_safe
@desk_required
def listing(request: HttpRequest) -> HttpResponse:
    """Those that wait first."""
    seen = Voucher.objects.visible_to(request.user)
    show = request.GET.get("show", "asked")
    rows = seen.asked() if show == "asked" else seen
    columns = (
        "pk",
        "kind",
        "amount",
        "state",
        "reason",
        "asked_at",
        "asked_by__name",
        "account__person__name",
        "account__title",
    )
    page = Paginator(rows.order_by("-pk").values(*columns), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row | listed(row) for row in page.object_list],
        "show": "asked" if show == "asked" else "all",
        "waiting": seen.asked().count(),
    }
    return render(request, "points/voucher_list.html", context)


TONES = {"asked": "new", "posted": "done", "refused": "quiet"}


def listed(row: dict) -> dict:
    name = row["account__person__name"]
    return {
        "name": mask_name(name) if name else row["account__title"],
        "label": Voucher.Kind(row["kind"]).label,
        "state": Voucher.State(row["state"]).label,
        "tone": TONES[row["state"]],
    }


@never_cache
@require_safe
@desk_required
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    return voucher_page(request, get_visible(Voucher, request.user, pk), NoteForm())


def voucher_page(request: HttpRequest, row: Voucher, form: NoteForm, *, status: int = 200) -> HttpResponse:
    context = {
        "voucher": row,
        "name": shown_name(row.account),
        "tone": TONES[row.state],
        "form": form,
        "may_decide": row.state == Voucher.State.ASKED and has_perm(DECIDE, request.user, row),
        "own": row.asked_by_id == request.user.pk,
    }
    return render(request, "points/voucher.html", context, status=status)


@never_cache
@require_POST
@desk_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Voucher, request.user, pk, DECIDE)
    form, word = NoteForm(request.POST), request.POST.get("word")
    if form.is_valid() and word not in WORDS:
        form.show(ValidationError(_("请选择通过还是不通过。"), code="no_word"))
    if form.is_valid():
        note, refusing = form.cleaned_data["note"], word == "refuse"
        try:
            (vouchers.refuse if refusing else vouchers.approve)(row, by=request.user, note=note)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("没有通过，申请人看得到原因。") if refusing else _("审核通过，已经入账。"))
            return redirect("points:vouchers")
    row.refresh_from_db()
    return voucher_page(request, row, form, status=CONFLICT if form.has_error("__all__", "moved_on") else REFUSED)
