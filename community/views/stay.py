"""One person moves in, moves out or dies."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import actions
from community.forms import DeathForm, MoveInForm, MoveOutForm
from community.models import Person, Residence
from community.views.deeds import FORM_PAGE, done
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = MoveInForm(request.POST or None, user=request.user)

    @transaction.atomic
    def act() -> None:
        typed = dict(form.cleaned_data)
        building, entrance, room = typed.pop("building"), typed.pop("entrance"), typed.pop("room")
        home = actions.find_or_add_dwelling(
            building, entrance, room, may_add=typed.pop("new_dwelling"), by=request.user
        )
        actions.move_in(person, home, by=request.user, **typed)

    if done(form, act):
        messages.success(request, _("已登记新的住处。"))
        return redirect("community:person", person.pk)
    return form_page(request, form, person, _("登记新的住处"), _("登记入住"))


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def move_out(request: HttpRequest, pk: int, residence: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    overseen = Unit.objects.overseen_by(request.user, *Posting.STAFF)
    stays = Residence.objects.filter(person=person, dwelling__building__in=overseen)
    stay = (
        stays.select_related("household__dwelling__building", "person", "dwelling__building")
        .filter(pk=residence)
        .first()
    )
    if stay is None:
        raise Http404
    if stay.until is not None:
        messages.info(request, _("这处住处已经登记搬离了，不用再登记。"))
        return redirect("community:person", person.pk)
    form = MoveOutForm(request.POST or None, residence=stay)

    def act() -> None:
        actions.move_out(stay, on=form.cleaned_data["on"], new_head=form.new_head(), by=request.user)

    if done(form, act):
        messages.success(request, _("已登记%(name)s搬离。") % {"name": person.name})
        return redirect("community:person", person.pk)
    return form_page(
        request, form, person, _("从 %(place)s 搬离") % {"place": stay.dwelling.full_address()}, _("登记搬离")
    )


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def death(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible(Person, request.user, pk, "community.change_person")
    form = DeathForm(request.POST or None, person=person, user=request.user)

    def act() -> None:
        actions.record_death(person, on=form.cleaned_data["on"], new_heads=form.new_heads(), by=request.user)

    if done(form, act):
        messages.success(request, _("已登记去世。资料会保留，不会删除。"))
        return redirect("community:person", person.pk)
    return form_page(request, form, person, _("登记去世"), _("登记去世"))


def form_page(request: HttpRequest, form, person: Person, title: str, button: str) -> HttpResponse:
    context = {"form": form, "person": person, "title": title, "button": button}
    return render(request, "community/person_act.html", context, status=422 if form.errors else 200)
