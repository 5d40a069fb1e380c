"""Owners, vehicles and pets of a flat; shops and firms of a building."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.fields import BuildingField, DayField, LineField, PhoneField, ShareField
from community.forms.filters import unit_choices
from community.forms.person import RefusedForm
from community.forms.stay import PersonChoice
from community.models import Dwelling, Organisation, Ownership, Person, Pet, Residence, Vehicle

HIDDEN_TYPING = {"autocomplete": "off", "spellcheck": "false"}


class OwnerForm(RefusedForm):
    """Sealed values are not sent to the page: empty means that they stay, a tick takes them away."""

    person = PersonChoice(
        Person.objects.none(), label=_("在册居民"), required=False, empty_label=_("不是在册居民，只登记姓名")
    )
    kind = forms.ChoiceField(label=_("业主种类"), choices=Ownership.Kind.choices)
    name = LineField(label=_("业主姓名或名称"), required=False, max_length=80)
    share = ShareField(label=_("份额"), initial="1", max_length=20, help_text=_("全部写 1；共有写 1/2、1/3 或 50%。"))
    id_number = LineField(
        label=_("证件号码"), required=False, max_length=40, widget=forms.TextInput(attrs=HIDDEN_TYPING)
    )
    no_number = forms.BooleanField(label=_("去掉登记的证件号码"), required=False)
    phone = PhoneField(label=_("联系电话"), required=False, max_length=30)
    no_phone = forms.BooleanField(label=_("去掉登记的电话"), required=False)
    basis = LineField(
        label=_("依据"), required=False, max_length=100, help_text=_("例如 不动产权证、购房合同、住户自报。")
    )
    since = DayField(label=_("从哪天起"), required=False)

    def __init__(self, *args, user, dwelling: Dwelling, owner: Ownership | None = None, picked: str = "", **options):
        super().__init__(*args, initial=self.facts_of(owner, picked), **options)
        self.owner = owner
        self.fields["person"].queryset = self.residents(user, dwelling, picked)
        self.fields["name"].help_text = _("选了在册居民就不用再填。")
        self.fields["id_number"].help_text = _("单位填统一社会信用代码。没有就留空。")
        if owner and owner.doc_number:
            self.fields["id_number"].help_text = _("已登记，平时隐藏。不改就留空。")
        if owner and owner.phone:
            self.fields["phone"].help_text = _("已登记，平时隐藏。不改就留空。")
        for name, value in (("no_number", owner and owner.doc_number), ("no_phone", owner and owner.phone)):
            if not value:
                del self.fields[name]

    def facts_of(self, owner, picked):
        facts = {"person": picked} if picked else {}
        if owner is None:
            return facts
        names = ("person", "kind", "name", "basis", "since")
        share = f"{owner.share_top}/{owner.share_bottom}" if owner.share_bottom > 1 else str(owner.share_top)
        return {name: getattr(owner, name) for name in names} | {"share": share} | facts

    def residents(self, user, dwelling, picked):
        """Who lives there, who is linked already, and whom the finding page chose; all within the user's scope."""
        living = Residence.objects.current().filter(dwelling=dwelling).values_list("person", flat=True)
        keys = {*living, *([int(picked)] if picked else []), *([self.owner.person_id] if self.owner else [])}
        return Person.objects.visible_to(user).filter(pk__in=keys).order_by("pk")

    def facts(self) -> dict:
        typed = dict(self.cleaned_data)
        numbers = {"id_number": typed.pop("no_number", False), "phone": typed.pop("no_phone", False)}
        for name, gone in numbers.items():
            typed[name] = "" if gone else typed[name] or None
        if self.hides_person():
            del typed["person"]
        return typed

    def hides_person(self) -> bool:
        """A linked resident of another grid is not on offer, so an empty choice does not mean to unlink."""
        linked = self.owner.person_id if self.owner else None
        offered = self.fields["person"].queryset.filter(pk=linked).exists()
        return bool(linked) and not offered and self.cleaned_data["person"] is None


