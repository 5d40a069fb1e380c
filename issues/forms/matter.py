"""Reporting a matter: the resident's form and the staff's."""

from base64 import b64encode
from functools import cache, partial
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import phone_digits
from community.images import MAX_PHOTOS, Picture, thumbnail
from grids.models import Unit
from issues import staging
from issues.actions.intake import CHANNELS_OF_STAFF, PLACES
from issues.forms.fields import Block, ChoiceOrNothing, Line, photos_field
from issues.forms.questions import PREFIX, answers_in, question_fields
from issues.models import Category

FACTS = ("key", "text", "unit", "category", "place", "name", "phone", "shares_contact")
# what a short form does not ask
BLANK = {"category": None, "place": "", "name": "", "phone": "", "shares_contact": False}
BEHALF = (
    ("self", gettext_lazy("本人反映")),
    ("other", gettext_lazy("替家人、邻居反映")),
    ("seen", gettext_lazy("工作人员自己发现")),
)


def place_choices(units: QuerySet[Unit]) -> list:
    """Buildings grouped under their grid; the grid itself stands for its roads and open ground."""
    rows = {row["pk"]: row for row in units.filter(kind__in=PLACES).values("pk", "name", "kind", "parent_id")}
    groups: dict[str, list] = {}
    wide = []
    label = cache(partial(group_label, rows, several(rows)))
    for pk, row in rows.items():
        if row["kind"] == Unit.Kind.BUILDING:
            groups.setdefault(label(row["parent_id"]), []).append((pk, row["name"]))
        elif row["kind"] == Unit.Kind.GRID:
            outdoors = _("%(grid)s的道路、空地等") % {"grid": row["name"]}
            groups.setdefault(label(pk), []).append((pk, outdoors))
        else:
            wide.append((pk, row["name"]))
    return [("", _("请选择"))] + list(groups.items()) + ([(_("说不清是哪一栋"), wide)] if wide else [])


def several(rows: dict) -> bool:
    return sum(row["kind"] == Unit.Kind.COMMUNITY for row in rows.values()) > 1


