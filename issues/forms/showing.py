"""Where a photo is to be black: up to eight boxes in percent of the picture, drawn by mouse or typed."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.images import Box

MOST = 8
SIDES = ("left", "top", "width", "height")


class BoxesForm(forms.Form):
    """``boxes``: JSON of [[left, top, width, height], …] in percent from the drawing; else typed ``left-0`` …"""

    boxes = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)

    def clean(self) -> dict:
        typed = self.drawn() if self.cleaned_data.get("boxes") else self.by_hand()
        found = [Box(*(part / 100 for part in row)) for row in typed]
        if any(box.left + box.width > 1.0001 or box.top + box.height > 1.0001 for box in found):
            raise ValidationError(_("遮盖的方块超出了照片，请重新框一下。"), code="boxes")
        self.cleaned_data["boxes"] = found
        return self.cleaned_data

    def drawn(self) -> list[list[float]]:
        try:
            rows = [[float(part) for part in row] for row in json.loads(self.cleaned_data["boxes"])]
        except (ValueError, TypeError):
            raise ValidationError(_("没有看懂遮盖的位置，请重新框一下。"), code="boxes") from None
        return self.checked(rows)

    def by_hand(self) -> list[list[float]]:
        rows = []
        for number in range(MOST):
            row = [self.data.get(f"{side}-{number}", "").strip() for side in SIDES]
            if any(row):
                try:
                    rows.append([float(part) for part in row])
                except ValueError:
                    raise ValidationError(_("每个方块的四个数都要填，写 0 到 100 的数字。"), code="boxes") from None
        return self.checked(rows)

    def checked(self, rows: list[list[float]]) -> list[list[float]]:
        sane = all(len(row) == 4 and all(0 <= part <= 100 for part in row) and row[2] and row[3] for row in rows)
        if not sane or len(rows) > MOST:
            raise ValidationError(_("每个方块的四个数都要填，写 0 到 100 的数字。"), code="boxes")
        return rows
