"""Registering volunteers, their skills, their teams."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.fields import BlockField, DayField, LineField
from community.forms.filters import unit_choices
from community.forms.person import RefusedForm
from volunteers.models import Membership, Skill, Team, Volunteer, VolunteerSkill
from volunteers.models.people import DAYS, PARTS

SLOT_CHOICES = [(f"{day}{part}", f"{DAYS[day]}{PARTS[part]}") for day in DAYS for part in PARTS]


class UnitOwnField(forms.ModelChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.name}（{unit.get_kind_display()}）"


class SlotsField(forms.MultipleChoiceField):
    """The week in parts, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(choices=SLOT_CHOICES, required=False, **options)


class ShownForm(RefusedForm):
    shown_as = LineField(label=_("公开的称呼"), max_length=20, help_text=_("例如：王女士、老周。"))
    shown_words = LineField(label=_("想说的一句话"), max_length=60, required=False)


class VolunteerFilter(forms.Form):
    q = LineField(label=_("姓名或拼音首字母"), required=False, max_length=40)
    unit = forms.TypedChoiceField(label=_("范围"), required=False, coerce=int, empty_value=None)
    skill = forms.TypedChoiceField(label=_("技能"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在册")), *Volunteer.State.choices, ("all", _("全部"))]
    )

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = unit_choices(units)
        skills = Skill.objects.filter(open=True).values_list("pk", "name")
        self.fields["skill"].choices = [("", _("不限")), *skills]
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""


class DetailsForm(RefusedForm):
    """What the register does not know: how they agreed, when they have time."""

    guardian_name = LineField(label=_("监护人姓名"), required=False, max_length=80)
    guardian_agreed_on = DayField(label=_("监护人同意日期"), required=False)
    availability = SlotsField(label=_("一般有空的时间"))
    insured_until = DayField(label=_("保险有效期至"), required=False)
    neighbour_head = forms.BooleanField(label=_("百合邻长"), required=False)
    silver = forms.BooleanField(label=_("银发人才"), required=False)
    lecturer = forms.BooleanField(label=_("讲师"), required=False)
    note = LineField(label=_("说明"), required=False, max_length=200)


class RegisterForm(DetailsForm):
    how = LineField(label=_("怎么同意的"), max_length=100, help_text=_("例如：当面说的，或签了志愿者登记表。"))
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), label=_("会什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["how", "skills", "availability"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["skills"].queryset = Skill.objects.filter(open=True)


class OfferForm(RefusedForm):
    """A resident offers help: one tick, what they can do, when they have time."""

    agreed = forms.BooleanField(label=_("我愿意做志愿者，同意社区登记我的技能和服务时长"))
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), label=_("我会什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    availability = SlotsField(label=_("一般什么时候有空"))
    guardian_name = LineField(
        label=_("监护人姓名"), required=False, max_length=80, help_text=_("未满十八周岁才要填写。")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["skills"].queryset = Skill.objects.filter(open=True)


class SkillForm(RefusedForm):
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("技能"))
    proof = LineField(label=_("凭什么"), required=False, max_length=100, help_text=_("例如：电工证。不要写证件号码。"))
    expires_on = DayField(label=_("有效期至"), required=False)
    seen = forms.BooleanField(label=_("我看过证件"), required=False)

    def __init__(self, *args, volunteer, **options):
        super().__init__(*args, **options)
        known = VolunteerSkill.objects.filter(volunteer=volunteer).values("skill")
        self.fields["skill"].queryset = Skill.objects.filter(open=True).exclude(pk__in=known)


class TeamForm(RefusedForm):
    name = LineField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"), choices=Team.Kind.choices)
    unit = UnitOwnField(None, label=_("所属单元"), empty_label=None)
    about = BlockField(label=_("做什么"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    on_board = forms.BooleanField(label=_("向居民公开队伍名称和介绍"), required=False, initial=True)

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)
