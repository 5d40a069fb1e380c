"""What accounts do: tell people things, keep the record of who touched whose data, open and close doors."""

import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.limits import name_of_attempts
from accounts.models import SELF_MADE, AuditEntry, AuditHead, Delivery, Message, SignIn, User, WechatLink
from accounts.senders import GROUP, can_text
from accounts.text import clean_line, spelt
from jobs.work import enqueue

FIRST_DIGEST = "0" * 64
INITIAL_LASTS = timedelta(days=7)
WECHAT_LASTS = timedelta(minutes=15)
LOGIN_NAME = re.compile(r"[a-z][a-z0-9._-]{2,29}")
# no 0/O and 1/l/I: these are read out and copied by hand
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


# --- telling -----------------------------------------------------------------------------------
def tell(
    user: User, title: str, body: str = "", *, link: str = "", key: str | None = None, every: bool = False
) -> Message:
    """Put a message into the user's inbox, and send it the ways they want; the same key twice is the same message.

    ``every``: by every channel on file, for what asks for the user's own word.
    """
    fields = {"recipient": user, "title": title, "body": body, "link": local(link)}
    return post_message(fields, key=key, texting=can_text() and (every or user.wants_sms))


def tell_address(address: str, title: str, body: str = "", *, link: str = "", key: str | None = None) -> Message:
    """Tell somebody without an account: ``address`` is a phone number or an e-mail address."""
    return post_message({"address": address, "title": title, "body": body, "link": local(link)}, key=key)


def tell_group(name: str, title: str, body: str = "", *, link: str = "", key: str | None = None) -> Message | None:
    """Into a group of the committee's, where it has one; the caller says nothing there that names a person."""
    if not settings.WECOM_GROUPS.get(name):
        return None
    return post_message({"address": GROUP + name, "title": title, "body": body, "link": local(link)}, key=key)


@transaction.atomic
def post_message(fields: dict, *, key: str | None, texting: bool = True) -> Message:
    if key is None:
        message, new = Message.objects.create(**fields), True
    else:
        message, new = Message.objects.get_or_create(key=key, defaults=fields)
    for channel in message.ways if new else ():
        if channel != Delivery.Channel.SMS or texting:
            delivery = Delivery.objects.create(message=message, channel=channel)
            enqueue("accounts.deliver", key=f"deliver:{delivery.pk}:0", delivery_id=delivery.pk)
    return message


def local(link: str) -> str:
    """Only paths of this portal: a message must not lead readers elsewhere."""
    inside = link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)
    if link and not inside:
        raise ValidationError(_("消息里的链接只能指向本平台的页面。"), code="foreign_link")
    return link


def read_message(message: Message) -> None:
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())


def read_all(user: User) -> int:
    return Message.objects.filter(recipient=user, read_at=None).update(read_at=timezone.now())


