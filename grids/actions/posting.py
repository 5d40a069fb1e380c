"""Who holds which post where, from when until when."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import open_staff_account, record
from accounts.models import User
from accounts.text import clean_line
from grids.actions import tree
from grids.models import Posting, Unit
from grids.publish import bump_public_version, objections
from grids.scope import drop_posts


@transaction.atomic
def post(
    role: str,
    unit: Unit,
    *,
    user: User | None = None,
    name: str = "",
    since: date | None = None,
    by: User | None,
    **fields: Any,
) -> Posting:
    """Give somebody a post; the post, not a flag, is what opens doors."""
    tree.lock_tree()
    posting = Posting(
        user=user, name=clean_line(name) or (user.name if user else ""), role=role, unit_id=unit.pk, **fields
    )
    posting.since = since or timezone.localdate()
    check_post(posting)
    posting.save(force_insert=True)
    settle_admin_flags(user)
    log("grids.posted", posting, by)
    return posting


def check_post(posting: Posting) -> None:
    if not posting.name:
        raise ValidationError(_("请填写姓名，或者填写登录名。"), code="post_nobody")
    if sentences := objections(posting.public_note):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if posting.user is not None and not posting.user.is_active:
        raise ValidationError(_("这个账号已经停用，请先启用账号再登记岗位。"), code="post_inactive")
    if posting.user is None and posting.role in Posting.STAFF:
        raise ValidationError(
            _("工作人员的岗位要有登录账号：请填写登录名，还没有账号就勾选开通。"), code="post_account"
        )
    if not Unit.objects.current().filter(pk=posting.unit_id).exists():
        raise ValidationError(_("这个单元已经停用，不能再登记岗位。"), code="unit_ended")
    if posting.until is not None and posting.until <= posting.since:
        raise ValidationError(_("卸任日期要晚于任职日期，请改正。"), code="post_dates")
    if holds_already(posting):
        raise ValidationError(_("%(name)s已经在任这个岗位了。") % {"name": posting.name}, code="post_twice")


def holds_already(posting: Posting) -> bool:
    same = Posting.objects.open(posting.since).filter(role=posting.role, unit=posting.unit_id)
    if posting.until is not None:
        same = same.filter(since__lt=posting.until)
    if posting.user_id:
        return same.filter(user=posting.user_id).exists()
    return same.filter(user=None, name=posting.name, public_phone=posting.public_phone).exists()


@transaction.atomic
def post_newcomer(
    role: str, unit: Unit, *, name: str, username: str = "", by: User | None, address: str = "", **fields: Any
) -> tuple[Posting, str]:
    """Open a login for somebody and give them the post; the second is their first password, kept nowhere."""
    user, password = open_staff_account(name, username=username, by=by, address=address)
    return post(role, unit, user=user, by=by, **fields), password


@transaction.atomic
def deputise(posting: Posting, *, user: User, until: date, since: date | None = None, by: User | None) -> Posting:
    """Somebody stands in for the holder of a post for a while, with the same scope."""
    if posting.user_id == user.pk:
        raise ValidationError(_("代理人不能是本人，请填写另一位的登录名。"), code="deputy_self")
    if posting.deputy_for_id:
        raise ValidationError(_("代理岗位不能再找人代理，请在原岗位上办理。"), code="deputy_of_deputy")
    if posting.until is not None and until > posting.until:
        raise ValidationError(_("代理不能超过原岗位的卸任日期。"), code="deputy_long")
    return post(posting.role, posting.unit, user=user, since=since, until=until, deputy_for=posting, by=by)


@transaction.atomic
def end_posting(posting: Posting, *, by: User | None, on: date | None = None) -> Posting:
    """The post is over from that day on, and so is the work of those who stand in for its holder."""
    on = on or timezone.localdate()
    tree.lock_tree()
    if on < posting.since:
        raise ValidationError(_("卸任日期不能早于任职日期。"), code="end_early")
    keep_one_admin(posting, on)
    if not Posting.objects.open(on).filter(pk=posting.pk).update(until=on):
        raise ValidationError(_("%(name)s已经卸任了。") % {"name": posting.name}, code="posting_ended")
    for deputy in Posting.objects.open(on).filter(deputy_for=posting.pk):
        Posting.objects.filter(pk=deputy.pk).update(until=max(on, deputy.since))
    settle_admin_flags(posting.user)
    posting.refresh_from_db()
    log("grids.posting_ended", posting, by, on=on.isoformat())
    return posting


def keep_one_admin(posting: Posting, on: date) -> None:
    """A portal without an administrator cannot be mended from its own pages."""
    if posting.role != Posting.Role.ADMIN:
        return
    lasting = Posting.objects.current(on).filter(role=Posting.Role.ADMIN, until=None, user__is_active=True)
    if not lasting.exclude(pk=posting.pk).exists():
        raise ValidationError(_("至少要有一位系统管理员，请先登记接任的人。"), code="last_admin")


def settle_admin_flags(user: User | None = None) -> int:
    """The flags that open /admin/ follow the administrator's posts; of everybody when no user is named.

    Superusers made on the command line, who never had such a post, keep their flags.
    """
    posts = Posting.objects.filter(user=OuterRef("pk"), role=Posting.Role.ADMIN)
    users = User.objects.filter(Exists(posts))
    if user is not None:
        users = users.filter(pk=user.pk)
    today = timezone.localdate()
    current = Exists(posts.current(today))
    opened = users.filter(current, is_superuser=False).update(is_staff=True, is_superuser=True)
    return opened + users.filter(~current, is_superuser=True).update(is_staff=False, is_superuser=False)


def log(verb: str, posting: Posting, by: User | None, **detail: Any) -> None:
    bump_public_version()
    drop_posts(by)
    if by is not None:
        record(verb, by=by, target=f"posting:{posting.pk}", role=posting.role, unit=posting.unit_id, **detail)
