"""Honours: proposed by one, granted by another; points that go with them are awards, which no ranking counts."""

from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from points.actions.awarding import credit, living
from points.actions.opening import system_account
from points.actions.posting import Entry
from points.models import Account, Commendation, Evaluation, Transfer

MOST_AT_ONCE = 50
MOST_POINTS = 1000


@transaction.atomic
def propose(
    account: Account, *, title: str, reason: str, points: int, unit: Unit, key: UUID, by: User,
    evaluation: Evaluation | None = None,
) -> Commendation:  # fmt: skip
    title, reason = clean_line(title), clean_line(reason)
    if not title or not reason:
        raise ValidationError(_("请写荣誉称号和事迹。"), code="no_words")
    if points > MOST_POINTS:
        raise ValidationError(_("奖励积分最多 %(most)d 分。") % {"most": MOST_POINTS}, code="too_many")
    facts = {"account": account, "title": title, "reason": reason, "points": points, "unit": unit,
             "evaluation": evaluation, "proposed_by": by}  # fmt: skip
    try:
        with transaction.atomic():
            row, _new = Commendation.objects.get_or_create(key=key, defaults=facts)
    except IntegrityError:
        raise ValidationError(_("这位居民在这次评选里已经提过这个称号了。"), code="already") from None
    return row


@transaction.atomic
def propose_first(evaluation: Evaluation, *, places: int, title: str, points: int, key: UUID, by: User) -> int:
    """Everybody up to this place, equal ones included. How many that are."""
    if evaluation.state != Evaluation.State.FINAL:
        raise ValidationError(_("评选审定以后才能表彰。"), code="too_early")
    chosen = list(evaluation.standings.filter(place__lte=places).select_related("account"))
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise ValidationError(_("一次最多表彰 %(most)d 人，请把名次改小。") % {"most": MOST_AT_ONCE}, code="too_many")
    for standing in chosen:
        reason = _("%(title)s积分评选第 %(place)d 名") % {"title": evaluation.title, "place": standing.place}
        propose(standing.account, title=title, reason=reason, points=points, unit=evaluation.unit,
                key=uuid5(key, str(standing.account_id)), by=by, evaluation=evaluation)  # fmt: skip
    return len(chosen)


@transaction.atomic
def decide(row: Commendation, *, grant: bool, by: User) -> Commendation:
    """Not by whoever proposed it, and not by whoever would get it."""
    if row.proposed_by_id == by.pk:
        raise ValidationError(_("这是您提名的，要由别人审定，请同事来办。"), code="own_proposal")
    if row.account.person and row.account.person.user_id == by.pk:
        raise ValidationError(_("不能审定给自己的表彰，请同事来办。"), code="own_account")
    state = Commendation.State.GRANTED if grant else Commendation.State.REFUSED
    waiting = Commendation.objects.filter(pk=row.pk, state=Commendation.State.PROPOSED)
    if not waiting.update(state=state, decided_by=by, decided_on=timezone.localdate()):
        raise ValidationError(_("这项表彰已经有人审定了。"), code="moved_on")
    row.refresh_from_db()
    record("commendation.decided", by=by, target=f"commendation:{row.pk}", state=state, points=row.points)
    if grant:
        reward(row, by)
    return row


def reward(row: Commendation, by: User) -> None:
    if row.points:
        source = system_account(Account.Kind.ISSUE, row.unit)
        # two records of one person may have become one since; and what the community had advanced goes back first
        entry = Entry(f"award:{row.pk}", Transfer.Kind.AWARD, source, living(row.account), row.points, row.unit,
                      subject=f"commendation:{row.pk}", reason=row.title)  # fmt: skip
        credit(entry, by=by)
    person = row.account.person
    if person and person.user:
        tell(person.user, _("祝贺您获得“%(title)s”") % {"title": row.title}, row.reason, key=f"commendation:{row.pk}")
