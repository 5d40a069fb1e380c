"""Publishing on a phone in six fields, and whatever else an activity may need, later."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from community.forms.fields import BlockField, DayField, LineField, PhoneField
from community.forms.person import RefusedForm
from points.models import Item
from volunteers.actions.fitness import choices_of
from volunteers.models import Activity, Question, Skill, Team
from volunteers.models.people import DAYS

TIMES = ["%H:%M", "%H.%M", "%H%M", "%H：%M", "%H点%M", "%H点"]
WEEKDAYS = [(str(day), label) for day, label in DAYS.items()]


class ClockField(forms.TimeField):
    """``9:00``, ``9：00``, ``0900`` or ``9点``; a phone shows its own clock."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        wrong = {"invalid": _("请填写时间，例如 09:00。")}
        super().__init__(input_formats=TIMES, error_messages=wrong, **options)


class DateField(DayField):
    """A day that lies ahead is picked more easily than typed."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options):
        super().__init__(help_text="", **options)


def at(day, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_current_timezone())


class TimesForm(RefusedForm):
    day = DateField(label=_("哪一天"))
    begins_at = ClockField(label=_("几点开始"))
    ends_at = ClockField(label=_("几点结束"))

    def clean(self):
        facts = super().clean()
        if facts.get("begins_at") and facts.get("ends_at") and facts["ends_at"] <= facts["begins_at"]:
            self.add_error("ends_at", _("结束时间要晚于开始时间。"))
        return facts

    def times(self) -> dict[str, datetime]:
        facts = self.cleaned_data
        return {"starts_at": at(facts["day"], facts["begins_at"]), "ends_at": at(facts["day"], facts["ends_at"])}


def placing() -> forms.Field:
    return forms.IntegerField(
        label=_("名额"),
        required=False,
        min_value=1,
        max_value=5000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("不写就是不限人数。"),
    )


class PublishForm(TimesForm):
    """Six fields; everything else has a sensible answer and can be changed on the activity's page."""

    title = LineField(label=_("叫什么"), max_length=60)
    place = LineField(label=_("在哪里"), max_length=80)
    places = placing()
    kind = forms.ChoiceField(choices=Activity.Kind.choices, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["title", "day", "begins_at", "ends_at", "place", "places"]


class SessionForm(TimesForm):
    place = LineField(label=_("在哪里"), max_length=80)
    places = placing()
    title = LineField(label=_("这一场的名称"), required=False, max_length=60, help_text=_("和活动同名就不用写。"))


class ShiftForm(RefusedForm):
    """Part of one session's time, on its day."""

    begins_at = ClockField(label=_("几点开始"))
    ends_at = ClockField(label=_("几点结束"))
    places = placing()
    title = LineField(label=_("这一班做什么"), required=False, max_length=30, help_text=_("例如：门口引导。"))

    def __init__(self, *args, session, **options):
        super().__init__(*args, **options)
        self.day = timezone.localtime(session.starts_at).date()

    def facts(self) -> dict:
        chosen = self.cleaned_data
        span = {"starts_at": at(self.day, chosen["begins_at"]), "ends_at": at(self.day, chosen["ends_at"])}
        return span | {name: chosen[name] for name in ("places", "title")}


class DetailsForm(RefusedForm):
    title = LineField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"), choices=Activity.Kind.choices)
    text = BlockField(label=_("说明"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("哪支队伍"), required=False)
    item = forms.ModelChoiceField(
        Item.objects.none(), label=_("积分项目"), required=False, help_text=_("到场核实以后按这个项目记积分。")
    )
    place = LineField(label=_("地点"), max_length=80)
    contact = LineField(label=_("联系方式"), required=False, max_length=60, help_text=_("会公开，请写办公电话。"))
    places = placing()
    min_age = forms.IntegerField(label=_("最小年龄"), required=False, min_value=0, max_value=120)
    max_age = forms.IntegerField(label=_("最大年龄"), required=False, min_value=0, max_value=120)
    needs = forms.ModelMultipleChoiceField(
        Skill.objects.none(), label=_("需要的技能或培训"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_insurance = forms.BooleanField(label=_("有危险，要有志愿者保险才能参加"), required=False)
    sign_up = forms.BooleanField(label=_("需要报名"), required=False)
    closes_hours = forms.IntegerField(label=_("开始前几小时截止报名"), min_value=0, max_value=720)
    remind_hours = forms.IntegerField(label=_("提前几小时提醒"), min_value=1, max_value=168)
    accept_hours = forms.IntegerField(label=_("候补的人几小时内要确认"), min_value=1, max_value=168)

    def __init__(self, *args, activity, teams, **options):
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams
        self.fields["needs"].queryset = Skill.objects.filter(open=True)
        self.fields["item"].queryset = Item.objects.open_in(activity.unit)

    def clean(self):
        facts = super().clean()
        least, most = facts.get("min_age"), facts.get("max_age")
        if least is not None and most is not None and most < least:
            self.add_error("max_age", _("最大年龄不能小于最小年龄。"))
        return facts


class RepeatForm(RefusedForm):
    weekdays = forms.MultipleChoiceField(
        label=_("每周哪几天"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个星期几。")},
    )
    begins_at = ClockField(label=_("几点开始"))
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=10, max_value=720, initial=90)
    every = forms.TypedChoiceField(
        label=_("多久一次"), coerce=int, choices=[(1, _("每周")), (2, _("每两周")), (4, _("每四周"))], initial=1
    )
    first_on = DateField(label=_("从哪一天起"))
    last_on = DateField(label=_("到哪一天止"), required=False)
    skips_holidays = forms.BooleanField(label=_("法定节假日不办"), required=False, initial=True)

    def clean(self):
        facts = super().clean()
        first, last = facts.get("first_on"), facts.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("结束日期不能早于开始日期。"))
        return facts

    def rule(self) -> dict:
        return self.cleaned_data | {"weekdays": "".join(sorted(self.cleaned_data["weekdays"]))}


class LaterForm(RefusedForm):
    """This and later ones: what they have in common."""

    weekdays = forms.MultipleChoiceField(label=_("每周哪几天"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple)
    begins_at = ClockField(label=_("几点开始"))
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=10, max_value=720)
    place = LineField(label=_("在哪里"), max_length=80)
    places = placing()

    def rule(self) -> dict:
        return self.cleaned_data | {"weekdays": "".join(sorted(self.cleaned_data["weekdays"]))}


class TermForm(RepeatForm):
    name = LineField(label=_("学期"), max_length=40, help_text=_("例如：2026年秋季班"))
    lecturer = LineField(label=_("讲师"), required=False, max_length=40)
    places = placing()
    enrol_until = DateField(label=_("报名截止"), required=False)
    last_on = DateField(label=_("到哪一天止"))
    field_order = ["name", "lecturer", "places", "enrol_until", "first_on", "last_on", "weekdays"]

    def parts(self) -> tuple[dict, dict]:
        """What the term is, and how its lessons repeat."""
        facts = self.rule()
        names = ("weekdays", "begins_at", "minutes", "every", "skips_holidays")
        return {name: facts[name] for name in facts if name not in names}, {name: facts[name] for name in names}


class QuestionForm(RefusedForm):
    text = LineField(label=_("问什么"), max_length=80, help_text=_("登记里已有的姓名、电话、年龄不用问。"))
    kind = forms.ChoiceField(label=_("怎么答"), choices=Question.Kind.choices)
    choices = LineField(label=_("可选的答案"), required=False, max_length=200, help_text=_("用顿号隔开。"))
    required = forms.BooleanField(label=_("必须回答"), required=False)


class ReasonForm(RefusedForm):
    reason = LineField(label=_("原因"), max_length=100, help_text=_("报了名的人会看到。"))


class SignUpForm(RefusedForm):
    """The questions of one activity; nothing else is asked of somebody who is known."""

    def __init__(self, *args, activity, **options):
        super().__init__(*args, **options)
        for question in activity.questions.all():
            self.fields[f"q{question.pk}"] = answer_field(question)

    def answers(self) -> dict[str, str]:
        return {name[1:]: value for name, value in self.cleaned_data.items() if name.startswith("q")}


def answer_field(question: Question) -> forms.Field:
    facts = {"label": question.text, "required": question.required}
    if question.kind == Question.Kind.TEXT:
        return LineField(max_length=200, **facts)
    words = [say("是"), say("否")] if question.kind == Question.Kind.YES else choices_of(question)
    return forms.ChoiceField(choices=[("", say("请选择")), *[(word, word) for word in words]], **facts)


class GuestForm(SignUpForm):
    """For somebody who is not in the register."""

    name = LineField(label=_("姓名"), max_length=80)
    phone = PhoneField(label=_("电话"), max_length=20)


class PickUpForm(RefusedForm):
    child = forms.ChoiceField(label=_("孩子"))
    name = LineField(label=_("接的人"), max_length=40)
    relation = LineField(label=_("与孩子的关系"), max_length=20)
    phone = PhoneField(label=_("电话"), required=False, max_length=20)
    said_by = LineField(label=_("哪位监护人说的"), max_length=40)

    def __init__(self, *args, children, **options):
        super().__init__(*args, **options)
        self.fields["child"].choices = [(pk, name) for pk, name in children]


class BirthdayForm(RefusedForm):
    lunar = forms.TypedChoiceField(
        label=_("过哪一种生日"), coerce=lambda word: word == "1", choices=[("1", _("农历")), ("0", _("公历"))]
    )
    month = forms.IntegerField(label=_("月"), min_value=1, max_value=12)
    day = forms.IntegerField(label=_("日"), min_value=1, max_value=31)
    leap = forms.BooleanField(label=_("闰月生的"), required=False)
