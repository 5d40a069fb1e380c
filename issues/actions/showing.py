"""Photos for everybody: somebody looked at them and blackened what points to a person; the original stays inside."""

from collections.abc import Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from community.images import Box, redact, thumbnail
from grids.publish import bump_public_version
from issues.actions.photos import keep
from issues.actions.steps import add_step
from issues.models import Photo, Step


@transaction.atomic
def show_photo(photo: Photo, *, boxes: Sequence[Box], by: User) -> Step:
    """A new file with the boxes black in its pixels, each time anew from the original."""
    if photo.issue.category and photo.issue.category.confidential:
        raise ValidationError(_("这一类事项涉及个人隐私，照片不对外公开。"), code="confidential")
    with photo.file.open() as file:
        picture = redact(file.read(), boxes)
    forget_copy(photo)
    # of the blackened picture: the small copy of the original shows what the boxes hide
    small = thumbnail(picture)
    photo.redacted = keep(photo.redacted, f"{photo.name}-o.jpg", picture, [])
    photo.redacted_thumb = keep(photo.redacted_thumb, f"{photo.name}-os.jpg", small, [])
    photo.boxes, photo.shown = [list(box) for box in boxes], True
    photo.save(update_fields=["redacted", "redacted_thumb", "boxes", "shown"])
    bump_public_version()
    return add_step(photo.issue, "title", by=by, text=_("公开一张照片，遮盖 %(n)s 处") % {"n": len(boxes)})


@transaction.atomic
def hide_photo(photo: Photo, *, by: User) -> Step:
    forget_copy(photo)
    photo.redacted, photo.redacted_thumb, photo.boxes, photo.shown = "", "", [], False
    photo.save(update_fields=["redacted", "redacted_thumb", "boxes", "shown"])
    bump_public_version()
    return add_step(photo.issue, "title", by=by, text=_("一张照片不再公开"))


def forget_copy(photo: Photo) -> None:
    """The files go when the transaction has held."""
    for copy in (photo.redacted, photo.redacted_thumb):
        if copy:
            transaction.on_commit(partial(copy.storage.delete, copy.name))
