"""The paper on the wall: its photo with time and place, whose names stand on it, and who read them in full."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.revealing import reason_given
from community.images import Picture
from deliberation.models import Ballot, Resolution, RollHead
from grids.publish import bump_public_version


@transaction.atomic
def put_up(resolution: Resolution, *, photo: Picture, at: datetime, place: str, by: User) -> Resolution:
    """The photo of the posted paper; a newer one takes its place while the period is not over and done with."""
    place = clean_line(place)[:60]
    if not place:
        raise ValidationError(_("请写照片里的公示贴在哪里，例如“2栋一楼公告栏”。"), code="place")
    if not resolution.at.replace(second=0, microsecond=0) <= at <= timezone.now():
        raise ValidationError(_("拍照时间要在形成结论以后、现在以前，请看一下日期和时间。"), code="time")
    found = Resolution.objects.filter(pk=resolution.pk, published_at__isnull=False, effective_at=None)
    if found.exists():
        resolution.posted.save(f"{resolution.pk}-{uuid4().hex[:8]}.jpg", ContentFile(photo.data), save=False)
    if not found.update(posted=resolution.posted.name, posted_at=at, posted_place=place):
        raise ValidationError(_("现在不在公示期里，照片没有存下。"), code="moved_on")
    resolution.refresh_from_db()
    record("resolution.posted", by=by, target=f"resolution:{resolution.pk}")
    bump_public_version()
    return resolution


def voters(resolution: Resolution) -> Iterator[RollHead]:
    """Who took part in the owners' vote it follows from; never what anybody said. Co-owners who disagree are not in it."""
    if resolution.vote_id is None:
        return iter(())
    said = Ballot.objects.current().filter(head__vote=resolution.vote_id, head__frozen=False)
    heads = RollHead.objects.filter(pk__in=said.values("head")).order_by("pk")
    return iter(heads.prefetch_related("owners", "flats__dwelling__building"))


@transaction.atomic
def read_names(resolution: Resolution, *, reason: str, by: User, address: str = "") -> None:
    """The names in full, for a reason that stays on record."""
    reason = reason_given(reason, _("请写明查看的理由，例如“业主要求核对名单”。"))
    record("resolution.names_read", by=by, target=f"resolution:{resolution.pk}", reason=reason, address=address)
