"""What is told to everybody: written, looked through for personal data, published, withdrawn."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.models import Notice
from community.privacy import find_private_numbers
from grids.models import Unit
from grids.publish import bump_public_version


def write_notice(unit: Unit, *, kind: str, title: str, body: str, until: date | None = None, by: User | None) -> Notice:
    """A draft; nobody outside the desk sees it."""
    title, body = clean_words(title, body)
    return Notice.objects.create(unit=unit, kind=kind, title=title, body=body, until=until, by=by)


@transaction.atomic
def change_notice(notice: Notice, *, by: User | None, **changes: Any) -> Notice:
    """A published notice stays published, so what it then says is looked through again, and the change recorded."""
    if unknown := set(changes) - {"unit", "kind", "title", "body", "until"}:
        raise TypeError(f"not changeable: {unknown}")
    facts = {name: getattr(notice, name) for name in ("unit", "kind", "title", "body", "until")} | changes
    facts["title"], facts["body"] = clean_words(facts["title"], facts["body"])
    if notice.is_public:
        refuse_private(facts["title"], facts["body"])
    still = Notice.objects.filter(pk=notice.pk, published_at=notice.published_at, withdrawn_at=None)
    if not still.update(**facts):
        raise ValidationError(_("这条通知刚刚被别人发布或撤下了，请刷新页面再看。"), code="moved_on")
    if notice.is_public:
        bump_public_version()
        record("notice.corrected", by=by, target=f"notice:{notice.pk}")
    notice.refresh_from_db()
    return notice


@transaction.atomic
def publish_notice(notice: Notice, *, by: User | None) -> Notice:
    notice.refresh_from_db()
    refuse_private(notice.title, notice.body)
    if notice.until and notice.until < timezone.localdate():
        raise ValidationError(_("公示截止日期已经过去，请先改日期再发布。"), code="over")
    drafts = Notice.objects.drafts().filter(pk=notice.pk, title=notice.title, body=notice.body)
    if not drafts.update(published_at=timezone.now()):
        raise ValidationError(_("这条通知已经发布过，请刷新页面。"), code="moved_on")
    bump_public_version()
    record("notice.published", by=by, target=f"notice:{notice.pk}")
    notice.refresh_from_db()
    return notice


@transaction.atomic
def withdraw_notice(notice: Notice, *, reason: str, by: User | None) -> Notice:
    """Residents no longer see it; it stays on record with the reason."""
    reason = clean_line(reason)
    if not reason:
        raise ValidationError(_("请写明为什么撤下，例如“内容有误，更正后重发”。"), code="no_reason")
    if not Notice.objects.public().filter(pk=notice.pk).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("这条通知没有在公开，请刷新页面。"), code="moved_on")
    bump_public_version()
    record("notice.withdrawn", by=by, target=f"notice:{notice.pk}", reason=reason)
    notice.refresh_from_db()
    return notice


def clean_words(title: str, body: str) -> tuple[str, str]:
    title, body = clean_line(title), clean_block(body)
    if not title or not body:
        raise ValidationError(_("请填写标题和正文。"), code="empty")
    return title[:100], body


def refuse_private(title: str, body: str) -> None:
    if sentences := private_numbers(title, body):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])


def private_numbers(title: str, body: str) -> list[str]:
    """One sentence for each number that must be masked before the notice may be public."""
    sentences = [_("标题里：%s") % found.sentence for found in find_private_numbers(title)]
    return sentences + [_("正文里：%s") % found.sentence for found in find_private_numbers(body)]
