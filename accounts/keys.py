"""New keys for old: every sealed text of every model is sealed again under the newest key.

``rotate()`` puts a new key in front and seals everything again; the old keys stay in the ring until
``drop_old_keys()`` has proved that nothing needs them any more.
"""

from collections.abc import Iterator
from pathlib import Path

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, FileField, Model, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import KeyCheck
from accounts.sealing import Ring
from accounts.secrets import EncryptedTextField, blind_index, read_keys, seal, unseal, write_keys
from accounts.vault import Vault

CHUNK = 500
WORD = "邻里守望"
SEALED_IN_DATA = ("secret", "seed")


def keys_fit() -> bool:
    """Whether the key file belongs to this database; the first call on an empty one leaves the sample behind."""
    sample = KeyCheck.objects.annotate(raw=Cast("word", TextField())).values("raw", "index").first()
    if sample is None:
        KeyCheck.objects.create(word=WORD, index=blind_index(WORD, "check"))
        return True
    try:
        return unseal(sample["raw"]) == WORD and sample["index"] == blind_index(WORD, "check")
    except InvalidToken:
        return False


def rotate() -> int:
    """Put a new key in front and seal every text under it; returns how many were sealed again."""
    path = Path(settings.SECRETS_FILE)
    keys = read_keys(path)
    write_keys(path, keys | {"field_keys": [Fernet.generate_key().decode(), *keys["field_keys"]]})
    return reseal_all()


def drop_old_keys() -> int:
    """Seal what is left, then keep the newest key only; returns how many keys went."""
    path = Path(settings.SECRETS_FILE)
    reseal_all()
    keys = read_keys(path)
    newest, *old = keys["field_keys"]
    if reseal_all():
        raise ValidationError(_("还有资料正在用旧密钥保存，请过几分钟再试一次。"), code="old_key_in_use")
    write_keys(path, keys | {"field_keys": [newest]})
    return len(old)


def reseal_all() -> int:
    newest = Ring(read_keys(Path(settings.SECRETS_FILE))["field_keys"][:1])
    again = sum(reseal_field(model, name, newest) for model, name in sealed_fields())
    return again + reseal_second_factors(newest) + reseal_files(newest)


def sealed_fields() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def reseal_field(model: type[Model], name: str, newest: Ring) -> int:
    """In chunks by key, so that nobody waits long; a row changed meanwhile is sealed by the new key already."""
    again, after = 0, 0
    rows = model._base_manager.annotate(raw=Cast(F(name), TextField())).exclude(raw=None).exclude(raw="")
    while True:
        with transaction.atomic():
            chunk = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "raw")[:CHUNK])
            for pk, raw in chunk:
                if not newest.opens(raw.encode()):
                    sealed = Value(seal(unseal(raw)), output_field=TextField())
                    again += rows.filter(pk=pk, raw=raw).update(**{name: sealed})
        if not chunk:
            return again
        after = chunk[-1][0]


def reseal_second_factors(newest: Ring) -> int:
    """The seeds of authenticator apps and recovery codes lie in allauth's JSON."""
    again = 0
    for pk in Authenticator.objects.values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=pk).first()
            stale = [
                key for key in SEALED_IN_DATA if held and key in held.data and not newest.opens(held.data[key].encode())
            ]
            if stale:
                held.data |= {key: seal(unseal(held.data[key])) for key in stale}
                held.save(update_fields=["data"])
                again += 1
    return again


def reseal_files(newest: Ring) -> int:
    """Rosters and exports on the disk; a file that was deleted meanwhile needs nothing."""
    again = 0
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField) and isinstance(field.storage, Vault):
                names = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                again += sum(field.storage.exists(name) and field.storage.reseal(name, newest) for name in names)
    return again