class VehicleForm(RefusedForm):
    plate = LineField(label=_("车牌号"), max_length=20, widget=forms.TextInput(attrs=HIDDEN_TYPING))
    kind = forms.ChoiceField(label=_("种类"), choices=Vehicle.Kind.choices)
    note = LineField(label=_("备注"), required=False, max_length=100, help_text=_("例如 白色，停地下二层。"))

    def __init__(self, *args, vehicle: Vehicle | None = None, **options):
        names = ("kind", "note")
        known = {name: getattr(vehicle, name) for name in names} if vehicle else {}
        super().__init__(*args, initial=known, **options)
        if vehicle:
            self.fields["plate"].required = False
            self.fields["plate"].help_text = _("已登记，平时隐藏。不改就留空。")

    def facts(self) -> dict:
        return self.cleaned_data | {"plate": self.cleaned_data["plate"] or None}


class PetForm(RefusedForm):
    kind = forms.ChoiceField(label=_("种类"), choices=Pet.Kind.choices)
    name = LineField(label=_("名字或特征"), required=False, max_length=40)
    licence = LineField(label=_("犬证号"), required=False, max_length=40)
    vaccinated_on = DayField(label=_("最近免疫日期"), required=False)

    def __init__(self, *args, pet: Pet | None = None, **options):
        names = ("kind", "name", "licence", "vaccinated_on")
        super().__init__(*args, initial={name: getattr(pet, name) for name in names} if pet else {}, **options)


class EndForm(RefusedForm):
    on = DayField(label=_("到哪天为止"), initial=timezone.localdate)


class OrganisationForm(RefusedForm):
    building = BuildingField(label=_("楼栋"))
    entrance = LineField(label=_("单元"), required=False, max_length=10, help_text=_("没有单元就不填。"))
    room = LineField(label=_("室号"), required=False, max_length=20, help_text=_("沿街门面没有室号就不填。"))
    kind = forms.ChoiceField(label=_("种类"), choices=Organisation.Kind.choices)
    name = LineField(label=_("名称"), max_length=100)
    credit_code = LineField(
        label=_("统一社会信用代码"), required=False, max_length=40, help_text=_("营业执照上的 18 位代码，没有就留空。")
    )
    trade = LineField(label=_("行业"), required=False, max_length=40, help_text=_("例如 餐饮、超市、理发。"))
    operator = LineField(label=_("经营者"), required=False, max_length=80)
    phone = PhoneField(label=_("联系电话"), required=False, max_length=30)
    no_phone = forms.BooleanField(label=_("去掉登记的电话"), required=False)
    fire_checked_on = DayField(label=_("最近消防检查"), required=False)

    def __init__(self, *args, user, organisation: Organisation | None = None, initial: dict | None = None, **options):
        super().__init__(*args, initial=self.facts_of(organisation) if organisation else initial, **options)
        self.fields["building"].narrow(user)
        if organisation and organisation.phone:
            self.fields["phone"].help_text = _("已登记，平时隐藏。不改就留空。")
        else:
            del self.fields["no_phone"]

    def facts_of(self, row):
        names = ("building", "kind", "name", "credit_code", "trade", "operator", "fire_checked_on")
        facts = {name: getattr(row, name) for name in names}
        home = row.dwelling
        return facts | ({"entrance": home.entrance, "room": home.room} if home else {})

    def facts(self) -> dict:
        """Without the place, which the page looks up."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("entrance", "room")}
        gone = typed.pop("no_phone", False)
        return typed | {"phone": "" if gone else typed["phone"] or None}


class OrganisationFilter(forms.Form):
    unit = forms.TypedChoiceField(label=_("范围"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("种类"), required=False, choices=[("", _("全部种类")), *Organisation.Kind.choices])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在营的")), ("ended", _("已停业或搬离"))]
    )

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = unit_choices(units)
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""
