"""One current ballot per person and category, by whatever way it comes, and none for oneself.

Every ballot first takes the contest's row (``hold_open``, by the database's clock), so that two of one person never pass
each other; the constraints of ``ContestBallot`` hold should anything else ever write.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from community.models import Person, Residence
from deliberation.actions.casting import hold_open, new_receipt
from deliberation.models import Contest, ContestBallot, ContestCategory, ContestPaper, Nominee
from deliberation.models.ballot import Channel
from grids.models import Unit

# category → the nominee chosen there; a category left out is no vote in it
Choices = dict[ContestCategory, Nominee]


def born_by(contest: Contest) -> date | None:
    """Who is born on this day or before is old enough when the vote opens; None: nobody is too young."""
    if not contest.min_age:
        return None
    day = timezone.localdate(contest.opens_at)
    try:
        return day.replace(year=day.year - contest.min_age)
    except ValueError:  # 29 February
        return day.replace(year=day.year - contest.min_age, day=28)


def voters_of(contest: Contest) -> QuerySet[Person]:
    """Registered there now, alive, and of age."""
    homes = Residence.objects.current().filter(dwelling__building__in=Unit.objects.within(contest.unit))
    found = Person.objects.living().filter(pk__in=homes.values("person"), merged_into=None)
    born = born_by(contest)
    return found if born is None else found.filter(born__lte=born)


def why_no_vote(contest: Contest, person: Person) -> ValidationError | None:
    if voters_of(contest).filter(pk=person.pk).exists():
        return None
    born = born_by(contest)
    if born is not None and person.born is None:
        return ValidationError(_("登记里没有出生日期，请带身份证到社区补登，再来投票。"), code="no_birth")
    if born is not None and person.born > born:
        words = {"age": contest.min_age}
        return ValidationError(_("这次评选要满 %(age)d 岁才能投票。") % words, code="too_young")
    return ValidationError(_("这次评选由住在这里的居民投票。如果您住在这里，请到社区登记。"), code="not_here")


@transaction.atomic
def vote(
    contest: Contest, person: Person, choices: Choices, *, channel: str, by: User | None, assisted: str = ""
) -> list[ContestBallot]:
    """The person's word, category by category; the same word again is no new ballot."""
    hold_open(contest)
    return write(contest, person, choices, channel=channel, by=by, assisted=assisted)


def write(
    contest: Contest,
    person: Person,
    choices: Choices,
    *,
    channel: str,
    by: User | None,
    assisted: str = "",
    paper: ContestPaper | None = None,
) -> list[ContestBallot]:
    """Inside a transaction that holds the contest open."""
    if refused := why_no_vote(contest, person):
        raise refused
    if not choices:
        raise ValidationError(_("请至少在一个奖项里选一位。"), code="nobody")
    if channel != Channel.ONLINE and by is not None and person.user_id == by.pk:
        raise ValidationError(_("自己的票请用自己的账号在网上投。"), code="own_vote")
    current = ContestBallot.objects.current().filter(voter=person, category__in=choices)
    before = {ballot.category_id: ballot for ballot in current}
    return [
        follow(before.get(category.pk), nominee, person, channel=channel, by=by, assisted=assisted, paper=paper)
        for category, nominee in choices.items()
        if may_choose(contest, category, nominee, person)
    ]


def may_choose(contest: Contest, category: ContestCategory, nominee: Nominee, person: Person) -> bool:
    """True, or the reason why not."""
    if category.contest_id != contest.pk or nominee.category_id != category.pk:
        raise ValidationError(_("请从列出的候选人里选。"), code="no_nominee")
    if nominee.state != Nominee.State.APPROVED:
        raise ValidationError(_("%(name)s不是候选人。") % {"name": nominee.name}, code="no_nominee")
    if is_own(nominee, category, person):
        words = {"category": category.name}
        sentence = _("“%(category)s”不能投给自己或自己家。请选别的候选人，或者这一项不选。") % words
        raise ValidationError(sentence, code="own")
    return True


def is_own(nominee: Nominee, category: ContestCategory, person: Person) -> bool:
    """Oneself; where a family is judged, everybody who lives with the one it is named by."""
    if nominee.person_id == person.pk:
        return True
    if not category.for_family:
        return False
    theirs = Residence.objects.current().filter(person=nominee.person_id).values("dwelling")
    return Residence.objects.current().filter(person=person, dwelling__in=theirs).exists()


def follow(
    before: ContestBallot | None,
    nominee: Nominee,
    person: Person,
    *,
    channel: str,
    by: User | None,
    assisted: str,
    paper: ContestPaper | None,
) -> ContestBallot:
    """The first ballot, or the one that replaces it: online again online; another way came too late."""
    if before is not None and not before.channel == channel == Channel.ONLINE:
        words = {"category": nominee.category.name, "way": before.get_channel_display()}
        sentence = _("“%(category)s”已经用“%(way)s”投过票，以先到的为准，这一张不再计入。") % words
        raise ValidationError(sentence, code="twice")
    if before is not None and before.nominee_id == nominee.pk:
        return before
    return ContestBallot.objects.create(
        category=nominee.category,
        voter=person,
        nominee=nominee,
        channel=channel,
        paper=paper,
        previous=before,
        receipt=new_receipt(),
        assisted=clean_line(assisted)[:80],
        by=by,
    )
