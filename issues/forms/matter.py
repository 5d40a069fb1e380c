"""Reporting a matter: the resident's form and the staff's."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import phone_digits
from grids.models import Unit
from issues.actions.intake import CHANNELS_OF_STAFF, PLACES
from issues.forms.fields import Block, ChoiceOrNothing, Line, photos_field
from issues.models import Category


def place_choices(units: QuerySet[Unit]) -> list:
    """Buildings grouped under their grid; the grid itself stands for its roads and open ground."""
    rows = {row["pk"]: row for row in units.filter(kind__in=PLACES).values("pk", "name", "kind", "parent_id")}
    groups: dict[str, list] = {}
    wide = []
    for pk, row in rows.items():
        if row["kind"] == Unit.Kind.BUILDING:
            groups.setdefault(group_label(rows, row["parent_id"]), []).append((pk, row["name"]))
        elif row["kind"] == Unit.Kind.GRID:
            outdoors = _("%(grid)s的道路、空地等") % {"grid": row["name"]}
            groups.setdefault(group_label(rows, pk), []).append((pk, outdoors))
        else:
            wide.append((pk, row["name"]))
    return [("", _("请选择"))] + list(groups.items()) + ([(_("说不清是哪一栋"), wide)] if wide else [])


def group_label(rows: dict, pk: int) -> str:
    """``柳荫小区 · 第1网格``; the community is named too where the list has more than one."""
    several = sum(row["kind"] == Unit.Kind.COMMUNITY for row in rows.values()) > 1
    names = []
    while pk in rows and (several or rows[pk]["kind"] != Unit.Kind.COMMUNITY):
        names.append(rows[pk]["name"])
        pk = rows[pk]["parent_id"]
    return " · ".join(reversed(names))


class MatterForm(forms.Form):
    """What both the resident's and the staff's form ask."""

    text = Block(
        label=gettext_lazy("是什么事"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-emergency": ""}),
        help_text=gettext_lazy("说清什么事、什么时候、影响到谁。请不要写别人的姓名和电话。"),
        error_messages={"required": gettext_lazy("请写一写是什么事。")},
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("在哪里"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选择在哪里。"),
            "invalid_choice": gettext_lazy("请重新选择在哪里：刚才的地点不在名单里。"),
        },
    )
    place = Line(
        label=gettext_lazy("具体位置"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("例如：2 单元 3 楼楼道、北门外的井盖。"),
    )
    category = ChoiceOrNothing(
        label=gettext_lazy("属于哪一类"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("说不准可以不选，由社区来分。"),
        error_messages={"invalid_choice": gettext_lazy("请重新选一下类别，或者不选，由社区来分。")},
    )
    photos = photos_field()
    name = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(label=gettext_lazy("联系电话"), max_length=30, required=False)
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("这一页打开得太久了，请再点一次“提交”。")),
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].choices = place_choices(units)
        self.fields["category"].queryset = Category.objects.offered().main()
        self.initial.setdefault("key", uuid4())

    def clean_unit(self) -> Unit:
        return self.units.get(pk=self.cleaned_data["unit"])

    def renew_key(self) -> None:
        """The page that goes back to the reader may become an issue of its own."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = phone_digits(typed) if typed else ""
        if number is None:
            raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
        return number

    @property
    def category_rows(self) -> list[dict]:
        """The tiles of the categories, each with its example and whether it is chosen."""
        chosen = str(self["category"].value() or "")
        rows = self.fields["category"].queryset.values("pk", "name", "hint", "emergency")
        return [row | {"checked": str(row["pk"]) == chosen} for row in rows]


class ReportForm(MatterForm):
    """The resident's form. ``website`` is there for machines only."""

    website = forms.CharField(
        label=gettext_lazy("网站"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )

    def __init__(self, *args, at: Unit | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["phone"].help_text = _("留了电话，才能用编号查进度，我们也好回话。只有办理人员能看到。")
        if at is not None:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = at.pk

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("“网站”这一栏请留空，再提交一次。"), code="machine")
        return ""


class IntakeForm(MatterForm):
    """What staff write down for a resident."""

    channel = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[(channel.value, channel.label) for channel in CHANNELS_OF_STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择来源：电话或上门走访。")},
    )

    field_order = ("channel",)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].widget = forms.Select(choices=self.fields["category"].choices)
        self.fields["category"].empty_label = _("由社区来分")
        self.fields["name"].label, self.fields["phone"].label = _("反映人姓名"), _("反映人电话")
        self.fields["text"].help_text = _("照居民的原话记下来。")
