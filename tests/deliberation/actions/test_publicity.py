"""The paper on the wall: its photo has a time and a place of its own, and full names are read for a reason."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image

from community.images import make_safe
from deliberation.actions import publicity, resolving
from deliberation.models import Resolution
from tests.deliberation import made


def put_up(resolution, town, **facts):
    usual = {"photo": made.picture(), "at": timezone.now(), "place": "2栋一楼公告栏", "by": town.north_leader}
    return publicity.put_up(resolution, **usual | facts)


def test_the_photo_keeps_its_own_time_and_place(town):
    resolution = made.resolved(town).resolution
    at = timezone.now()
    put_up(resolution, town, at=at)
    resolution.refresh_from_db()
    assert (resolution.posted_at, resolution.posted_place, bool(resolution.posted)) == (at, "2栋一楼公告栏", True)


def test_what_the_phone_wrote_into_the_photo_is_gone(town):
    file, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "GZCAM"
    Image.new("RGB", (40, 30), "white").save(file, "JPEG", exif=exif)
    assert b"GZCAM" in file.getvalue()
    photo = make_safe(ContentFile(file.getvalue()), "照片.jpg", file.tell())
    resolution = put_up(made.resolved(town).resolution, town, photo=photo)
    with resolution.posted.open() as kept:
        assert b"GZCAM" not in kept.read()


def test_no_place_and_no_time_to_come_or_before_the_resolution(town):
    resolution = made.resolved(town).resolution
    with pytest.raises(ValidationError, match="贴在哪里"):
        put_up(resolution, town, place=" ")
    for days in (1, -1):
        with pytest.raises(ValidationError, match="拍照时间"):
            put_up(resolution, town, at=timezone.now() + timedelta(days=days))
    resolution.refresh_from_db()
    assert not resolution.posted


def test_after_it_took_effect_the_photo_stays(town):
    resolution = made.effective(made.resolved(town), town)
    with pytest.raises(ValidationError, match="公示期"):
        put_up(resolution, town)
    resolution.refresh_from_db()
    assert not resolution.posted


def test_a_photo_of_the_older_words_says_so(town):
    resolution = put_up(made.resolved(town).resolution, town)
    assert not resolution.posted_before_rewording
    Resolution.objects.filter(pk=resolution.pk).update(posted_at=timezone.now() - timedelta(minutes=5))
    resolution = resolving.reword(resolution, text="放六张长椅。", by=town.north_leader)
    assert resolution.posted_before_rewording
    assert not put_up(resolution, town).posted_before_rewording


def test_the_database_keeps_no_time_without_a_place(town):
    resolution = made.resolved(town).resolution
    with pytest.raises(IntegrityError):
        Resolution.objects.filter(pk=resolution.pk).update(posted_at=timezone.now())
