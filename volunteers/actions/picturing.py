"""Photos that say how it was: sealed on the disk, and never asked for."""

from functools import partial
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from community.images import Picture


def keep_photo(place: FieldFile, picture: Picture) -> None:
    """Last in the caller's transaction, which holds the row; the photo before it goes when that has held."""
    row, name, storage, old = place.instance, place.field.name, place.storage, place.name
    path = place.field.generate_filename(row, f"{token_hex(16)}.jpg")
    try:
        setattr(row, name, storage.save(path, ContentFile(picture.data)))
    except OSError as error:
        sentence = _("服务器暂时存不下照片。请先去掉照片，只写文字。")
        raise ValidationError(sentence, code="no_place") from error
    row.save(update_fields=[name])
    if old:
        transaction.on_commit(partial(storage.delete, old))


def drop_photos(places: list[FieldFile]) -> None:
    """The rows are the caller's to write; the files go when that has held."""
    for place in places:
        if place:
            transaction.on_commit(partial(place.storage.delete, place.name))
