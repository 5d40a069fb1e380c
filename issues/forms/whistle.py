"""A whistle as it is blown, what is written about it, and what the whistler thinks of who came."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.forms.fields import Block, ChoiceOrNothing, Line
from issues.models import Department, Issue, Policy, Whistle

STARS = (
    (5, gettext_lazy("5 分：来得快，办得好")),
    (4, gettext_lazy("4 分：好")),
    (3, gettext_lazy("3 分：一般")),
    (2, gettext_lazy("2 分：不够")),
    (1, gettext_lazy("1 分：没有来，或者来了没有办")),
)


class Departments(forms.ModelMultipleChoiceField):
    """Several departments; each says what it is and whether anybody there has a login."""

    def label_from_instance(self, row: Department) -> str:
        facts = {"name": row.name, "kind": row.get_kind_display()}
        if row.pk in self.reachable:
            return _("%(name)s（%(kind)s）") % facts
        return _("%(name)s（%(kind)s，没有账号，请另打电话）") % facts


class WhistleForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("哪一种哨"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择哪一种哨。"),
            "invalid_choice": gettext_lazy("请选择哪一种哨。"),
        },
    )
    departments = Departments(
        label=gettext_lazy("请哪些部门"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请选择要请哪些部门。"),
            "invalid_choice": gettext_lazy("请从名单里选择部门。"),
            "invalid_pk_value": gettext_lazy("请从名单里选择部门。"),
            "invalid_list": gettext_lazy("请从名单里选择部门。"),
        },
    )
    lead = ChoiceOrNothing(
        label=gettext_lazy("哪个部门牵头"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=gettext_lazy("请选择（只请一个部门时不用选）"),
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择牵头的部门。")},
    )
    place = Line(
        label=gettext_lazy("到哪里"),
        max_length=80,
        help_text=gettext_lazy("写清部门要去的地方。不要写反映人住在哪里。"),
        error_messages={"required": gettext_lazy("请写明部门到哪里报到。")},
    )
    text = Block(
        label=gettext_lazy("请来做什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("部门会看到。不要写反映人的称呼、电话和门牌。"),
        error_messages={"required": gettext_lazy("请写明请部门来做什么。")},
    )

    def __init__(self, *args, issue: Issue, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"key": uuid4(), "kind": Whistle.Kind.DAILY, "place": issue.unit.name}
        if issue.urgent:
            self.initial["kind"] = Whistle.Kind.URGENT
        serving = Department.objects.serving(issue.unit)
        self.fields["departments"].queryset = self.fields["lead"].queryset = serving
        self.fields["departments"].reachable = set(serving.reachable().values_list("pk", flat=True))
        self.fields["kind"].choices = kinds()

    def clean(self) -> dict:
        data = super().clean()
        chosen = data.get("departments")
        if chosen and len(chosen) > 1 and data.get("lead") not in chosen:
            self.add_error("lead", ValidationError(_("请在要请的部门里选一个牵头。"), code="lead"))
        data["departments"] = list(chosen or [])
        return data


def kinds() -> list[tuple[str, str]]:
    """Each with how soon one has to come, by the committee's own numbers."""
    policy, kind = Policy.current(), Whistle.Kind
    hours, minutes = {"n": policy.whistle_hours}, {"n": policy.urgent_minutes}
    return [
        (kind.DAILY, _("日常哨：社区办不了，请来一起办，%(n)s 小时内到") % hours),
        (kind.HARD, _("攻坚哨：久拖不决，请几家联合处理，%(n)s 小时内到") % hours),
        (kind.URGENT, _("应急哨：有危险，请马上来，%(n)s 分钟内到") % minutes),
    ]


class ResultForm(forms.Form):
    text = Block(
        label=gettext_lazy("处理情况"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("社区和同来的部门会看到。"),
        error_messages={"required": gettext_lazy("请写明你们单位做了什么、结果怎样。")},
    )


class RecordForm(forms.Form):
    """``seen``: the words that stood there when the page was opened."""

    text = Block(
        label=gettext_lazy("联合处置记录"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("谁到了场、查到什么、各自做了什么、还有什么要跟进。部门会看到，不要写反映人。"),
        error_messages={"required": gettext_lazy("请写明谁到了场、做了什么、还有什么要跟进。")},
    )
    seen = Block(widget=forms.HiddenInput, required=False)


class ScoreForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("评几分"),
        choices=[("", gettext_lazy("请选择")), *STARS],
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选 1 到 5 分。"),
            "invalid_choice": gettext_lazy("请选 1 到 5 分。"),
        },
    )
    text = Line(
        label=gettext_lazy("评语"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写一句为什么这样评。")},
    )
