"""What a reader wants to hear of."""

from django import forms
from django.utils.translation import gettext_lazy

from grids.models import Unit
from issues.models import Category, Subscription


class FollowForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=gettext_lazy("哪里的事"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("全社区"),
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择地点。")},
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("哪一类"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("各类都要"),
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择类别。")},
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("多久告诉您一次"),
        choices=Subscription.Rhythm,
        initial=Subscription.Rhythm.DAILY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("请选择多久一次。")),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
        self.fields["unit"].queryset = Unit.objects.current().filter(kind__in=places)
        self.fields["category"].queryset = Category.objects.offered().filter(confidential=False)
