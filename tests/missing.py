"""Notices template variables that no view gave. Django's admin and allauth have such by design; ours must not."""

import sys

from django.conf import settings
from django.template import Origin
from django.template.base import Node


class Missing(str):
    """Stands as ``string_if_invalid``: Django formats it with the variable's name where one is missing."""

    seen: set[str] = set()

    def __mod__(self, variable) -> str:
        origin = template_being_rendered()
        if origin and origin.startswith(str(settings.BASE / "templates")):
            self.seen.add(f"{origin}: {variable}")
        return ""


def template_being_rendered() -> str:
    """The file of the innermost node on the stack; its origin is where the text really stands."""
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and isinstance(origin := getattr(node, "origin", None), Origin):
            return origin.name
        frame = frame.f_back
    return ""
