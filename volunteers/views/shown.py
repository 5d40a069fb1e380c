"""志愿者风采: a page of those who agreed to be seen, and the switch for oneself."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.actions import consent
from community.models import Consent
from community.views.deeds import FORM_PAGE, done, pressed
from volunteers.actions import showing
from volunteers.forms.people import ShownForm
from volunteers.models import Membership, Volunteer, VolunteerSkill
from volunteers.models.people import SHOWN
from volunteers.views.choosing import form_page

MOST = 200


@never_cache
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """In the order in which they were registered: whoever does more does not stand higher."""
    rows = list(Volunteer.objects.shown().order_by("pk").values("pk", "shown_as", "shown_words")[:MOST])
    keys = [row["pk"] for row in rows]
    teams = Membership.objects.current().filter(volunteer__in=keys, team__on_board=True, team__ended_on=None)
    trades = VolunteerSkill.objects.valid().filter(volunteer__in=keys)
    told: dict[int, list[str]] = {key: [] for key in keys}
    for found, name in ((teams, "team__name"), (trades, "skill__name")):
        for key, word in found.order_by(name).values_list("volunteer", name):
            told[key].append(word)
    return render(request, "volunteers/shown.html", {"rows": [row | {"told": told[row["pk"]]} for row in rows]})


@never_cache
@login_required
@require_http_methods(FORM_PAGE)
def my_shown(request: HttpRequest) -> HttpResponse:
    row = get_object_or_404(Volunteer.objects.active().select_related("person"), person__user=request.user)
    first = {"shown_as": row.shown_as, "shown_words": row.shown_words}
    form = ShownForm(request.POST or None, initial=first)
    if done(form, lambda: showing.show_oneself(row, by=request.user, **form.cleaned_data)):
        return redirect("volunteers:shown")
    note = _("只公开您写的称呼和话，加上所在的队伍和本事；不写姓名、住址和时长。随时可以撤下。")
    facts = {"back": reverse("volunteers:offer"), "note": note, "button": _("同意公开"), "page": "page.html"}
    return form_page(request, form, _("我想出现在志愿者风采里"), **facts)


@never_cache
@login_required
@require_POST
def my_shown_end(request: HttpRequest) -> HttpResponse:
    """Pressed again, it says why nothing was left to do."""
    given = Consent.objects.filter(person__user=request.user, purpose=SHOWN).order_by("-pk").first()
    if given is None:
        raise Http404
    pressed(request, lambda: consent.withdraw(given, by=request.user), _("已撤下，公开页面上没有您了。"))
    return redirect("volunteers:offer")
