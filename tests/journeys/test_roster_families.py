"""Each family of messy rosters through the whole wizard in a browser: file, question, preview, writing, again."""

import mimetypes

import pytest

from community.models import Person, RosterImport
from tests.community.checklist.seen import register
from tests.community.rosters.families import people
from tests.community.rosters.make_messy import HERE
from tests.journeys.test_main_job import sign_in_with_code
from tests.journeys.test_roster_wizard import upload, work

WIDE, PHONE = 1280, 360
FAMILIES = [
    ("family-a.xlsx", WIDE),
    ("family-b.xlsx", WIDE),
    ("family-c.xls", PHONE),
    ("family-d.csv", PHONE),
    ("family-e.xlsx", WIDE),
    ("family-f.xlsx", PHONE),
    ("family-g.xlsx", PHONE),
    ("family-h.xlsx", WIDE),
]
# blank house cells below a head, without a merge: only a person knows what they mean
ASKED = {"family-c.xls"}


@pytest.fixture
def town(transactional_db, town):
    return town


def take(walk, town, name: str) -> RosterImport:
    """Upload the file as the office has it, and answer what is asked."""
    content = (HERE / name).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    upload(walk, town.community, {"name": name, "mimeType": kind, "buffer": content})
    questions = walk.page.get_by_role("heading", name="需要您回答的问题")
    assert questions.count() == (name in ASKED)
    if name in ASKED:
        walk.look("question")
        walk.page.get_by_label("和上面一行的人住在一起吗？").select_option(label="与上面一户相同")
        walk.page.get_by_role("button", name="记住并重新读取").click()
        work(walk, "正在读取", "共读到")
        assert questions.count() == 0
    return RosterImport.objects.latest("pk")


def read_preview(walk, roster: RosterImport, everybody: int) -> None:
    """What it will do, nothing in doubt, and how its columns were understood."""
    heading = f"将新增 {everybody} 人，更新 0 人"
    assert walk.page.locator("#decide-title").inner_text() == heading
    tabs = walk.page.locator(".tabs").last
    assert tabs.get_by_role("link", name="有问题").count() == tabs.get_by_role("link", name="需要核对").count() == 0
    walk.look("preview")
    walk.go(f"/desk/imports/{roster.pk}/columns/")
    walk.look("columns")
    walk.page.get_by_role("link", name="不改，返回").click()
    walk.page.get_by_text(heading).wait_for()


def confirm(walk, everybody: int) -> None:
    walk.page.get_by_role("button", name=f"确认导入 {everybody} 人").click()
    work(walk, "正在写入", "已经写入登记")
    told = walk.page.locator("section", has=walk.page.locator("#applied-title")).inner_text()
    assert f"新增 {everybody} 人，更新 0 人。" in told
    assert "没有导入" not in told
    walk.look("applied")


def registered(walk) -> int:
    """As the register's own page counts."""
    walk.go("/desk/people/")
    return int(walk.page.locator("#found-title").inner_text().split()[0])


@pytest.mark.parametrize(("name", "width"), FAMILIES)
def test_roster_families(walks, town, passwords, settings, name, width):
    settings.REQUIRE_SECOND_FACTOR = True
    walk, listed = walks(width), people(name[7])
    sign_in_with_code(walk, town.secretary, passwords)
    before, known = register(), registered(walk)
    roster = take(walk, town, name)
    read_preview(walk, roster, len(listed))
    confirm(walk, len(listed))
    assert registered(walk) == known + len(listed) == Person.objects.count()
    assert register() - before == {person.key for person in listed}
    take(walk, town, name)
    assert walk.page.locator("#decide-title").inner_text() == "表里的内容与登记一致，不用导入"