def group_label(rows: dict, named: bool, pk: int) -> str:
    """``柳荫小区 · 第1网格``; ``named``: the community too, where the list has more than one."""
    names = []
    while pk in rows and (named or rows[pk]["kind"] != Unit.Kind.COMMUNITY):
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
    category = ChoiceOrNothing(
        label=gettext_lazy("属于哪一类"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("说不准可以不选，由社区来分。"),
        error_messages={"invalid_choice": gettext_lazy("请重新选一下类别，或者不选，由社区来分。")},
    )
    photos = photos_field()
    name = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(label=gettext_lazy("联系电话"), max_length=30, required=False)
    shares_contact = forms.BooleanField(
        label=gettext_lazy("办理的部门可以直接联系我"),
        required=False,
        help_text=gettext_lazy("勾上才会把称呼和电话告诉社区以外的办理部门；不勾，由社区居中联系。"),
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("这一页打开得太久了，请再点一次“提交”。")),
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.pictures: list[Picture] = []
        self.unasked = False
        self.fields["unit"].choices = place_choices(units)
        if self.sorts:
            self.fields["category"].queryset = Category.objects.offered().select_related("parent")
            self.ask(self.chosen)
        self.initial.setdefault("key", uuid4())

    @property
    def chosen(self) -> Category | None:
        """What is ticked on the page; checked like the field itself, because the fields depend on it."""
        if not self.sorts:
            return None
        typed = str(self.data.get("category", ""))
        known = typed.isascii() and typed.isdigit() and len(typed) < 10
        return self.fields["category"].queryset.filter(pk=typed).first() if known else None

    def ask(self, category: Category | None) -> None:
        """The questions of the category. They were not on the page yet where it was chosen without JavaScript."""
        fields = question_fields(category)
        self.unasked = bool(fields) and self.data.get("asked") != str(category and category.pk)
        for field in fields.values():
            field.required = field.required and not self.unasked
        self.fields |= fields

    def excuse(self) -> None:
        """Sent by the phone itself: what was not on the page cannot be answered now."""
        for field in self.questions:
            field.field.required = False

    @property
    def sorts(self) -> bool:
        return "category" in self.fields

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean_unit(self) -> Unit:
        return self.units.get(pk=self.cleaned_data["unit"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = phone_digits(typed) if typed else ""
        if number is None:
            raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
        return number

    def clean(self) -> dict:
        """With the pictures of the page before, but those that were taken out there."""
        cleaned = super().clean()
        out = self.data.getlist("drop") if hasattr(self.data, "getlist") else []
        earlier = staging.staged(cleaned["key"]) if "key" in cleaned else []
        earlier = [picture for place, picture in enumerate(earlier) if str(place) not in out]
        pictures = [*earlier, *self.fields["photos"].good]
        if len(pictures) > MAX_PHOTOS and "photos" in cleaned:
            self.add_error("photos", ValidationError(_("最多上传 5 张照片，请去掉几张。"), code="too_many"))
        self.pictures = pictures[:MAX_PHOTOS]
        return cleaned

    @property
    def facts(self) -> dict:
        """What the actions take, once the form is valid."""
        wanted = {name: self.cleaned_data[name] for name in FACTS if name in self.fields}
        return BLANK | wanted | {"photos": self.pictures, "answers": answers_in(self.cleaned_data)}

    def renew_key(self) -> None:
        """The page that goes back to the reader may become an issue of its own."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())

    def keep_pictures(self) -> None:
        """Until the form comes back: browsers do not put chosen files into it again."""
        staging.stage(UUID(str(self["key"].value())), self.pictures)

    @property
    def kept(self) -> list[dict]:
        """The pictures that are here already, small enough to stand in the page itself."""
        small = [thumbnail(picture) for picture in self.pictures]
        return [{"place": place, "src": data_uri(picture)} for place, picture in enumerate(small)]

    @property
    def category_rows(self) -> list[dict]:
        """The tiles of the categories, each with its example and whether it is chosen."""
        chosen = str(self["category"].value() or "")
        rows = self.fields["category"].queryset.main().values("pk", "name", "hint", "emergency")
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
        if "name" in self.fields:
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


class SnapForm(ReportForm):
    """随手拍: a picture, where, and one line; everything else is left to the community."""

    place = category = name = shares_contact = None
    text = Line(
        label=gettext_lazy("一句话说明"),
        max_length=100,
        widget=forms.TextInput(attrs={"data-emergency": "", "autocomplete": "off", "enterkeyhint": "send"}),
        error_messages={"required": gettext_lazy("请写一句话，例如：楼道堆了纸箱。")},
    )

    field_order = ("photos", "unit", "text", "phone")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # opens the camera at once; the second button beside it leads to the pictures of the phone
        self.fields["photos"].widget.attrs |= {
            "capture": "environment",
            "data-shrink": _("拍照"),
            "data-gallery": _("从相册选"),
        }
        self.fields["photos"].help_text = ""
        self.fields["phone"].help_text = _("想要回音就留一个，只有办理人员能看到。")


class IntakeForm(MatterForm):
    """What staff write down for a resident, whatever way it came."""

    channel = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[(channel.value, channel.label) for channel in CHANNELS_OF_STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择来源，例如电话或上门走访。")},
    )
    behalf = forms.ChoiceField(
        label=gettext_lazy("替谁登记"),
        choices=BEHALF,
        initial="self",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择替谁登记。")},
    )
    consent = forms.BooleanField(
        label=gettext_lazy("本人同意登记联系方式"),
        required=False,
        help_text=gettext_lazy("留了姓名或电话，要先问过本人。"),
    )

    field_order = ("channel", "text", "unit", "place", "photos", "category", "behalf", "name", "phone", "consent")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        place = self.field_order.index("behalf")
        asked = [field.name for field in self.questions]
        self.order_fields([*self.field_order[:place], *asked, *self.field_order[place:]])
        self.fields["category"].widget = forms.Select()
        self.fields["category"].widget.choices = category_choices(self.fields["category"].queryset)
        self.fields["name"].label, self.fields["phone"].label = _("反映人姓名"), _("反映人电话")
        self.fields["text"].help_text = _("照居民的原话记下来。")
        self.fields["category"].help_text = _("不选，就按文字归类，以后可以改。")
        self.fields["shares_contact"].label = _("本人同意把姓名和电话告诉办理的部门")
        self.fields["shares_contact"].help_text = ""

    def clean_consent(self) -> bool:
        """Data of a person is written down with the person's word only (PIPL article 13)."""
        told = self.cleaned_data.get("name") or self.cleaned_data.get("phone")
        if told and not self.cleaned_data["consent"]:
            sentence = _("请先问本人是否同意登记联系方式：同意就勾上，不同意就把姓名和电话清空。")
            raise ValidationError(sentence, code="consent")
        return self.cleaned_data["consent"]

    @property
    def facts(self) -> dict:
        return super().facts | {"channel": self.cleaned_data["channel"], "words": self.words}

    @property
    def words(self) -> str:
        """For whom, and what was agreed to: goes into the record, where nobody can change it afterwards."""
        cleaned = self.cleaned_data
        said = [str(dict(BEHALF)[cleaned["behalf"]])]
        said += [_("本人同意登记联系方式")] if cleaned["consent"] else []
        said += [_("同意告诉办理的部门")] if cleaned["shares_contact"] else []
        return "；".join(said)


def category_choices(categories: QuerySet[Category]) -> list:
    """Small categories under their group; the group itself stands first, for whoever cannot tell."""
    groups: dict[str, list] = {}
    for row in categories:
        group = row.parent or row
        label = row.name if row.parent else _("%(name)s（说不准哪一种）") % {"name": row.name}
        groups.setdefault(group.name, []).append((row.pk, label))
    return [("", _("由社区来分")), *groups.items()]


def data_uri(picture: Picture) -> str:
    return f"data:image/jpeg;base64,{b64encode(picture.data).decode()}"
