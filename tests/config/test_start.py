import threading
from types import SimpleNamespace

import pytest
from django.conf import settings as portal

from accounts.models import User
from config import demo, start
from grids.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return []


@pytest.fixture
def ready(monkeypatch):
    monkeypatch.setattr(start, "collect_static", lambda say: None)


def test_an_empty_portal_begins_with_the_demonstration(said, settings, monkeypatch):
    settings.DEMO = True
    login = demo.Login("社区书记", "shuji", "abcd")
    monkeypatch.setattr(demo, "build", lambda story, say: say(story) or [login])
    assert start.first_day(said.append) == [login]
    assert said[-1] == "renminlu"


def test_without_demonstration_there_is_one_administrator_and_no_tree(said, settings):
    settings.DEMO = False
    (login,) = start.first_day(said.append)
    admin = User.objects.get()
    assert admin.check_password(login.password)
    assert (admin.username, admin.must_change_password, admin.is_staff) == ("admin", True, True)
    assert not Unit.objects.exists()


def test_a_portal_in_use_is_left_alone(town, said, settings):
    settings.DEMO = True
    before = User.objects.count()
    assert start.first_day(said.append) == []
    assert (said, User.objects.count()) == ([], before)


def test_a_later_start_has_nothing_to_prepare(town, ready, said):
    assert start.prepare(said.append) == []
    assert said == []


def test_keys_of_another_database_are_refused(ready, said, monkeypatch):
    monkeypatch.setattr(start, "keys_fit", lambda: False)
    with pytest.raises(start.Refusal, match="不相配"):
        start.prepare(said.append)


def test_two_starters_wait_for_each_other(tmp_path):
    inside, order = threading.Event(), []

    def second() -> None:
        inside.wait()
        with start.locked(tmp_path / "lock"):
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with start.locked(tmp_path / "lock"):
        inside.set()
        waiting.join(0.3)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_page_files_are_gathered_only_after_a_change(settings, tmp_path, monkeypatch, said):
    calls = []
    settings.PLAIN_STATIC, settings.STATIC_ROOT = False, tmp_path
    monkeypatch.setattr(start, "call_command", lambda name, **options: calls.append(name))
    prints = iter(["one", "one", "two"])
    monkeypatch.setattr(start, "fingerprint", lambda: next(prints))
    for _start in range(3):
        start.collect_static(said.append)
    assert calls == ["collectstatic", "collectstatic"]


def test_the_fingerprint_notices_a_changed_file(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    start.finders.get_finder.cache_clear()
    (tmp_path / "a.css").write_text("a")
    before = start.fingerprint()
    (tmp_path / "a.css").write_text("ab")
    assert start.fingerprint() != before
    settings.STATICFILES_DIRS = portal.STATICFILES_DIRS
    start.finders.get_finder.cache_clear()


def test_only_an_invented_community_is_a_demonstration(town):
    assert start.is_demonstration()
    Unit.objects.filter(pk=town.street.pk).update(code="430102001000")
    assert not start.is_demonstration()


def test_an_empty_portal_is_no_demonstration():
    assert not start.is_demonstration()


def test_migrations_run_when_some_are_missing(monkeypatch, said):
    calls = []
    plan = SimpleNamespace(
        migration_plan=lambda leaves: ["one"], loader=SimpleNamespace(graph=SimpleNamespace(leaf_nodes=list))
    )
    monkeypatch.setattr(start, "MigrationExecutor", lambda connection: plan)
    monkeypatch.setattr(start, "call_command", lambda name, **options: calls.append(name))
    start.migrate(said.append)
    assert (calls, said) == (["migrate"], ["正在准备数据库……"])
