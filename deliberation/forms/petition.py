"""What is typed about owners who ask for a meeting."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from community.forms.fields import PictureField
from deliberation.actions.preparing import TO_BE_VOTED_ON
from deliberation.forms.topic import words
from deliberation.forms.vote import PICK, day, where
from deliberation.models import Topic
from grids.models import Posting, Unit
from issues.forms.fields import Line


class PetitionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("范围"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("哪些房屋的业主可以联名。"),
        error_messages=PICK,
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("来自哪个议题"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有议题"),
        error_messages=PICK,
    )
    title = Line(label=gettext_lazy("题目"), max_length=60, error_messages={"required": gettext_lazy("请写题目。")})
    text = words(gettext_lazy("要求表决什么"), gettext_lazy("请写明要求表决什么。"))
    both = forms.TypedChoiceField(
        label=gettext_lazy("怎样算达到百分之二十"),
        coerce=lambda value: value == "both",
        choices=[
            ("both", gettext_lazy("面积和人数都到百分之二十")),
            ("heads", gettext_lazy("只看人数")),
        ],
        initial="both",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "《物业管理条例》第十三条写的是百分之二十以上业主；建房〔2009〕274号要求面积也到百分之二十。按本小区的议事规则选。"
        ),
        error_messages=PICK,
    )
    until = day(gettext_lazy("联名到哪一天"))
    call_days = forms.IntegerField(
        label=gettext_lazy("达到以后几天内要召集"),
        min_value=1,
        max_value=365,
        initial=30,
        help_text=gettext_lazy("国家没有统一规定，按当地的规定填。"),
        error_messages=PICK,
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.BUILDING)
        mine = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).current().filter(kind__in=kinds)
        self.fields["unit"].queryset = mine.order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = where
        topics = Topic.objects.visible_to(user).filter(owners_matter=True, state__in=TO_BE_VOTED_ON)
        self.fields["topic"].queryset = topics.order_by("-at", "-pk")


class SignedPaperForm(forms.Form):
    scan = PictureField(label=gettext_lazy("签名的照片"))
