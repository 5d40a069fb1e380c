"""What each column of one sheet means, as somebody may correct it."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import codes
from community.imports.columns import COLUMNS, SKIP, UNKNOWN
from community.imports.layout import SEARCHED

KEEP_AS_NOTE, LEAVE_OUT = UNKNOWN, SKIP
TICK = "tick:"
# the keys that nobody needs to look for among sixty others; all that stand nowhere here come last
GROUPS = (
    (
        gettext_lazy("这个人"),
        "name former_name id_number doc_type doc_expires_on sex born age ethnicity politics marriage education workplace "
        "phone",
    ),
    (gettext_lazy("住处"), "address estate building entrance floor room grid kind use area"),
    (gettext_lazy("家庭和户籍"), "relation head_name hukou_number hukou"),
    (gettext_lazy("房主"), "owner owner_id owner_phone"),
    (gettext_lazy("服务、车辆和宠物"), "group group_grade plate pet"),
    (gettext_lazy("变动和备注"), "died died_on left left_on verified_on note"),
)


def column_choices() -> list:
    """In groups, so that a long list can be read."""
    headings = {column.key: str(column.heading) for column in COLUMNS}
    grouped = [
        (str(group), [(key, headings[key]) for key in keys.split() if key in headings]) for group, keys in GROUPS
    ]
    named = {key for _group, pairs in grouped for key, _heading in pairs}
    rest = [(key, heading) for key, heading in headings.items() if key not in named]
    ticks = [(TICK + code, label) for code, label in codes.SERVICE_GROUPS.items()]
    own = [(KEEP_AS_NOTE, _("当备注保留")), (LEAVE_OUT, _("不要这一列"))]
    groups = [*grouped, (_("打勾的服务类别"), ticks), *([(_("其他"), rest)] if rest else [])]
    return own + [group for group in groups if group[1]]


def meaning_of(key: str) -> str:
    for value, label in column_choices():
        for inner, inner_label in label if isinstance(label, list) else [(value, label)]:
            if inner == key:
                return str(inner_label)
    return key


class HeadingForm(forms.Form):
    """Where the headings begin, as the spreadsheet program numbers its rows."""

    row = forms.IntegerField(
        label=gettext_lazy("表头从第几行开始"),
        min_value=1,
        max_value=SEARCHED,
        error_messages={
            name: gettext_lazy("请写 1 到 %(most)d 之间的行号。") % {"most": SEARCHED}
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )


class ColumnsForm(forms.Form):
    """One select for each column of one sheet."""

    remember = forms.BooleanField(label=gettext_lazy("记住，下次遇到同样的表头照此读取"), required=False, initial=True)

    def __init__(self, data=None, *, layout: Mapping, may_teach: bool):
        """``may_teach``: whether what is said here may count for the next file of whoever imports it."""
        self.layout = layout
        self.columns = [column for column in layout["columns"] if column["heading"] or column["key"]]
        super().__init__(data, initial={name_of(column): column["key"] for column in self.columns})
        if not may_teach:
            del self.fields["remember"]
        choices = column_choices()
        for column in self.columns:
            self.fields[name_of(column)] = forms.ChoiceField(
                label=column["heading"] or _("（没有表头）"), choices=choices, required=False
            )

    def rows(self) -> Iterable[tuple]:
        return [(column, self[name_of(column)]) for column in self.columns]

    def clean(self):
        given = super().clean()
        if not self.errors and "name" not in (given[name_of(column)] for column in self.columns):
            raise ValidationError(_("请指出哪一列是姓名；没有姓名的表不能导入。"), code="no_name")
        return given

    def keys(self) -> dict[str, str]:
        """Place → key, with the person of a wide row and the role behind it (see ``shapes.Answers``)."""
        return {str(column["place"]): coded(self.cleaned_data[name_of(column)], column) for column in self.columns}


def name_of(column: Mapping) -> str:
    return f"c{column['place']}"


def coded(key: str, column: Mapping) -> str:
    member, role = column.get("member", 0), column.get("role", "")
    if (not member and not role) or key in (KEEP_AS_NOTE, LEAVE_OUT):
        return key
    return f"{key}@{member}@{role}" if role else f"{key}@{member}"
