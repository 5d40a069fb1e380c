"""Moving in, moving out, a death, another head; flats."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import codes
from community.forms.fields import BuildingField, DayField, LineField
from community.forms.person import NOT_SAID, RefusedForm
from community.models import Dwelling, Household, Person, Residence


class MoveInForm(RefusedForm):
    building = BuildingField(label=_("楼栋"))
    entrance = LineField(label=_("单元"), required=False, max_length=10, help_text=_("没有单元就不填。"))
    room = LineField(label=_("室号"), max_length=20)
    new_dwelling = forms.BooleanField(label=_("这套房屋还没有登记过，一起登记"), required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), required=False, choices=codes.choices("relation", NOT_SAID))
    kind = forms.ChoiceField(label=_("居住类型"), required=False, choices=Residence.Kind.choices)
    since = DayField(label=_("入住日期"), required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["building"].narrow(user)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return person.name


def members_besides(household: Household, person: Person | None):
    living_there = Residence.objects.current().filter(household=household).values("person")
    return Person.objects.filter(pk__in=living_there).exclude(pk=person.pk if person else None).order_by("pk")


class MoveOutForm(RefusedForm):
    on = DayField(label=_("搬离日期"), initial=timezone.localdate)

    def __init__(self, *args, residence: Residence, **options):
        super().__init__(*args, **options)
        self.household = residence.household
        if self.household and self.household.head_id == residence.person_id:
            add_new_head(self, self.household, residence.person)

    def new_head(self) -> Person | None:
        return self.cleaned_data.get(f"new_head_{self.household.pk}") if self.household else None


class DeathForm(RefusedForm):
    on = DayField(label=_("去世日期"))

    def __init__(self, *args, person: Person, user, **options):
        super().__init__(*args, **options)
        # who lives with them in another area is not for this user to read, nor to choose from
        own = Household.objects.visible_to(user).current().filter(head=person)
        for household in own.select_related("dwelling__building"):
            add_new_head(self, household, person)

    def new_heads(self) -> list[Person]:
        return [value for name, value in self.cleaned_data.items() if name.startswith("new_head_") and value]


def add_new_head(form: forms.Form, household: Household, leaving: Person) -> None:
    """Ask who is head then, if anybody else lives there."""
    others = members_besides(household, leaving)
    if others.exists():
        label = _("%(place)s 的新户主") % {"place": household.dwelling.full_address()}
        empty = _("请选择新户主")
        form.fields[f"new_head_{household.pk}"] = PersonChoice(others, label=label, empty_label=empty)


class HeadForm(RefusedForm):
    head = PersonChoice(Person.objects.none(), label=_("新户主"), empty_label=_("请选择新户主"))

    def __init__(self, *args, household: Household, **options):
        super().__init__(*args, **options)
        self.fields["head"].queryset = members_besides(household, household.head)


class MoveHouseForm(RefusedForm):
    building = BuildingField(label=_("搬到哪栋楼"))
    entrance = LineField(label=_("单元"), required=False, max_length=10, help_text=_("没有单元就不填。"))
    room = LineField(label=_("室号"), max_length=20)
    new_dwelling = forms.BooleanField(label=_("这套房屋还没有登记过，一起登记"), required=False)
    on = DayField(label=_("搬家日期"), initial=timezone.localdate)
    take_things = forms.BooleanField(label=_("车辆和宠物也一起过去"), required=False, initial=True)

    def __init__(self, *args, user, has_things: bool, **options):
        super().__init__(*args, **options)
        self.fields["building"].narrow(user)
        if not has_things:
            del self.fields["take_things"]


class DwellingForm(RefusedForm):
    """Building, entrance and room say which flat it is, so they stay."""

    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=200)
    area = forms.DecimalField(
        label=_("建筑面积（平方米）"), required=False, min_value=0, max_digits=8, decimal_places=2, localize=False
    )
    area_source = LineField(
        label=_("面积的来源"), required=False, max_length=100, help_text=_("例如 房产证、住户自报、物业台账。")
    )
    use = forms.ChoiceField(label=_("用途"), required=False, choices=[("", NOT_SAID), *Dwelling.Use.choices])


class NewDwellingForm(DwellingForm):
    field_order = ("entrance", "room", "floor", "area", "area_source", "use")

    entrance = LineField(label=_("单元"), required=False, max_length=10, help_text=_("没有单元就不填。"))
    room = LineField(label=_("室号"), max_length=20)
