import pytest
from cryptography.fernet import Fernet, InvalidToken

from accounts import keys
from accounts.models import Message
from accounts.sealing import Ring
from accounts.secrets import read_keys
from accounts.vault import Vault
from tests.accounts.test_keys import field_keys, own_keys

__all__ = ["own_keys"]
NUMBER = "19900000012"


@pytest.fixture
def ring():
    return Ring([Fernet.generate_key().decode()])


def test_what_is_sealed_opens_and_never_looks_the_same(ring):
    once, twice = ring.seal("李翠花".encode()), ring.seal("李翠花".encode())
    assert once != twice
    assert {ring.unseal(once).decode(), ring.unseal(twice).decode()} == {"李翠花"}


@pytest.mark.parametrize("place", [3, 10, -2])
def test_a_changed_sign_is_noticed(ring, place):
    sealed = bytearray(ring.seal(b"43000000"))
    sealed[place] = ord("A") if sealed[place] != ord("A") else ord("B")
    with pytest.raises(InvalidToken):
        ring.unseal(bytes(sealed))


@pytest.mark.parametrize("torn", [b"", b"g1.", b"g1.A", b"g1.AAAA", b"g1.!!!!", b"gAAAA", b"12345", "g1.邻".encode()])
def test_what_nobody_sealed_is_refused(ring, torn):
    with pytest.raises(InvalidToken):
        ring.unseal(torn)


def test_another_key_does_not_open(ring):
    with pytest.raises(InvalidToken):
        Ring([Fernet.generate_key().decode()]).unseal(ring.seal(b"43000000"))


@pytest.mark.django_db
def test_texts_of_older_versions_open_and_are_sealed_anew_by_the_next_rotation(own_keys):
    older = Fernet(field_keys(own_keys)[0]).encrypt(NUMBER.encode()).decode()
    message = Message.objects.create(title="")
    rows = Message.objects.filter(pk=message.pk)
    rows.update(address=keys.Value(older, output_field=keys.TextField()))
    assert Message.objects.get().address == NUMBER
    assert keys.rotate() == 1
    assert rows.annotate(raw=keys.Cast("address", keys.TextField())).values_list("raw", flat=True)[0].startswith("g1.")
    assert Message.objects.get().address == NUMBER


def test_files_of_older_versions_open_and_are_sealed_anew(own_keys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    vault, path = Vault(), tmp_path / "media" / "old"
    path.parent.mkdir()
    path.write_bytes(Fernet(field_keys(own_keys)[0]).encrypt(b"roster"))
    assert vault.open("old").read() == b"roster"
    keys.write_keys(
        own_keys, read_keys(own_keys) | {"field_keys": [Fernet.generate_key().decode(), *field_keys(own_keys)]}
    )
    newest = Ring(field_keys(own_keys)[:1])
    assert vault.reseal("old", newest)
    assert path.read_bytes().startswith(b"g1.")
    assert not vault.reseal("old", newest)
    assert vault.open("old").read() == b"roster"
