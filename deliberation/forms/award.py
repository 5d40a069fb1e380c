"""What is typed about a contest: the contest itself, nominations and their screening, ballots."""

import re
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forms.fields import PictureField
from community.models import Person, Residence
from deliberation.actions.awarding import Choices, is_own
from deliberation.forms.topic import words
from deliberation.forms.vote import PICK, moment, where
from deliberation.models import Contest, ContestCategory, Nominee, Resolution
from deliberation.rules import DECIDERS
from grids.models import Unit
from issues.forms.fields import Block, Line

FAMILY = "家庭"
# no nominee has this number
NOBODY = "0"
SEVERAL = re.compile(r"\s*[，,]\s*")


class ContestForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("范围"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("住在这里的登记居民投票。"),
        error_messages=PICK,
    )
    title = Line(
        label=gettext_lazy("评选名称"),
        max_length=60,
        help_text=gettext_lazy("例如：2026 年最美邻居。"),
        error_messages={"required": gettext_lazy("请写评选的名称。")},
    )
    categories = words(
        gettext_lazy("奖项"),
        gettext_lazy("请至少写一个奖项，每行一个。"),
        most=600,
        rows=5,
        hint=gettext_lazy("每行一个：奖项，评几名，奖励几分。评家庭的，最后再写“家庭”。例如：文明家庭，3，20，家庭"),
    )
    note = Block(
        label=gettext_lazy("评选办法"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    min_age = forms.IntegerField(
        label=gettext_lazy("满几岁可以投票"),
        min_value=0,
        max_value=100,
        initial=18,
        error_messages={"required": gettext_lazy("请写年龄，不限年龄写 0。"), "invalid": gettext_lazy("请写数字。")},
    )
    nominate_until = moment(gettext_lazy("推荐截止"))
    opens_at = moment(gettext_lazy("开始投票"))
    closes_at = moment(gettext_lazy("截止投票"))

    def __init__(self, *args, user, contest: Contest | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        if contest is not None:
            del self.fields["unit"], self.fields["key"]
            self.initial |= {name: getattr(contest, name) for name in self.fields if name != "categories"}
            self.initial["categories"] = "\n".join(spelt(row) for row in contest.categories.all())
        else:
            kinds = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
            mine = Unit.objects.overseen_by(user, *DECIDERS).current().filter(kind__in=kinds)
            self.fields["unit"].queryset = mine.order_by("tree_id", "lft")
            self.fields["unit"].label_from_instance = where

    def clean_categories(self) -> list[dict]:
        return [read_category(line) for line in self.cleaned_data["categories"].split("\n") if line.strip()]

    def clean(self) -> dict:
        data = super().clean()
        until, opens, closes = (data.get(name) for name in ("nominate_until", "opens_at", "closes_at"))
        if until and opens and opens < until:
            self.add_error("opens_at", _("推荐截止以后才能开始投票。"))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("截止时间要晚于开始时间。"))
        return data


def spelt(row: ContestCategory) -> str:
    return "，".join([row.name, str(row.places), str(row.points), *([FAMILY] if row.for_family else [])])


def read_category(line: str) -> dict:
    """``最美邻居，3，20`` → name, places, points; what is left out is one place and no points."""
    name, *numbers = SEVERAL.split(line.strip())
    for_family = bool(numbers) and numbers[-1] == FAMILY
    numbers = numbers[:-1] if for_family else numbers
    if not name or len(name) > 30 or len(numbers) > 2 or not all(one.isdecimal() for one in numbers):
        raise ValidationError(_("“%(line)s”看不懂。请写成：最美邻居，3，20"), params={"line": line.strip()[:40]})
    places, points = [int(one) for one in numbers] + [1, 0][len(numbers) :]
    if not places:
        raise ValidationError(_("“%(name)s”至少要评 1 名。"), params={"name": name})
    return {"name": name, "places": places, "points": points, "for_family": for_family}


# --- nominations -------------------------------------------------------------------------------
class NominateForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ModelChoiceField(
        label=gettext_lazy("推荐哪个奖项"),
        queryset=ContestCategory.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    name = Line(label=gettext_lazy("推荐谁"), max_length=40, error_messages={"required": gettext_lazy("请写推荐谁。")})
    place = Line(
        label=gettext_lazy("大概住在哪里"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("免得认错同名的人。例如：2 栋。别人看不到。"),
    )
    deed = words(gettext_lazy("为什么推荐"), gettext_lazy("请写为什么推荐。"), most=500)
    nominator = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(
        label=gettext_lazy("您的电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("只有社区工作人员看得到，用来告诉您结果。"),
    )

    def __init__(self, *args, contest: Contest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        self.fields["category"].queryset = contest.categories.all()


class NomineeForm(forms.Form):
    def __init__(self, *args, nominee: Nominee, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.nominee = nominee
        if "person" in self.fields:
            self.fields["person"].queryset = namesakes(nominee, user)
            self.fields["person"].label_from_instance = lived


def namesakes(nominee: Nominee, user):
    """Who of the register is called so and lives where the contest is held."""
    there = Unit.objects.within(nominee.category.contest.unit)
    homes = Residence.objects.current().filter(dwelling__building__in=there)
    found = Person.objects.visible_to(user).living().filter(name=nominee.name, pk__in=homes.values("person"))
    return found.order_by("pk")


def lived(person: Person) -> str:
    homes = person.residences.filter(until=None).select_related("dwelling__building")
    return " · ".join([person.name, *(home.dwelling.full_address() for home in homes)])


def who_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=gettext_lazy("登记里的哪一位"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("按姓名找的。不在里面，请先改对姓名，或者到“居民与房屋”登记。"),
        error_messages=PICK,
    )


class ApproveForm(NomineeForm):
    person = who_field()
    public_deed = words(gettext_lazy("公开的事迹"), gettext_lazy("请写公开的事迹，大家看着它投票。"), most=300)
    consent_how = Line(
        label=gettext_lazy("本人怎样同意的"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("例如：3 月 5 日当面问过。已经在网上同意的不用写。"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"person": self.nominee.person_id, "public_deed": self.nominee.deed[:300]}


class AskForm(NomineeForm):
    person = who_field()


class RenameForm(NomineeForm):
    name = Line(label=gettext_lazy("姓名"), max_length=40, error_messages={"required": gettext_lazy("请写姓名。")})

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = self.nominee.name


class WhyForm(NomineeForm):
    """Why somebody is not on the ballot, or no longer in the result."""

    reason = Line(label=gettext_lazy("原因"), max_length=200, error_messages={"required": gettext_lazy("请写明原因。")})


class CountForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("结果公示几天"), min_value=1, max_value=60, initial=7, error_messages=PICK
    )
    day_kind = forms.ChoiceField(
        label=gettext_lazy("按哪种日子算"),
        choices=Resolution.Days.choices,
        widget=forms.RadioSelect,
        initial=Resolution.Days.NATURAL,
        error_messages=PICK,
    )


# --- ballots -----------------------------------------------------------------------------------
class ContestBallotForm(forms.Form):
    """One question per category; leaving one out is no vote there. Oneself is not among the answers."""

    def __init__(self, *args, contest: Contest, voter: Person | None, blind: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.contest, self.left_out = contest, []
        self.rows = {row.number: row for row in contest.categories.all()}
        for category in self.rows.values():
            nominees = list(category.nominees.standing().order_by("number"))
            own = [one for one in nominees if voter is not None and is_own(one, category, voter)]
            self.left_out += own
            choices = [(str(one.number), line_of(one, blind)) for one in nominees if one not in own]
            if choices:
                self.fields[f"c{category.number}"] = forms.ChoiceField(
                    label=category.name,
                    choices=[*choices, (NOBODY, _("这一项不选"))],
                    widget=forms.RadioSelect,
                    initial=NOBODY,
                    error_messages=PICK,
                )

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not self.said(data):
            raise ValidationError(_("请至少在一个奖项里选一位。"), code="nobody")
        return data

    def said(self, data: dict) -> dict[int, int]:
        """Category → nominee, both by number; whoever chose nobody is not in it."""
        found = {number: data.get(f"c{number}", NOBODY) for number in self.rows}
        return {number: int(one) for number, one in found.items() if one != NOBODY}

    def chosen(self) -> Choices:
        found = {}
        for number, one in self.said(self.cleaned_data).items():
            found[self.rows[number]] = self.rows[number].nominees.standing().get(number=one)
        return found


def line_of(nominee: Nominee, blind: bool) -> str:
    facts = {"number": nominee.number, "name": nominee.name, "deed": nominee.public_deed}
    return _("%(number)d 号　%(name)s") % facts if blind else _("%(number)d 号　%(name)s：%(deed)s") % facts


class OnlineBallotForm(ContestBallotForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assisted"] = Line(
            label=_("有人帮您操作吗"), max_length=80, required=False, help_text=_("有人帮忙就写上是谁，没有就空着。")
        )


class HelpedBallotForm(ContestBallotForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assisted"] = Line(
            label=_("谁帮着投的，在哪里"),
            max_length=80,
            help_text=_("例如：林小满在居民家里，念给老人听。"),
            error_messages={"required": _("请写谁帮着投的。")},
        )


class ContestPaperForm(ContestBallotForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"scan": PictureField(label=_("纸质票的照片"))} | self.fields


class SecondPaperForm(ContestBallotForm):
    """What the second person reads off the scan; the first one's reading is not shown."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = Line(
            label=_("无效票：写明为什么"),
            max_length=100,
            required=False,
            help_text=_("看不清、一个奖项打了两个勾、没有签名。写了原因，这张票就不计入。"),
        )

    def clean(self) -> dict:
        data = forms.Form.clean(self)
        if not self.errors and not data.get("why") and not self.said(data):
            raise ValidationError(_("请选您在票上看到的；票无效的，写明为什么。"), code="nobody")
        return data


class Button(forms.Form):
    """Nothing to fill in."""


class FindVoterForm(forms.Form):
    name = Line(
        label=gettext_lazy("居民的姓名"), max_length=40, error_messages={"required": gettext_lazy("请写姓名。")}
    )
