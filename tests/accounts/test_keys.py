import json
import stat

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts import keys
from accounts.models import KeyCheck, Message, User
from accounts.sealing import Ring
from accounts.secrets import read_keys, seal, unseal, write_keys
from community.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """A key file of this test's own."""
    old = read_keys(settings.SECRETS_FILE)
    settings.SECRETS_FILE = tmp_path / "secrets.json"
    write_keys(settings.SECRETS_FILE, old | {"field_keys": [Fernet.generate_key().decode()]})
    return settings.SECRETS_FILE


def field_keys(path) -> list[str]:
    return json.loads(path.read_text())["field_keys"]


def test_everything_opens_after_the_old_key_is_gone(town, own_keys):
    """ASVS 11.2.2"""
    numbers = dict(Person.objects.values_list("pk", "doc_number"))
    message = Message.objects.create(address="19900000012", title="已办结")
    old = field_keys(own_keys)
    call_command("rotate_keys")
    call_command("rotate_keys", "--drop-old")
    assert len(field_keys(own_keys)) == 1
    assert not set(old) & set(field_keys(own_keys))
    assert dict(Person.objects.values_list("pk", "doc_number")) == numbers
    assert Message.objects.get(pk=message.pk).address == "19900000012"


def test_second_factor_survives_new_keys(town, own_keys):
    TOTP.activate(town.clerk, "JBSWY3DPEHPK3PXP")
    keys.rotate()
    keys.drop_old_keys()
    assert unseal(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_every_sealed_field_of_every_model_is_known():
    known = {f"{model._meta.label}.{name}" for model, name in keys.sealed_fields()}
    assert {"accounts.User.phone", "accounts.Message.address", "community.Person.doc_number"} <= known


def test_rows_come_in_chunks_and_none_is_left(own_keys, monkeypatch):
    monkeypatch.setattr(keys, "CHUNK", 3)
    Message.objects.bulk_create(Message(address=f"1990000{n:04}", title="") for n in range(10))
    assert keys.rotate() == 10
    keys.drop_old_keys()
    assert sorted(Message.objects.values_list("address", flat=True))[9] == "19900000009"


def test_text_sealed_meanwhile_under_the_old_key_is_not_lost(own_keys):
    old = Ring(field_keys(own_keys))
    keys.rotate()
    message = Message.objects.create(title="")
    straggler = old.seal(b"19900000012").decode()
    Message.objects.filter(pk=message.pk).update(address=keys.Value(straggler, output_field=keys.TextField()))
    keys.drop_old_keys()
    assert Message.objects.get().address == "19900000012"


def test_running_server_takes_up_a_new_key(own_keys):
    before = seal("青石")
    keys.rotate()
    assert Ring(field_keys(own_keys)[:1]).unseal(seal("青石").encode()).decode() == "青石"
    assert unseal(before) == "青石"


def test_key_file_is_the_owners_only(own_keys):
    keys.rotate()
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    assert list(own_keys.parent.iterdir()) == [own_keys]


def test_broken_write_leaves_the_old_file(own_keys, monkeypatch):
    before = own_keys.read_text()
    monkeypatch.setattr("accounts.secrets.os.replace", lambda *paths: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        keys.rotate()
    assert own_keys.read_text() == before


def test_right_keys_fit():
    assert keys.keys_fit()
    assert keys.keys_fit()


def test_foreign_field_key_is_noticed(own_keys):
    keys.keys_fit()
    write_keys(own_keys, read_keys(own_keys) | {"field_keys": [Fernet.generate_key().decode()]})
    assert not keys.keys_fit()
    with pytest.raises(CommandError, match="不匹配"):
        call_command("rotate_keys")


def test_foreign_index_key_is_noticed(settings):
    keys.keys_fit()
    settings.INDEX_KEY = "another"
    assert not keys.keys_fit()


def test_sample_in_the_database_is_sealed(own_keys):
    keys.keys_fit()
    raw = KeyCheck.objects.annotate(raw=keys.Cast("word", keys.TextField())).values_list("raw", flat=True)[0]
    assert keys.WORD not in raw


def test_phone_is_unreadable_in_the_database(db):
    """ASVS 11.3.2"""
    user = User.objects.create_user("li", name="李翠花")
    user.set_phone("19900000012")
    user.save()
    raw = User.objects.annotate(raw=keys.Cast("phone", keys.TextField())).values_list("raw", flat=True).get(pk=user.pk)
    assert "19900000012" not in raw
    assert User.objects.under(phone="19900000012") == user
