"""A passbook: the staff's side, the owner's side, and on paper."""

from datetime import date

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.actions import record
from accounts.masks import mask_name
from accounts.pdf import printed
from community.models import Person
from community.views.deeds import FORM_PAGE, done, pressed
from grids.scope import desk_required, get_visible, on_staff
from points.actions import giving, passbooks
from points.actions.opening import account_of
from points.forms.booking import DonationForm, GiftForm
from points.models import Account, PassbookCode, RuleVersion, Transfer, Voucher
from points.reports import passbook
from points.rules import policy_of
from points.scanned import elsewhere
from points.views.desk import span_at, transfer_seen

LINES = 20


def book_page(account: Account, request: HttpRequest) -> dict:
    """What both sides of a passbook show, in a constant number of queries."""
    page = Paginator(passbook.lines(account), LINES).get_page(request.GET.get("page"))
    return {
        "account": account,
        "page": page,
        "rows": [passbook.shown(row) for row in page.object_list],
        "categories": passbook.by_category(account),
        "policy": policy_of(account.unit),
    }


# --- the desk ----------------------------------------------------------------------------------


@never_cache
@require_safe
@desk_required
def book_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a resident's page leads: to the passbook, or to the button that opens one."""
    person = get_visible(Person, request.user, pk)
    account = Account.objects.visible_to(request.user).open().filter(person=person).order_by("pk").first()
    if account:
        return redirect("points:account", account.pk)
    return render(request, "points/account_none.html", {"person": person, "name": mask_name(person.name)})


@never_cache
@require_POST
@desk_required
def open_book(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk)
    try:
        account = account_of(person)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("points:accounts")
    messages.success(request, _("存折已经开好，可以打印给居民。"))
    return redirect("points:account", account.pk)


@never_cache
@require_safe
@desk_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Account, request.user, pk)
    context = book_page(row, request) | {
        "name": shown_name(row),
        "may_book": has_perm("points.book_account", request.user, row),
        "waiting": Voucher.objects.asked().filter(account=row).select_related("asked_by"),
        "former": Account.objects.filter(person=row.person_id).exclude(pk=row.pk) if row.person_id else (),
    }
    return render(request, "points/account.html", context)


def shown_name(account: Account) -> str:
    return mask_name(account.person.name) if account.person else str(account)


@never_cache
@require_safe
@desk_required
def account_why(request: HttpRequest, pk: int) -> HttpResponse:
    row = transfer_seen(request.user, pk)
    book = row.dst if row.dst.person_id else row.src
    context = why(row) | {
        "frame": "desk_page.html",
        "back": reverse("points:account", args=[book.pk]),
        "name": shown_name(book),
        "may_reverse": row.kind in REVERSIBLE and has_perm("points.reverse_transfer", request.user, row),
    }
    return render(request, "points/why.html", context)


REVERSIBLE = (
    Transfer.Kind.EARN, Transfer.Kind.AWARD, Transfer.Kind.CARRY, Transfer.Kind.GIFT, Transfer.Kind.DONATE,
    Transfer.Kind.GRANT,
)  # fmt: skip


def why(row: Transfer) -> dict:
    """How many by which rule, what a limit left, who had it in hand, what became of it."""
    back = Transfer.objects.filter(reverses=row).select_related("actor").first()
    slip = Voucher.objects.filter(posted=row).select_related("asked_by", "decided_by").first()
    return {
        "row": row,
        "rule": row.rule,
        "number": RuleVersion.objects.filter(item=row.item_id, unit=row.rule.unit_id, pk__lte=row.rule_id).count()
        if row.rule
        else 0,
        "reversal": back,
        "slip": slip,
        "counts": bool(row.category and row.category.counts_as_volunteer_service),
    }


