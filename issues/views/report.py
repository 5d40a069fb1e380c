"""Residents report: the whole form, and 随手拍; with or without JavaScript, account or network."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from accounts.text import clean_block
from community.views.pictures import with_photos
from grids.models import Posting, Unit
from issues import actions, staging
from issues.actions.intake import clear_category, suggested_categories
from issues.actions.joining import candidates
from issues.forms import ReportForm, SnapForm
from issues.forms.questions import QuestionsForm
from issues.models import Category, Issue
from issues.redacting import CALLED, find, mask
from issues.text import EMERGENCIES

# from one address, forms that came back with a question included (issues 6, point 6)
REPORTS = {"limit": 10, "seconds": 600}
# a piece is fetched when somebody stops typing for a moment
LOOKS = {"limit": 200, "seconds": 600}
SAME_MATTER = timedelta(hours=1)
TOO_MANY, UNUSABLE, CONFLICT = 429, 422, 409
# what the outbox of a phone asks for: nobody is looking, so no page and no question, but facts
JSON = "application/json"

Page = Callable[..., HttpResponse]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_photos
def report(request: HttpRequest) -> HttpResponse:
    return take_in(request, ReportForm, "issues/report.html", Issue.Channel.WEB)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_photos
def snap(request: HttpRequest) -> HttpResponse:
    return take_in(request, SnapForm, "issues/snap.html", Issue.Channel.SNAP)


def take_in(request: HttpRequest, kind: type[ReportForm], template: str, channel: str) -> HttpResponse:
    """A form comes back at most twice: with the category's questions, and with what neighbours reported already."""
    at = place_named(request.GET.get("at", ""))
    places = {"units": Unit.objects.current(), "at": at}
    page = partial(report_page, request, template)
    if request.method != "POST":
        known = place_named(request.COOKIES.get("at", ""))
        return page(kind(**places, initial={"unit": known.pk} if known else {}))
    if not may_report(request):
        form = kind(request.POST, **places)
        form.add_error(None, _("这个网络上提交得太频繁了。您写的文字还在，请过十分钟再提交，或给社区打电话。"))
        return refused(form, TOO_MANY) if from_outbox(request) else page(form, status=TOO_MANY)
    form = kind(request.POST, request.FILES, **places)
    if from_outbox(request):
        return save_from_outbox(request, form, channel)
    if not form.is_valid():
        return page(form)
    facts = form.facts
    if not known_already(request, facts):
        if form.unasked:
            return page(form)
        if not request.POST.get("looked") and (same := similar(facts["text"], facts["unit"], facts["category"])):
            return page(form, instead="issues/report_same.html", same=same)
    return save_report(request, form, channel, page)


def place_named(slug: str) -> Unit | None:
    return Unit.objects.current().filter(slug=slug).select_related("parent").first() if slug else None


def may_report(request: HttpRequest) -> bool:
    """Staff fill in forms all day, and often from one address."""
    user = request.user
    if user.is_authenticated and Posting.objects.current().filter(user=user, role__in=Posting.STAFF).exists():
        return True
    return within_limit("report", client_address(request), **REPORTS)


def known_already(request: HttpRequest, facts: dict) -> bool:
    """Sent a moment ago: there is nothing more to ask."""
    return Issue.objects.filter(key=facts["key"]).exists() or sent_before(request, facts) is not None


def save_report(request: HttpRequest, form: ReportForm, channel: str, page: Page) -> HttpResponse:
    try:
        issue = save(request, form, channel)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return page(form)
    if not actions.says(issue, form.facts):
        # the page was kept or came back from the browser's memory, and holds another matter now
        sentence = _("这张表已经提交过，编号 %(number)s。如果现在写的是另一件事，请再点一次“提交”。")
        form.add_error(None, sentence % {"number": issue.number})
        return page(form, renew=True)
    return redirect("issues:receipt", issue.token)


