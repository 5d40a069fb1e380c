"""What is typed about a mediation; the choices are those of the case and of the reader."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.lookup import read as read_lookup
from community.models import Person
from deliberation.actions.agreeing import still_to_sign
from deliberation.forms.topic import words
from deliberation.forms.vote import PICK, day, moment
from deliberation.models import (
    Mediation,
    MediationParty,
    MediationSession,
    MediationTerm,
    MediationVisit,
    Panellist,
)
from grids.models import Posting, Unit
from issues.forms.fields import Line
from issues.models import Issue


def staff_over(unit: Unit):
    return holders(Posting.objects.over(unit))


def staff_around(unit: Unit):
    """Those above it, and those of the grids within: a dispute of two estates has a grid worker of each."""
    within = Unit.objects.within(unit)
    return holders(Posting.objects.over(unit) | Posting.objects.filter(unit__in=within))


def holders(posts):
    held = posts.current().filter(role__in=Posting.STAFF).exclude(user=None)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")


class MediationForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("事情在哪里"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages=PICK,
    )
    kind = forms.ChoiceField(label=gettext_lazy("哪一类纠纷"), choices=Mediation.Kind, error_messages=PICK)
    source = forms.ChoiceField(
        label=gettext_lazy("从哪里来"),
        choices=[(one, one.label) for one in (Mediation.Source.VISIT, Mediation.Source.STAFF)],
        initial=Mediation.Source.VISIT,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    number = Line(
        label=gettext_lazy("从哪件居民反映转来"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("填事项编号，两边就能互相点过去。不是转来的不用填。"),
    )
    text = words(
        gettext_lazy("争的是什么"),
        gettext_lazy("请写明争的是什么。"),
        most=2000,
        hint=gettext_lazy("只有承办人和调解小组看得到，加密保存。"),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.setdefault("key", uuid4())
        kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
        mine = Unit.objects.overseen_by(user, *Posting.STAFF).current()
        self.fields["unit"].queryset = mine.filter(kind__in=kinds).order_by("tree_id", "lft")
        self.fields["unit"].label_from_instance = lambda unit: f"{'　' * unit.level}{unit.name}"

    def clean_number(self) -> Issue | None:
        number = self.cleaned_data["number"]
        if not number:
            return None
        issue = Issue.objects.visible_to(self.user).filter(number=number).first()
        if issue is None:
            raise ValidationError(_("没有找到这个编号的事项，请核对，或者空着。"), code="unknown")
        return issue

    def facts(self) -> dict:
        facts = dict(self.cleaned_data)
        return facts | {"issue": facts.pop("number"), "lead": self.user}


class CaseForm(forms.Form):
    """One of the deeds on a case."""

    def __init__(self, *args, mediation: Mediation, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.mediation, self.user = mediation, user
        self.narrow(mediation)

    def narrow(self, mediation: Mediation) -> None:
        pass

    def facts(self) -> dict:
        return dict(self.cleaned_data)


class PartyForm(CaseForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    side = forms.ChoiceField(label=gettext_lazy("哪一方"), choices=MediationParty.Side, error_messages=PICK)
    who = Line(
        label=gettext_lazy("登记过的居民"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("写姓名，同名的再加房号，例如：王小明 1栋1单元101。不是本社区居民的空着，写下面两格。"),
    )
    name = Line(label=gettext_lazy("外来的人或单位"), max_length=60, required=False)
    phone = Line(
        label=gettext_lazy("电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("平时只显示后四位。居民的电话从登记里取，不用再填。"),
    )
    stands_for = Line(
        label=gettext_lazy("代表谁"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("单位派来的人、居民推选的代表要写，例如：供热公司、两个小区的居民。"),
    )

    def narrow(self, mediation: Mediation) -> None:
        self.initial.setdefault("key", uuid4())

    def clean_who(self) -> Person | None:
        typed = self.cleaned_data["who"]
        if not typed:
            return None
        found = Person.objects.visible_to(self.user).living().matching(read_lookup(typed))[:2]
        if len(found) != 1:
            none, several = _("没有找到这位居民，请核对姓名。"), _("不止一位，请再写房号，例如：王小明 1栋1单元101。")
            raise ValidationError(several if len(found) else none, code="unknown")
        return found[0]

    def facts(self) -> dict:
        facts = dict(self.cleaned_data)
        return facts | {"person": facts.pop("who")}


class ConsentForm(CaseForm):
    party = forms.ModelChoiceField(
        label=gettext_lazy("当事人"), queryset=MediationParty.objects.none(), empty_label=None, error_messages=PICK
    )
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("愿不愿意调解"),
        choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages=PICK,
        help_text=gettext_lazy("照当事人说的记。不同意记下以后不能改成同意；没有答复不算同意。"),
    )
    how = Line(
        label=gettext_lazy("怎么表示的"),
        max_length=200,
        help_text=gettext_lazy("例如：11月3日当面说的。"),
        error_messages={"required": gettext_lazy("请写明是怎么表示的。")},
    )

    def narrow(self, mediation: Mediation) -> None:
        self.fields["party"].queryset = mediation.parties.exclude(consent=MediationParty.Consent.NO)
        self.fields["party"].label_from_instance = lambda party: f"{party.get_side_display()} {party.name}"


class PanelForm(CaseForm):
    role = forms.ChoiceField(label=gettext_lazy("身份"), choices=Panellist.Role, error_messages=PICK)
    user = forms.ModelChoiceField(
        label=gettext_lazy("工作人员"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("不是工作人员"),
        error_messages=PICK,
    )
    name = Line(
        label=gettext_lazy("姓名"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("法律顾问、热心居民没有账号的，写姓名。他们看不到这一页。"),
    )

    def narrow(self, mediation: Mediation) -> None:
        self.fields["user"].queryset = staff_around(mediation.unit)
        self.fields["user"].label_from_instance = lambda user: user.name


class SessionForm(CaseForm):
    at = moment(gettext_lazy("时间"))
    place = Line(
        label=gettext_lazy("地点"), max_length=80, error_messages={"required": gettext_lazy("请写在哪里调解。")}
    )


class RecordForm(CaseForm):
    session = forms.ModelChoiceField(
        label=gettext_lazy("哪一次调解会"),
        queryset=MediationSession.objects.none(),
        empty_label=None,
        error_messages=PICK,
    )
    parties = forms.ModelMultipleChoiceField(
        label=gettext_lazy("到场的当事人"),
        queryset=MediationParty.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )
    panel = forms.ModelMultipleChoiceField(
        label=gettext_lazy("到场的调解小组成员"),
        queryset=Panellist.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )
    text = words(gettext_lazy("各方说了什么"), gettext_lazy("请写明各方说了什么。"), most=4000, rows=6)

    def narrow(self, mediation: Mediation) -> None:
        self.fields["session"].queryset = mediation.sessions.filter(written_at=None)
        self.fields["parties"].queryset = mediation.parties.all()
        self.fields["parties"].label_from_instance = lambda party: f"{party.get_side_display()} {party.name}"
        self.fields["panel"].queryset = mediation.panel.all()


class DraftForm(CaseForm):
    text = words(
        gettext_lazy("查明的事实和争的是什么"),
        gettext_lazy("请写明查明的事实。"),
        most=2000,
        hint=gettext_lazy("写双方都认可的，印在协议开头。"),
    )


class TermForm(CaseForm):
    number = forms.IntegerField(min_value=1, max_value=99, widget=forms.HiddenInput)
    party = forms.ModelChoiceField(
        label=gettext_lazy("谁来做"), queryset=MediationParty.objects.none(), empty_label=None, error_messages=PICK
    )
    text = words(gettext_lazy("做什么"), gettext_lazy("请写明做什么。"), most=500, rows=3)
    due_on = day(gettext_lazy("哪天以前"))

    def narrow(self, mediation: Mediation) -> None:
        draft = mediation.agreements.filter(state="draft").first()
        self.initial["number"] = draft.terms.count() + 1 if draft else 1
        self.fields["party"].queryset = mediation.parties.all()
        self.fields["party"].label_from_instance = lambda party: f"{party.get_side_display()} {party.name}"


class DropTermForm(CaseForm):
    term = forms.ModelChoiceField(
        label=gettext_lazy("哪一条"), queryset=MediationTerm.objects.none(), empty_label=None, error_messages=PICK
    )

    def narrow(self, mediation: Mediation) -> None:
        terms = MediationTerm.objects.filter(agreement__mediation=mediation, agreement__state="draft")
        self.fields["term"].queryset = terms.order_by("number")
        self.fields["term"].label_from_instance = lambda term: f"{term.number}. {term.text[:40]}"


class SignForm(CaseForm):
    who = forms.ChoiceField(label=gettext_lazy("谁"), choices=[], error_messages=PICK)
    signed = forms.TypedChoiceField(
        label=gettext_lazy("签了没有"),
        choices=[("yes", gettext_lazy("在协议上签了名")), ("no", gettext_lazy("不愿意签"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages=PICK,
        help_text=gettext_lazy("有一个人不愿意签，这份协议就不成立，可以重新起草一份。"),
    )

    def narrow(self, mediation: Mediation) -> None:
        draft = mediation.agreements.filter(state="draft").first()
        self.signers = {
            f"{'party' if isinstance(one, MediationParty) else 'panellist'}:{one.pk}": one
            for one in (still_to_sign(draft) if draft else [])
        }
        self.fields["who"].choices = [(key, one.name) for key, one in self.signers.items()]

    def facts(self) -> dict:
        who = self.cleaned_data["who"]
        return {"signed": self.cleaned_data["signed"], who.partition(":")[0]: self.signers[who]}


class ReasonForm(CaseForm):
    reason = words(gettext_lazy("原因"), gettext_lazy("请写明原因。"), most=500, rows=3)


class ButtonForm(CaseForm):
    """Nothing to type."""


class VisitDayForm(CaseForm):
    due_on = day(gettext_lazy("哪天回访"))


class LeadForm(CaseForm):
    to = forms.ModelChoiceField(
        label=gettext_lazy("交给谁承办"), queryset=User.objects.none(), empty_label=None, error_messages=PICK
    )

    def narrow(self, mediation: Mediation) -> None:
        self.fields["to"].queryset = staff_over(mediation.unit).exclude(pk=mediation.lead_id)
        self.fields["to"].label_from_instance = lambda user: user.name


class LookForm(forms.Form):
    reason = Line(
        label=gettext_lazy("查看的理由"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明查看的理由，例如“核对协议是否履行”。")},
    )


class KeptForm(CaseForm):
    term = forms.ModelChoiceField(
        label=gettext_lazy("哪一条"), queryset=MediationTerm.objects.none(), empty_label=None, error_messages=PICK
    )
    kept = forms.TypedChoiceField(
        label=gettext_lazy("履行了没有"),
        choices=[("yes", gettext_lazy("已经履行")), ("no", gettext_lazy("没有履行"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages=PICK,
        help_text=gettext_lazy("记成没有履行，这件调解会重新开始。"),
    )
    note = words(gettext_lazy("怎么知道的"), gettext_lazy("请写明是怎么知道的。"), most=300, rows=2)

    def narrow(self, mediation: Mediation) -> None:
        terms = MediationTerm.objects.filter(agreement__mediation=mediation, agreement__state="signed", state="open")
        self.fields["term"].queryset = terms.order_by("number")
        self.fields["term"].label_from_instance = lambda term: f"{term.number}. {term.text[:40]}"


class VisitedForm(CaseForm):
    visit = forms.ModelChoiceField(
        label=gettext_lazy("哪一次回访"), queryset=MediationVisit.objects.none(), empty_label=None, error_messages=PICK
    )
    text = words(gettext_lazy("回访情况"), gettext_lazy("请写回访看到、听到的情况。"), most=1000, rows=3)

    def narrow(self, mediation: Mediation) -> None:
        self.fields["visit"].queryset = mediation.visits.filter(done_at=None)
        self.fields["visit"].label_from_instance = lambda visit: visit.due_on.isoformat()
