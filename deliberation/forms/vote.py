"""What is typed about an owners' vote."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forms.fields import PictureField
from deliberation.actions.preparing import NOTICE_DAYS, TO_BE_VOTED_ON
from deliberation.models import DoorVisit, OwnersVote, Petition, RollFlat, Topic
from deliberation.models.ballot import Channel, Choice
from grids.models import Posting, Unit
from issues.forms.fields import Block, Line

PICK = {"required": gettext_lazy("请选一项。"), "invalid_choice": gettext_lazy("请从列出的里面选一项。")}
WHEN = {
    "required": gettext_lazy("请填日期和时间。"),
    "invalid": gettext_lazy("日期和时间请写成 2026-03-05 09:00 的样子。"),
}
DAY = {"required": gettext_lazy("请填日期。"), "invalid": gettext_lazy("日期请写成 2026-03-05 的样子。")}


def moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, error_messages=WHEN)


def day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


class VoteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("范围"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("哪些房屋的业主一起决定。加装电梯选一栋楼，其他事一般选整个小区。"),
        error_messages=PICK,
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("来自哪个议题"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有议题，直接表决"),
        help_text=gettext_lazy("选了议题，居民就能从议题看到表决和结果。"),
        error_messages=PICK,
    )
    petition = forms.ModelChoiceField(queryset=Petition.objects.none(), required=False, widget=forms.HiddenInput)
    title = Line(label=gettext_lazy("题目"), max_length=60, error_messages={"required": gettext_lazy("请写题目。")})
    question = Block(
        label=gettext_lazy("要表决的事项"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("票上的原文，要让人能回答“同意”或“不同意”。公告以后一个字也不能改。"),
        error_messages={"required": gettext_lazy("请写要表决的事项。")},
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("属于哪一类事项"),
        choices=[("", gettext_lazy("请选择")), *OwnersVote.Matter.choices],
        help_text=gettext_lazy(
            "按《民法典》第二百七十八条。（六）（七）（八）项要参加表决的四分之三以上同意，其他项要过半数同意。"
        ),
        error_messages=PICK,
    )
    opens_at = moment(gettext_lazy("开始投票"))
    closes_at = moment(gettext_lazy("截止投票"))
    twice = forms.ChoiceField(
        label=gettext_lazy("同一户用两种方式投了票"),
        choices=OwnersVote.Twice.choices,
        widget=forms.RadioSelect,
        initial=OwnersVote.Twice.FIRST,
        error_messages=PICK,
    )
    proxy_limit = forms.IntegerField(
        label=gettext_lazy("一个人最多受几户委托"), min_value=0, max_value=50, initial=3, error_messages=PICK
    )
    silent_clause = forms.BooleanField(
        label=gettext_lazy("本小区议事规则约定：没有投票的业主随多数"),
        required=False,
        help_text=gettext_lazy("法律上有争议。勾选以后，结果页另外列出这种算法，正式结果不受影响。"),
    )

    def __init__(self, *args, user, vote: OwnersVote | None = None, source: dict | None = None, **kwargs) -> None:
        """``source``: the number of the topic, or of the petition, whose page one came from."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        topics = Topic.objects.visible_to(user).filter(owners_matter=True, state__in=TO_BE_VOTED_ON)
        self.fields["topic"].queryset = topics.order_by("-at", "-pk")
        petitions = Petition.objects.visible_to(user).exclude(state=Petition.State.CLOSED)
        self.fields["petition"].queryset = petitions
        asked = {name: value for name, value in (source or {}).items() if value.isdigit()}
        if row := topics.filter(pk=asked.get("topic")).first():
            self.initial |= {"topic": row, "title": row.public_title}
        if one := petitions.filter(pk=asked.get("petition")).first():
            facts = {"title": one.title, "question": one.text, "unit": one.unit, "topic": one.topic}
            self.initial |= facts | {"petition": one.pk}
        self.fields["opens_at"].help_text = _("公告当天算起，至少 %(n)d 天以后。") % {"n": NOTICE_DAYS}
        if vote is not None:
            del self.fields["unit"], self.fields["key"]
            self.initial |= {name: getattr(vote, name) for name in self.fields}
        else:
            kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.BUILDING)
            mine = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).current().filter(kind__in=kinds)
            self.fields["unit"].queryset = mine.order_by("tree_id", "lft")
            self.fields["unit"].label_from_instance = where

    def clean(self) -> dict:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("截止时间要晚于开始时间。"))
        return data


def where(unit: Unit) -> str:
    return f"{'　' * unit.level}{unit.name}"


