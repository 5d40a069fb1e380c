"""Is the portal well? One finding per part, and what to do where it is not."""

import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import pdf
from accounts.keys import keys_fit
from config import start
from jobs.models import Job, Pulse

OLDEST_PYTHON = (3, 11)
GIB = 1024**3
LITTLE_ROOM, NO_ROOM = 5 * GIB, GIB // 2
SILENT = timedelta(minutes=3)
LATE = timedelta(minutes=30)


@dataclass(frozen=True)
class Finding:
    part: str
    state: str
    words: str
    advice: str = ""


def good(part: str, words: str) -> Finding:
    return Finding(part, "good", words)


def poor(part: str, words: str, advice: str) -> Finding:
    """Works, but somebody should know."""
    return Finding(part, "poor", words, advice)


def bad(part: str, words: str, advice: str) -> Finding:
    return Finding(part, "bad", words, advice)


def examine() -> Iterator[Finding]:
    """Every part by itself; what lives in tables is looked at only where there are tables."""
    for name, check in GROUND:
        yield (finding := look(str(name), check))
        if finding.state == "bad":
            break
    else:
        yield from (look(str(name), check) for name, check in IN_TABLES)
    yield from (look(str(name), check) for name, check in AROUND)


def look(name: str, check: Callable[[str], Finding]) -> Finding:
    try:
        return check(name)
    except OperationalError:
        return bad(name, _("数据库没有应答"), _("请启动数据库，并检查 DATABASE_URL 和数据文件夹的权限。"))
    except Exception as error:
        # whatever it is, the part does not work; the technical word helps whoever is asked
        return bad(name, _("检查时出错（%s）") % type(error).__name__, _("请把这一行告诉系统管理员。"))


def python(part: str) -> Finding:
    version = platform.python_version()
    if sys.version_info[:2] < OLDEST_PYTHON:
        return bad(part, version, _("请安装 Python 3.11 或更新的版本，再运行 make setup。"))
    return good(part, version)


def database(part: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    place = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite":
        return good(part, _("%(kind)s，库名 %(name)s") % {"kind": connection.display_name, "name": place})
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        return bad(part, _("SQLite，日志方式 %s") % mode, _("请把数据文件夹放在本机硬盘上，网络盘不支持 WAL。"))
    return good(part, _("SQLite（WAL），%s") % place)


def migrations(part: str) -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return bad(part, _("还有 %d 项表结构没有更新") % len(missing), _("请运行 make run，或者 manage.py migrate。"))
    return good(part, _("表结构是最新的"))


def writing(part: str) -> Finding:
    Pulse.objects.update_or_create(part="doctor", defaults={"seen_at": timezone.now()})
    return good(part, _("数据库可以写入"))


def keys(part: str) -> Finding:
    path = Path(settings.SECRETS_FILE)
    if not keys_fit():
        return bad(part, _("密钥文件与数据库不相配"), _("请从备份中取回同一时间的密钥文件：%s。") % path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return bad(part, _("别的用户也能读密钥文件"), _("请运行 manage.py secrets，它会收回多余的权限。"))
    if stat.S_IMODE(settings.DATA.stat().st_mode) & 0o077:
        return poor(part, _("别的用户也能进入数据文件夹"), _("请运行 chmod 700 %s。") % settings.DATA)
    return good(part, _("与数据库相配，只有本用户能读"))


def broker(part: str) -> Finding:
    if not settings.REDIS_URL:
        return good(part, _("没有使用 Redis（小型部署不需要）"))
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2).ping()
    except redis.RedisError:
        return bad(part, _("没有应答"), _("请启动 Redis，或检查 REDIS_URL。停机期间报事照常保存，通知会晚一些。"))
    return good(part, _("有应答"))


def worker(part: str) -> Finding:
    advice = _("请启动 celery worker。") if settings.REDIS_URL else _("请运行 make run，或启动 manage.py worker。")
    return alive(part, "worker", advice)


def clock(part: str) -> Finding:
    advice = _("请启动 celery beat。") if settings.REDIS_URL else _("请运行 make run，或启动 manage.py worker。")
    return alive(part, "clock", advice)


def alive(part: str, name: str, advice: str) -> Finding:
    seen = Pulse.objects.filter(part=name).values_list("seen_at", flat=True).first()
    if seen is None:
        return bad(part, _("还没有运行过"), advice)
    silence = timezone.now() - seen
    if silence > SILENT:
        at = timezone.localtime(seen)
        return bad(part, _("%(at)s 之后没有动静") % {"at": f"{at:%Y-%m-%d %H:%M}"}, advice)
    if silence < -SILENT:
        return bad(part, _("上次动静在将来"), _("电脑的时间可能被调过，请核对系统时间。"))
    return good(part, _("%d 秒前有动静") % max(0, silence.total_seconds()))


def backlog(part: str) -> Finding:
    late = Job.objects.due().filter(not_before__lt=timezone.now() - LATE).count()
    failed = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=timezone.now() - timedelta(days=7)).count()
    if late:
        return bad(part, _("%d 项任务等了半小时以上") % late, _("请检查后台程序，必要时重新启动它。"))
    if failed:
        return poor(part, _("最近七天有 %d 项任务没有成功") % failed, _("请让发起人打开任务页看原因，或查看后台记录。"))
    return good(part, _("没有积压"))


