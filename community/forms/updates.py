"""The household, member by member on one screen: filled in by staff at the door, or by the household itself."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_name, mask_phone
from community import codes
from community.actions.updates import DIED, HERE, LEFT, Changes, MemberChange, NewMember
from community.codes import HEAD
from community.forms.fields import BlockField, DayField, LineField, PhoneField
from community.forms.person import NOT_SAID, RefusedForm
from community.forms.stay import PersonChoice, members_besides
from community.models import Household, Residence
from community.privacy import find_private_numbers

FATES = [(HERE, _("还住在这里")), (LEFT, _("搬走了")), (DIED, _("去世了"))]
# what residents call each other; the staff have the whole table
NEAR = ("10", "20", "30", "50", "28", "38", "40", "70", "97", "99")
ONESELF = ("01", HEAD)
NEWCOMERS = 2
LONGEST_NOTE = 200


class ProofForm(RefusedForm):
    tail = LineField(
        label=_("手机号后四位"),
        max_length=8,
        help_text=_("您家任何一位在社区登记过的电话都可以。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_tail(self):
        tail = self.cleaned_data["tail"]
        if not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
            raise ValidationError(_now("请只写电话号码的最后四位数字。"), code="tail")
        return tail


class MembersForm(RefusedForm):
    """One form for all members, so that one summary names every mistake; subclasses add their controls."""

    def __init__(self, *args, household: Household, stays: list[Residence], **options):
        super().__init__(*args, **options)
        self.household, self.stays = household, stays
        for stay in stays:
            for name, control in self.controls_of(stay).items():
                self.fields[f"{name}_{stay.pk}"] = control
        for number in range(NEWCOMERS):
            for name, control in self.controls_of_newcomer().items():
                self.fields[f"new_{name}_{number}"] = control

    def controls_of(self, stay: Residence) -> dict[str, forms.Field]:
        return {
            "phone": PhoneField(label=_("新的电话"), required=False, max_length=30),
            "gone": forms.BooleanField(label=_("原来的号码不用了"), required=False),
        }

    def controls_of_newcomer(self) -> dict[str, forms.Field]:
        return {
            "name": LineField(label=_("姓名"), required=False, max_length=80),
            "relation": forms.ChoiceField(label=_("与户主关系"), required=False, choices=self.relations()),
            "phone": PhoneField(label=_("电话"), required=False, max_length=30),
        }

    def relations(self) -> list[tuple[str, str]]:
        return [choice for choice in codes.choices("relation", NOT_SAID) if choice[0] not in ONESELF]

    def clean(self):
        typed = super().clean()
        for number in range(NEWCOMERS):
            rest = [typed.get(name) for name in self.names_of(number) if name != f"new_name_{number}"]
            if any(rest) and not typed.get(f"new_name_{number}"):
                self.add_error(f"new_name_{number}", _now("请写新来的人的姓名；没有新来的人，就把这几格都空着。"))
        return typed

    def names_of(self, number: int) -> list[str]:
        return [f"new_{name}_{number}" for name in self.controls_of_newcomer()]

    def said(self, name: str, stay: Residence):
        return self.cleaned_data[f"{name}_{stay.pk}"]

    def newcomers(self) -> Iterator[dict]:
        for number in range(NEWCOMERS):
            row = {name: self.cleaned_data[f"new_{name}_{number}"] for name in self.controls_of_newcomer()}
            if row["name"]:
                yield row

    def members(self) -> Iterator[dict]:
        """For the template: who it is, and the controls; one that has a mistake in it stands open."""
        for stay in self.stays:
            fields = [self[f"{name}_{stay.pk}"] for name in self.controls_of(stay)]
            yield self.shown(stay) | {"fields": fields, "open": any(field.errors for field in fields)}

    def shown(self, stay: Residence) -> dict:
        return {
            "pk": stay.pk,
            "name": stay.person.name,
            "relation": codes.label("relation", stay.relation),
            "phones": [mask_phone(phone.number) for phone in stay.person.phones.all()],
        }

    def rows_for_newcomers(self) -> Iterator[dict]:
        for number in range(NEWCOMERS):
            fields = [self[name] for name in self.names_of(number)]
            yield {"fields": fields, "open": any(field.errors or field.value() for field in fields)}


class CheckForm(MembersForm):
    """For the staff: prefilled, so that a household where nothing changed needs one press."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args, household: Household, **options):
        super().__init__(*args, household=household, **options)
        others = members_besides(household, household.head)
        if household.head_id and others.exists():
            label = _("户主搬走或去世时，谁接着当户主")
            self.fields["new_head"] = PersonChoice(others, label=label, required=False, empty_label=_("户主没有变"))

    def controls_of(self, stay: Residence) -> dict[str, forms.Field]:
        controls = {
            "fate": forms.ChoiceField(label=_("现在"), choices=FATES, initial=HERE),
            "on": DayField(label=_("哪天搬走或去世的"), initial=timezone.localdate, required=False),
            "relation": forms.ChoiceField(
                label=_("与户主关系"), required=False, choices=self.relations(), initial=stay.relation
            ),
            "kind": forms.ChoiceField(
                label=_("居住类型"), required=False, choices=Residence.Kind.choices, initial=stay.kind
            ),
        }
        if self.household.head_id == stay.person_id:
            del controls["relation"]
        note = BlockField(
            label=_("备注"),
            required=False,
            max_length=2000,
            initial=stay.person.note,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        return controls | super().controls_of(stay) | {"note": note}

    def controls_of_newcomer(self) -> dict[str, forms.Field]:
        kind = forms.ChoiceField(label=_("居住类型"), required=False, choices=Residence.Kind.choices)
        same = forms.BooleanField(label=_("户里已有同名的人，这是另一位"), required=False)
        return super().controls_of_newcomer() | {"kind": kind, "namesake": same}

    def changes(self) -> Changes:
        members = [
            MemberChange(
                stay,
                fate=self.said("fate", stay),
                on=self.said("on", stay) or timezone.localdate(),
                relation=self.cleaned_data.get(f"relation_{stay.pk}"),
                kind=self.said("kind", stay),
                phone=self.said("phone", stay),
                old_gone=self.said("gone", stay),
                note=self.said("note", stay),
            )
            for stay in self.stays
        ]
        newcomers = [NewMember(**row) for row in self.newcomers()]
        return Changes(members, newcomers, self.cleaned_data.get("new_head"))


class SayForm(MembersForm):
    """For the household itself: names and numbers masked, few choices, and nothing is written before staff looked."""

    note = BlockField(
        label=_("还有什么要告诉社区的"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不要写身份证号和银行卡号。"),
    )

    def controls_of(self, stay: Residence) -> dict[str, forms.Field]:
        return super().controls_of(stay) | {"left": forms.BooleanField(label=_("已经搬走了"), required=False)}

    def relations(self) -> list[tuple[str, str]]:
        return [("", _("不清楚")), *((code, codes.RELATION[code]) for code in NEAR)]

    def shown(self, stay: Residence) -> dict:
        return super().shown(stay) | {"name": mask_name(stay.person.name)}

    def clean(self):
        typed = super().clean()
        for name in ("note", *(f"new_name_{number}" for number in range(NEWCOMERS))):
            if any(found.kind != "mobile" for found in find_private_numbers(typed.get(name) or "")):
                self.add_error(name, _now("请删掉身份证号或银行卡号，这里用不着。"))
        if not self.errors and not self.anything():
            raise ValidationError(_now("还没有写什么变化。没有变化，请点上面的“没有变化”。"), code="nothing")
        return typed

    def anything(self) -> bool:
        return any(self.cleaned_data.values())

    def answer(self) -> dict:
        """What ``actions.updates.say`` keeps: only members of whom something was said."""
        members = [
            {
                "residence": stay.pk,
                "phone": self.said("phone", stay),
                "old_gone": self.said("gone", stay),
                "left": self.said("left", stay),
            }
            for stay in self.stays
            if any(self.said(name, stay) for name in self.controls_of(stay))
        ]
        return {"members": members, "new": list(self.newcomers()), "note": self.cleaned_data["note"]}
