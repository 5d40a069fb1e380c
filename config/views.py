"""Pages that belong to no app."""

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Message
from config import errors, pages
from config.context import community, matters
from grids.publish import cached_for_readers
from grids.scope import desk_required
from issues.models import Department
from points.reports import ledger

OWN_PAGES = ("same-origin", "none")
YEAR = 365 * 24 * 3600
# cookie → what it may say: how big the words are, and in which language residents' pages are read
CHOICES = {"mode": ("elder", "standard"), "lang": ("zh", "en")}


@require_GET
@cached_for_readers
def home(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("at") or request.COOKIES.get("at", "")
    building, people = pages.neighbours(slug)
    context = {
        "recent": pages.recent_matters(),
        "month": pages.month_figures(),
        "building": building,
        "people": people,
        "publicity": pages.current_publicity(),
        "notices": pages.notice_count(),
    }
    return render(request, "home.html", context)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: staff to their work, departments to theirs, residents to their own matters."""
    try:
        return work(request)
    except PermissionDenied:
        return redirect("issues:dept" if Department.objects.of(request.user).exists() else "issues:mine")


@desk_required
def work(request: HttpRequest) -> HttpResponse:
    seen = matters(request)
    first = pages.most_urgent(seen)
    context = {
        "figures": pages.desk_figures(seen.counts(request.user, timezone.now())),
        "first": first,
        "story": pages.story(first[0]["pk"]) if first else [],
        "unread": Message.objects.filter(recipient=request.user, read_at=None).order_by("-created_at")[:5],
        "book": ledger.last_check(),
    }
    return render(request, "desk.html", context)


@csrf_exempt
@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Change how big the words are, and go back. Carries no CSRF token, so that public pages stay cacheable."""
    return choose(request, "mode")


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of residents' pages, as ``mode`` does."""
    return choose(request, "lang")


def choose(request: HttpRequest, name: str) -> HttpResponse:
    chosen = request.POST.get(name)
    if chosen not in CHOICES[name] or request.headers.get("Sec-Fetch-Site", "same-origin") not in OWN_PAGES:
        return errors.bad_request(request)
    response = redirect(safe_next(request))
    response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own and wanted.startswith("/") else reverse("home")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    sizes = {"192x192": "img/seal-192.png", "512x512": "img/seal-512.png"}
    icons = [{"src": static(file), "sizes": size, "type": "image/png"} for size, file in sizes.items()]
    name = community()["name"]
    facts = {
        "name": _("%(name)s · 邻里") % {"name": name},
        "short_name": name,
        "lang": "zh-Hans",
        "start_url": reverse("home"),
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#fffdf9",
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/desk/", "/dept/", "/admin/", "/accounts/", "/r/", "/q/", "/h/", "/mode/", "/language/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """May traffic come here? Each part by itself, so that whoever looks sees which one is missing."""
    parts = {"database": database_answers, "migrations": nothing_to_migrate, "cache": cache_remembers}
    state = {name: holds(check) for name, check in parts.items()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def holds(check) -> bool:
    try:
        return check()
    except Exception:
        # whatever it is, the part does not work
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def nothing_to_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def cache_remembers() -> bool:
    cache.set("readyz", "yes", 10)
    return cache.get("readyz") == "yes"
