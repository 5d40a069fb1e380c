"""Pictures between two pages of one form, so that a question in between loses none of them.

Browsers never put chosen files back into a form. What was sent along with a form that has to be shown once more is kept
under the form's own key, which nobody else knows, and is thrown away when the form is saved or a few hours later.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from community.images import MAX_PHOTOS, Picture

FOLDER = "staged"
HOURS = 6
# place in the row, width and height: a picture needs no second file that describes it
NAME = re.compile(r"(\d)-(\d+)x(\d+)\.jpg")


def stage(key: UUID, pictures: Sequence[Picture]) -> None:
    """Instead of whatever was kept under this key before."""
    drop(key)
    for place, picture in enumerate(pictures[:MAX_PHOTOS]):
        name = f"{folder(key)}/{place}-{picture.width}x{picture.height}.jpg"
        default_storage.save(name, ContentFile(picture.data))


def staged(key: UUID) -> list[Picture]:
    found = []
    for name in files(folder(key)):
        if shape := NAME.fullmatch(name):
            with default_storage.open(f"{folder(key)}/{name}") as file:
                found.append(Picture(file.read(), int(shape[2]), int(shape[3])))
    return found


def drop(key: UUID) -> None:
    remove(folder(key))


def sweep(before: datetime) -> int:
    """Forms that were never finished; returns how many had pictures."""
    gone = 0
    for name in folders():
        kept = files(f"{FOLDER}/{name}")
        if all(default_storage.get_modified_time(f"{FOLDER}/{name}/{file}") < before for file in kept):
            remove(f"{FOLDER}/{name}")
            gone += 1
    return gone


def folder(key: UUID) -> str:
    return f"{FOLDER}/{key.hex}"


def folders() -> list[str]:
    return sorted(default_storage.listdir(FOLDER)[0]) if default_storage.exists(FOLDER) else []


def files(path: str) -> list[str]:
    return sorted(default_storage.listdir(path)[1]) if default_storage.exists(path) else []


def remove(path: str) -> None:
    for name in files(path):
        default_storage.delete(f"{path}/{name}")
    # a second tap may just be putting its own pictures there
    with suppress(OSError):
        default_storage.delete(path)