def save(request: HttpRequest, form: ReportForm, channel: str) -> Issue:
    facts = form.facts
    if earlier := sent_before(request, facts):
        return earlier
    if form.at is not None and facts["unit"] == form.at and channel == Issue.Channel.WEB:
        channel = Issue.Channel.QR
    reporter = request.user if request.user.is_authenticated else None
    issue = actions.submit(**facts, channel=channel, reporter=reporter, sort_by_text=True)
    staging.drop(facts["key"])
    return issue


def sent_before(request: HttpRequest, facts: dict) -> Issue | None:
    """The back button brings the form back filled in, but fetched anew and so with another key."""
    lately = Issue.objects.filter(
        token__in=request.session.get("receipts", []), received_at__gte=timezone.now() - SAME_MATTER
    )
    return next((issue for issue in lately if actions.says(issue, facts)), None)


def from_outbox(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == JSON


def save_from_outbox(request: HttpRequest, form: ReportForm, channel: str) -> HttpResponse:
    """Written without a network and sent later by itself; the form's key makes a second sending the first one's twin.

    Nobody is there to answer a question, so none is asked: the committee can ask afterwards.
    """
    form.excuse()
    if not form.is_valid():
        return refused(form, UNUSABLE)
    try:
        issue = save(request, form, channel)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return refused(form, UNUSABLE)
    status = 200 if actions.says(issue, form.facts) else CONFLICT
    return JsonResponse(
        {"number": issue.number, "receipt": reverse("issues:receipt", args=[issue.token])}, status=status
    )


def refused(form: ReportForm, status: int) -> HttpResponse:
    sentences = [sentence for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"errors": sentences}, status=status)


def similar(text: str, unit: Unit | None, category: Category | None) -> list[dict]:
    """What neighbours reported already, with the page on which one says “me too”."""
    if not text or unit is None:
        return []
    found = candidates(text=text, unit=unit, category=category or clear_category(text))
    return [{"row": row, "join": reverse("issues:join", args=[row.ref]) if row.joinable else ""} for row in found]


def report_page(
    request: HttpRequest, template: str, form: ReportForm, *, status: int = 200, renew: bool = False, **more
) -> HttpResponse:
    if renew or "key" in form.errors:
        form.renew_key()
    if form.is_bound:
        form.keep_pictures()
    words = [{"words": "|".join(words), "sentence": str(sentence)} for words, sentence in EMERGENCIES]
    context = {
        "form": form,
        "at": form.at,
        "emergencies": words,
        "photos_lost": bool(request.FILES) and not form.pictures,
        "chips": chips(form["text"].value() or "", form.chosen) if form.is_bound and form.sorts else [],
    }
    return render(request, more.pop("instead", template), context | more, status=status)


def chips(text: str, chosen: Category | None) -> list[dict]:
    """What the text may be about, to be tapped; what was tapped stays, whatever is typed afterwards."""
    found = suggested_categories(clean_block(text))
    if chosen is not None and chosen.parent_id and chosen not in found:
        found.append(chosen)
    return [{"pk": row.pk, "name": row.name, "checked": row == chosen} for row in found]


def veil(text: str) -> dict:
    """What in the words points to a person, and how they would look to everybody; {} where nothing does."""
    kinds = dict.fromkeys(str(CALLED[finding.kind]) for finding in find(text))
    return {"kinds": "、".join(kinds), "text": mask(text)} if kinds else {}


@never_cache
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """The pieces beside the text while it is typed: categories, their questions, what neighbours reported. Keeps nothing."""
    if not within_limit("suggest", client_address(request), **LOOKS):
        return HttpResponse(status=TOO_MANY)
    form = ReportForm(request.POST, units=Unit.objects.current())
    text, unit = clean_block(request.POST.get("text", ""))[:2000], request.POST.get("unit", "")
    place = form.units.filter(pk=unit).first() if unit.isascii() and unit.isdigit() and len(unit) < 10 else None
    context = {
        "veil": veil(text),
        "chips": chips(text, form.chosen) if text else [],
        "same": similar(text, place, form.chosen),
        "chosen": form.chosen,
        "questions": QuestionsForm(category=form.chosen),
    }
    return render(request, "issues/_suggested.html", context)


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """For the outbox: the form it holds was fetched long ago, perhaps by another session."""
    return JsonResponse({"token": get_token(request)})
