"""Pages made for paper as a PDF too, where this machine can: WeasyPrint with Pango and a Chinese font.

The page on paper is the same page: one template, printed by the browser or drawn here. Nothing is fetched for it but
our own files under STATIC_URL and pictures that stand in the page itself (``data:``), so that no address written into
a page by anybody is ever opened by the server.
"""

import shutil
import subprocess
from functools import cache
from importlib import import_module
from mimetypes import guess_type
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import ImageFile

# characters of a page; a longer one would hold a worker for minutes
LONGEST = 1_000_000
HERE = "http://paper.invalid"


@cache
def able() -> bool:
    """Pango and a Chinese font are there; without them the browser prints."""
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh-cn"], capture_output=True, timeout=20).stdout:
        return False
    try:
        drawing()
    except OSError:
        return False
    return True


def printed(request: HttpRequest, template: str, context: dict, name: str) -> HttpResponse:
    """The page for the browser's printer; with ``pdf`` among what was sent, the same page as the file ``name``.pdf.

    422 and the page with a note where it is too long to be drawn.
    """
    sent = request.POST if request.method == "POST" else request.GET
    offered = {"pdf_form": able(), "pdf_sent": [pair for pair in sent.items() if pair[0] not in OURS]}
    page = render(request, template, context | offered)
    if "pdf" not in sent or not able():
        return page
    html = page.content.decode()
    if len(html) > LONGEST:
        note = {"pdf_note": _("这一页太长，做不成 PDF，请用浏览器打印。")}
        return render(request, template, context | note, status=422)
    file_name = content_disposition_header(True, f"{name}.pdf") or "attachment"
    return HttpResponse(drawn(html), content_type="application/pdf", headers={"Content-Disposition": file_name})


def drawing() -> ModuleType:
    """WeasyPrint lets Pillow accept half a picture everywhere; what residents send stays judged as strictly as before."""
    found = import_module("weasyprint")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return found


OURS = ("pdf", "csrfmiddlewaretoken")


def drawn(html: str) -> bytes:
    """The PDF's bytes; what the page may not fetch is left out of it."""
    weasyprint = drawing()
    fetching = import_module("weasyprint.urls")

    class OwnFiles(fetching.URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith(f"{HERE}/"):
                file = own_file(url)
                kind = guess_type(file.name)[0] or "application/octet-stream"
                return fetching.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})
            return super().fetch(url, headers)

    fetcher = OwnFiles(allowed_protocols=["data"])
    return weasyprint.HTML(string=html, base_url=f"{HERE}/", url_fetcher=fetcher).write_pdf()


def own_file(url: str) -> Path:
    """Where a file of static/ lies, collected or not. Errors: ValueError for any other address."""
    path = unquote(urlsplit(url).path)
    name = path.removeprefix(settings.STATIC_URL)
    if name == path:
        raise ValueError("not one of our own files")
    found = finders.find(name)
    return Path(found or staticfiles_storage.path(name))
