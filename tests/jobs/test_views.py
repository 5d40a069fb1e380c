import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from jobs.work import enqueue


@pytest.fixture
def job(town):
    return enqueue("x", title="导入居民名册", owner=town.clerk)


@pytest.fixture
def clerk(town, client):
    client.force_login(town.clerk)
    return client


def url(job: Job, page: str = "job") -> str:
    return reverse(f"jobs:{page}", args=[job.pk])


def test_the_owner_sees_how_far_it_is(clerk, job):
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now(), done=340, total=1000, note="正在读取第2页")
    page = clerk.get(url(job)).content.decode()
    assert "导入居民名册" in page
    assert "34%" in page
    assert "已处理 340 条，共 1000 条" in page
    assert "正在读取第2页" in page


@pytest.mark.parametrize("page", ["job", "progress"])
def test_others_are_told_there_is_no_such_job(client, town, job, page):
    client.force_login(town.north_leader)
    assert client.get(url(job, page)).status_code == 404


@pytest.mark.parametrize("page", ["cancel", "retry"])
def test_others_cannot_act_on_it(client, town, job, page):
    client.force_login(town.admin)
    assert client.post(url(job, page)).status_code == 404
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


@pytest.mark.parametrize("page", ["job", "progress"])
def test_strangers_are_asked_to_sign_in(client, job, page):
    assert client.get(url(job, page)).status_code == 302


@pytest.mark.parametrize("page", ["cancel", "retry"])
def test_acting_takes_a_post(clerk, job, page):
    assert clerk.get(url(job, page)).status_code == 405


def test_an_open_job_is_asked_about_again(clerk, job):
    answer = clerk.get(url(job, "progress"))
    assert answer.status_code == 200
    assert 'hx-trigger="every 2s"' in answer.content.decode()


def test_without_javascript_the_page_refreshes_itself(clerk, job):
    assert '<noscript><meta http-equiv="refresh"' in clerk.get(url(job)).content.decode()


def test_an_ended_job_stops_the_polling(clerk, job):
    Job.objects.update(state=Job.State.DONE, ended_at=timezone.now(), result={"link": "/desk/imports/3/"})
    answer = clerk.get(url(job, "progress"))
    assert answer.status_code == 286
    assert "hx-trigger" not in answer.content.decode()
    assert 'href="/desk/imports/3/"' in answer.content.decode()
    assert "http-equiv" not in clerk.get(url(job)).content.decode()


def test_a_page_around_the_progress_can_ask_to_be_loaded_anew(clerk, job):
    Job.objects.update(state=Job.State.DONE, ended_at=timezone.now())
    assert clerk.get(url(job, "progress") + "?page=1").headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in clerk.get(url(job, "progress")).headers


def test_a_failed_job_shows_its_reason_and_can_be_tried_again(clerk, job):
    Job.objects.update(state=Job.State.FAILED, ended_at=timezone.now(), reason="第3行 <b>没有姓名</b>。")
    page = clerk.get(url(job)).content.decode()
    assert "第3行 &lt;b&gt;没有姓名&lt;/b&gt;。" in page
    assert clerk.post(url(job, "retry"), follow=True).status_code == 200
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_the_owner_cancels(clerk, job):
    page = clerk.post(url(job, "cancel"), follow=True).content.decode()
    assert "任务已取消" in page
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


@pytest.mark.parametrize("page", ["cancel", "retry"])
def test_a_move_that_comes_too_late_is_refused_in_words(clerk, job, page):
    Job.objects.update(state=Job.State.DONE, ended_at=timezone.now())
    assert "这项任务" in clerk.post(url(job, page), follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
