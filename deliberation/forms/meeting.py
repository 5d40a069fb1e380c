"""What is typed about meetings: when and where, what is talked of, who sits there, motions and minutes."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.forms.fields import PictureField
from deliberation.actions.meetings import open_topics
from deliberation.forms.topic import words
from deliberation.forms.vote import PICK, moment, where
from deliberation.models import AgendaItem, Meeting, MeetingKind, Resolution, Seat, Speaker, Topic
from deliberation.models.ballot import Choice
from deliberation.models.motion import EXITS
from grids.models import Posting, Unit
from issues.forms.fields import Line

REASON = {"required": gettext_lazy("请写明原因。")}
NAME = {"required": gettext_lazy("请写姓名。")}


class MeetingForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("范围"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("哪种会议"),
        queryset=MeetingKind.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    title = Line(
        label=gettext_lazy("会议名称"), max_length=60, error_messages={"required": gettext_lazy("请写会议名称。")}
    )
    place = Line(label=gettext_lazy("地点"), max_length=80, required=False)
    remote = forms.URLField(
        label=gettext_lazy("线上参加的地址"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("视频会议的链接。地点和链接至少写一样，也可以两样都有。"),
        error_messages={"invalid": gettext_lazy("请把整个链接复制进来，以 https:// 开头。")},
    )
    starts_at = moment(gettext_lazy("开始"))
    ends_at = moment(gettext_lazy("结束"))
    chair = Line(label=gettext_lazy("主持人"), max_length=40, error_messages=NAME)
    recorder = Line(label=gettext_lazy("记录人"), max_length=40, error_messages=NAME)
    rotating = forms.BooleanField(
        label=gettext_lazy("签到二维码每半分钟换一次"),
        required=False,
        initial=True,
        help_text=gettext_lazy("会场有屏幕时用。没有屏幕、要把二维码打印出来时，请去掉这个勾。"),
    )

    def __init__(self, *args, user: User, meeting: Meeting | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        if meeting is not None:
            del self.fields["unit"], self.fields["kind"], self.fields["key"]
            self.initial |= {name: getattr(meeting, name) for name in self.fields}
            return
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID)
        roles = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)
        mine = Unit.objects.overseen_by(user, *roles).current().filter(kind__in=kinds)
        self.fields["unit"].queryset = mine.order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = where
        self.fields["kind"].queryset = MeetingKind.objects.open_to(mine)
        self.fields["recorder"].initial = user.name


class MeetingDeed(forms.Form):
    """One of the deeds on a meeting; each knows its meeting."""

    def __init__(self, *args, meeting: Meeting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.narrow(meeting)

    def narrow(self, meeting: Meeting) -> None:
        pass


class ItemForm(MeetingDeed):
    topic = forms.ModelChoiceField(
        label=gettext_lazy("从议题里选"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=gettext_lazy("不是议题，自己写"),
        error_messages=PICK,
    )
    resolution = forms.ModelChoiceField(
        label=gettext_lazy("或者听一项决议的落实情况"),
        queryset=Resolution.objects.none(),
        required=False,
        empty_label=gettext_lazy("不选"),
        error_messages=PICK,
    )
    title = Line(
        label=gettext_lazy("题目"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("大家都看得到，不要写姓名、电话和门牌。选了议题可以不写。"),
    )
    presenter = Line(label=gettext_lazy("谁来讲"), max_length=40, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("几分钟"), min_value=1, max_value=240, initial=10, error_messages=PICK
    )
    owners_matter = forms.BooleanField(
        label=gettext_lazy("属于《民法典》第二百七十八条的事项，要由业主共同决定"), required=False
    )

    def narrow(self, meeting: Meeting) -> None:
        self.fields["topic"].queryset = open_topics(meeting)
        inside = Resolution.objects.filter(topic__unit__in=Unit.objects.within(meeting.unit))
        under_way = inside.filter(topic__state=Topic.State.RESOLVED).select_related("topic").order_by("-pk")
        self.fields["resolution"].queryset = under_way
        self.fields["resolution"].label_from_instance = lambda row: str(row.topic)


class SeatForm(MeetingDeed):
    party = forms.ChoiceField(label=gettext_lazy("哪一方"), error_messages=PICK)
    name = Line(label=gettext_lazy("姓名"), max_length=40, error_messages=NAME)
    user = forms.ModelChoiceField(
        label=gettext_lazy("账号"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有账号，当面或打电话通知"),
        error_messages=PICK,
    )

    def narrow(self, meeting: Meeting) -> None:
        self.fields["party"].choices = [("", gettext_lazy("请选择")), *((one, one) for one in meeting.kind.parties)]
        chain = Posting.objects.current().filter(role__in=Posting.STAFF)
        near = chain.over(meeting.unit).values("user")
        below = chain.filter(unit__in=Unit.objects.within(meeting.unit)).values("user")
        found = User.objects.filter(pk__in=near) | User.objects.filter(pk__in=below)
        self.fields["user"].queryset = found.filter(is_active=True).order_by("pk")
        self.fields["user"].label_from_instance = lambda user: user.name


class ReasonForm(MeetingDeed):
    reason = Line(label=gettext_lazy("为什么取消"), max_length=200, error_messages=REASON)


class ButtonForm(MeetingDeed):
    """A button."""


class SeatButton(MeetingDeed):
    """A button beside a seat."""

    seat = forms.ModelChoiceField(queryset=Seat.objects.none(), error_messages=PICK)

    def narrow(self, meeting: Meeting) -> None:
        self.fields["seat"].queryset = meeting.seats.select_related("meeting__kind")


class ItemButton(MeetingDeed):
    item = forms.ModelChoiceField(queryset=AgendaItem.objects.none(), error_messages=PICK)

    def narrow(self, meeting: Meeting) -> None:
        self.fields["item"].queryset = meeting.items.select_related("meeting")


# --- while it runs -----------------------------------------------------------------------------
class ProxyForm(MeetingDeed):
    seat = forms.ModelChoiceField(
        label=gettext_lazy("替谁出席"),
        queryset=Seat.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    proxy = Line(label=gettext_lazy("受托人"), max_length=40, error_messages=NAME)
    letter = PictureField(label=gettext_lazy("委托书的照片"))

    def narrow(self, meeting: Meeting) -> None:
        away = meeting.seats.voices().filter(arrived_at=None).select_related("meeting__kind")
        self.fields["seat"].queryset = away
        self.fields["seat"].label_from_instance = lambda seat: f"{seat.party} {seat.name}"


class SpeakForm(MeetingDeed):
    seat = forms.ModelChoiceField(
        label=gettext_lazy("谁要发言"),
        queryset=Seat.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )

    def narrow(self, meeting: Meeting) -> None:
        self.fields["seat"].queryset = meeting.seats.arrived()
        self.fields["seat"].label_from_instance = lambda seat: f"{seat.party or gettext_lazy('居民')} {seat.name}"


class SpokenForm(MeetingDeed):
    speaker = forms.ModelChoiceField(queryset=Speaker.objects.none(), widget=forms.HiddenInput, error_messages=PICK)
    stance = forms.ChoiceField(
        label=gettext_lazy("态度"), choices=Speaker.Stance.choices, widget=forms.RadioSelect, error_messages=PICK
    )
    text = Line(label=gettext_lazy("说了什么"), max_length=300, required=False)

    def narrow(self, meeting: Meeting) -> None:
        self.fields["speaker"].queryset = Speaker.objects.filter(item__meeting=meeting, spoken_at=None)


class MotionForm(MeetingDeed):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = words(
        gettext_lazy("动议的原文"),
        gettext_lazy("请写动议的原文。"),
        most=2000,
        rows=4,
        hint=gettext_lazy("要让人能回答“同意”或“不同意”，不要写姓名、电话和门牌。开始表决以后一个字也不能改。"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("通过以后"),
        choices=EXITS,
        widget=forms.RadioSelect,
        initial=Resolution.Kind.DECIDED,
        error_messages=PICK,
    )
    mover = forms.ModelChoiceField(
        label=gettext_lazy("谁提出的"),
        queryset=Seat.objects.none(),
        required=False,
        empty_label=gettext_lazy("主持人"),
        error_messages=PICK,
    )

    def narrow(self, meeting: Meeting) -> None:
        self.initial.setdefault("key", uuid4())
        self.fields["mover"].queryset = meeting.seats.voices().arrived()
        self.fields["mover"].label_from_instance = lambda seat: f"{seat.party} {seat.name}"


class RewordMotionForm(MotionForm):
    mover = None
    key = None

    def narrow(self, meeting: Meeting) -> None:
        pass


class RecuseForm(MeetingDeed):
    seat = forms.ModelChoiceField(
        label=gettext_lazy("谁回避"),
        queryset=Seat.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    reason = Line(
        label=gettext_lazy("为什么回避"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写为什么回避。")},
        help_text=gettext_lazy("例如：这家公司是他家开的。"),
    )

    def narrow(self, meeting: Meeting) -> None:
        self.fields["seat"].queryset = meeting.seats.voices().arrived()
        self.fields["seat"].label_from_instance = lambda seat: f"{seat.party} {seat.name}"


class SayForm(forms.Form):
    voice = forms.CharField(max_length=30)
    choice = forms.ChoiceField(choices=Choice.choices, error_messages=PICK)


class AdjournForm(MeetingDeed):
    reason = Line(label=gettext_lazy("为什么休会"), max_length=200, error_messages=REASON)
    starts_at = moment(gettext_lazy("改到什么时候"))
    ends_at = moment(gettext_lazy("到什么时候结束"))


# --- minutes, and what people type themselves ----------------------------------------------------
class MinutesForm(forms.Form):
    text = words(gettext_lazy("正文"), gettext_lazy("请写纪要的正文。"), most=20000, rows=24)


class SignForm(forms.Form):
    name = Line(label=gettext_lazy("谁签的"), max_length=40, error_messages=NAME)
    words = words(
        gettext_lazy("不同意见"),
        "",
        most=500,
        rows=3,
        hint=gettext_lazy("没有不同意见就不写。写了，就记为“有不同意见”，原话附在纪要后面。"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False


class CodeForm(forms.Form):
    code = Line(
        label=gettext_lazy("六位数字"),
        max_length=12,
        help_text=gettext_lazy("会场屏幕上的数字，看不清可以问工作人员。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请输入六位数字。")},
    )


class HereForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    party = forms.ChoiceField(label=gettext_lazy("您代表哪一方"), widget=forms.RadioSelect, required=False)
    name = Line(
        label=gettext_lazy("您的姓名"), max_length=40, error_messages={"required": gettext_lazy("请写您的姓名。")}
    )

    def __init__(self, *args, meeting: Meeting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        listening = [("", gettext_lazy("我是居民，来旁听"))] if meeting.kind.open_to_residents else []
        self.fields["party"].choices = [*((one, one) for one in meeting.kind.parties), *listening]


class RegisterForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    name = Line(
        label=gettext_lazy("您的姓名"), max_length=40, error_messages={"required": gettext_lazy("请写您的姓名。")}
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
