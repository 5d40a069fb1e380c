"""What is typed about a convention: its articles, what people say of them, what a household answers."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forms.fields import PictureField
from deliberation.forms.topic import words
from deliberation.forms.vote import PICK, day, where
from deliberation.models import Convention, ConventionSignature, ConventionVersion
from deliberation.models.ballot import Channel
from deliberation.rules import DECIDERS
from grids.models import Unit
from issues.forms.fields import Line

Word = ConventionSignature.Word


class TextForm(forms.Form):
    """The articles of a draft, one a paragraph."""

    text = words(
        gettext_lazy("条文"),
        gettext_lazy("请写条文。"),
        most=20000,
        rows=14,
        hint=gettext_lazy("每条一段，中间空一行。不用写“第一条”，系统会编号。"),
    )
    needed = forms.ChoiceField(
        label=gettext_lazy("多少户同意才生效"),
        choices=ConventionVersion.Needed.choices,
        widget=forms.RadioSelect,
        initial=ConventionVersion.Needed.HALF,
        error_messages=PICK,
    )


class ConventionForm(TextForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("范围"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("住在这里的每一户都会问到。"),
        error_messages=PICK,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"),
        choices=[("", gettext_lazy("请选择")), *Convention.Kind.choices],
        error_messages=PICK,
    )
    title = Line(
        label=gettext_lazy("名称"),
        max_length=60,
        help_text=gettext_lazy("例如：桥湾里 3 栋电梯使用公约。"),
        error_messages={"required": gettext_lazy("请写公约的名称。")},
    )
    field_order = ("key", "unit", "kind", "title", "text", "needed")

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
        mine = Unit.objects.overseen_by(user, *DECIDERS).current().filter(kind__in=kinds)
        self.fields["unit"].queryset = mine.order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = where


class EffectForm(forms.Form):
    on = day(gettext_lazy("从哪天起施行"))


class WhyVersionForm(forms.Form):
    why = Line(
        label=gettext_lazy("原因"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明原因，大家会看到。")},
    )


class CommentForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = words(gettext_lazy("您的意见"), gettext_lazy("请写意见。"), most=500, rows=3)
    name = Line(
        label=gettext_lazy("怎么称呼您"), max_length=40, error_messages={"required": gettext_lazy("请写称呼。")}
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class WordForm(forms.Form):
    word = forms.ChoiceField(
        label=gettext_lazy("意见"),
        choices=[(word, word.label) for word in ConventionSignature.ANSWERS],
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    conditions = Line(
        label=gettext_lazy("条件或理由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("有条件同意的，写明什么条件。"),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("word") == Word.CONDITIONS and not data.get("conditions"):
            self.add_error("conditions", _("有条件同意的，请写明是什么条件。"))
        return data


class DoorWordForm(WordForm):
    """Recorded by staff: at the door by two, or from a signed paper."""

    channel = forms.ChoiceField(
        label=gettext_lazy("怎样问到的"),
        choices=[(Channel.DOOR, gettext_lazy("上门问的")), (Channel.PAPER, gettext_lazy("交来签名的纸"))],
        widget=forms.RadioSelect,
        initial=Channel.DOOR,
        error_messages=PICK,
    )
    assisted = Line(
        label=gettext_lazy("同去的人，或者帮着填的人"),
        max_length=80,
        error_messages={"required": gettext_lazy("请写同去的人，或者帮着填的人。")},
    )
    explained = Line(
        label=gettext_lazy("解释了什么"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("下次再问的人看得到。"),
    )
    paper = PictureField(label=gettext_lazy("签名纸的照片"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].choices = Word.choices

    def clean(self) -> dict:
        data = super().clean()
        if data.get("channel") == Channel.PAPER and not data.get("paper"):
            self.add_error("paper", _("请拍一张签名纸的照片。"))
        return data


class AnswerCommentForm(forms.Form):
    answer = words(gettext_lazy("答复"), gettext_lazy("请写答复。"), most=500, rows=3)
