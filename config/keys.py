"""The portal's secrets: made once for a new data folder, never beside the database in a backup.

``DATA/secrets.json`` holds ``secret_key`` (Django), ``field_keys`` (Fernet keys, newest first) and
``index_key`` (HMAC key of the blind indexes). A folder that already has a database but has lost its
secrets is refused, because the identity numbers in it could never be read again.
"""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


def load(data: Path, database: Path | None) -> dict:
    path = Path(os.environ.get("SECRETS_FILE", data / "secrets.json"))
    if not path.exists():
        if database is not None and database.exists():
            raise ImproperlyConfigured(f"找不到密钥文件 {path}。请从备份中恢复它；没有它，身份证号等加密资料无法读取。")
        write(path, fresh())
    return json.loads(path.read_text(encoding="utf8"))


def fresh() -> dict:
    return {
        "secret_key": secrets.token_urlsafe(50),
        "field_keys": [Fernet.generate_key().decode()],
        "index_key": secrets.token_urlsafe(32),
    }


def write(path: Path, keys: dict) -> None:
    """Create the file readable by its owner only; a process that comes second keeps the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        json.dump(keys, file, indent=1)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
