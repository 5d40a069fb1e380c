"""What a neighbour who helps sees: the question behind the link, without login, and their own list when signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.limits import client_address, within_limit
from community.views.deeds import FORM_PAGE
from volunteers.actions import helping
from volunteers.forms.neighbours import Deed, DoneForm
from volunteers.models import Help, HelpOffer
from volunteers.views.helps import slot_words

TRIES = {"limit": 60, "seconds": 3600}
RECENT = 20


@never_cache
@require_http_methods(FORM_PAGE)
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing: mail scanners open links too. The answer counts once."""
    found = HelpOffer.objects.select_related("help__unit", "help__skill", "volunteer__person")
    row = get_object_or_404(found, token=token)
    form = DoneForm(auto_id="done_%s")
    if request.method == "POST":
        if not within_limit("offer", client_address(request), **TRIES):
            return page(request, row, form, status=429)
        form = DoneForm(request.POST, auto_id="done_%s")
        try:
            if act(row, request.POST.get("deed", ""), form):
                return redirect("volunteers:asked", token)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("volunteers:asked", token)
    return page(request, row, form, status=422 if form.is_bound else 200)


def act(row: HelpOffer, deed: str, form: DoneForm) -> bool:
    if deed == Deed.YES:
        helping.accept(row)
    elif deed == Deed.NO:
        helping.decline(row)
    elif deed == Deed.CANNOT and goes(row):
        helping.give_up(row.help)
    elif deed == Deed.DONE and goes(row):
        if not form.is_valid():
            return False
        helping.report(row.help, **form.cleaned_data)
    return True


def goes(row: HelpOffer) -> bool:
    return row.answer == HelpOffer.Answer.YES and row.help.helper_id == row.volunteer_id


def page(request: HttpRequest, row: HelpOffer, form: DoneForm, *, status: int) -> HttpResponse:
    context = {
        "offer": row,
        "help": row.help,
        "when": slot_words(row.help.slot),
        "open": row.answer == "" and row.expires_at > timezone.now(),
        "goes": goes(row) and row.help.state == Help.State.ACCEPTED,
        "done": goes(row) and row.help.state in (Help.State.DONE, Help.State.CONFIRMED),
        "form": form,
        "too_many": status == 429,
    }
    response = render(request, "volunteers/asked.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
@login_required
def my_helps(request: HttpRequest) -> HttpResponse:
    mine = HelpOffer.objects.to(request.user).select_related("help__unit")
    context = {
        "asked": mine.open().filter(expires_at__gt=timezone.now()),
        "going": mine.filter(answer=HelpOffer.Answer.YES, help__state=Help.State.ACCEPTED),
        "past": mine.filter(answer=HelpOffer.Answer.YES)
        .exclude(help__state=Help.State.ACCEPTED)
        .order_by("-asked_at")[:RECENT],
        "title": _("我帮的忙"),
    }
    return render(request, "volunteers/my_helps.html", context)
