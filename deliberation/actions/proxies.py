"""授权委托: a letter, its dates, how many households one agent may hold, and taking it back."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_line
from community.actions.adding import read_phone
from deliberation.models import OwnersVote, Proxy, RollHead


@transaction.atomic
def give_proxy(head: RollHead, *, agent: str, phone: str, letter: File, since: date, until: date, by: User) -> Proxy:
    """The agent is known by the phone number; the limit counts households of this vote."""
    vote = OwnersVote.objects.select_for_update().get(pk=head.vote_id)
    agent = clean_line(agent)
    if not agent:
        raise ValidationError(_("请写受托人的姓名。"), code="required")
    if until < since:
        raise ValidationError(_("委托的最后一天要在第一天之后。"), code="order")
    number = read_phone(phone)
    index = blind_index(number, "phone")
    held = Proxy.objects.filter(head__vote=vote, agent_index=index, revoked_at=None).exclude(head=head).count()
    if held >= vote.proxy_limit:
        raise ValidationError(
            _("这位受托人已经受 %(n)d 户委托，按这次表决的规则不能再多。") % {"n": held}, code="limit"
        )
    proxy = Proxy(head=head, agent=agent[:80], agent_phone=number, agent_index=index, since=since, until=until, by=by)
    proxy.letter.save(f"{uuid4().hex}.jpg", letter, save=False)
    try:
        with transaction.atomic():
            proxy.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError(_("这一户已经有一份有效的委托，请先收回。"), code="twice") from twice
    record("vote.proxy_given", by=by, target=f"owners_vote:{vote.pk}", proxy=proxy.pk)
    return proxy


@transaction.atomic
def revoke_proxy(proxy: Proxy, *, by: User) -> None:
    """The owner changed their mind before closing; a ballot cast by the agent stays until the owner casts another."""
    if not Proxy.objects.filter(pk=proxy.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise ValidationError(_("这份委托已经收回了。"), code="moved_on")
    record("vote.proxy_revoked", by=by, target=f"owners_vote:{proxy.head.vote_id}", proxy=proxy.pk)
