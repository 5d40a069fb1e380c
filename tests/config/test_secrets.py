import stat

import pytest
from django.core.management import call_command

from config.management.commands import secrets

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_file(settings, tmp_path):
    settings.SECRETS_FILE = tmp_path / "secrets.json"
    settings.SECRETS_FILE.write_text('{"secret_key": "s3cret"}')
    return settings.SECRETS_FILE


@pytest.fixture
def fitting(monkeypatch):
    monkeypatch.setattr(secrets, "keys_fit", lambda: True)


def test_it_says_where_the_keys_are_and_never_what_they_are(key_file, fitting, capsys):
    call_command("secrets")
    printed = capsys.readouterr().out
    assert str(key_file) in printed
    assert "s3cret" not in printed


def test_others_lose_the_right_to_read(key_file, fitting):
    key_file.chmod(0o644)
    call_command("secrets")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_copy_for_the_safe_is_for_its_owner_only(key_file, fitting, tmp_path):
    call_command("secrets", copy=str(tmp_path / "copy.json"))
    copy = tmp_path / "copy.json"
    assert copy.read_bytes() == key_file.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_never_replaces_a_file(key_file, fitting, tmp_path):
    (tmp_path / "old.json").write_text("of another portal")
    with pytest.raises(SystemExit, match="没有覆盖"):
        call_command("secrets", copy=str(tmp_path / "old.json"))
    assert (tmp_path / "old.json").read_text() == "of another portal"


def test_a_folder_that_is_not_there_is_a_sentence(key_file, fitting, tmp_path):
    with pytest.raises(SystemExit, match="不能写入"):
        call_command("secrets", copy=str(tmp_path / "usb" / "copy.json"))


def test_keys_of_another_database_are_not_copied(key_file, tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "keys_fit", lambda: False)
    with pytest.raises(SystemExit, match="不相配"):
        call_command("secrets", copy=str(tmp_path / "copy.json"))
    assert not (tmp_path / "copy.json").exists()
