"""Which value stays where two records of one person disagree."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions.merge import BOTH, KEPT, OTHER, offered
from community.forms.person import RefusedForm


class MergeForm(RefusedForm):
    """``rows``: name, label and the two values as the page shows them, of what is to be decided."""

    seen = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("我核对过，这两条记录是同一个人。合并后不能撤销。"))

    def __init__(self, *args, rows: list[dict], **options):
        super().__init__(*args, **options)
        self.fields["sure"].error_messages["required"] = _("请先核对，再勾选“我核对过”。")
        self.names = [row["name"] for row in rows]
        for row in rows:
            shown = {KEPT: row["kept"], OTHER: row["other"], BOTH: _("两条都留")}
            choices = [(value, shown[value]) for value in offered(row["name"])]
            self.fields[f"field_{row['name']}"] = forms.ChoiceField(
                label=row["label"], choices=choices, widget=forms.RadioSelect
            )
        self.order_fields([*(f"field_{name}" for name in self.names), "sure", "seen"])

    def clean_seen(self) -> tuple[datetime, datetime]:
        try:
            kept, other = self.cleaned_data["seen"].split(",")
            return datetime.fromisoformat(kept).astimezone(UTC), datetime.fromisoformat(other).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_("页面已经过期，请重新打开再合并。"), code="moved_on") from None

    def choices(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"field_{name}"] for name in self.names}
