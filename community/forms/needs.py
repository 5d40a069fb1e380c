"""Service needs: one more for a person, and what narrows the list of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.actions.needs import LONGEST_BASIS, LONGEST_GRADE, groups_for, next_review
from community.codes import SERVICE_GROUPS
from community.forms.fields import DayField, LineField
from community.forms.filters import unit_choices
from community.forms.person import RefusedForm
from grids.models import Posting, Unit

NO_GROUP = ("", _("请选择服务类别"))


class NeedForm(RefusedForm):
    """What ``actions.needs.add_need`` takes."""

    group = forms.ChoiceField(label=_("服务类别"))
    grade = LineField(
        label=_("等级"),
        required=False,
        max_length=LONGEST_GRADE,
        help_text=_("没有等级就不填。例如：肢体二级、半失能。"),
    )
    basis = LineField(
        label=_("依据"), max_length=LONGEST_BASIS, help_text=_("凭什么登记：证件名称、谁的申请、哪次走访核实。")
    )
    until = DayField(label=_("到哪天为止"), required=False, help_text=_("有期限才填，到期自动结束。例如 2027-06-30。"))
    review_on = DayField(label=_("哪天复核"), help_text=_("到那天会提醒网格员再问一次。"))

    def __init__(self, *args, user, person, **options):
        options.setdefault("initial", {"review_on": next_review()})
        super().__init__(*args, **options)
        self.fields["group"].choices = [NO_GROUP, *groups_for(user, person).items()]


class UnitFilter(forms.Form):
    """The part of one's own scope that a list is narrowed to, down to the grid."""

    unit = forms.TypedChoiceField(label=_("范围"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.overseen = Unit.objects.overseen_by(user, *Posting.STAFF)
        grids = self.overseen.current().exclude(kind=Unit.Kind.BUILDING).order_by("tree_id", "lft")
        self.rows = {unit["pk"]: unit for unit in grids.values("pk", "name", "level", "tree_id", "lft", "rght")}
        self.fields["unit"].choices = unit_choices(self.rows.values())
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""

    def units(self):
        """The chosen unit and what is below it; everything the user oversees, if nothing was chosen."""
        top = self.rows.get(self.chosen("unit"))
        if top is None:
            return self.overseen
        return Unit.objects.filter(tree_id=top["tree_id"], lft__gte=top["lft"], rght__lte=top["rght"])


class NeedFilter(UnitFilter):
    group = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[("", ""), *SERVICE_GROUPS.items()])