@never_cache
@require_POST
@desk_required
def account_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code: the old book opens nothing any more."""
    row = get_visible(Account, request.user, pk)
    reason = _("存折遗失或更换")
    pressed(
        request,
        lambda: passbooks.replace_code(row, by=request.user, reason=reason),
        _("旧存折上的二维码已经作废，请重新打印存折。"),
    )
    return redirect("points:account", pk)


@never_cache
@require_POST
@desk_required
def account_print(request: HttpRequest, pk: int) -> HttpResponse:
    """On paper with the whole name, for its owner: that it was printed stands on the record."""
    row = get_visible(Account, request.user, pk)
    record("points.passbook_printed", by=request.user, target=f"account:{row.pk}")
    return paper(request, row, back=reverse("points:account", args=[pk]))


def paper(request: HttpRequest, account: Account, *, back: str) -> HttpResponse:
    first, last = year_at(request)
    code = passbooks.code_of(account, by=request.user)
    address = request.build_absolute_uri(reverse("points:code", args=[code.token]))
    context = {
        "account": account,
        "first": first,
        "last": last,
        "back": back,
        "qr": segno.make(address, error="m").png_data_uri(scale=5, border=2),
        "categories": passbook.by_category(account),
        "printed": timezone.localtime(),
    }
    return printed(
        request, "points/print/passbook.html", context | passbook.between(account, first, last), _("积分存折")
    )


def year_at(request: HttpRequest) -> tuple[date, date]:
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("from"):
        return span_at(request)
    today = timezone.localdate()
    return today.replace(month=1, day=1), today


@never_cache
@require_safe
@login_required
def code(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code of a passbook leads to: only for those who may open it anyway."""
    found = PassbookCode.objects.filter(token=token, revoked_at=None).select_related("account").first()
    if found is None:
        raise Http404
    if Account.objects.owned_by(request.user).filter(pk=found.account_id).exists():
        return redirect("points:mine")
    if on_staff(request.user) and Account.objects.visible_to(request.user).filter(pk=found.account_id).exists():
        wanted = "" if "book" in request.GET else elsewhere(request.user, token)
        return redirect(wanted or reverse("points:account", args=[found.account_id]))
    raise Http404


# --- its owner ---------------------------------------------------------------------------------


def own_book(request: HttpRequest) -> Account | None:
    books = Account.objects.owned_by(request.user).open().select_related("unit", "person")
    chosen = request.GET.get("book", "")
    named = books.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 12 else None
    return named or books.order_by("-balance", "pk").first()


def own_or_404(request: HttpRequest) -> Account:
    found = own_book(request)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    own = own_book(request)
    if own is None:
        return render(request, "points/mine_none.html")
    return render(request, "points/mine.html", book_page(own, request))


@never_cache
@require_POST
@login_required
def mine_print(request: HttpRequest) -> HttpResponse:
    return paper(request, own_or_404(request), back=reverse("points:mine"))


@never_cache
@require_safe
@login_required
def mine_why(request: HttpRequest, pk: int) -> HttpResponse:
    books = list(Account.objects.owned_by(request.user))
    row = (
        Transfer.objects.of(*books)
        .filter(pk=pk)
        .select_related("rule", "item", "category", "settlement", "actor")
        .first()
    )
    if row is None:
        raise Http404
    context = why(row) | {"frame": "page.html", "back": reverse("points:mine"), "name": "", "may_reverse": False}
    return render(request, "points/why.html", context)


@never_cache
@require_http_methods(FORM_PAGE)
@login_required
def mine_gift(request: HttpRequest) -> HttpResponse:
    own = own_or_404(request)
    if own.person is None or not policy_of(own.unit).gifts_on:
        raise Http404
    people = giving.relatives_of(own.person)
    form = GiftForm(request.POST or None, people=people)

    def act() -> None:
        facts = form.cleaned_data
        giving.gift(own, facts["to"], facts["amount"], key=f"gift:{facts['key']}", by=request.user)

    return give(request, own, form, act, _("转赠好了，家人会收到消息。"), people=people, title=_("转赠给家人"))


@never_cache
@require_http_methods(FORM_PAGE)
@login_required
def mine_donate(request: HttpRequest) -> HttpResponse:
    own = own_or_404(request)
    if not policy_of(own.unit).donations_on:
        raise Http404
    form = DonationForm(request.POST or None)

    def act() -> None:
        giving.donate(own, form.cleaned_data["amount"], key=f"gift:{form.cleaned_data['key']}", by=request.user)

    return give(request, own, form, act, _("谢谢您！积分已经捐到爱心公益池。"), people=None, title=_("捐到公益池"))


def give(request: HttpRequest, own: Account, form, act, said: str, **facts) -> HttpResponse:
    if done(form, act):
        messages.success(request, said)
        return redirect("points:mine")
    context = {"account": own, "form": form, "policy": policy_of(own.unit)} | facts
    return render(request, "points/give.html", context, status=422 if form.errors else 200)
