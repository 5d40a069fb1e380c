"""Paper ballots: a scan, typed by one, typed again by another who does not see what the first one typed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from deliberation.actions.casting import hold_open, take
from deliberation.models import Paper, RollHead
from deliberation.models.ballot import Channel

State = Paper.State


@transaction.atomic
def enter_paper(
    head: RollHead, choice: str, *, scan: File, by: User, channel: str = Channel.PAPER, signed_by_all: bool = False
) -> Paper:
    """It waits, counted by nobody, until ``second_look``. Both must happen before the vote closes."""
    hold_open(head.vote)
    paper = Paper(head=head, choice=choice, channel=channel, signed_by_all=signed_by_all, by=by)
    paper.scan.save("ballot.jpg", scan, save=False)
    paper.save(force_insert=True)
    record("vote.paper_entered", by=by, target=f"owners_vote:{head.vote_id}", paper=paper.pk)
    return paper


def second_look(paper: Paper, choice: str, *, by: User) -> Paper:
    """The same choice: it becomes a ballot. Another one: both are set aside and the paper is typed anew."""
    refuse_same_person(paper, by)
    same = choice == paper.choice
    with transaction.atomic():
        settle(paper, State.WAITING if same else State.DIFFERS, by=by)
        if same:
            turn_into_ballot(paper)
        record("vote.paper_checked", by=by, target=f"owners_vote:{paper.head.vote_id}", paper=paper.pk, same=same)
    paper.refresh_from_db()
    return paper


def turn_into_ballot(paper: Paper) -> None:
    """A ballot, or a paper that came too late because the household had voted already."""
    all_signed = paper.signed_by_all
    taken = take(paper.head, paper.choice, channel=paper.channel, by=paper.by, signed_by_all=all_signed)
    found = Paper.objects.filter(pk=paper.pk)
    if isinstance(taken, ValidationError):
        found.update(state=State.VOID, why_void=taken.messages[0][:100])
    else:
        found.update(state=State.COUNTED, ballot=taken)


@transaction.atomic
def void_paper(paper: Paper, *, why: str, by: User) -> Paper:
    """Illegible, two ticks, no signature: takes no part; the result also tells whether it would have mattered."""
    refuse_same_person(paper, by)
    why = clean_line(why)
    if not why:
        raise ValidationError(_("请写明为什么是无效票。"), code="required")
    settle(paper, State.VOID, by=by, why_void=why[:100])
    record("vote.paper_void", by=by, target=f"owners_vote:{paper.head.vote_id}", paper=paper.pk, reason=why)
    paper.refresh_from_db()
    return paper


def refuse_same_person(paper: Paper, by: User) -> None:
    if paper.by_id == by.pk:
        raise ValidationError(_("这张票是您录入的，请另一位工作人员核对。"), code="same_person")


def settle(paper: Paper, state: str, *, by: User, **facts: Any) -> None:
    hold_open(paper.head.vote)
    waiting = Paper.objects.filter(pk=paper.pk, state=State.WAITING, second=None)
    if not waiting.update(state=state, second=by, second_at=timezone.now(), **facts):
        raise ValidationError(_("这张票已经有人核对过了。"), code="moved_on")
