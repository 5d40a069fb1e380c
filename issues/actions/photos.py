"""Storing photos that ``images`` has made safe, each with a small copy for lists and pages."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from community.images import Picture, thumbnail
from issues.models import Photo, Step


def attach(pictures: Iterable[Picture], step: Step) -> None:
    """Inside the caller's transaction; when the disk has no room, neither rows nor half files stay."""
    written: list[str] = []
    try:
        for picture in pictures:
            small = thumbnail(picture)
            photo = Photo(issue_id=step.issue_id, step=step, width=picture.width, height=picture.height)
            photo.file = keep(photo.file, f"{photo.name}.jpg", picture, written)
            photo.thumb = keep(photo.thumb, f"{photo.name}-s.jpg", small, written)
            photo.save(force_insert=True)
    except OSError as error:
        for path in written:
            Photo._meta.get_field("file").storage.delete(path)
        sentence = _("服务器暂时存不下照片。请先去掉照片，只提交文字，或给社区打电话。")
        raise ValidationError(sentence, code="no_room") from error


def keep(place: FieldFile, name: str, picture: Picture, written: list[str]) -> str:
    """``written`` hears of the file before it is there, so that half a file is found too."""
    path = place.field.generate_filename(place.instance, name)
    written.append(path)
    kept: str = place.storage.save(path, ContentFile(picture.data))
    return kept


def without_small() -> QuerySet[Photo]:
    """Photos from before small copies were made; those who look at them see the large one meanwhile."""
    return Photo.objects.filter(Q(thumb="") | Q(shown=True, redacted_thumb=""))


def make_small(photo: Photo) -> None:
    if not photo.thumb:
        photo.thumb = small_of(photo.file, photo.thumb, f"{photo.name}-s.jpg")
    if photo.shown and not photo.redacted_thumb:
        photo.redacted_thumb = small_of(photo.redacted, photo.redacted_thumb, f"{photo.name}-os.jpg")
    photo.save(update_fields=["thumb", "redacted_thumb"])


def small_of(large: FieldFile, place: FieldFile, name: str) -> str:
    with large.open() as file:
        data = file.read()
    return keep(place, name, thumbnail(Picture(data, 0, 0)), [])
