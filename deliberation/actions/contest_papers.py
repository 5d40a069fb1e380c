"""Paper ballots of a contest: a scan, typed by one, typed again by another who does not see what the first one typed."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Person
from deliberation.actions.awarding import Choices, may_choose, why_no_vote, write
from deliberation.actions.casting import hold_open
from deliberation.models import Contest, ContestCategory, ContestPaper, Nominee
from deliberation.models.ballot import Channel

State = ContestPaper.State


def as_numbers(choices: Choices) -> dict[str, int]:
    return {str(category.number): nominee.number for category, nominee in choices.items() if nominee.number}


@transaction.atomic
def enter(contest: Contest, person: Person, choices: Choices, *, scan: File, by: User) -> ContestPaper:
    """It waits, counted by nobody, until ``second_look``. Both must happen before the vote closes."""
    hold_open(contest)
    if refused := why_no_vote(contest, person):
        raise refused
    if not choices:
        raise ValidationError(_("请至少在一个奖项里选一位。"), code="nobody")
    for category, nominee in choices.items():
        may_choose(contest, category, nominee, person)
    paper = ContestPaper(contest=contest, voter=person, choices=as_numbers(choices), by=by)
    paper.scan.save("ballot.jpg", scan, save=False)
    paper.save(force_insert=True)
    record("contest.paper_entered", by=by, target=f"contest:{contest.pk}", paper=paper.pk)
    return paper


@transaction.atomic
def second_look(paper: ContestPaper, choices: Choices, *, by: User) -> ContestPaper:
    """The same choices: they become ballots. Others: the paper is set aside and typed anew."""
    hold_open(paper.contest)
    same = as_numbers(choices) == paper.choices
    settle(paper, State.COUNTED if same else State.DIFFERS, by=by)
    if same:
        turn_into_ballots(paper, choices, by=by)
    record("contest.paper_checked", by=by, target=f"contest:{paper.contest_id}", paper=paper.pk, same=same)
    paper.refresh_from_db()
    return paper


def turn_into_ballots(paper: ContestPaper, choices: Choices, *, by: User) -> None:
    """Ballots, or a paper that came too late because this person had voted already."""
    try:
        with transaction.atomic():
            write(paper.contest, paper.voter, choices, channel=Channel.PAPER, by=paper.by, paper=paper)
    except ValidationError as refusal:
        facts = {"state": State.VOID, "why_void": refusal.messages[0][:100]}
        ContestPaper.objects.filter(pk=paper.pk).update(**facts)


@transaction.atomic
def void(paper: ContestPaper, *, why: str, by: User) -> ContestPaper:
    """The second person finds it invalid; why stands beside it."""
    why = clean_line(why)[:100]
    if not why:
        raise ValidationError(_("请写明为什么是无效票。"), code="required")
    hold_open(paper.contest)
    settle(paper, State.VOID, by=by, why_void=why)
    record("contest.paper_void", by=by, target=f"contest:{paper.contest_id}", paper=paper.pk, reason=why)
    paper.refresh_from_db()
    return paper


def settle(paper: ContestPaper, state: str, *, by: User, why_void: str = "") -> None:
    if paper.by_id == by.pk:
        raise ValidationError(_("这张票是您录入的，请另一位工作人员核对。"), code="same_person")
    facts = {"state": state, "second": by, "second_at": timezone.now(), "why_void": why_void}
    if not ContestPaper.objects.filter(pk=paper.pk, state=State.WAITING).update(**facts):
        raise ValidationError(_("这张票已经有人核对过了。"), code="moved_on")


def chosen(contest: Contest, numbers: dict[str, int]) -> Choices:
    """Category number → nominee number as typed, read as rows; 404-free: what is not there raises ``no_nominee``."""
    found: Choices = {}
    for category in ContestCategory.objects.filter(contest=contest, number__in=[int(one) for one in numbers]):
        nominee = Nominee.objects.standing().filter(category=category, number=numbers[str(category.number)]).first()
        if nominee is None:
            raise ValidationError(_("请从列出的候选人里选。"), code="no_nominee")
        found[category] = nominee
    return found
