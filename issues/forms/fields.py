"""Fields that clean what is typed or sent before anything else sees it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import clean_block, clean_line
from community import images

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
    """Up to five photos; the value is a list of pictures that are safe to keep. A bad one names itself.

    ``good``: those that can be kept, also when another one of them was refused.
    """

    good: tuple[images.Picture, ...] = ()

    # what static/js/report.js says in the browser, where most mistakes are met before anything is sent
    widget = PhotosInput(
        attrs={
            "multiple": True,
            "accept": "image/jpeg,image/png,image/webp",
            "data-shrink": gettext_lazy("选照片（可多选）"),
            "data-busy": gettext_lazy("正在处理照片……"),
            "data-remove": gettext_lazy("去掉"),
            "data-bad": gettext_lazy("照片“%s”打不开，没有放进来。请换一张 JPG、PNG 或 WebP 格式的照片。"),
            "data-most": gettext_lazy("最多 5 张照片，多出来的没有放进来。"),
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
        self.good = tuple(pictures)
        if errors:
            raise ValidationError(errors)
        return pictures


class ChoiceOrNothing(forms.ModelChoiceField):
    """Says one sentence of ours whatever was wrong with the value."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


def photos_field() -> PhotosField:
    help_text = gettext_lazy("最多 5 张，每张不超过 15 MB。照片里的拍摄地点等信息会自动去掉。")
    return PhotosField(label=gettext_lazy("照片"), required=False, help_text=help_text)
