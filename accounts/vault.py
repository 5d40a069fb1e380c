"""Files that hold personal data (rosters, exports, reports' forms) are sealed on the disk like the fields of the database."""

from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from accounts.sealing import Ring, is_sealed
from accounts.secrets import key_ring


@deconstructible
class Vault(FileSystemStorage):
    """Below MEDIA_ROOT, readable by the portal only; open one as ``rb``."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name, content):
        content.seek(0)
        return super()._save(name, ContentFile(key_ring().seal(content.read())))

    def _open(self, name, mode="rb"):
        """Raises ``InvalidToken`` when no key of the ring fits."""
        with super()._open(name, "rb") as file:
            kept = file.read()
        # what was uploaded before files were sealed
        return File(BytesIO(key_ring().unseal(kept) if is_sealed(kept) else kept), name=name)

    def reseal(self, name: str, newest: Ring) -> bool:
        """Seal one file under the newest key; False when it was already. Replaced in one step."""
        with super()._open(name, "rb") as file:
            kept = file.read()
        if is_sealed(kept) and newest.opens(kept):
            return False
        draft = Path(self.path(f"{name}.new"))
        draft.write_bytes(newest.seal(key_ring().unseal(kept) if is_sealed(kept) else kept))
        draft.chmod(0o600)
        draft.replace(self.path(name))
        return True


vault = Vault()
