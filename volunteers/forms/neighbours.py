"""Helps, wishes, meals and care visits as staff and neighbours type them."""

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.fields import DayField, LineField, PictureField, UnitField
from community.forms.person import RefusedForm
from community.reports import lists
from points.models import Item
from volunteers.models import CareVisit, Help, Skill, Wish
from volunteers.models.people import DAYS, PARTS

ANY_TIME = ("", _("什么时候都行"))
SLOT_CHOICES = [ANY_TIME, *((f"{day}{part}", f"{DAYS[day]}{PARTS[part]}") for day in DAYS for part in PARTS)]


class ItemField(forms.ModelChoiceField):
    def __init__(self, **options):
        options.setdefault("label", _("按哪项记积分"))
        super().__init__(Item.objects.none(), required=False, empty_label=_("不记积分"), **options)


class PlacedForm(RefusedForm):
    """A form with a place in the reader's own scope, and perhaps an item of the book of points."""

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.narrow(user)
                field.required = True
            elif isinstance(field, ItemField):
                field.queryset = Item.objects.visible_to(user).filter(active=True)
            elif isinstance(field, forms.ModelChoiceField) and field.queryset.model is Skill:
                field.queryset = Skill.objects.filter(open=True)


class HelpForm(PlacedForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = LineField(label=_("要帮什么忙"), max_length=200, help_text=_("例如：厨房水管漏水，请懂水管的师傅看看。"))
    unit = UnitField(label=_("地点"))
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("要会什么"), required=False, empty_label=_("谁都行"))
    slot = forms.ChoiceField(label=_("什么时候"), choices=SLOT_CHOICES, required=False)
    urgency = forms.TypedChoiceField(
        label=_("急不急"), choices=Help.Urgency, coerce=int, widget=forms.RadioSelect, initial=Help.Urgency.NORMAL
    )
    details = LineField(
        label=_("去了才需要知道的"),
        required=False,
        max_length=200,
        help_text=_("门牌、电话、要带什么。只给答应去的那一位看。"),
    )
    item = ItemField()


class CancelForm(RefusedForm):
    reason = LineField(label=_("原因"), max_length=200)


class DoneForm(RefusedForm):
    """What the helper says afterwards; no picture is asked for."""

    result = LineField(label=_("办得怎样"), max_length=300, help_text=_("一句话就行，例如：水管换好了，不漏了。"))
    minutes = forms.IntegerField(label=_("用了多少分钟"), required=False, min_value=1, max_value=1440)


class ThanksForm(RefusedForm):
    stars = forms.TypedChoiceField(
        label=_("满意吗"),
        choices=[(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    thanks = LineField(label=_("想说的话"), required=False, max_length=200)


class OwnWishForm(RefusedForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = LineField(
        label=_("心愿"), max_length=100, help_text=_("一件小事，例如：想要一台收音机听戏。不要写电话和门牌。")
    )
    shown_as = LineField(label=_("公开的称呼"), max_length=20, help_text=_("墙上这样称呼，例如：王奶奶。"))
    meeting = LineField(
        label=_("怎么碰头"),
        required=False,
        max_length=200,
        help_text=_("什么时候在家、先打哪个电话。只给认领的人看。"),
    )


class WishForm(OwnWishForm, PlacedForm):
    days = forms.IntegerField(label=_("认领后几天内实现"), min_value=1, max_value=90, initial=14)
    item = ItemField()


class PublishForm(PlacedForm):
    how = LineField(label=_("怎么核实的"), max_length=100, help_text=_("例如：电话问过本人。"))
    text = LineField(label=_("公开的心愿"), max_length=100)
    shown_as = LineField(label=_("公开的称呼"), max_length=20)
    meeting = LineField(label=_("怎么碰头"), required=False, max_length=200, help_text=_("只给认领的人看。"))
    days = forms.IntegerField(label=_("认领后几天内实现"), min_value=1, max_value=90)
    item = ItemField()

    @classmethod
    def of(cls, wish: Wish, data=None, *, user) -> "PublishForm":
        first = {name: getattr(wish, name) for name in ("text", "shown_as", "meeting", "days", "item")}
        return cls(data, user=user, initial=first)


class EvidenceForm(RefusedForm):
    evidence = LineField(label=_("做了什么"), max_length=300, help_text=_("一句话就行，例如：收音机送到家，教会用了。"))
    on = DayField(label=_("哪天实现的"), initial=timezone.localdate)
    photo = PictureField(
        label=_("照片"),
        required=False,
        help_text=_("不拍也行。只有许愿的邻居、认领的人和工作人员看得到；照片里的拍摄地点会自动去掉。"),
    )


class ConfirmWishForm(RefusedForm):
    how = LineField(label=_("怎么问到的"), max_length=100, help_text=_("例如：打电话问过王奶奶。"))
    words = LineField(label=_("她想说的话"), required=False, max_length=200)


class ThankForm(RefusedForm):
    words = LineField(label=_("想对圆梦的邻居说"), required=False, max_length=200)


# --- meals -------------------------------------------------------------------------------------
class RouteForm(PlacedForm):
    name = LineField(label=_("路线名称"), max_length=40)
    unit = UnitField(label=_("范围"))
    weekdays = forms.MultipleChoiceField(
        label=_("星期"), choices=list(DAYS.items()), widget=forms.CheckboxSelectMultiple, initial=[1, 2, 3, 4, 5]
    )
    leaves_at = forms.TimeField(label=_("出发时间"), widget=forms.TimeInput(attrs={"type": "time"}))
    deliver_by = forms.TimeField(
        label=_("最晚送到"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("过了这个时间还没送到，马上提醒工作人员去看看。"),
    )

    def clean_weekdays(self):
        return "".join(sorted(self.cleaned_data["weekdays"]))


class StopForm(RefusedForm):
    note = LineField(label=_("送餐提示"), required=False, max_length=100, help_text=_("例如：软一点，少盐；挂在门上。"))


class LookForm(RefusedForm):
    found = LineField(label=_("看到的情况"), max_length=200)


# --- care visits -------------------------------------------------------------------------------
class RoundForm(PlacedForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(label=_("名称"), max_length=60, help_text=_("例如：重阳节走访高龄老人。"))
    unit = UnitField(label=_("范围"))
    whom = forms.ChoiceField(label=_("走访哪些人"))
    purpose = LineField(label=_("用途"), max_length=100, help_text=_("会记在留痕里，例如：重阳节走访慰问。"))
    until = DayField(label=_("最晚走完"))
    gift = LineField(label=_("带什么"), required=False, max_length=100, help_text=_("例如：米 5 公斤、油 1 桶。"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["whom"].choices = [choice for choice in lists.choices() if choice[0]]


class VisitForm(RefusedForm):
    state = forms.ChoiceField(label=_("去了吗"), choices=CareVisit.State, widget=forms.RadioSelect)
    on = DayField(label=_("走访日期"), initial=timezone.localdate)
    went = LineField(label=_("谁去的"), required=False, max_length=100)
    brought = LineField(label=_("带了什么"), required=False, max_length=100)
    note = LineField(label=_("说了什么"), required=False, max_length=300)


class Deed(TextChoices):
    """What a button on a neighbour's own page says."""

    YES = "yes", _("我去")
    NO = "no", _("去不了")
    DONE = "done", _("办好了")
    CANNOT = "cannot", _("去不成了")
