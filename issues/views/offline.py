"""Without a network: what the browser keeps of the portal, and what it does with a report until it can be sent."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """static/js/worker.js, served from the root so that it may look after every page of the portal.

    It is told the addresses here, because those of the static files change with their content.
    """
    facts = {
        "outbox": static("js/outbox.js"),
        "shells": [reverse("issues:report"), reverse("issues:snap"), reverse("issues:offline")],
        "offline": reverse("issues:offline"),
        "report": reverse("issues:report"),
        "door": "/q/",
        "static": settings.STATIC_URL,
    }
    script = Path(str(finders.find("js/worker.js"))).read_text("utf-8")
    response = HttpResponse(f"self.PORTAL = {json.dumps(facts)};\n{script}", content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    return response


@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "issues/offline.html")
