"""``manage.py secrets``: where the keys are, whether they fit, and a copy for the safe."""

import stat
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.keys import keys_fit


class Command(BaseCommand):
    help = "说明密钥文件在哪里、是否与数据库相配；--copy 把它抄到别处保管。"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--copy", metavar="文件", help="抄一份密钥文件（例如到保险柜里的 U 盘），已有的文件不会被覆盖"
        )

    def handle(self, *args, copy: str | None = None, **options) -> None:
        path = Path(settings.SECRETS_FILE)
        if not keys_fit():
            sys.exit(_("密钥文件 %s 与数据库不相配。请从备份中取回同一时间的密钥文件。") % path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
            self.stdout.write(_("已收回别的用户读密钥文件的权限。"))
        self.stdout.write(_("密钥文件：%s，与数据库相配。") % path)
        if copy:
            self.keep_copy(path, Path(copy))
        else:
            self.stdout.write(_("请把它与数据库分开保管：没有它，身份证号等资料无法读取；有了它和数据库，谁都能读。"))

    def keep_copy(self, path: Path, target: Path) -> None:
        try:
            with target.open("xb") as file:
                target.chmod(0o600)
                file.write(path.read_bytes())
        except FileExistsError:
            sys.exit(_("文件 %s 已经存在，没有覆盖。请换一个文件名。") % target)
        except OSError:
            sys.exit(_("不能写入 %s。请检查文件夹是否存在、是否允许写入。") % target)
        self.stdout.write(_("已抄到 %s，请妥善保管。") % target)
