"""What hangs at the door: the building board, its print, its QR code. Nothing about residents."""

from io import BytesIO

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from grids.models import Posting, Unit
from grids.publish import cached_for_readers
from grids.scope import desk_required, get_visible

PAPERS = ("a4", "a3")
YEAR = 365 * 24 * 3600


@require_safe
@cached_for_readers
def board(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "grids/board.html", what_hangs(request, slug))


@require_safe
def board_print(request: HttpRequest, slug: str) -> HttpResponse:
    paper = request.GET.get("paper")
    context = what_hangs(request, slug) | {"paper": paper if paper in PAPERS else PAPERS[0]}
    return render(request, "print/board.html", context)


def what_hangs(request: HttpRequest, slug: str) -> dict:
    building = get_object_or_404(Unit.objects.current().of_kind(Unit.Kind.BUILDING), slug=slug)
    chain = list(Unit.objects.above(building))
    return {
        "building": building,
        "chain": chain[:-1],
        "party": [unit for unit in reversed(chain) if unit.party_name],
        "people": people_for(building),
        "address": door_address(request, slug),
        "only_here": only_here(request),
    }


def people_for(building: Unit) -> list[dict]:
    """Whom residents of the building may call, the nearest first."""
    columns = ("role", "name", "public_phone", "public_note", "unit__name", "deputy_for")
    rows = Posting.objects.public().over(building).nearest_first().values(*columns)
    return [row | {"label": Posting.Role(row["role"]).label} for row in rows]


def door_address(request: HttpRequest, slug: str) -> str:
    path = reverse("grids:door", args=[slug])
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def only_here(request: HttpRequest) -> bool:
    """Codes that lead to this very computer are of no use on a door."""
    host = request.get_host().rsplit(":", 1)[0]
    return not settings.SITE_URL and (host == "localhost" or host.startswith("127."))


@require_safe
@cache_control(public=True, max_age=3600)
def door_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code as a picture of its own, because pages carry no inline drawing code."""
    get_object_or_404(Unit, slug=slug)
    picture = BytesIO()
    # level H: still readable with a third of it scratched off
    code = segno.make(door_address(request, slug), error="h", micro=False, boost_error=False)
    code.save(picture, kind="svg", border=4, light="#fff", omitsize=True, nl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a scanned code leads: the report form of this building, which the phone remembers."""
    unit = get_object_or_404(Unit, slug=slug)
    if not unit.is_open():
        messages.info(request, _("这个二维码上的楼栋已经停用，请重新选择地点。"))
        return redirect("issues:report")
    response = redirect(f"{reverse('issues:report')}?at={slug}")
    response.set_cookie("at", slug, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


@require_safe
@desk_required
def stickers(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.user, pk, "grids.view_unit")
    buildings = Unit.objects.within(unit).current().of_kind(Unit.Kind.BUILDING).order_by("tree_id", "lft")
    rows = buildings.values("name", "slug", "parent__name")
    return render(request, "print/board_stickers.html", {"unit": unit, "rows": rows, "only_here": only_here(request)})
