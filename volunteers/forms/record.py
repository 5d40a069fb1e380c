"""What is typed about records and certificates."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models import Award, Evaluation, RecordPolicy, ServiceRecord, Training

DAY = {"type": "date"}


class CorrectForm(forms.ModelForm):
    reason = forms.CharField(label=_("为什么更正"), max_length=200, help_text=_("本人会看到；更正前的内容会保留"))

    class Meta:
        model = ServiceRecord
        fields = ServiceRecord.FACTS
        widgets = {
            "on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "content": forms.Textarea(attrs={"rows": 3}),
        }

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ServiceRecord.FACTS}


class RecordPolicyForm(forms.ModelForm):
    class Meta:
        model = RecordPolicy
        fields = RecordPolicy.NUMBERS
        help_texts = RecordPolicy.MEANING

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            most = 1440 if name.endswith("_minutes") else 365
            field.error_messages |= {"invalid": _("请填写整数。"), "required": _("请填写数目。")}
            field.validators.append(MaxValueValidator(most, _("不能超过 %(limit_value)s。")))

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200)


class AnswerForm(forms.Form):
    """An answer to an objection; new minutes only where the volunteer was right."""

    upheld = forms.TypedChoiceField(
        label=_("核实结果"),
        choices=[("no", _("核实无误，不改")), ("yes", _("本人说得对，更正"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label=_("更正为多少分钟"), required=False, min_value=1, max_value=1440)
    answer = forms.CharField(label=_("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict:
        told = super().clean()
        if told.get("upheld") and not told.get("minutes"):
            self.add_error("minutes", _("请填写更正后的分钟数；其他内容请用“更正”。"))
        return told


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("哪里不对"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如“那天我到 11 点才走”"),
    )  # fmt: skip


class SpanForm(forms.Form):
    since = forms.DateField(label=_("从哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    purpose = forms.CharField(label=_("用途"), max_length=80, required=False, help_text=_("例如“单位考评”"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial, self.fields["until"].initial = date(today.year, 1, 1), today


class IssueForm(forms.Form):
    responsible = forms.CharField(label=_("负责人姓名"), max_length=40, help_text=_("印在证明上，对内容真实性负责"))


class TrainingForm(forms.ModelForm):
    class Meta:
        model = Training
        fields = ("name", "content", "minutes", "organiser", "on")
        widgets = {"on": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}


class AwardForm(forms.ModelForm):
    class Meta:
        model = Award
        fields = ("name", "on", "given_by")
        widgets = {"on": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}


class EvaluationForm(forms.ModelForm):
    stars = forms.IntegerField(label=_("星级"), required=False, min_value=1, max_value=5, help_text=_("1 到 5 星"))

    class Meta:
        model = Evaluation
        fields = ("words", "on", "stars")
        widgets = {"on": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}


class Order67Form(forms.Form):
    since = forms.DateField(label=_("从哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    unit = forms.ModelChoiceField(None, label=_("范围"), empty_label=None)
    kind = forms.ChoiceField(label=_("文件"), choices=[("xlsx", _("Excel 表格（.xlsx）")), ("csv", _("文本（.csv）"))])
    unmasked = forms.BooleanField(
        label=_("含完整证件号码和电话"), required=False, help_text=_("上传到全国志愿服务系统时需要；下一步要验证身份")
    )
    purpose = forms.CharField(label=_("用途"), max_length=200, help_text=_("例如“上传中国志愿服务网”，会留痕"))

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        today = timezone.localdate()
        self.fields["since"].initial, self.fields["until"].initial = today.replace(day=1), today
