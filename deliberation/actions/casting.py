"""One current ballot per head, by whatever way it comes, and none after the closing second.

Every ballot first takes the vote's row (a guarded update that asks the database's clock), so that two of one head never
pass each other; the constraints of ``Ballot`` hold should anything else ever write.
"""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from deliberation.models import Ballot, Contest, OwnersVote, Proxy, RollHead, RollOwner, TurnedAway
from deliberation.models.ballot import Channel

# no 0/O and 1/l/I: read out and copied by hand
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def cast(head: RollHead, choice: str, *, channel: str, by: User | None, **how: Any) -> Ballot:
    """The head's word; ``how`` as ``take`` takes it. What may not count is listed for everybody to see, then refused."""
    with transaction.atomic():
        taken = take(head, choice, channel=channel, by=by, **how)
    if isinstance(taken, ValidationError):
        raise taken
    return taken


def take(
    head: RollHead,
    choice: str,
    *,
    channel: str,
    by: User | None,
    owner: RollOwner | None = None,
    proxy: Proxy | None = None,
    signed_by_all: bool = False,
    assisted: str = "",
) -> Ballot | ValidationError:
    """Inside a transaction. ``owner``: who of the head voted, online; ``signed_by_all``: on paper, by every co-owner."""
    hold_open(head.vote)
    head = RollHead.objects.select_related("vote").get(pk=head.pk)
    refuse_proxy(head, proxy)
    current = Ballot.objects.current().filter(head=head).select_related("owner").first()
    why = why_not(head, current, choice, channel=channel, owner=owner, signed_by_all=signed_by_all)
    if why is not None:
        TurnedAway.objects.create(head=head, channel=channel, why=why.messages[0][:200], by=by)
        RollHead.objects.filter(pk=head.pk).update(frozen=head.frozen or why.code == "co_owners")
        return why
    RollHead.objects.filter(pk=head.pk, frozen=True).update(frozen=False)
    return Ballot.objects.create(
        head=head,
        choice=choice,
        channel=channel,
        owner=owner,
        proxy=proxy,
        previous=current,
        receipt=new_receipt(),
        assisted=clean_line(assisted)[:80],
        by=by,
    )


def new_receipt() -> str:
    return "".join(secrets.choice(READABLE) for _sign in range(10))


def hold_open(vote: OwnersVote | Contest) -> None:
    """Nobody votes before the first or after the last second, by the database's own clock; others of this vote wait."""
    model = type(vote)
    found = model.objects.filter(pk=vote.pk, state=model.State.ANNOUNCED, opens_at__lte=Now(), closes_at__gt=Now())
    if found.update(cast=F("cast") + 1):
        return
    vote.refresh_from_db()
    if vote.state == model.State.ANNOUNCED and vote.opens_at > timezone.now():
        raise ValidationError(_("投票还没有开始。"), code="not_yet")
    raise ValidationError(_("投票已经截止，不能再投，也不能再改。"), code="closed")


def refuse_proxy(head: RollHead, proxy: Proxy | None) -> None:
    if proxy is None:
        return
    today = timezone.localdate()
    proxy.refresh_from_db()
    if proxy.head_id != head.pk or proxy.revoked_at is not None or not proxy.since <= today <= proxy.until:
        raise ValidationError(_("这份委托书已经收回或者不在有效期内，不能代投。"), code="proxy")


def why_not(
    head: RollHead, current: Ballot | None, choice: str, *, channel: str, owner: RollOwner | None, signed_by_all: bool
) -> ValidationError | None:
    """None when it may count. A new choice by the same way replaces the old one; by another way the vote's rule says."""
    if head.frozen and not signed_by_all:
        return ValidationError(
            _("共有人的意见不一致，这一户暂不计票。请全体共有人在一张纸质票上签名，交给工作人员。"), code="frozen"
        )
    if current is None or (signed_by_all and head.frozen):
        return None
    shared = owner is not None and current.owner_id not in (None, owner.pk)
    if shared and choice != current.choice:
        return ValidationError(
            _("另一位共有人投了不同的意见。这一户暂不计票，请共有人商量好，在一张纸质票上一起签名。"), code="co_owners"
        )
    same_way = channel == current.channel == Channel.ONLINE
    if same_way or head.vote.twice == OwnersVote.Twice.LAST:
        return None
    words = {"first": current.get_channel_display(), "later": Channel(channel).label}
    return ValidationError(
        _("这一户已经用“%(first)s”投过票，按这次表决的规则以先到的为准，“%(later)s”不再计入。") % words, code="twice"
    )
