"""Who is meant: found in the register before anything is asked, and carried along in the address by key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.models import Person
from community.views.deeds import FORM_PAGE
from community.views.picking import asked_for, found
from grids.scope import desk_required

# word in the address → where it leads, and what the page is called
TARGETS = {
    "wish": ("volunteers:wish_new", _("谁的心愿")),
    "help": ("volunteers:help_for", _("谁需要帮忙")),
    "rider": ("volunteers:route_new", _("谁来送餐")),
    "reporting": ("volunteers:reporting_new", _("哪位党员报到")),
    "stop": ("volunteers:stop_new", _("给谁送餐")),
    "care": ("volunteers:care_add", _("还要走访谁")),
    "turn": ("volunteers:turn_new", _("谁来值这一班")),
}


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def who(request: HttpRequest, what: str, pk: int | None = None) -> HttpResponse:
    if what not in TARGETS:
        raise Http404
    name, title = TARGETS[what]
    here = [what] if pk is None else [what, pk]
    if (sought := asked_for(request)) is not None:
        return redirect(reverse("volunteers:who", args=here) + sought)
    seen = Person.objects.visible_to(request.user).living()
    # the key of whoever is chosen ends the address
    target = reverse(name, args=[*here[1:], 0]).removesuffix("0/")
    context = {"title": title, "pick": found(request, seen, []), "target": target}
    return render(request, "volunteers/who.html", context)


def form_page(
    request: HttpRequest,
    form,
    title,
    *,
    back: str,
    person: Person | None = None,
    note="",
    button="",
    page="desk_page.html",
) -> HttpResponse:
    """One form under its heading; 422 once it was refused."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "person": person,
        "note": note,
        "button": button or _("保存"),
        "frame": page,
    }
    return render(request, "volunteers/neighbour_form.html", context, status=422 if form.errors else 200)
