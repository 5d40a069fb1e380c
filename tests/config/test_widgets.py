"""Controls are written by hand for speed: the same HTML as Django's templates make, and as safe."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

from config.widgets import DRAWN, Renderer

HOSTILE = '"><script>alert(1)</script>&'
GROUPED = [("", gettext_lazy("请选择")), ("南区", [(1, HOSTILE), (2, "2栋")]), (HOSTILE, "别处")]
WIDGETS = [
    forms.TextInput(attrs={"maxlength": 40, "required": True, "disabled": False, "placeholder": HOSTILE}),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.DateTimeInput(),
    forms.TimeInput(),
    forms.FileInput(attrs={"accept": "image/png"}),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.Select(choices=GROUPED),
    forms.SelectMultiple(choices=GROUPED),
    forms.RadioSelect(choices=GROUPED),
]


@pytest.mark.parametrize("value", [None, "", "1", HOSTILE, "\n第一行\n第二行"])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_the_same_html_as_djangos_templates(widget, value):
    ours, theirs = (widget.render("x", value, {"id": "x_1"}, renderer=each()) for each in (Renderer, DjangoTemplates))
    assert parse_html(ours) == parse_html(theirs)
    assert "<script" not in ours


def test_every_form_is_drawn_by_it():
    form = forms.Form()
    assert isinstance(form.renderer, Renderer)
    used = {widget.template_name for widget in WIDGETS} & set(DRAWN)
    assert used == set(DRAWN), "each kind of the table is compared above"
