"""What several kinds of things are written with: one form on a page of its own."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

REFUSED = 422


def written(
    request: HttpRequest, form: forms.Form, deed: Callable[[dict], HttpResponse], *, title: str, back: str
) -> HttpResponse:
    """What the deed answers; or the page, with what was refused."""
    if form.is_bound and form.is_valid():
        try:
            return deed(form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "title": title, "back": back}
    return render(request, "deliberation/written.html", context, status=REFUSED if form.is_bound else 200)
