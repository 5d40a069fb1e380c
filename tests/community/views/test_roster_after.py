"""After the import: the report, whom it does not name, and taking it back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from tests.community.rosters.made import signed_in, take_file
from tests.community.rosters.previews import doubt, preview


@pytest.fixture
def leader(town):
    return signed_in(town.north_leader)


@pytest.fixture
def applied(town):
    written = {"new": 3, "changed": 2, "skipped": 1, "buildings": [town.building.pk]}
    rows = [("new", {"person": town.li}), ("error", {"problems": [doubt(level="error")]})]
    fields = {"state": "applied", "applied_at": timezone.now(), "written": written}
    return preview(town.north, town.north_leader, *rows, **fields)


def page(roster, name: str = "import") -> str:
    return reverse(f"community:{name}", args=[roster.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_report_tells_the_numbers_and_what_is_left_to_do(leader, applied):
    shown = text(leader.get(page(applied)))
    assert "新增 3 人，更新 2 人。" in shown
    assert "1 行没有导入" in shown
    assert "有 1 人在册，但不在这份花名册里" in shown


def test_people_it_does_not_name_are_listed_masked_and_untouched(town, leader, applied):
    answer = leader.get(page(applied, "import_missing"))
    assert [row["name"] for row in answer.context["rows"]] == ["王*明"]
    assert reverse("community:person", args=[town.wang.pk]) in text(answer)
    assert "王小明" not in text(answer)


def test_list_of_the_missing_waits_for_the_import_and_stays_in_its_grid(town, leader, applied):
    waiting = preview(town.north, town.north_leader, ("new", {}), sha256="1" * 64)
    assert "导入以后才能看" in text(leader.get(page(waiting, "import_missing"), follow=True))
    assert signed_in(town.south_leader).get(page(applied, "import_missing")).status_code == 404


def test_the_list_of_the_missing_costs_little(leader, applied, queries):
    leader.get(page(applied, "import_missing"))
    with queries(15):
        leader.get(page(applied, "import_missing"))


def test_taking_back_needs_a_reason(leader, applied):
    answer = leader.post(page(applied, "import_undo"), {"reason": " "})
    assert answer.status_code == 422
    assert "请写明为什么撤销" in text(answer)
    assert "会从登记里去掉" in text(answer)
    applied.refresh_from_db()
    assert applied.state == "applied"


def test_taking_back_is_on_record_and_happens_once(leader, applied):
    for _ in range(2):
        assert leader.post(page(applied, "import_undo"), {"reason": "传错了文件"}).url == page(applied)
    applied.refresh_from_db()
    assert applied.state == "undoing"
    assert [entry.reason for entry in AuditEntry.objects.filter(verb="roster.undone")] == ["传错了文件"]


def test_what_was_taken_back_says_what_stayed(town, leader, applied):
    applied.state, applied.undone_at, applied.undone_by = "undone", timezone.now(), town.clerk
    applied.written = {"new": 3, "kept": 2}
    applied.save()
    shown = text(leader.get(page(applied)))
    assert "文社工 于" in shown
    assert "有 2 行的内容在导入以后有人改过" in shown


def test_problem_list_is_gone_with_the_file(leader, applied):
    assert "已经按规定删除" in text(leader.get(page(applied, "import_problems"), follow=True))


def test_a_file_that_could_not_be_read_has_no_list_of_problems(town, leader):
    # one cell of a million signs: no reader comes to its end
    roster = take_file(town.north_leader, town.north, f'姓名,室\n"{"a" * 1_100_000}'.encode())
    assert roster.state == "refused"
    assert "没有能列出的问题行" in text(leader.get(page(roster, "import_problems"), follow=True))
