"""What is typed about topics, resolutions and what is done about them."""

from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.forms.fields import PictureField
from deliberation.forms.vote import PICK, day, moment
from deliberation.models import Procedure, Resolution, Topic
from grids.models import Posting, Unit
from issues.forms.fields import Block, Line


def words(label: str, wanted: str, *, most: int = 1000, rows: int = 4, hint: str = "") -> Block:
    return Block(
        label=label,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": wanted},
    )


class RaiseForm(forms.Form):
    """A resident's, without an account; a robot fills what people do not see."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = Line(
        label=gettext_lazy("想和大家商量什么"),
        max_length=60,
        help_text=gettext_lazy("一句话，例如：小花园里多放几张有树荫的长椅。"),
        error_messages={"required": gettext_lazy("请用一句话写明想商量什么。")},
    )
    text = Block(
        label=gettext_lazy("为什么，怎么办"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("说的是哪里"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    name = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(
        label=gettext_lazy("电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("只有社区工作人员看得到，用来告诉您结果。"),
    )

    def __init__(self, *args, staff: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID)
        self.fields["unit"].queryset = Unit.objects.current().filter(kind__in=kinds).order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = lambda unit: f"{'　' * unit.level}{unit.name}"
        if staff:
            choices = [(one, one.label) for one in (Topic.Source.TALK, Topic.Source.STAFF)]
            self.fields["source"] = forms.ChoiceField(
                label=gettext_lazy("从哪里来"), choices=choices, widget=forms.RadioSelect, error_messages=PICK
            )


class TopicForm(forms.Form):
    """One of the deeds on a topic; each knows its topic."""

    def __init__(self, *args, topic: Topic, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        self.narrow(topic)

    def narrow(self, topic: Topic) -> None:
        pass


class PlanForm(TopicForm):
    procedure = forms.ModelChoiceField(
        label=gettext_lazy("按哪种议事方法"),
        queryset=Procedure.objects.none(),
        required=False,
        empty_label=gettext_lazy("不按固定步骤"),
        error_messages=PICK,
    )
    owners_matter = forms.BooleanField(
        label=gettext_lazy("属于《民法典》第二百七十八条的事项，要由业主共同决定"),
        required=False,
        help_text=gettext_lazy("例如用维修资金、加装电梯、选聘物业。议事会可以先商量，但不能替业主决定。"),
    )

    def narrow(self, topic: Topic) -> None:
        self.initial = {"procedure": topic.procedure, "owners_matter": topic.owners_matter}
        self.fields["procedure"].queryset = Procedure.objects.open_to(topic.unit)


class AcceptForm(PlanForm):
    title = Line(
        label=gettext_lazy("公开的题目"),
        max_length=60,
        help_text=gettext_lazy("大家都看得到，不要写姓名、电话和门牌。"),
        error_messages={"required": gettext_lazy("请写公开的题目。")},
    )
    text = Block(
        label=gettext_lazy("公开的说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer = Line(label=gettext_lazy("给提出人的话"), max_length=300, required=False)
    field_order = ("title", "text", "procedure", "owners_matter", "answer")

    def narrow(self, topic: Topic) -> None:
        super().narrow(topic)
        self.initial = {"title": topic.public_title or topic.title, "text": topic.public_text}


class RejectForm(TopicForm):
    answer = Line(
        label=gettext_lazy("为什么不列入"),
        max_length=300,
        error_messages={"required": gettext_lazy("请写明为什么不列入，提出的人会看到。")},
    )
    title = Line(
        label=gettext_lazy("公开的题目"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("写了题目，大家都能看到这个议题和理由；不写就只有提出人看得到。"),
    )


class MergeForm(TopicForm):
    into = forms.ModelChoiceField(
        label=gettext_lazy("并入哪个议题"),
        queryset=Topic.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    answer = Line(
        label=gettext_lazy("为什么合并"),
        max_length=300,
        error_messages={"required": gettext_lazy("请写明为什么合并。")},
    )

    def narrow(self, topic: Topic) -> None:
        states = (Topic.State.RAISED, Topic.State.ACCEPTED)
        self.fields["into"].queryset = Topic.objects.filter(
            unit__in=Unit.objects.within(Unit.objects.above(topic.unit).first()), state__in=states
        ).exclude(pk=topic.pk)


class WalkForm(TopicForm):
    number = forms.IntegerField(widget=forms.HiddenInput)
    text = words(gettext_lazy("经过和结果"), gettext_lazy("请写明这一步的经过和结果。"))
    photo = PictureField(label=gettext_lazy("照片"), required=False)

    def narrow(self, topic: Topic) -> None:
        self.initial = {"number": topic.step + 1}


# what consultation can come to; the other kinds are made by counting
BY_TALKS = [
    (kind, kind.label)
    for kind in (Resolution.Kind.DECIDED, Resolution.Kind.OPINION, Resolution.Kind.DEFERRED, Resolution.Kind.OWNERS)
]


class ResolveForm(TopicForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=BY_TALKS, widget=forms.RadioSelect, error_messages=PICK
    )
    text = words(gettext_lazy("决议内容"), gettext_lazy("请写决议的内容。"), most=2000, rows=5)
    days = forms.IntegerField(label=gettext_lazy("公示几天"), min_value=1, max_value=60, initial=7, error_messages=PICK)
    day_kind = forms.ChoiceField(
        label=gettext_lazy("按哪种日子算"),
        choices=Resolution.Days.choices,
        widget=forms.RadioSelect,
        initial=Resolution.Days.NATURAL,
        error_messages=PICK,
    )


class PostedForm(TopicForm):
    """The paper on the wall."""

    photo = PictureField(label=gettext_lazy("张贴在公告栏的照片"))
    place = Line(
        label=gettext_lazy("贴在哪里"),
        max_length=60,
        help_text=gettext_lazy("例如：2栋一楼公告栏。"),
        error_messages={"required": gettext_lazy("请写照片里的公示贴在哪里，例如“2栋一楼公告栏”。")},
    )
    at = moment(gettext_lazy("拍照时间"))

    def narrow(self, topic: Topic) -> None:
        self.initial = {"at": timezone.localtime()}


class PublishForm(PostedForm):
    """The photo may follow."""

    def narrow(self, topic: Topic) -> None:
        super().narrow(topic)
        for field in self.fields.values():
            field.required = False
        self.fields["photo"].help_text = _("也可以贴好以后再补。")


class RewordForm(TopicForm):
    text = words(gettext_lazy("改成"), gettext_lazy("请写决议的内容。"), most=2000, rows=5)

    def narrow(self, topic: Topic) -> None:
        self.initial = {"text": topic.resolution.text}


class NothingForm(TopicForm):
    """A button."""


class ActionForm(TopicForm):
    text = Line(label=gettext_lazy("做什么"), max_length=200, error_messages={"required": gettext_lazy("请写做什么。")})
    measure = Line(
        label=gettext_lazy("怎样算做好"),
        max_length=200,
        help_text=gettext_lazy("例如：长椅装好，能坐稳，拍照。"),
        error_messages={"required": gettext_lazy("请写怎样算做好。")},
    )
    who = forms.ModelChoiceField(
        label=gettext_lazy("谁来办"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    due_on = day(gettext_lazy("哪天以前"))

    def narrow(self, topic: Topic) -> None:
        chain = Posting.objects.current().filter(role__in=Posting.STAFF)
        near = chain.over(topic.unit).values("user") if topic.unit_id else chain.values("user")
        below = chain.filter(unit__in=Unit.objects.within(topic.unit)).values("user")
        found = User.objects.filter(pk__in=near) | User.objects.filter(pk__in=below)
        self.fields["who"].queryset = found.filter(is_active=True).order_by("pk")
        self.fields["who"].label_from_instance = lambda user: user.name


class FinishForm(forms.Form):
    result = Line(
        label=gettext_lazy("办理结果"), max_length=300, error_messages={"required": gettext_lazy("请写办理结果。")}
    )
    photo = PictureField(label=gettext_lazy("办好的照片或单据"))


class ReturnForm(forms.Form):
    why = Line(
        label=gettext_lazy("哪里没有做好"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明哪里没有做好。")},
    )


class AnswerForm(forms.Form):
    answer = words(gettext_lazy("答复"), gettext_lazy("请写答复。"), most=500, rows=3)


class ObjectionForm(forms.Form):
    text = words(gettext_lazy("您的意见"), gettext_lazy("请写意见。"), most=500)
    name = Line(
        label=gettext_lazy("怎么称呼您"),
        max_length=40,
        help_text=gettext_lazy("公示上只写头一个字，例如：张**。"),
        error_messages={"required": gettext_lazy("请写称呼。")},
    )
    phone = Line(label=gettext_lazy("电话"), max_length=20, required=False)


class RateForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("办得怎么样"),
        coerce=int,
        choices=[
            (5, gettext_lazy("很满意")),
            (4, gettext_lazy("满意")),
            (3, gettext_lazy("一般")),
            (2, gettext_lazy("不满意")),
            (1, gettext_lazy("很不满意")),
        ],
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    text = Line(label=gettext_lazy("想说的话"), max_length=200, required=False)


class ProcedureForm(forms.Form):
    name = Line(label=gettext_lazy("名称"), max_length=40, error_messages={"required": gettext_lazy("请写名称。")})
    note = Line(label=gettext_lazy("说明"), max_length=200, required=False)
    steps = words(
        gettext_lazy("步骤"),
        gettext_lazy("请至少写一个步骤，每行一个。"),
        most=2000,
        rows=8,
        hint=gettext_lazy("每行一步：步骤，谁来做，要照片。后面两样可以不写。例如：开会商议，议事会，要照片"),
    )
