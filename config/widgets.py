"""The commonest form controls, written without a template each: a page of the desk holds dozens of them, and hundreds of
options. What is not in the table goes Django's own way, and the same HTML comes out (tests/config/test_widgets.py).
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = dict[str, Any]
KINDS = ("date", "datetime", "email", "hidden", "number", "password", "text", "time", "checkbox", "file")


def attributes(widget: Widget) -> SafeString:
    known = [(name, value) for name, value in widget["attrs"].items() if value is not False]
    parts = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in known
    ]
    return format_html("{}" * len(parts), *parts) if parts else SafeString()


def control(widget: Widget) -> SafeString:
    said = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], said, attributes(widget))


def several_lines(widget: Widget) -> SafeString:
    shape = '<textarea name="{}"{}>\n{}</textarea>'
    return format_html(shape, widget["name"], attributes(widget), widget["value"] or "")


def choice(widget: Widget) -> SafeString:
    rows = format_html_join("", "{}", ((group_of(name, options),) for name, options, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes(widget), rows)


def group_of(name: str | None, options: list[Widget]) -> SafeString:
    facts = ((each["value"], attributes(each), each["label"]) for each in options)
    rows = format_html_join("", '<option value="{}"{}>{}</option>', facts)
    return format_html('<optgroup label="{}">{}</optgroup>', name, rows) if name else rows


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": control for kind in KINDS},
    "django/forms/widgets/textarea.html": several_lines,
    "django/forms/widgets/select.html": choice,
}


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict, request: HttpRequest | None = None) -> SafeString:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
