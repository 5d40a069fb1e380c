"""Files that hold personal data (rosters, exports, reports' forms) are sealed on the disk like the fields of the database."""

from io import BytesIO
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from accounts.secrets import key_ring

SEALED = b"gAAAA"


@deconstructible
class Vault(FileSystemStorage):
    """Below MEDIA_ROOT, readable by the portal only; open one as ``rb``."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name, content):
        content.seek(0)
        return super()._save(name, ContentFile(key_ring().encrypt(content.read())))

    def _open(self, name, mode="rb"):
        """Raises ``InvalidToken`` when no key of the ring fits."""
        with super()._open(name, "rb") as file:
            kept = file.read()
        # what was uploaded before files were sealed
        plain = key_ring().decrypt(kept) if kept.startswith(SEALED) else kept
        return File(BytesIO(plain), name=name)

    def reseal(self, name: str, newest: Fernet) -> bool:
        """Seal one file under the newest key; False when it was already. Replaced in one step."""
        with super()._open(name, "rb") as file:
            kept = file.read()
        try:
            newest.decrypt(kept)
        except InvalidToken:
            draft = Path(self.path(f"{name}.new"))
            draft.write_bytes(newest.encrypt(key_ring().decrypt(kept) if kept.startswith(SEALED) else kept))
            draft.chmod(0o600)
            draft.replace(self.path(name))
            return True
        return False


vault = Vault()