def page_files(part: str) -> Finding:
    if settings.PLAIN_STATIC:
        return good(part, _("直接使用源文件"))
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return bad(part, _("还没有准备"), _("请运行 manage.py collectstatic。"))
    if stamp.exists() and stamp.read_text() != start.fingerprint():
        return bad(part, _("与程序版本不一致"), _("请运行 manage.py collectstatic，或用 make run 重新启动。"))
    return good(part, _("已准备好"))


def uploads(part: str) -> Finding:
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return bad(part, _("不能写入 %s") % folder, _("请让运行门户的用户拥有这个文件夹。"))
    return good(part, str(folder))


def room(part: str) -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    words = _("还有 %.1f GB") % (free / GIB)
    if free < NO_ROOM:
        return bad(part, words, _("请马上清理硬盘，否则资料无法保存。"))
    if free < LITTLE_ROOM:
        return poor(part, words, _("请清理硬盘，或把备份移到别处。"))
    return good(part, words)


def paper(part: str) -> Finding:
    """Nothing is amiss without it: the browser prints every page."""
    if pdf.able():
        return good(part, _("存折、证明、会议纪要可以下载成 PDF"))
    return good(part, _("只用浏览器打印；要下载 PDF，请安装 Pango 和中文字体（见 docs/operations.md）"))


def mail(part: str) -> Finding:
    backend = settings.EMAIL_BACKEND
    if "smtp" not in backend:
        return poor(part, _("邮件只写在记录里，不会真的寄出"), _("要用邮箱验证码登录，请设置 EMAIL_URL。"))
    sender = get_connection(timeout=5)
    try:
        sender.open()
    except OSError:
        return bad(part, _("邮件服务器没有应答"), _("请检查 EMAIL_URL 中的地址、端口和密码。"))
    finally:
        sender.close()
    return good(part, settings.EMAIL_HOST)


def local_time(part: str) -> Finding:
    now = timezone.localtime()
    words = f"{settings.TIME_ZONE} {now:%Y-%m-%d %H:%M}"
    if settings.TIME_ZONE != "Asia/Shanghai":
        return poor(part, words, _("办理时限按本地时间计算，请确认这是当地时区。"))
    return good(part, words)


def protection(part: str) -> Finding:
    if start.is_demonstration():
        return good(part, _("示范社区，没有真实资料"))
    advice = []
    if not settings.HTTPS:
        advice.append(_("请在前面放一台 HTTPS 代理并设置 HTTPS=1"))
    if not settings.REQUIRE_SECOND_FACTOR:
        advice.append(_("请去掉 REQUIRE_SECOND_FACTOR=no"))
    if settings.DEBUG:
        return bad(part, _("调试方式开着，会泄露资料"), _("请去掉 DEBUG=1。"))
    if advice:
        return poor(part, _("有真实资料，保护还不完整"), _("；").join(advice) + _("。"))
    return good(part, _("HTTPS 与两步验证都已启用"))


Checks = list[tuple[Promise | str, Callable[[str], Finding]]]
GROUND: Checks = [("Python", python), (_lazy("数据库"), database), (_lazy("表结构"), migrations)]
IN_TABLES: Checks = [
    (_lazy("写入"), writing),
    (_lazy("密钥"), keys),
    (_lazy("后台程序"), worker),
    (_lazy("时钟"), clock),
    (_lazy("任务"), backlog),
    (_lazy("保护"), protection),
]
AROUND: Checks = [
    ("Redis", broker),
    (_lazy("页面文件"), page_files),
    (_lazy("上传文件夹"), uploads),
    (_lazy("硬盘"), room),
    (_lazy("打印"), paper),
    (_lazy("邮件"), mail),
    (_lazy("时间"), local_time),
]
