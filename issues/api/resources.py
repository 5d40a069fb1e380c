"""The calls of GeoReport v2."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from issues.api import cases, posting, reading
from issues.api.door import READ, SENTENCES, open311
from issues.api.formats import TYPES, Document, Refusal, answer
from issues.models import Category, Issue

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# of this page and of what it describes
CHANGESET = "2026-11-22T00:00:00+08:00"


@open311(*READ)
def discovery(request: HttpRequest, fmt: str) -> HttpResponse:
    endpoint = {
        "specification": SPECIFICATION,
        "url": at(request, reverse("issues:open311_root")).removesuffix("/"),
        "changeset": CHANGESET,
        "type": "production",
        "formats": [kind.partition(";")[0] for kind in reversed(TYPES.values())],
    }
    body = {
        "changeset": CHANGESET,
        "contact": _("请联系本社区，电话见 %(home)s") % {"home": at(request, reverse("home"))},
        "key_service": _("上报事项要用 api_key，请向社区的系统管理员申请。"),
        "endpoints": [endpoint],
    }
    return answer(request, Document("discovery", body))


def at(request: HttpRequest, path: str) -> str:
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


@open311(*READ)
def services(request: HttpRequest, fmt: str) -> HttpResponse:
    reading.jurisdiction(reading.said(request, "jurisdiction_id"))
    asked = set(reading.services().filter(questions__isnull=False).values_list("pk", flat=True))
    rows = [service_line(row, metadata=row.pk in asked) for row in reading.services()]
    return answer(request, Document("services", rows))


def service_line(row: Category, *, metadata: bool) -> dict:
    return {
        "service_code": row.code,
        "service_name": row.name,
        "description": row.hint or row.name,
        "metadata": metadata,
        "type": "realtime",
        "keywords": ", ".join(row.keywords.split()) or None,
        "group": row.parent.name if row.parent else row.name,
    }


@open311(*READ)
def service(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    reading.jurisdiction(reading.said(request, "jurisdiction_id"))
    row = reading.service(code)
    attributes = [
        {
            "variable": True,
            "code": question.code,
            "datatype": question.kind,
            "required": question.required,
            "datatype_description": question.hint or None,
            "order": order,
            "description": question.label,
            "values": [{"key": key, "name": name} for key, name in question.values],
        }
        for order, question in enumerate(row.questions.all(), start=1)
    ]
    return answer(request, Document("service_definition", {"service_code": row.code, "attributes": attributes}))


@open311(*READ, "POST")
def requests(request: HttpRequest, fmt: str) -> HttpResponse:
    return taken_in(request) if request.method == "POST" else found_cases(request)


def found_cases(request: HttpRequest) -> HttpResponse:
    """The newest first; at most 1000, or the asked page of them."""
    page = reading.page(request)
    found = reading.wanted_cases(request).order_by("-received_at", "-pk")[page.first : page.first + page.size]
    return answer(request, Document("service_requests", cases.told_cases(request, found)))


def taken_in(request: HttpRequest) -> HttpResponse:
    """The number at once. The link in the notice is the reporter's own: it shows the way of a case that is not public."""
    issue = posting.take_in(request)
    link = at(request, reverse("issues:receipt", args=[issue.token]))
    body = {
        "service_request_id": issue.number,
        "service_notice": _("已收到，编号 %(number)s。查看进展：%(link)s") % {"number": issue.number, "link": link},
        "account_id": posting.said(request, "account_id") or None,
    }
    return answer(request, Document("service_requests", [body]))


@open311(*READ)
def request_(request: HttpRequest, number: str, fmt: str) -> HttpResponse:
    """One public case. A private one is answered as if it did not exist, to whoever sent it too.

    Numbers count on from one to the next, so that anybody could ask for all of them; "it exists but is secret" would
    already tell how many there are, and when. The reporter follows a case by the link of the POST's notice.
    """
    found = Issue.objects.public().filter(number=number)
    if unit := reading.jurisdiction(reading.said(request, "jurisdiction_id")):
        found = found.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)
    told = cases.told_cases(request, found)
    if not told:
        raise Refusal(404, _("没有这件事项，或者它没有公开。"))
    return answer(request, Document("service_requests", told))


@open311(*READ)
def token(request: HttpRequest, token: str, fmt: str) -> HttpResponse:
    """Who has the last part of a receipt's link is told its number, and no more."""
    number = Issue.objects.filter(token=token).values_list("number", flat=True).first()
    if number is None:
        raise Refusal(404, _("没有这个 token。"))
    return answer(request, Document("service_requests", [{"service_request_id": number, "token": token}]))


@open311(*READ, "POST")
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Refusal(404, SENTENCES[404])
