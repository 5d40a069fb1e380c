"""How far ahead to look, and where."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.needs import UnitFilter

AHEAD = {7: _("7 天"), 30: _("30 天"), 60: _("60 天"), 90: _("90 天"), 365: _("一年")}
USUAL = 30


class DaysFilter(UnitFilter):
    days = forms.TypedChoiceField(label=_("往后看"), required=False, coerce=int, choices=list(AHEAD.items()))

    def __init__(self, data, *, user):
        super().__init__(data if "days" in data else {**data.dict(), "days": USUAL}, user=user)

    def chosen_days(self) -> int:
        return self.chosen("days") or USUAL
