"""What the reading of a roster asks its reader, once per file whatever number of rows it concerns."""

import hashlib
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules import has_perm

from community import codes
from community.imports.columns import BY_KEY, SKIP
from community.imports.shapes import OPTIONS
from community.rules import keeps_data
from grids.models import Unit

# more fit on no page; the rest is asked when these are answered
AT_ONCE = 60
NEW_BUILDING = "new"
SKIP_WORD = SKIP
TABLE_HEADINGS = {"group": gettext_lazy("服务类别"), "document": gettext_lazy("证件类型")}


def field_name(key: str) -> str:
    """Keys hold people's own words, field names do not."""
    return "q" + hashlib.sha256(key.encode()).hexdigest()[:12]


class QuestionsForm(forms.Form):
    remember = forms.BooleanField(
        label=gettext_lazy("记住楼名和用词的回答，下次遇到同样的写法不再问"), required=False, initial=True
    )

    def __init__(self, data=None, *, roster, user):
        super().__init__(data)
        self.roster, self.user = roster, user
        asked = [question for question in roster.questions if question["kind"] != "columns"]
        self.asked = {field_name(question["key"]): question for question in asked[:AT_ONCE]}
        self.later = len(asked) - len(self.asked)
        # sheets without a column of names or addresses: their columns are shown on a page of their own
        self.columnless = [question["sheet"] for question in roster.questions if question["kind"] == "columns"]
        self.buildings = self.building_choices()
        self.narrow_memory()
        for name, question in self.asked.items():
            self.fields[name] = self.field_for(question)

    def narrow_memory(self) -> None:
        """A grid leader's answers are remembered for houses of the own grid only (``roster_memory.keep``)."""
        if keeps_data(self.user, self.roster.unit):
            return
        if self.buildings:
            self.fields["remember"].label = _("记住楼名的回答，下次在这里遇到同样的写法不再问")
        else:
            del self.fields["remember"]

    def building_choices(self) -> list[tuple[str, str]]:
        if not any(question["kind"] == "building" for question in self.asked.values()):
            return []
        inside = Unit.objects.current().within(self.roster.unit)
        named = inside.of_kind(Unit.Kind.BUILDING).select_related("parent").order_by("tree_id", "lft")
        choices = [(str(unit.pk), f"{unit.parent.name} {unit.name}" if unit.parent else unit.name) for unit in named]
        return [*choices, (NEW_BUILDING, _("新建这栋楼"))] if self.may_add(inside) else choices

    def may_add(self, inside) -> bool:
        """A new house needs one grid to stand in, and somebody who may redraw the tree there."""
        grids = list(inside.of_kind(Unit.Kind.GRID)[:2])
        return len(grids) == 1 and has_perm("grids.edit_unit", self.user, grids[0])

    def field_for(self, question: Mapping) -> forms.ChoiceField:
        label, choices = LABELS[question["kind"]](question), CHOICES[question["kind"]](self, question)
        count = question.get("count") or 0
        return forms.ChoiceField(
            label=label,
            help_text=_("涉及 %(count)s 行") % {"count": count} if count else "",
            required=False,
            choices=[("", _("请选择")), *choices],
            error_messages={"invalid_choice": _("请从列表里选择“%(label)s”。") % {"label": label}},
        )

    def questions(self):
        return [self[name] for name in self.asked]

    def clean(self):
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in self.asked):
            raise ValidationError(_("请至少回答一个问题。不确定的可以先空着。"), code="nothing_said")
        return given

    def answers(self) -> dict[str, dict[str, str]]:
        """As ``actions.answer`` takes them: words, buildings and said, each by the key it is known by."""
        sorted_out: dict[str, dict[str, str]] = {"words": {}, "buildings": {}, "said": {}}
        for name, question in self.asked.items():
            value = self.cleaned_data.get(name)
            if value:
                kind, key = FILED[question["kind"]](question)
                sorted_out[kind][key] = value
        return sorted_out


def heading_of_table(table: str) -> str:
    return str(TABLE_HEADINGS.get(table) or (BY_KEY[table].heading if table in BY_KEY else table))


def table_of(question: Mapping) -> str:
    return question["key"].split(":")[1]


def word_choices(form: QuestionsForm, question: Mapping) -> list:
    choices = [tuple(choice) for choice in question["choices"]] or codes.choices(table_of(question))[1:]
    return choices if SKIP_WORD in dict(choices) else [*choices, (SKIP_WORD, _("不登记这一项"))]


def building_choices(form: QuestionsForm, question: Mapping) -> list:
    """Those that sound like it come first."""
    likely = [choice[0] for choice in question["choices"]]
    return sorted(form.buildings, key=lambda choice: choice[0] not in likely)


LABELS = {
    "word": lambda question: (
        _("“%(column)s”里写的“%(word)s”是什么意思？")
        % {"column": heading_of_table(table_of(question)), "word": question["word"]}
    ),
    "building": lambda question: _("“%(word)s”是哪一栋楼？") % {"word": question["word"]},
    "digit": lambda question: (
        _("“%(column)s”这一列写的是数字，各是什么意思？") % {"column": heading_of_table(table_of(question))}
    ),
    "fill_down": lambda question: (
        _("工作表“%(sheet)s”里，有人的住处空着。和上面一行的人住在一起吗？") % {"sheet": question["sheet"]}
    ),
}
CHOICES = {
    "word": word_choices,
    "building": building_choices,
    "digit": lambda form, question: [tuple(choice) for choice in question["choices"]],
    "fill_down": lambda form, question: [tuple(choice) for choice in question["choices"]],
}
FILED = {
    "word": lambda question: ("words", question["key"].removeprefix("word:")),
    "building": lambda question: ("buildings", question["word"]),
    "digit": lambda question: ("said", question["key"]),
    "fill_down": lambda question: ("said", question["key"]),
}
OPTION_LABELS = {
    "erase_empty": (
        gettext_lazy("空格子清除原有内容"),
        gettext_lazy("平时不勾：表里空着的格子不会抹掉已经登记的内容。勾上以后，空着的格子会把登记里的内容清空。"),
    ),
    "take_reviewed": (
        gettext_lazy("需要核对的行，没决定的也照表登记"),
        gettext_lazy("平时不勾：需要核对的行，您没有决定的就不导入。"),
    ),
}


class OptionsForm(forms.Form):
    def __init__(self, data=None, *, roster):
        super().__init__(data, initial=roster.answers.get("options", {}))
        for name in OPTIONS:
            label, hint = OPTION_LABELS[name]
            self.fields[name] = forms.BooleanField(label=label, help_text=hint, required=False)
