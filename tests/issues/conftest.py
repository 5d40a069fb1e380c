"""One matter on its way, and browsers for those who work on it."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from issues import actions


@pytest.fixture
def matter(town):
    """Builds issues: ``matter(text=…, unit=…)``, by default a dark stairwell in the north."""

    def make(**facts):
        given = {"key": uuid4(), "text": "2 单元楼道灯不亮", "unit": town.building, "phone": "19900000012"}
        return actions.submit(**given | facts)

    return make


@pytest.fixture
def assigned(matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    return issue


@pytest.fixture
def working(assigned, town):
    actions.sign(assigned, by=town.north_worker)
    return assigned


@pytest.fixture
def answered(assigned, town):
    actions.answer(assigned, text="灯已换好", by=town.north_worker)
    return assigned


def refused(code, deed, *args, **kwargs):
    """The deed says no, for this reason."""
    with pytest.raises(ValidationError) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code


def photo_file(name="灯.jpg", size=(60, 40), kind="JPEG", **save) -> SimpleUploadedFile:
    target = BytesIO()
    Image.new("RGB", size, "green").save(target, kind, **save)
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


@pytest.fixture
def photo():
    return photo_file


@pytest.fixture
def typed(town):
    """What a resident types into the form, who has looked at what neighbours reported already."""
    said = {"text": "北门井盖松动", "unit": town.building.pk, "phone": "199 0000 0012"}
    return said | {"key": str(uuid4()), "looked": "1"}


@pytest.fixture
def cost():
    """``cost(read, one_more, 30)``: True when 30 rows cost as many queries as one."""

    def measure(read) -> int:
        read()
        with CaptureQueriesContext(connection) as seen:
            read()
        return len(seen)

    def same(read, one_more, rows: int) -> bool:
        one_more()
        first = measure(read)
        for _ in range(rows - 1):
            one_more()
        return measure(read) == first > 0

    return same
