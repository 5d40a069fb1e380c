"""Is the input good? Each form offers only what this reader may choose."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import clean_block, clean_line, phone_digits
from grids.models import Unit
from issues import images
from issues.actions.intake import CHANNELS_OF_STAFF, PLACES
from issues.models import Category, Issue
from issues.rules import candidates
from issues.text import issue_number

TOO_LONG = {"max_length": gettext_lazy("最多写 %(limit_value)d 个字，现在有 %(show_value)d 个，请删短一些。")}


class Line(forms.CharField):
    """One line without control characters; full-width letters and digits are made narrow."""

    default_error_messages = TOO_LONG

    def to_python(self, value) -> str:
        return clean_line(super().to_python(value))


class Block(forms.CharField):
    widget = forms.Textarea
    default_error_messages = TOO_LONG

    def to_python(self, value) -> str:
        return clean_block(super().to_python(value))


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name) -> list:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.Field):
    """Up to five photos; the value is a list of pictures that are safe to keep. A bad one names itself."""

    widget = PhotosInput(
        attrs={
            "multiple": True,
            "accept": "image/jpeg,image/png,image/webp",
            "data-shrink": gettext_lazy("选照片（可多选）"),
        }
    )

    def clean(self, value) -> list[images.Picture]:
        files = [file for file in value or [] if file]
        if len(files) > images.MAX_PHOTOS:
            raise ValidationError(_("最多上传 5 张照片，请去掉几张。"), code="too_many")
        pictures, errors = [], []
        for file in files:
            try:
                pictures.append(images.make_safe(file, clean_line(file.name), file.size))
            except ValidationError as refusal:
                errors.extend(refusal.error_list)
        if errors:
            raise ValidationError(errors)
        return pictures


def photos_field() -> PhotosField:
    help_text = gettext_lazy("最多 5 张，每张不超过 15 MB。照片里的拍摄地点等信息会自动去掉。")
    return PhotosField(label=gettext_lazy("照片"), required=False, help_text=help_text)


def place_choices(units: QuerySet[Unit]) -> list:
    """Buildings grouped under their grid; the grid itself stands for its roads and open ground."""
    rows = {row["pk"]: row for row in units.filter(kind__in=PLACES).values("pk", "name", "kind", "parent_id")}
    groups: dict[str, list] = {}
    wide = []
    for pk, row in rows.items():
        if row["kind"] == Unit.Kind.BUILDING:
            groups.setdefault(group_label(rows, row["parent_id"]), []).append((pk, row["name"]))
        elif row["kind"] == Unit.Kind.GRID:
            outdoors = _("%(grid)s的道路、空地等") % {"grid": row["name"]}
            groups.setdefault(group_label(rows, pk), []).append((pk, outdoors))
        else:
            wide.append((pk, row["name"]))
    return [("", _("请选择"))] + list(groups.items()) + ([(_("说不清是哪一栋"), wide)] if wide else [])


def group_label(rows: dict, pk: int) -> str:
    """``柳荫小区 · 第1网格``; the community is named too where the list has more than one."""
    several = sum(row["kind"] == Unit.Kind.COMMUNITY for row in rows.values()) > 1
    names = []
    while pk in rows and (several or rows[pk]["kind"] != Unit.Kind.COMMUNITY):
        names.append(rows[pk]["name"])
        pk = rows[pk]["parent_id"]
    return " · ".join(reversed(names))


class MatterForm(forms.Form):
    """What both the resident's and the staff's form ask."""

    text = Block(
        label=gettext_lazy("是什么事"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-emergency": ""}),
        help_text=gettext_lazy("说清什么事、什么时候、影响到谁。请不要写别人的姓名和电话。"),
        error_messages={"required": gettext_lazy("请写一写是什么事。")},
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("在哪里"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选择在哪里。"),
            "invalid_choice": gettext_lazy("请重新选择在哪里：刚才的地点不在名单里。"),
        },
    )
    place = Line(
        label=gettext_lazy("具体位置"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("例如：2 单元 3 楼楼道、北门外的井盖。"),
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("属于哪一类"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("说不准可以不选，由社区来分。"),
    )
    photos = photos_field()
    name = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(label=gettext_lazy("联系电话"), max_length=30, required=False)
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("这一页打开得太久了，请再点一次“提交”。")),
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].choices = place_choices(units)
        self.fields["category"].queryset = Category.objects.filter(open=True)
        self.initial.setdefault("key", uuid4())

    def clean_unit(self) -> Unit:
        return self.units.get(pk=self.cleaned_data["unit"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = phone_digits(typed) if typed else ""
        if number is None:
            raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
        return number

    @property
    def category_rows(self) -> list[dict]:
        """The tiles of the categories, each with its example and whether it is chosen."""
        chosen = str(self["category"].value() or "")
        rows = self.fields["category"].queryset.values("pk", "name", "hint", "emergency")
        return [row | {"checked": str(row["pk"]) == chosen} for row in rows]


class ReportForm(MatterForm):
    """The resident's form. ``website`` is there for machines only."""

    website = forms.CharField(
        label=gettext_lazy("网站"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )

    def __init__(self, *args, at: Unit | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["phone"].help_text = _("留了电话，才能用编号查进度，我们也好回话。只有办理人员能看到。")
        if at is not None:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = at.pk

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("“网站”这一栏请留空，再提交一次。"), code="machine")
        return ""


class IntakeForm(MatterForm):
    """What staff write down for a resident."""

    channel = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[(channel.value, channel.label) for channel in CHANNELS_OF_STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择来源：电话或上门走访。")},
    )

    field_order = ("channel",)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].widget = forms.Select(choices=self.fields["category"].choices)
        self.fields["category"].empty_label = _("由社区来分")
        self.fields["name"].label, self.fields["phone"].label = _("反映人姓名"), _("反映人电话")
        self.fields["text"].help_text = _("照居民的原话记下来。")


