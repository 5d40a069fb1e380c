"""What the organiser types at a session."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.fields import PictureField
from volunteers.models import Session


class WalkInForm(forms.Form):
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), max_length=40, required=False)
    words = forms.CharField(
        label=_("怎么认得出"), max_length=80, required=False, help_text=_("例如“3栋2单元，王阿姨的女儿”，以后好对上人")
    )
    agrees = forms.BooleanField(
        label=_("本人同意登记志愿服务"), required=False, help_text=_("没有同意的，只记到场，不能确认成服务记录")
    )
    late = forms.BooleanField(label=_("现在才到（从现在起算时间）"), required=False)

    def clean(self) -> dict:
        told = super().clean()
        if not told.get("person") and not (told.get("name") or "").strip():
            self.add_error("name", _("请填写姓名，或者先在登记里找到这位居民。"))
        return told


class PaperForm(forms.Form):
    who = forms.ChoiceField(label=_("谁"), help_text=_("名单上没有的，先用“现场加入”加进来"))
    come = forms.TimeField(label=_("几点来的"), widget=forms.TimeInput(attrs={"type": "time"}))
    go = forms.TimeField(label=_("几点走的"), widget=forms.TimeInput(attrs={"type": "time"}))
    paper = PictureField(
        label=_("纸质名单的照片"), required=False, help_text=_("不拍也行。一场留一张，只有组织这一场的人看得到。")
    )

    def __init__(self, *args, session: Session, listed: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["who"].choices = [("", _("请选择")), *listed]
        for name, moment in (("come", session.starts_at), ("go", session.ends_at)):
            self.fields[name].initial = timezone.localtime(moment).strftime("%H:%M")

    def clean(self) -> dict:
        """Times of the day on which the session began; a session past midnight ends on the next."""
        told = super().clean()
        if "come" in told and "go" in told:
            day = timezone.localdate(self.session.starts_at)
            last = timezone.localdate(self.session.ends_at)
            told["come_at"] = timezone.make_aware(datetime.combine(day, told["come"]))
            told["go_at"] = timezone.make_aware(
                datetime.combine(day if told["go"] > told["come"] else last, told["go"])
            )
            if told["go_at"] <= told["come_at"]:
                raise ValidationError(_("签退时间要晚于签到时间。"), code="times")
        return told