# --- the record --------------------------------------------------------------------------------
@transaction.atomic
def record(
    verb: str, *, by: User | None, target: str = "", reason: str = "", address: str = "", **detail: Any
) -> AuditEntry:
    """Append one entry to the audit chain. ``detail`` must hold no personal data in the clear.

    The chain's end stays locked until the caller's transaction ends, so record last in it.
    """
    head = lock_head()
    entry = AuditEntry(
        actor=by,
        verb=verb[:60],
        target=clean_line(target)[:120],
        reason=clean_line(reason)[:200],
        address=address,
        detail=json.loads(json.dumps(detail, default=str)),
        at=timezone.now(),
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(digest=entry.digest, length=F("length") + 1)
    return entry


def lock_head() -> AuditHead:
    """The one row that says where the chain ends, held until the transaction ends."""
    AuditHead.objects.get_or_create(pk=1, defaults={"digest": FIRST_DIGEST})
    return AuditHead.objects.select_for_update().get(pk=1)


def digest(entry: AuditEntry) -> str:
    facts = [
        entry.previous,
        entry.actor_id,
        entry.verb,
        entry.target,
        entry.reason,
        entry.address,
        entry.detail,
        entry.at.isoformat(),
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def first_broken() -> AuditEntry | str | None:
    """The first entry that was changed or does not follow the one before; a sentence when the end is missing."""
    last, length = FIRST_DIGEST, 0
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=1000):
        if entry.previous != last or entry.digest != digest(entry):
            return entry
        last, length = entry.digest, length + 1
    head = AuditHead.objects.filter(pk=1).first() or AuditHead(digest=FIRST_DIGEST)
    if (head.digest, head.length) != (last, length):
        return _("留痕链末端应有 %(should)s 条，实际只有 %(has)s 条。") % {"should": head.length, "has": length}
    return None


# --- accounts ----------------------------------------------------------------------------------
def open_account(*, phone: str = "", email: str = "") -> User:
    """A resident's own account, empty until the code that was sent is typed in."""
    user = User(username=SELF_MADE + secrets.token_hex(8), name=_("邻居"), email=email)
    user.set_unusable_password()
    user.set_phone(phone)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        # asked twice at once: the other request has made the account
        return User.objects.under(phone=phone, email=email)
    return user


@transaction.atomic
def open_staff_account(name: str, *, username: str = "", by: User | None, address: str = "") -> tuple[User, str]:
    """A login for somebody who works here, named by pinyin unless asked otherwise, and its first password."""
    name, wanted = clean_line(name), User.objects.normalise(clean_line(username))
    if not name:
        raise ValidationError(_("请填写姓名。"), code="no_name")
    if wanted and (not LOGIN_NAME.fullmatch(wanted) or wanted.startswith(SELF_MADE)):
        raise ValidationError(
            _("登录名用 3 到 30 个小写字母和数字，以字母开头，例如 wangxiaoming。"), code="username_form"
        )
    user = User(username=wanted or free_username(name), name=name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            _("登录名 %(name)s 已经有人用了，请换一个，例如在后面加数字。") % {"name": user.username},
            code="username_taken",
        ) from None
    record("account.made", by=by, target=f"user:{user.pk}", address=address)
    return user, give_password(user, by=by, address=address)


def free_username(name: str) -> str:
    """``wangxiaoming``, or the first of ``wangxiaoming2``, ``wangxiaoming3``… that nobody has."""
    base = spelt(name)[:24]
    base = base if LOGIN_NAME.fullmatch(base) else f"staff{base}"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return base if base not in taken else next(each for n in count(2) if (each := f"{base}{n}") not in taken)


@transaction.atomic
def give_password(user: User, *, by: User | None, address: str = "") -> str:
    """A random first password that must be changed and lasts a week; nobody chooses it for somebody else."""
    password = "-".join("".join(secrets.choice(READABLE) for _each in range(4)) for _group in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.password_until = timezone.now() + INITIAL_LASTS
    user.save(update_fields=["password", "must_change_password", "password_until"])
    end_sessions(user)
    record("account.password_given", by=by, target=f"user:{user.pk}", address=address)
    return password


@transaction.atomic
def choose_password(user: User, password: str, *, keep_session: str | None, address: str = "") -> None:
    """The user's own new password; every other session of theirs ends."""
    user.set_password(password)
    user.must_change_password, user.password_until = False, None
    user.save(update_fields=["password", "must_change_password", "password_until"])
    end_sessions(user, keep=keep_session)
    tell(user, _("您的密码已修改"), _("如果不是您本人操作，请马上联系社区的系统管理员。"))
    record("account.password_changed", by=user, target=f"user:{user.pk}", address=address)


@transaction.atomic
def drop_second_factor(user: User, *, by: User | None, address: str = "") -> int:
    """For somebody who lost the phone: all second factors go, and all sessions end."""
    gone, _kinds = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record("account.second_factor_dropped", by=by, target=f"user:{user.pk}", address=address)
    return gone


def choose_ways(user: User, *, mail: bool, sms: bool) -> None:
    User.objects.filter(pk=user.pk).update(wants_mail=mail, wants_sms=sms)


def open_wechat_link(user: User) -> str:
    """The word of a fresh link; the one before works no longer."""
    word = secrets.token_urlsafe(32)
    fields = {"digest": digest_of(word), "until": timezone.now() + WECHAT_LASTS}
    WechatLink.objects.update_or_create(user=user, defaults=fields)
    return word


def digest_of(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def wechat_link(word: str) -> WechatLink | None:
    """The link that this word opens now."""
    alive = WechatLink.objects.filter(digest=digest_of(word), until__gt=timezone.now(), user__is_active=True)
    return alive.select_related("user").first()


@transaction.atomic
def bind_wechat(word: str, openid: str, *, address: str = "") -> User:
    """Messages go to this WeChat too from now on; a word works once."""
    link = wechat_link(word)
    if link is None or not WechatLink.objects.filter(pk=link.pk, digest=link.digest).delete()[0]:
        raise ValidationError(_("这个链接用过了或者过期了，请在“我的账号”里重新生成。"), code="link_over")
    link.user.wechat = openid
    link.user.save(update_fields=["wechat"])
    tell(link.user, _("您的账号连上了微信"), _("如果不是您本人操作，请在“我的账号”里断开，并修改密码。"))
    record("account.wechat_bound", by=link.user, target=f"user:{link.user.pk}", address=address)
    return link.user


@transaction.atomic
def unbind_wechat(user: User, *, address: str = "") -> None:
    User.objects.filter(pk=user.pk).update(wechat="")
    WechatLink.objects.filter(user=user).delete()
    record("account.wechat_unbound", by=user, target=f"user:{user.pk}", address=address)


def unlock(username: str) -> int:
    """Forget failed sign-ins, so that the person may try again at once."""
    return AccessAttempt.objects.filter(username=name_of_attempts(username)).delete()[0]


# --- sessions ----------------------------------------------------------------------------------
def list_session(user: User, session_key: str, *, old: str | None, address: str, agent: str) -> None:
    """Remember a session for the user's own list; ``old`` is the key it had before."""
    if old and SignIn.objects.filter(user=user, session_key=old).update(session_key=session_key):
        return
    fields = {"user": user, "address": address, "agent": clean_line(agent)[:200]}
    SignIn.objects.update_or_create(session_key=session_key, defaults=fields)


def end_session(sign_in: SignIn) -> None:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    store(session_key=sign_in.session_key).delete()
    SignIn.objects.filter(pk=sign_in.pk).delete()


def end_sessions(user: User, *, keep: str | None = None) -> None:
    for sign_in in SignIn.objects.filter(user=user).exclude(session_key=keep or ""):
        end_session(sign_in)


def forget_stale(before: datetime) -> int:
    return SignIn.objects.filter(seen_at__lt=before).delete()[0]
