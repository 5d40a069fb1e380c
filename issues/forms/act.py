"""The deeds of the staff, one form each."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.forms.fields import Block, Line, photos_field
from issues.models import Issue
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
