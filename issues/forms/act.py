"""The deeds of the staff, one form each."""

from django import forms
from django.core.cache import cache
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.actions.ending import open_parts
from issues.actions.stopping import end_of
from issues.forms.fields import Block, Line, photos_field
from issues.forms.receipt import STARS
from issues.models import Category, Department, Issue, Severity
from issues.redacting import mask
from issues.rules import candidates


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
    to = forms.ChoiceField(
        label=gettext_lazy("派给"),
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
        people = {f"u{posting.user_id}": posting for posting in candidates(issue, user)}
        departments = {f"d{row.pk}": row for row in Department.objects.serving(issue.unit)}
        self.targets = {key: posting.user for key, posting in people.items()} | departments
        named = [(key, self.describe(row)) for key, row in people.items()]
        outside = [(key, row.name) for key, row in departments.items()]
        self.fields["to"].choices = named + ([(_("协同部门"), outside)] if outside else [])

    @staticmethod
    def describe(posting) -> str:
        facts = {"name": posting.user.name, "role": posting.get_role_display(), "unit": posting.unit.name}
        return _("%(name)s（%(unit)s %(role)s）") % facts

    def clean_to(self):
        return self.targets[self.cleaned_data["to"]]


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


class AnswerForm(VerbForm):
    text = Block(
        label=gettext_lazy("办理结果"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("居民会看到这段话和照片。"),
        error_messages={"required": gettext_lazy("请写明办理结果，居民会看到这段话。")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("结论"),
        choices=Issue.Outcome,
        error_messages={
            "required": gettext_lazy("请选择结论。"),
            "invalid_choice": gettext_lazy("请从名单里选择结论。"),
        },
    )
    photos = photos_field()


class WordsForm(VerbForm):
    """Words that must be there; what they are for is said beside them."""

    text = Block(
        label=gettext_lazy("说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )


class AskForm(WordsForm):
    def narrow(self, issue: Issue, user) -> None:
        self.fields["text"].label = _("要居民补充什么")
        self.fields["text"].help_text = _("居民会看到。补充以前期限暂停，最多等几天由办理规则定。")


class RemarkForm(VerbForm):
    text = Line(label=gettext_lazy("意见"), max_length=200, required=False)


class UntilForm(VerbForm):
    until = forms.DateField(
        label=gettext_lazy("到哪天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("请选择日期。"),
            "invalid": gettext_lazy("请选择日期，例如 2026-08-01。"),
        },
    )
    reason = Block(
        label=gettext_lazy("原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("居民会看到这段话。"),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )

    def clean_until(self):
        """The last moment of that day."""
        return end_of(self.cleaned_data["until"])


class SortForm(VerbForm):
    category = forms.ModelChoiceField(
        label=gettext_lazy("类别"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("还没有分类"),
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择类别。")},
    )
    severity = forms.TypedChoiceField(
        label=gettext_lazy("轻重"),
        choices=Severity,
        coerce=int,
        error_messages={"required": gettext_lazy("请选择轻重。"), "invalid_choice": gettext_lazy("请选择轻重。")},
    )

    def narrow(self, issue: Issue, user) -> None:
        field = self.fields["category"]
        field.queryset = Category.objects.offered()
        # the field itself would read through a cursor of the server, row by row; what is sent is checked against the table
        offered = cache.get_or_set(
            "issues:offered", lambda: list(Category.objects.offered().values_list("pk", "name")), 60
        )
        field.choices = [("", field.empty_label), *offered]
        self.initial |= {"category": issue.category_id, "severity": issue.severity}


class VisitForm(VerbForm):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("居民满意吗"),
        choices=[("", gettext_lazy("没有联系上")), *STARS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = Line(label=gettext_lazy("居民怎么说"), max_length=200, required=False)


class CloseForm(VerbForm):
    """Asks why for each part that is still open; where it is the same for all, it is written once."""

    text = Block(
        label=gettext_lazy("补充说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("居民会看到这段话。"),
    )

    def narrow(self, issue: Issue, user) -> None:
        self.parts = {f"despite_{part.pk}": part for part in open_parts(issue)}
        for name, part in self.parts.items():
            what = Truncator(" ".join(part.text.split()).rstrip("。")).chars(30)
            self.fields[name] = Why(
                label=_("%(number)s 还没有办完，为什么先办结") % {"number": part.number},
                help_text=_("%(what)s。理由会写进这一件的记录。") % {"what": what},
            )
        if len(self.parts) > 1:
            self.fields["despite_all"] = Why(
                label=_("都是同一个理由，就只写这里"),
                help_text=_("上面空着的，都按这个理由写进记录。"),
                required=False,
            )

    def clean(self) -> dict:
        typed = super().clean()
        for_all = typed.pop("despite_all", "")
        reasons = {part.pk: typed.pop(name, "") or for_all for name, part in self.parts.items()}
        for name, part in self.parts.items():
            if not reasons[part.pk] and name not in self.errors:
                self.add_error(name, _("这一件还没有办完，请写明为什么先办结。"))
        return typed | {"despite": reasons}


class Why(Block):
    """Asked for each part; whether it may be empty depends on the one reason for all."""

    def __init__(self, **options) -> None:
        super().__init__(max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **options)

    def validate(self, value: str) -> None:
        """The form looks at all of them together."""


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

    text = Block(
        label=gettext_lazy("对外公开的内容"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("已把电话、姓名、门牌等遮住，请再看一遍，可以改，也可以删空只公开标题。"),
    )

    def narrow(self, issue: Issue, user) -> None:
        self.initial.setdefault("title", issue.public_title)
        # what was decided once stays; the first time the reporter's words are offered masked
        self.initial.setdefault("text", issue.public_text if issue.public_title else mask(issue.text))


FORMS = {
    "sign": VerbForm,
    "file": VerbForm,
    "contact": RemarkForm,
    "ask": AskForm,
    "pause": UntilForm,
    "resume": VerbForm,
    "ask_more_time": UntilForm,
    "allow_more_time": RemarkForm,
    "refuse_more_time": WordsForm,
    "allow_return": RemarkForm,
    "refuse_return": WordsForm,
    "rework": ReasonForm,
    "visit": VisitForm,
    "sort": SortForm,
    "decline": ReasonForm,
    "reassign": AssignForm,
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
