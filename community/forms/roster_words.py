"""Teaching the import what people here write."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import codes
from community.forms.fields import BuildingField, LineField
from community.forms.roster_columns import column_choices
from community.forms.roster_questions import heading_of_table

NO_WORD = gettext_lazy("请填写表里的写法。")
NO_MEANING = gettext_lazy("请选择它的意思。")


def word_field(most: int) -> LineField:
    return LineField(label=gettext_lazy("表里的写法"), max_length=most, error_messages={"required": NO_WORD})


class SynonymForm(forms.Form):
    word = LineField(label=gettext_lazy("表头写法"), max_length=40, error_messages={"required": NO_WORD})
    key = forms.ChoiceField(
        label=gettext_lazy("就是哪一列"),
        error_messages={"required": NO_MEANING, "invalid_choice": gettext_lazy("请从列表里选择一列。")},
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="heading")
        # an unknown heading is kept as a note anyway
        self.fields["key"].choices = [("", _("请选择")), *column_choices()[1:]]


class WordForm(forms.Form):
    word = word_field(40)
    code = forms.ChoiceField(
        label=gettext_lazy("意思"),
        error_messages={"required": NO_MEANING, "invalid_choice": gettext_lazy("请从列表里选择它的意思。")},
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="word")
        tables = [
            (heading_of_table(table), [(f"{table}:{code}", label) for code, label in labels.items()])
            for table, (labels, _words) in codes.TABLES.items()
        ]
        self.fields["code"].choices = [("", _("请选择")), *tables]


class PlaceForm(forms.Form):
    word = word_field(60)
    building = BuildingField(
        label=gettext_lazy("就是哪一栋楼"),
        error_messages={
            "required": gettext_lazy("请选择楼栋。"),
            "invalid_choice": gettext_lazy("请从列表里选择楼栋。"),
        },
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, prefix="place")
        self.fields["building"].narrow(user)
