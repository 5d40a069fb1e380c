from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions as register
from community.actions import export as actions
from community.models import Disclosure, Export
from grids import actions as grids
from grids.scope import drop_posts
from jobs.models import Job
from jobs.work import drain
from tests.community.reports.made import sheet_of

COLUMNS = ["name", "id_number", "phone", "building", "room"]


def ask(town, *, by=None, unit=None, **options) -> Export:
    options = {"whom": {}, "columns": COLUMNS, "purpose": "重阳节慰问名单"} | options
    return actions.ask_for_list(unit or town.north, by=by or town.clerk, **options)


def made(export: Export) -> Export:
    drain()
    export.refresh_from_db()
    return export


def code(refused) -> str:
    return refused.value.code


def test_masked_list_is_made_at_once_and_on_record(town):
    export = made(ask(town))
    sheet = sheet_of(export.file.read())
    assert [cell.value for cell in sheet[2]] == ["姓名", "身份证号", "联系电话", "楼栋", "室"]
    assert [cell.value for cell in sheet[3]] == ["王小明", "9999**********0012", "199****0012", "1栋", "101"]
    assert "文社工（wen）" in sheet["A1"].value
    assert export.count == 2
    entry = AuditEntry.objects.get(verb="people.exported")
    assert (entry.reason, entry.detail["count"]) == ("重阳节慰问名单", 2)
    assert entry.detail["chosen"]["columns"] == COLUMNS
    assert "王小明" not in str(entry.detail)


def test_the_file_says_whom_it_holds(town):
    export = made(ask(town))
    assert set(Disclosure.objects.filter(export=export).values_list("person", flat=True)) == {town.wang.pk, town.li.pk}


def test_the_file_is_sealed_on_the_disk(town):
    kept = Path(made(ask(town)).file.path).read_bytes()
    assert not kept.startswith(b"PK")


def test_whole_numbers_wait_for_a_second_look(town):
    export = made(ask(town, unmasked=True))
    assert (export.job, bool(export.file)) == (None, False)
    actions.confirm(export, by=town.clerk)
    sheet = sheet_of(made(export).file.read())
    assert [cell.value for cell in sheet[3]][1:3] == ["999999199003070012", "19900000012"]
    assert "含完整号码" in sheet["A1"].value


def test_confirming_twice_makes_one_file(town):
    export = ask(town, unmasked=True)
    actions.confirm(export, by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        actions.confirm(export, by=town.clerk)
    assert code(refused) == "moved_on"
    assert Job.objects.filter(kind="community.write_export").count() == 1


@pytest.mark.parametrize(
    ("who", "options", "why"),
    [
        ("clerk", {"purpose": "要用"}, "purpose"),
        ("clerk", {"purpose": " \u200b 看 看"}, "purpose"),
        ("clerk", {"columns": []}, "columns"),
        ("clerk", {"columns": ["password"]}, "columns"),
        ("clerk", {"whom": {"list": "aged_100"}}, "nobody"),
        ("north_leader", {"unmasked": True}, "unmasked"),
        ("north_worker", {}, "unit"),
        ("south_leader", {}, "unit"),
    ],
)
def test_what_is_refused(town, who, options, why):
    with pytest.raises(ValidationError) as refused:
        ask(town, by=getattr(town, who), **options)
    assert code(refused) == why
    assert not Export.objects.exists()


def test_twenty_thousand_are_the_most(town, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(ValidationError) as refused:
        ask(town)
    assert code(refused) == "too_many"
    assert "缩小范围" in refused.value.messages[0]


def test_people_of_other_grids_are_not_in_it(town):
    sheet = sheet_of(made(ask(town, by=town.north_leader)).file.read())
    assert [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["王小明", "李翠花"]


def test_nothing_is_made_for_somebody_whose_post_ended(town):
    export = ask(town, by=town.north_leader)
    grids.end_posting(town.north_leader.postings.get(), by=town.admin)
    assert not made(export).file
    export.job.refresh_from_db()
    assert export.job.state == "failed"


def test_each_fetch_is_on_record_and_the_first_is_remembered(town):
    export = made(ask(town))
    actions.take(export, by=town.clerk)
    actions.take(export, by=town.clerk)
    export.refresh_from_db()
    assert export.taken_at
    assert AuditEntry.objects.filter(verb="export.taken", target=f"export:{export.pk}").count() == 2


def test_without_the_right_a_whole_file_is_not_fetched(town):
    export = ask(town, unmasked=True)
    actions.confirm(export, by=town.clerk)
    made(export)
    grids.end_posting(town.clerk.postings.get(), by=town.admin)
    drop_posts(town.clerk)
    with pytest.raises(ValidationError) as refused:
        actions.take(export, by=town.clerk)
    assert code(refused) == "unit"


def test_after_a_day_the_file_is_gone_and_the_record_stays(town):
    export = made(ask(town))
    path = Path(export.file.path)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actions.forget_files() == 1
    export.refresh_from_db()
    assert (bool(export.file), export.count) == (False, 2)
    with pytest.raises(ValidationError) as refused:
        actions.take(export, by=town.clerk)
    assert code(refused) == "expired"
    assert path.parent.exists()


def test_the_file_itself_is_deleted(town, django_capture_on_commit_callbacks):
    export = made(ask(town))
    path = Path(export.file.path)
    Export.objects.update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_files()
    assert not path.exists()


def test_an_unconfirmed_one_cannot_be_confirmed_the_next_day(town):
    export = ask(town, unmasked=True)
    Export.objects.update(expires_at=timezone.now())
    with pytest.raises(ValidationError):
        actions.confirm(export, by=town.clerk)


def test_csv_and_codes(town):
    export = made(ask(town, kind="csv", codes="both", columns=["name", "sex"]))
    lines = export.file.read().decode("utf-8-sig").splitlines()
    assert lines[1:] == ["姓名,性别,性别代码", "王小明,男,1", "李翠花,未知,0"]


def test_a_thousand_people_cost_a_handful_of_queries_for_each_five_hundred(town, queries):
    people = [register.NewPerson(f"住户{n}", town.home) for n in range(20)]
    register.add_people_in_bulk(people, by=None)
    ask(town, columns=list(actions.BY_ITEM))
    with queries(60):
        drain()
    assert Export.objects.get().count == 22
