"""Workbooks made for one test, and a roster taken through its jobs."""

from io import BytesIO
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from community.actions import roster as roster_actions
from community.models import RosterImport
from jobs.work import drain
from tests.community.rosters.make_roster import WEIGHTS

HEADINGS = ["姓名", "身份证号", "联系电话", "楼栋", "单元", "室", "与户主关系"]
LIBREOFFICE = Path(__file__).parent / "roster-libreoffice.xlsx"
CHEN = ["陈一", "99999919880101001X", "199-0000-0101", "1栋", "1", "201", "户主"]
ZHAO = ["赵二", "", "", "2号楼", "2", "302", ""]


def valid_id(seventeen: str) -> str:
    return seventeen + "10X98765432"[sum(int(a) * b for a, b in zip(seventeen, WEIGHTS, strict=True)) % 11]


def workbook(*rows: list, headings: list | None = None, above: list[list] | None = None) -> bytes:
    book = Workbook()
    for line in [*(above or []), headings or HEADINGS, *rows]:
        book.active.append(line)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def as_file(content: bytes, name: str = "花名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def take_in(by, unit, *rows: list, **kwargs) -> RosterImport:
    """Upload these rows and let the job read them."""
    return take_file(by, unit, workbook(*rows, **kwargs))


def take_file(by, unit, content: bytes) -> RosterImport:
    roster = roster_actions.upload(as_file(content), unit=unit, by=by)
    drain()
    roster.refresh_from_db()
    return roster


def apply(roster: RosterImport, by) -> RosterImport:
    roster_actions.confirm(roster, by=by)
    drain()
    roster.refresh_from_db()
    return roster


def signed_in(user) -> Client:
    """A browser of somebody who has a second factor."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
