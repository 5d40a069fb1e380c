"""Storing photos that ``images`` has made safe."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from community.images import Picture
from issues.models import Photo, Step


def attach(pictures: Iterable[Picture], step: Step) -> None:
    """Inside the caller's transaction; when the disk has no room, neither rows nor half files stay."""
    written: list[str] = []
    try:
        for picture in pictures:
            photo = Photo(issue_id=step.issue_id, step=step, width=picture.width, height=picture.height)
            path = photo.file.field.generate_filename(photo, f"{photo.name}.jpg")
            written.append(path)
            photo.file = photo.file.storage.save(path, ContentFile(picture.data))
            photo.save(force_insert=True)
    except OSError as error:
        for path in written:
            Photo._meta.get_field("file").storage.delete(path)
        sentence = _("服务器暂时存不下照片。请先去掉照片，只提交文字，或给社区打电话。")
        raise ValidationError(sentence, code="no_room") from error