class FlatForm(forms.Form):
    area = forms.DecimalField(
        label=gettext_lazy("面积（平方米）"),
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        help_text=gettext_lazy("先看不动产登记，没有登记的按实测，没有实测的按买卖合同。"),
        error_messages={"invalid": gettext_lazy("请写数字，例如 89.65。")},
    )
    area_source = Line(label=gettext_lazy("面积的来源"), max_length=100, required=False)
    developer_held = forms.BooleanField(
        label=gettext_lazy("仍由建设单位持有（没有卖出，或者没有交付）"), required=False
    )
    left_out = forms.BooleanField(label=gettext_lazy("不计入这次表决"), required=False)
    note = Line(label=gettext_lazy("为什么不计入"), max_length=100, required=False)

    def __init__(self, *args, flat: RollFlat, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "area": None if flat.area is None else Decimal(flat.area).scaleb(-2),
            "area_source": flat.area_source,
            "developer_held": flat.developer_held,
            "left_out": not flat.counted,
            "note": flat.note,
        }

    def clean(self) -> dict:
        data = super().clean()
        if data.get("left_out") and not data.get("note"):
            self.add_error("note", _("请写明这套房为什么不计入。"))
        return data

    def facts(self) -> dict:
        data = dict(self.cleaned_data)
        area, left_out = data.pop("area"), data.pop("left_out")
        return data | {"area": None if area is None else int(area * 100), "counted": not left_out}


def choice_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("意见"), choices=Choice.choices, widget=forms.RadioSelect, error_messages=PICK
    )


class BallotForm(forms.Form):
    """An owner votes online; they see the question once more before it counts."""

    choice = choice_field()
    assisted = Line(
        label=gettext_lazy("有人帮您操作吗"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("网格员或家人帮忙的，写上是谁；没有就空着。"),
    )


class PhoneForm(forms.Form):
    """Somebody of the staff fills in what the owner says; who it was is kept with the ballot."""

    choice = choice_field()
    channel = forms.ChoiceField(
        label=gettext_lazy("怎样说的"),
        choices=[(Channel.PHONE, gettext_lazy("在电话里说的")), (Channel.DOOR, gettext_lazy("当面说的"))],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
        error_messages=PICK,
    )
    assisted = Line(
        label=gettext_lazy("怎样确认是本人"),
        max_length=80,
        help_text=gettext_lazy("例如：拨打登记的电话，核对了证件后四位。不要写意见。"),
        error_messages={"required": gettext_lazy("请写怎样确认是本人。")},
    )
    by_proxy = forms.BooleanField(label=gettext_lazy("由受托人代投"), required=False)


class PaperForm(forms.Form):
    scan = PictureField(label=gettext_lazy("纸质票的照片"))
    choice = choice_field()
    channel = forms.ChoiceField(
        label=gettext_lazy("怎样收回的"),
        choices=[(Channel.PAPER, gettext_lazy("投进票箱或送到社区")), (Channel.DOOR, gettext_lazy("上门收回"))],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
        error_messages=PICK,
    )
    signed_by_all = forms.BooleanField(label=gettext_lazy("全体共有人都签了名"), required=False)


class SecondLookForm(forms.Form):
    """What the second person reads off the scan; the first one's reading is not shown."""

    choice = forms.ChoiceField(
        label=gettext_lazy("您在票上看到的意见"),
        choices=[*Choice.choices, ("void", gettext_lazy("看不清、打了两个勾、没有签名：无效"))],
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    why = Line(label=gettext_lazy("无效的原因"), max_length=100, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("choice") == "void" and not data.get("why"):
            self.add_error("why", _("请写明为什么是无效票。"))
        return data


class ProxyForm(forms.Form):
    agent = Line(
        label=gettext_lazy("受托人"), max_length=80, error_messages={"required": gettext_lazy("请写受托人的姓名。")}
    )
    phone = Line(
        label=gettext_lazy("受托人电话"), max_length=20, error_messages={"required": gettext_lazy("请写电话。")}
    )
    letter = PictureField(label=gettext_lazy("委托书的照片"))
    since = day(gettext_lazy("从"))
    until = day(gettext_lazy("到"))


class DoorForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("情况"), choices=DoorVisit.Outcome.choices, widget=forms.RadioSelect, error_messages=PICK
    )
    companion = Line(
        label=gettext_lazy("同去的人"),
        max_length=80,
        error_messages={"required": gettext_lazy("上门要两个人一起去，请写同去的人。")},
    )
    note = Line(
        label=gettext_lazy("备注"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("不要写他们说同意还是不同意。"),
    )


class ReasonForm(forms.Form):
    reason = Line(
        label=gettext_lazy("原因"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明原因，业主会看到。")},
    )


class ReceiptForm(forms.Form):
    receipt = Line(
        label=gettext_lazy("回执"), max_length=12, error_messages={"required": gettext_lazy("请输入投票后拿到的回执。")}
    )
