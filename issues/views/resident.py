"""What residents see: report, receipt, rating, tracking, and the matters that are public."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, is_used_up, within_limit
from accounts.models import Message
from accounts.secrets import blind_index
from accounts.text import clean_line
from grids.models import Posting, Unit
from grids.publish import cached_for_readers
from issues import actions
from issues.forms import RatingForm, ReopenForm, ReportForm, TrackForm
from issues.models import TONES, Issue
from issues.text import EMERGENCIES
from issues.views.receipt import open_receipt, receipt_page
from issues.views.uploads import with_photos

# a whole estate may sit behind one address, and all of it reports when the water stops
REPORTS = {"limit": 30, "seconds": 600}
SAME_MATTER = timedelta(hours=1)
# wrong tries only, so that neighbours behind one address do not use up each other's: scope, limit, seconds
TRIES = {"track": (5, 900), "track-address": (30, 900), "track-number": (20, 3600)}
TOO_MANY = 429
ON_A_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_photos
def report(request: HttpRequest) -> HttpResponse:
    at = Unit.objects.current().filter(slug=request.GET.get("at", "")).select_related("parent").first()
    places = {"units": Unit.objects.current(), "at": at}
    if request.method != "POST":
        return report_page(request, ReportForm(**places))
    if not may_report(request):
        form = ReportForm(request.POST, **places)
        form.add_error(None, _("这个网络上提交得太频繁了。您写的文字还在，请过十分钟再提交，或给社区打电话。"))
        return report_page(request, form, status=TOO_MANY)
    form = ReportForm(request.POST, request.FILES, **places)
    if not form.is_valid():
        return report_page(request, form)
    return save_report(request, form)


def may_report(request: HttpRequest) -> bool:
    """Staff fill in forms all day, and often from one address."""
    user = request.user
    if user.is_authenticated and Posting.objects.current().filter(user=user, role__in=Posting.STAFF).exists():
        return True
    return within_limit("report", client_address(request), **REPORTS)


def save_report(request: HttpRequest, form: ReportForm) -> HttpResponse:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "website"}
    earlier = sent_before(request, facts)
    if earlier is not None:
        return redirect("issues:receipt", earlier.token)
    by_door = form.at is not None and facts["unit"] == form.at
    try:
        issue = actions.submit(
            **facts,
            channel=Issue.Channel.QR if by_door else Issue.Channel.WEB,
            reporter=request.user if request.user.is_authenticated else None,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return report_page(request, form)
    if not actions.says(issue, facts):
        # the page was kept or came back from the browser's memory, and holds another matter now
        sentence = _("这张表已经提交过，编号 %(number)s。如果现在写的是另一件事，请再点一次“提交”。")
        form.add_error(None, sentence % {"number": issue.number})
        return report_page(request, form, renew=True)
    return redirect("issues:receipt", issue.token)


def sent_before(request: HttpRequest, facts: dict) -> Issue | None:
    """The back button brings the form back filled in, but fetched anew and so with another key."""
    lately = Issue.objects.filter(
        token__in=request.session.get("receipts", []), received_at__gte=timezone.now() - SAME_MATTER
    )
    return next((issue for issue in lately if actions.says(issue, facts)), None)


def report_page(request: HttpRequest, form: ReportForm, *, status: int = 200, renew: bool = False) -> HttpResponse:
    if renew or "key" in form.errors:
        form.renew_key()
    words = [{"words": "|".join(words), "sentence": str(sentence)} for words, sentence in EMERGENCIES]
    lost = form.is_bound and bool(request.FILES)
    context = {"form": form, "at": form.at, "emergencies": words, "photos_lost": lost}
    return render(request, "issues/report.html", context, status=status)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("category", "unit", "handler"), token=token)
    open_receipt(request, issue)
    return receipt_page(request, issue)


@never_cache
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("category", "unit", "handler"), token=token)
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            actions.rate(issue, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("issues:receipt", token)
    return receipt_page(request, issue, rating=form)


@never_cache
@require_POST
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("category", "unit", "handler"), token=token)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen(issue, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("issues:receipt", token)
    return receipt_page(request, issue, reopening=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """By POST, so that no telephone number gets into addresses, histories or logs."""
    form = TrackForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        number, tail = form.cleaned_data["number"], form.cleaned_data["tail"]
        if not may_try(request, number):
            form.add_error(None, _("试的次数太多了，请一刻钟以后再试，或给社区打电话查询。"))
            status = TOO_MANY
        elif issue := Issue.objects.filter(number=number, phone_tail=blind_index(tail, "phone-tail")).first():
            return redirect("issues:receipt", issue.token)
        else:
            count_try(request, number)
            form.add_error(
                None, _("编号和手机号后四位对不上，请对照回执再试一次。没有留电话的事项，请用回执上的链接查看。")
            )
    return render(request, "issues/track.html", {"form": form}, status=status)


def may_try(request: HttpRequest, number: str) -> bool:
    keys = keys_of_try(request, number)
    return not any(is_used_up(scope, keys[scope], limit) for scope, (limit, _seconds) in TRIES.items())


def count_try(request: HttpRequest, number: str) -> None:
    keys = keys_of_try(request, number)
    for scope, (limit, seconds) in TRIES.items():
        within_limit(scope, keys[scope], limit, seconds)


def keys_of_try(request: HttpRequest, number: str) -> dict[str, str]:
    address = client_address(request)
    return {"track": f"{address}:{number}", "track-address": address, "track-number": number}


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What a resident with an account comes for: their own matters, messages and account."""
    found = Issue.objects.reported_by(request.user).order_by("-received_at", "-pk")
    columns = ("number", "token", "text", "state", "due_at", "received_at", "answered_at", "unit__name", "place")
    page = Paginator(found.values(*columns), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [row | {"tone": TONES[row["state"]], "label": Issue.State(row["state"]).label} for row in page]
    unread = Message.objects.visible_to(request.user).unread().count()
    return render(request, "issues/mine.html", {"page": page, "rows": rows, "unread": unread})


@require_safe
@cached_for_readers
def matters(request: HttpRequest) -> HttpResponse:
    q = clean_line(request.GET.get("q", ""))[:40]
    found = Issue.objects.public().filter(public_title__icontains=q) if q else Issue.objects.public()
    columns = ("number", "public_title", "state", "due_at", "received_at", "answered_at", "rating")
    place = ("unit__kind", "unit__name", "unit__parent__name")
    page = Paginator(found.order_by("-received_at", "-pk").values(*columns, *place), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [public_row(row) for row in page]
    return render(request, "issues/matters.html", {"page": page, "rows": rows, "q": q})


def public_row(row: dict) -> dict:
    # as exact as a grid: a building together with a matter may point at a person
    exact = row["unit__kind"] == Unit.Kind.BUILDING
    place = row["unit__parent__name"] if exact else row["unit__name"]
    return row | {"place": place, "tone": TONES[row["state"]], "label": Issue.State(row["state"]).label}
