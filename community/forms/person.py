"""Somebody new, and what is known about somebody."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_phone
from community import codes
from community.forms.fields import BirthField, BlockField, BuildingField, DayField, LineField, PhoneField, UnitField
from community.ids import read_document
from community.models import Hukou, Person, Residence
from grids.forms import AskingForm

NOT_SAID = _("未登记")
# where a refusal of the action belongs on the page: the first of these that the form has
PLACES = {
    "known": "id_number",
    "head_taken": "relation",
    "no_name": "name",
    "long_name": "name",
    "namesake": "namesake",
    "no_dwelling": "room",
    "no_room": "room",
    "phone": "new_phone phone",
    "future": "since on vaccinated_on fire_checked_on",
    "nowhere": "unit",
    "no_owner_name": "name",
    "share": "share",
    "plate": "plate",
    "known_plate": "plate",
    "known_code": "credit_code",
    "length": "credit_code id_number",
    "characters": "credit_code id_number",
    "check_sign": "credit_code id_number",
    "check_digit": "id_number",
    "occupied": "room",
    "same_home": "room",
    "before_start": "on since",
    "born_after_death": "born",
}
FACTS = (
    "name", "doc_type", "sex", "ethnicity", "politics", "former_name", "marriage", "education", "workplace",
    "doc_expires_on", "note",
)  # fmt: skip


class RefusedForm(AskingForm):
    """A form that can show what an action refused, beside the control it is about."""

    def show(self, refusal: ValidationError) -> None:
        for error in refusal.error_list:
            places = PLACES.get(error.code or "", "").split()
            self.add_error(next((place for place in places if place in self.fields), None), error)


class PersonForm(RefusedForm):
    name = LineField(label=_("姓名"), max_length=80)
    doc_type = forms.ChoiceField(label=_("证件类型"), choices=Person.DocType.choices, initial=Person.DocType.ID_CARD)
    id_number = LineField(
        label=_("证件号码"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=Person.Sex.choices, initial=Person.Sex.UNKNOWN)
    born = BirthField(label=_("出生日期"), required=False)
    doc_expires_on = DayField(label=_("证件有效期至"), required=False)
    ethnicity = forms.ChoiceField(label=_("民族"), required=False, choices=codes.choices("ethnicity", NOT_SAID))
    politics = forms.ChoiceField(label=_("政治面貌"), required=False, choices=codes.choices("politics", NOT_SAID))
    former_name = LineField(label=_("曾用名"), required=False, max_length=80)
    marriage = forms.ChoiceField(label=_("婚姻状况"), required=False, choices=codes.choices("marriage", NOT_SAID))
    education = forms.ChoiceField(label=_("文化程度"), required=False, choices=codes.choices("education", NOT_SAID))
    workplace = LineField(label=_("工作单位或学校"), required=False, max_length=100)
    new_phone = PhoneField(label=_("电话"), required=False, max_length=30)
    new_phone_label = LineField(
        label=_("是谁的电话"), required=False, max_length=20, help_text=_("本人的不用填；家人的写“儿子”等。")
    )
    note = BlockField(label=_("备注"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        facts = super().clean()
        try:
            self.document = read_document(facts.get("id_number", ""), facts.get("doc_type", ""))
        except ValidationError as refusal:
            self.document = None
            self.add_error("id_number", refusal)
        return facts

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.document.warnings if self.document else ()

    def facts(self, *names: str) -> dict:
        return {name: self.cleaned_data[name] for name in names}

    def person_facts(self) -> dict:
        born, precision = self.cleaned_data["born"]
        return self.facts(*FACTS) | {"born": born, "born_precision": precision}

    def typed_phones(self) -> list[tuple[str, str]]:
        number = self.cleaned_data["new_phone"]
        return [(number, self.cleaned_data["new_phone_label"])] if number else []


class NewPersonForm(PersonForm):
    building = BuildingField(label=_("楼栋"))
    entrance = LineField(label=_("单元"), required=False, max_length=10, help_text=_("没有单元就不填。"))
    room = LineField(label=_("室号"), max_length=20)
    new_dwelling = forms.BooleanField(label=_("这套房屋还没有登记过，一起登记"), required=False)
    namesake = forms.BooleanField(label=_("同名，但是另一个人"), required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), required=False, choices=codes.choices("relation", NOT_SAID))
    kind = forms.ChoiceField(label=_("居住类型"), required=False, choices=Residence.Kind.choices)
    since = DayField(label=_("入住日期"), required=False)
    unit = UnitField(label=_("户籍在哪个单元"), empty_label=_("不在本社区，或者不清楚"))
    address = LineField(label=_("户籍地址"), required=False, max_length=200)
    number = LineField(label=_("户号"), required=False, max_length=40)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["building"].narrow(user)
        self.fields["unit"].narrow(user)
        self.fields["id_number"].help_text = _("没有或不清楚就留空，以后再补。")


class HukouForm(RefusedForm):
    """Where somebody is registered; what is left empty is not known."""

    unit = UnitField(label=_("户籍在哪个单元"), empty_label=_("不在本社区，或者不清楚"))
    address = LineField(label=_("户籍地址"), required=False, max_length=200)
    number = LineField(label=_("户号"), required=False, max_length=40)
    relation = forms.ChoiceField(
        label=_("户口本上与户主关系"), required=False, choices=codes.choices("relation", NOT_SAID)
    )

    def __init__(self, *args, user, hukou: Hukou | None, **options):
        names = ("unit", "address", "number", "relation")
        super().__init__(*args, initial={name: getattr(hukou, name) for name in names} if hukou else {}, **options)
        self.fields["unit"].narrow(user, hukou.unit_id if hukou else None)


class ChangePersonForm(PersonForm):
    """Sealed values are not sent to the page: an empty number means that it stays."""

    seen = forms.CharField(widget=forms.HiddenInput)
    no_number = forms.BooleanField(label=_("去掉登记的证件号码"), required=False)
    kept_phones = forms.MultipleChoiceField(
        label=_("已登记的电话（不勾选的会去掉）"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, person: Person, **options):
        initial = {name: getattr(person, name) for name in FACTS} | {"born": (person.born, person.born_precision)}
        phones = list(person.phones.order_by("pk"))
        initial |= {"seen": person.changed_at.isoformat(), "kept_phones": [str(phone.pk) for phone in phones]}
        super().__init__(*args, initial=initial, **options)
        self.phones = {str(phone.pk): phone for phone in phones}
        self.person = person
        self.fields["id_number"].help_text = _("不改就留空。") if person.doc_number else _("没有或不清楚就留空。")
        self.fields["new_phone"].label = _("再加一个电话")
        choices = [(key, f"{mask_phone(phone.number)} {phone.label}".strip()) for key, phone in self.phones.items()]
        self.fields["kept_phones"].choices = choices
        if not phones:
            del self.fields["kept_phones"]
        if not person.doc_number:
            del self.fields["no_number"]

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"]).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_("页面已经过期，请重新打开再修改。"), code="moved_on") from None

    def changes(self) -> dict:
        changes = self.person_facts() | self.facts("seen")
        if self.cleaned_data.get("no_number"):
            changes["id_number"] = ""
        elif self.cleaned_data["id_number"]:
            changes["id_number"] = self.cleaned_data["id_number"]
        kept = [self.phones[key] for key in self.cleaned_data.get("kept_phones", [])]
        changes["phones"] = [(phone.number, phone.label) for phone in kept] + self.typed_phones()
        return changes


class RevealForm(AskingForm):
    field = forms.CharField(max_length=30, widget=forms.HiddenInput)
    reason = LineField(label=_("查看的理由"), max_length=200)
