"""What is typed about a questionnaire, and the questionnaire itself as a form."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from deliberation.actions.surveying import MOST_WORDS, next_number
from deliberation.forms.vote import PICK, moment
from deliberation.models import Survey, SurveyQuestion
from deliberation.rules import DECIDERS
from grids.models import Unit
from issues.forms.fields import Block, Line

MARKS = [
    (5, gettext_lazy("5 分，很好")),
    (4, gettext_lazy("4 分，好")),
    (3, gettext_lazy("3 分，一般")),
    (2, gettext_lazy("2 分，不好")),
    (1, gettext_lazy("1 分，很不好")),
]
Kind = SurveyQuestion.Kind


class SurveyForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("问哪里的人"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    title = Line(label=gettext_lazy("题目"), max_length=60, error_messages={"required": gettext_lazy("请写题目。")})
    text = Block(
        label=gettext_lazy("给大家的话"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("为什么问、结果用来做什么。大家都看得到，不要写姓名、电话和门牌。"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), choices=Survey.Kind, widget=forms.RadioSelect, error_messages=PICK
    )
    about = Line(
        label=gettext_lazy("评的是谁"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("物业评星写物业公司的名称；自评互评写各方，用顿号隔开，例如：居民代表、施工方、社区。"),
    )
    month = forms.DateField(
        label=gettext_lazy("评的是哪个月"),
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        help_text=gettext_lazy("只有物业评星要填。"),
        error_messages={"invalid": gettext_lazy("月份请写成 2026-03 的样子。")},
    )
    per = forms.ChoiceField(
        label=gettext_lazy("谁来答"), choices=Survey.Per, widget=forms.RadioSelect, error_messages=PICK
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("匿名"),
        required=False,
        initial=True,
        help_text=gettext_lazy("匿名时只记谁填过，不记谁填了什么，也不能改回来看。"),
    )
    opens_at = moment(gettext_lazy("开始"))
    closes_at = moment(gettext_lazy("截止"))

    def __init__(self, *args, user: User, survey: Survey | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if survey is not None:
            del self.fields["unit"], self.fields["key"]
            return
        self.initial.setdefault("key", uuid4())
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
        mine = Unit.objects.overseen_by(user, *DECIDERS).current()
        self.fields["unit"].queryset = mine.filter(kind__in=kinds).order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = lambda unit: f"{'　' * unit.level}{unit.name}"


class QuestionForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=999, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("题型"), choices=Kind, error_messages=PICK)
    text = Line(label=gettext_lazy("问什么"), max_length=200, error_messages={"required": gettext_lazy("请写问什么。")})
    choices = Block(
        label=gettext_lazy("选项"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("选一项、选几项的题要写，每行一个。"),
    )
    required = forms.BooleanField(label=gettext_lazy("必答"), required=False, initial=True)

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("number", next_number(survey))

    def clean_choices(self) -> list[str]:
        return self.cleaned_data["choices"].split("\n")


class DropForm(forms.Form):
    question = forms.ModelChoiceField(
        label=gettext_lazy("哪一题"), queryset=SurveyQuestion.objects.none(), empty_label=None, error_messages=PICK
    )

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = survey.questions.all()
        self.fields["question"].label_from_instance = lambda one: f"{one.number}. {one.text[:40]}"


class ButtonForm(forms.Form):
    """Nothing to type."""

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)


class CodeForm(forms.Form):
    code = Line(
        label=gettext_lazy("问卷上的十位码"),
        max_length=20,
        help_text=gettext_lazy("在社区发给您的纸条上，二维码下面。"),
        error_messages={"required": gettext_lazy("请填纸条上的十位码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class AnswerForm(forms.Form):
    """Made of the questions; a required one is asked for by its number."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        self.questions = list(survey.questions.all())
        self.initial["revision"] = survey.revision
        if survey.sides:
            self.fields["own"] = forms.ChoiceField(
                label=gettext_lazy("您属于哪一方"),
                choices=[(side, side) for side in survey.sides],
                widget=forms.RadioSelect,
                error_messages=PICK,
            )
        for place, question in enumerate(self.questions, 1):
            for name, field in fields_of(question, place, survey):
                self.fields[name] = field

    def said(self) -> dict[str, Any]:
        return {str(question.number): self.value(question) for question in self.questions}

    def value(self, question: SurveyQuestion) -> Any:
        name = f"q{question.number}"
        if question.kind == Kind.SCALE and self.survey.sides:
            return {side: self.cleaned_data.get(f"{name}_{at}") for at, side in enumerate(self.survey.sides)}
        return self.cleaned_data.get(name)


def fields_of(question: SurveyQuestion, place: int, survey: Survey) -> list[tuple[str, forms.Field]]:
    name, label = f"q{question.number}", f"{place}. {question.text}"
    wanted = {"required": _("第 %(n)d 题还没有填。") % {"n": place}, "invalid_choice": PICK["invalid_choice"]}
    facts: dict[str, Any] = {"label": label, "required": question.required, "error_messages": wanted}
    options = [(choice, choice) for choice in question.choices]
    if question.kind == Kind.SINGLE:
        return [(name, forms.ChoiceField(choices=options, widget=forms.RadioSelect, **facts))]
    if question.kind == Kind.SEVERAL:
        facts["help_text"] = gettext_lazy("可以选几项。")
        return [(name, forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **facts))]
    if question.kind == Kind.TEXT:
        return [(name, WordsField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}), **facts))]
    sides = survey.sides or [""]
    return [
        (f"{name}_{at}" if side else name, scale(facts | ({"label": f"{label}（{side}）"} if side else {})))
        for at, side in enumerate(sides)
    ]


def scale(facts: dict[str, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=MARKS, coerce=int, empty_value=None, widget=forms.RadioSelect(attrs={"class": "scale"}), **facts
    )


class WordsField(Block):
    """Words in which names and numbers are masked before they are kept; the reader is told so."""

    def __init__(self, **kwargs) -> None:
        hint = gettext_lazy("请不要写姓名、电话和门牌，写了也会先遮住再保存。")
        super().__init__(help_text=hint, **kwargs)
