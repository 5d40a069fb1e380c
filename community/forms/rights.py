"""Requests about one's own data, answers to them, and consents."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import fields
from community.forms.fields import BlockField, DayField, LineField
from community.forms.person import NOT_SAID, RefusedForm
from community.models import DataRequest, Hukou, Person, Residence

WAYS = _("例如：上门时当面说的、签了同意书、打电话说的。")


class AskForm(RefusedForm):
    kind = forms.ChoiceField(label=_("要我们做什么"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect)
    text = BlockField(
        label=_("具体是哪一项"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("更正、删除要写明哪一项，例如“电话换了”。不要写完整的证件号码。"),
    )


class AnswerForm(RefusedForm):
    result = forms.ChoiceField(label=_("办理结果"), choices=DataRequest.Answer.choices, widget=forms.RadioSelect)
    reply = BlockField(
        label=_("答复"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明怎么办的；不能办理的写明为什么。本人会看到这段话。"),
    )
    erased = forms.BooleanField(
        label=_("同时删除整份资料（不能恢复）"),
        required=False,
        help_text=_("这位居民已经搬走，户籍也不在这里。删除后只留下“有人住过”，看不出是谁。"),
    )

    def __init__(self, *args, asked: DataRequest, **options):
        super().__init__(*args, **options)
        if asked.kind != DataRequest.Kind.DELETE or is_here(asked.person):
            del self.fields["erased"]


def is_here(person: Person) -> bool:
    lives = Residence.objects.current().filter(person=person).exists()
    return lives or Hukou.objects.filter(person=person).exclude(unit=None).exists()


class ConsentForm(RefusedForm):
    purpose = forms.ChoiceField(label=_("同意的事"), choices=[("", NOT_SAID), *fields.CONSENTS.items()])
    how = LineField(label=_("怎么同意的"), max_length=100, help_text=WAYS)
    given_on = DayField(label=_("哪天同意的"), initial=timezone.localdate)


class ReasonForm(RefusedForm):
    reason = LineField(label=_("查看的理由"), max_length=200)
