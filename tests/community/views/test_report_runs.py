import json

import pytest
from django.urls import reverse
from django.utils import timezone

from community import actions as register
from community.actions import report_filling as actions
from community.models import Export, ReportRun
from jobs.models import Job
from jobs.work import drain
from tests.community.reports.made import report, sheet_of, simple_form
from tests.community.rosters.made import signed_in


@pytest.fixture
def worker(town):
    return signed_in(town.north_worker)


def page(run, name="report_run") -> str:
    return reverse(f"community:{name}", args=[run.pk])


def text(answer) -> str:
    return answer.content.decode()


def filled(town, **facts) -> ReportRun:
    run = actions.begin(report(town, **facts), by=town.clerk)
    drain()
    run.refresh_from_db()
    return run


def box(run, person, number=0) -> str:
    return f"t-{run.rows.get(person=person).pk}-{number}"


def typed(run, person) -> dict:
    return json.loads(run.rows.get(person=person).typed)


def test_whole_way_of_a_grid_worker(town, worker):
    row = report(town)
    answer = worker.post(reverse("community:report_fill", args=[row.pk]))
    run = ReportRun.objects.get()
    assert answer.url == page(run)
    assert "正在排队" in text(worker.get(answer.url))
    drain()
    worker.post(page(run), {box(run, town.wang): "6222 021"})
    assert typed(run, town.wang) == {"银行卡号": "6222 021"}
    worker.post(page(run, "report_run_done"))
    answer = worker.post(page(run, "report_run_file"), {"marked": "on"})
    drain()
    export = Export.objects.get()
    assert answer.url == reverse("community:export", args=[export.pk])
    file = worker.post(reverse("community:export_file", args=[export.pk]))
    assert sheet_of(b"".join(file.streaming_content))["C3"].value == "9999**********0012"


def test_only_unknown_columns_are_asked_and_names_are_masked(town, worker):
    run = filled(town, form=simple_form("姓名", "身份证号", "电话", "银行卡号"))
    shown = text(worker.get(page(run)))
    assert shown.count('type="text" name="t-') == 2
    assert "王*明" in shown
    assert "王小明" not in shown
    assert "19900000012" not in shown


def test_boxes_that_were_not_sent_stay_as_they_are(town, worker):
    run = filled(town)
    worker.post(page(run), {box(run, town.wang): "6222"})
    worker.post(page(run), {box(run, town.li): "6333"})
    assert (typed(run, town.wang), typed(run, town.li)) == ({"银行卡号": "6222"}, {"银行卡号": "6333"})


def test_too_long_a_text_gets_a_sentence(town, worker):
    run = filled(town)
    answer = worker.post(page(run), {box(run, town.wang): "长" * 201})
    assert answer.status_code == 422
    assert "最多写 200 个字" in text(answer)


def test_pages_are_saved_one_by_one(town, worker):
    register.add_people_in_bulk([register.NewPerson(f"住户{n}", town.home) for n in range(30)], by=None)
    run = filled(town)
    first = run.rows.first()
    answer = worker.post(page(run), {f"t-{first.pk}-0": "甲", "next": "1"})
    assert answer.url == page(run) + "?page=2"
    assert text(worker.get(answer.url)).count('type="text" name="t-') == 7


def test_a_page_costs_the_same_for_one_and_for_many(town, worker, queries):
    register.add_people_in_bulk([register.NewPerson(f"住户{n}", town.home) for n in range(30)], by=None)
    run = filled(town)
    worker.get(page(run))
    with queries(22):
        worker.get(page(run))


def test_what_came_from_last_time_is_marked(town, worker):
    run = filled(town)
    actions.save_typed(run, {run.rows.get(person=town.wang).pk: {"银行卡号": "6222"}}, by=town.clerk)
    ReportRun.objects.filter(pk=run.pk).update(label="上一期")
    later = actions.begin(run.report, by=town.clerk)
    drain()
    shown = text(worker.get(page(later)))
    assert shown.count("同上期</small>") == 1
    assert "与上一期相比：改动 0 处，新增 0 人，减少 0 人" in shown


def test_a_collecting_that_failed_can_be_begun_again(town, worker):
    run = actions.begin(report(town), by=town.clerk)
    Job.objects.update(state=Job.State.FAILED, ended_at=timezone.now())
    assert "再取一次" in text(worker.get(page(run)))
    worker.post(page(run, "report_run_again"))
    drain()
    run.refresh_from_db()
    assert run.state == "open"


def test_only_those_with_the_right_are_offered_whole_numbers(town, worker):
    run = filled(town)
    assert 'name="unmasked"' not in text(worker.get(page(run)))
    worker.post(page(run, "report_run_file"), {"unmasked": "on"})
    assert not Export.objects.exists()
    clerk = signed_in(town.clerk)
    assert 'name="unmasked"' in text(clerk.get(page(run)))
    answer = clerk.post(page(run, "report_run_file"), {"unmasked": "on"})
    assert answer.url == reverse("community:export_confirm", args=[Export.objects.get().pk])


@pytest.mark.parametrize(
    "name", ["report_run", "report_run_done", "report_run_again", "report_run_reopen", "report_run_file"]
)
def test_another_grids_period_is_not_there(town, name):
    run = filled(town)
    assert signed_in(town.south_leader).post(page(run, name)).status_code == 404


def test_finished_and_opened_again(town, worker):
    run = filled(town)
    worker.post(page(run, "report_run_done"))
    shown = text(worker.get(page(run)))
    assert 'name="t-' not in shown
    assert "还要改" in shown
    worker.post(page(run, "report_run_reopen"))
    run.refresh_from_db()
    assert run.state == "open"
