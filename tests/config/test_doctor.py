from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from config import doctor
from grids.models import Unit
from jobs import clock
from jobs.models import Job, Pulse

pytestmark = pytest.mark.django_db
NAMES = ["Python", "数据库", "表结构", "写入", "密钥", "后台程序", "时钟", "任务", "保护"]
NAMES += ["Redis", "页面文件", "上传文件夹", "硬盘", "打印", "邮件", "时间"]


@pytest.fixture
def well(town):
    clock.alive("worker", "clock")


def test_a_well_portal_has_a_line_per_part_and_no_fault(well, capsys):
    call_command("doctor")
    printed = capsys.readouterr().out
    assert [finding.part for finding in doctor.examine()] == NAMES
    assert "[故障]" not in printed
    assert "没有发现故障" in printed


def test_without_a_terminal_there_is_no_colour(well, capsys):
    call_command("doctor")
    assert "\x1b" not in capsys.readouterr().out


def test_a_fault_says_what_to_do_and_ends_with_one(town, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("doctor")
    printed = capsys.readouterr().out
    assert end.value.code == 1
    assert "[故障] 后台程序：还没有运行过\n       → 请运行 make run" in printed


def test_a_silent_worker_is_a_fault():
    Pulse.objects.create(part="worker", seen_at=timezone.now() - timedelta(minutes=4))
    assert doctor.worker("后台程序").state == "bad"


def test_a_worker_from_the_future_means_a_wrong_clock():
    Pulse.objects.create(part="worker", seen_at=timezone.now() + timedelta(hours=1))
    assert "核对系统时间" in doctor.worker("后台程序").advice


def test_with_redis_the_advice_names_celery(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert "celery" in doctor.clock("时钟").advice


def test_a_broker_that_is_down_is_a_fault(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert doctor.broker("Redis").state == "bad"


def test_a_database_that_is_down_hides_what_needs_it(monkeypatch):
    def down(part):
        raise OperationalError

    monkeypatch.setattr(doctor, "GROUND", [("Python", doctor.python), ("数据库", down)])
    findings = list(doctor.examine())
    assert [finding.part for finding in findings] == ["Python", "数据库", *NAMES[9:]]
    assert findings[1].words == "数据库没有应答"


def test_a_check_that_breaks_is_a_fault_and_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr(doctor, "AROUND", [("页面文件", lambda part: 1 / 0), ("硬盘", doctor.room)])
    assert [finding.state for finding in doctor.examine()][-2:] == ["bad", "good"]


def test_missing_migrations_are_a_fault(monkeypatch):
    graph = SimpleNamespace(leaf_nodes=list)
    plan = SimpleNamespace(migration_plan=lambda leaves: ["one"], loader=SimpleNamespace(graph=graph))
    monkeypatch.setattr(doctor, "MigrationExecutor", lambda connection: plan)
    assert "manage.py migrate" in doctor.migrations("表结构").advice


def test_keys_of_another_database_are_a_fault(monkeypatch):
    monkeypatch.setattr(doctor, "keys_fit", lambda: False)
    assert doctor.keys("密钥").state == "bad"


def test_a_key_file_others_can_read_is_a_fault(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "keys_fit", lambda: True)
    settings.SECRETS_FILE = tmp_path / "secrets.json"
    settings.SECRETS_FILE.write_text("{}")
    settings.SECRETS_FILE.chmod(0o644)
    assert "manage.py secrets" in doctor.keys("密钥").advice


@pytest.mark.parametrize(("free", "state"), [(100 * doctor.GIB, "good"), (doctor.GIB, "poor"), (1000, "bad")])
def test_room_on_the_disk(monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert doctor.room("硬盘").state == state


def test_a_folder_that_cannot_be_made_is_a_fault(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    assert doctor.uploads("上传文件夹").state == "bad"


def test_jobs_that_nobody_carries_are_a_fault():
    Job.objects.create(kind="x", not_before=timezone.now() - timedelta(hours=1))
    assert doctor.backlog("任务").state == "bad"


def test_a_failed_job_is_worth_a_look():
    Job.objects.create(kind="x", state=Job.State.FAILED, ended_at=timezone.now())
    assert doctor.backlog("任务").state == "poor"


def test_mail_that_is_only_written_down_is_worth_a_word(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert doctor.mail("邮件").state == "poor"


def test_a_mail_server_that_is_down_is_a_fault(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert doctor.mail("邮件").state == "bad"


def test_page_files_of_an_older_version_are_a_fault(settings, tmp_path):
    settings.PLAIN_STATIC, settings.STATIC_ROOT = False, tmp_path
    assert "还没有准备" in doctor.page_files("页面文件").words
    (tmp_path / "staticfiles.json").write_text("{}")
    (tmp_path / ".stamp").write_text("older")
    assert "不一致" in doctor.page_files("页面文件").words


def test_real_people_need_every_protection(town, settings):
    settings.HTTPS, settings.REQUIRE_SECOND_FACTOR = False, False
    Unit.objects.filter(pk=town.street.pk).update(code="430102001000")
    finding = doctor.protection("保护")
    assert finding.state == "poor"
    assert "HTTPS=1" in finding.advice
    assert "REQUIRE_SECOND_FACTOR" in finding.advice


def test_debugging_with_real_people_is_a_fault(town, settings):
    settings.DEBUG = True
    Unit.objects.filter(pk=town.street.pk).update(code="430102001000")
    assert doctor.protection("保护").state == "bad"