class TrackForm(forms.Form):
    number = Line(
        label=gettext_lazy("编号"),
        max_length=20,
        help_text=gettext_lazy("回执上的编号，例如 2026-0012。"),
        error_messages={"required": gettext_lazy("请写回执上的编号。")},
    )
    tail = Line(
        label=gettext_lazy("手机号后四位"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请写反映时留的手机号的后四位。")},
    )

    def clean_number(self) -> str:
        return issue_number(self.cleaned_data["number"])

    def clean_tail(self) -> str:
        tail = self.cleaned_data["tail"]
        if not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
            raise ValidationError(_("请只写手机号的最后四位数字。"), code="tail")
        return tail


STARS = (
    (5, gettext_lazy("很满意")),
    (4, gettext_lazy("满意")),
    (3, gettext_lazy("一般")),
    (2, gettext_lazy("不满意")),
    (1, gettext_lazy("很不满意")),
)


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("您满意吗"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一个评价。"), "invalid_choice": gettext_lazy("请选一个评价。")},
    )
    text = Line(label=gettext_lazy("想说的话"), max_length=200, required=False)


class ActForm(forms.Form):
    """One deed of the staff; what it asks is what the action of the same name takes."""

    def __init__(self, *args, issue: Issue, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.narrow(issue, user)

    def narrow(self, issue: Issue, user) -> None:
        """Offer only what this user may choose for this issue."""


class VerbForm(ActForm):
    """A move; ``seen`` is the version of the issue on the page, so that acting on an old page is noticed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, issue: Issue, user, **kwargs) -> None:
        super().__init__(*args, issue=issue, user=user, **kwargs)
        self.initial.setdefault("seen", issue.version)


class AssignForm(VerbForm):
    to = forms.TypedChoiceField(
        label=gettext_lazy("派给"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选择由谁办理。"),
            "invalid_choice": gettext_lazy("请从名单里选择由谁办理。"),
        },
    )
    note = Block(
        label=gettext_lazy("交代几句"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("只有工作人员看得到。"),
    )

    def narrow(self, issue: Issue, user) -> None:
        self.people = {posting.user_id: posting for posting in candidates(issue, user)}
        self.fields["to"].choices = [(pk, self.describe(row)) for pk, row in self.people.items()]

    @staticmethod
    def describe(posting) -> str:
        facts = {"name": posting.user.name, "role": posting.get_role_display(), "unit": posting.unit.name}
        return _("%(name)s（%(unit)s %(role)s）") % facts

    def clean_to(self):
        return self.people[self.cleaned_data["to"]].user


class ReasonForm(VerbForm):
    reason = Block(
        label=gettext_lazy("原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )


class RevealForm(ActForm):
    reason = Line(
        label=gettext_lazy("为什么要看"),
        max_length=200,
        help_text=gettext_lazy("会留下记录：谁、什么时候、为什么。"),
        error_messages={"required": gettext_lazy("请写明为什么要查看联系方式。")},
    )


class ReopenForm(forms.Form):
    reason = Block(
        label=gettext_lazy("还有什么没解决"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写一写还有什么没解决。")},
    )


class AnswerForm(VerbForm):
    text = Block(
        label=gettext_lazy("办理结果"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("居民会看到这段话和照片。"),
        error_messages={"required": gettext_lazy("请写明办理结果，居民会看到这段话。")},
    )
    photos = photos_field()


class CloseForm(VerbForm):
    text = Block(
        label=gettext_lazy("补充说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("居民会看到这段话。"),
    )


class NoteForm(ActForm):
    text = Block(
        label=gettext_lazy("备注"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("只有工作人员看得到。"),
        error_messages={"required": gettext_lazy("请写下备注内容。")},
    )


class PublishForm(ActForm):
    title = Line(
        label=gettext_lazy("对外公开的标题"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("例如：3 栋楼道灯已修好。不要写姓名、门牌和电话；留空就不公开。"),
    )

    def narrow(self, issue: Issue, user) -> None:
        self.initial.setdefault("title", issue.public_title)


FORMS = {
    "assign": AssignForm,
    "take": VerbForm,
    "hand_back": ReasonForm,
    "answer": AnswerForm,
    "close": CloseForm,
    "reopen": ReasonForm,
    "note": NoteForm,
    "publish": PublishForm,
    "reveal": RevealForm,
}


def form_for(verb: str, issue: Issue, user, *typed) -> ActForm:
    """Several stand on one page, so each names its controls after its verb."""
    return FORMS[verb](*typed, issue=issue, user=user, auto_id=f"{verb}_%s")
