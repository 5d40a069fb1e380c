"""Answers as JSON or XML (GeoReport v2): lists are bare arrays in JSON, named containers in XML.

A body is a dict, or a list of dicts; ``Document`` names its elements. None is ``null``, or an empty element.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'
# what an element of a list is called in XML
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "media_urls": "media_url",
}
# XML 1.0, production 2: signs that no document may hold, however they are written
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SUFFIX = re.compile(r"\.(json|xml)$")


class Document(NamedTuple):
    root: str
    body: dict[str, Any] | list[dict[str, Any]]


class Refusal(Exception):
    """What a client did wrong: one HTTP status, one sentence or more. ``wait``: seconds until it may try again."""

    def __init__(self, status: int, *sentences: str, wait: int = 0) -> None:
        super().__init__(*sentences)
        self.status, self.sentences, self.wait = status, sentences, wait


def format_of(request: HttpRequest) -> str:
    """The suffix says it; without one the Accept header does, and XML is what the standard demands."""
    if found := SUFFIX.search(request.path):
        return found[1]
    accepted = request.headers.get("Accept", "")
    return JSON if "json" in accepted and "xml" not in accepted.partition("json")[0] else XML


def answer(request: HttpRequest, document: Document, status: int = 200) -> HttpResponse:
    wanted = format_of(request)
    return HttpResponse(written(document, wanted), status=status, content_type=TYPES[wanted])


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    response = answer(request, errors(refusal.status, refusal.sentences), refusal.status)
    if refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response


def errors(code: int, sentences: Iterable[str]) -> Document:
    return Document("errors", [{"code": code, "description": sentence} for sentence in sentences])


def written(document: Document, wanted: str) -> bytes:
    if wanted == JSON:
        return json.dumps(document.body, ensure_ascii=False).encode("utf-8", "replace")
    return HEAD + ElementTree.tostring(element(document.root, document.body), encoding="utf-8")


def element(name: str, value: Any) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(value, dict):
        made.extend(element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        made.extend(element(ITEMS[name], each) for each in value)
    else:
        made.text = text(value)
    return made


def text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return FORBIDDEN.sub("", str(value))
