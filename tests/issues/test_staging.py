from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from community.images import Picture
from issues import staging
from jobs.work import drain, enqueue

GREEN, NAVY = Picture(b"green", 60, 40), Picture(b"navy", 40, 60)


def files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_what_was_kept_comes_back_in_order():
    key = uuid4()
    staging.stage(key, [GREEN, NAVY])
    assert staging.staged(key) == [GREEN, NAVY]
    assert staging.staged(uuid4()) == []


def test_keeping_again_replaces(settings):
    key = uuid4()
    staging.stage(key, [GREEN, NAVY])
    staging.stage(key, [NAVY])
    assert staging.staged(key) == [NAVY]
    assert len(files(settings)) == 1


def test_nothing_is_left_after_dropping(settings):
    key = uuid4()
    staging.stage(key, [GREEN])
    staging.drop(key)
    staging.drop(key)
    assert not list((Path(settings.MEDIA_ROOT) / "staged").iterdir())


@pytest.mark.django_db
def test_the_clock_throws_away_what_nobody_finished(settings):
    staging.stage(old := uuid4(), [GREEN])
    with time_machine.travel(timezone.now() + timedelta(hours=staging.HOURS - 1)):
        enqueue("issues.sweep_staged", key="first")
        drain()
    assert staging.staged(old) == [GREEN]
    with time_machine.travel(timezone.now() + timedelta(hours=staging.HOURS + 1)):
        enqueue("issues.sweep_staged", key="second")
        drain()
    assert (staging.staged(old), files(settings)) == ([], [])
