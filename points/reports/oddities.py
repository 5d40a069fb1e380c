"""Patterns in the ledger that somebody should look at; what only an attendance list knows is told by apps above."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Residence
from grids.models import Unit
from points.models import Account, Oddity, Policy, Transfer

Kind = Oddity.Kind
SPAN = 90
MINUTES_A_DAY = 8 * 60
# fewer credits than these say nothing about where they go
FEWEST_CREDITS = 10
# "just below": the upper tenth under the limit
TENTH = 10
FEWEST_BELOW = 3


@dataclass(frozen=True)
class Find:
    kind: str
    key: str
    unit: Unit
    title: str
    on: date
    text: str = ""
    about: User | None = None
    link: str = ""


def finds(since: date) -> Iterator[Find]:
    credits = Transfer.objects.filter(kind=Transfer.Kind.EARN, effective__gte=since, reversed_by=None)
    yield from long_days(credits)
    yield from own_credits(credits)
    yield from one_household(credits)
    yield from just_below(credits)


def long_days(credits) -> Iterator[Find]:
    people = credits.filter(dst__kind=Account.Kind.PERSON).order_by()
    rows = people.values("dst", "effective", "dst__unit", "dst__person__name").annotate(minutes=Sum("minutes"))
    found = list(rows.filter(minutes__gt=MINUTES_A_DAY))
    units = Unit.objects.in_bulk({row["dst__unit"] for row in found})
    for row in found:
        hours = round(row["minutes"] / 60, 1)
        title = _("%(name)s一天记了 %(hours)s 小时") % {"name": row["dst__person__name"], "hours": hours}
        yield Find(Kind.LONG_DAY, f"{row['dst']}:{row['effective']}", units[row["dst__unit"]], title, row["effective"])


def own_credits(credits) -> Iterator[Find]:
    """By hand to oneself, or as the one who made or looked at the list one stands on."""
    own = credits.filter(dst__person__user__isnull=False)
    hands = ("actor", "settlement__opened_by", "settlement__reviewed_by")
    for hand in hands:
        for row in own.filter(**{hand: F("dst__person__user")}).select_related("dst__person__user", "unit"):
            person = row.dst.person
            title = _("%(name)s给自己记了 %(points)d 分") % {"name": person.name, "points": row.amount}
            yield Find(Kind.OWN_CREDIT, str(row.pk), row.unit, title, row.effective, row.reason, person.user)


def one_household(credits) -> Iterator[Find]:
    """More than half of what somebody booked, or listed in statements, went to people of one flat."""
    # a statement is its maker's, whoever books it
    hands = credits.annotate(hand=Coalesce("settlement__opened_by", "actor"))
    booked = hands.filter(hand__isnull=False, dst__kind=Account.Kind.PERSON)
    by_actor: dict[int, Counter[int]] = defaultdict(Counter)
    for row in booked.order_by().values("hand", "dst__person").annotate(n=Count("pk")):
        by_actor[row["hand"]][row["dst__person"]] += row["n"]
    busy = {pk: people for pk, people in by_actor.items() if people.total() >= FEWEST_CREDITS}
    everybody = {person for people in busy.values() for person in people}
    homes = Residence.objects.current().filter(person__in=everybody).select_related("dwelling__building")
    home_of = {stay.person_id: stay.dwelling for stay in homes.order_by("-pk")}
    users = User.objects.in_bulk(busy)
    for pk, people in busy.items():
        homes_of = Counter[int]()
        for person, n in people.items():
            if person in home_of:
                homes_of[home_of[person].pk] += n
        if not homes_of:
            continue
        home, most = homes_of.most_common(1)[0]
        if most * 2 > people.total():
            yield to_household(
                users[pk], next(each for each in home_of.values() if each.pk == home), most, people, booked
            )


def to_household(actor, dwelling, most: int, people: Counter, booked) -> Find:
    last = booked.filter(hand=actor.pk).latest("effective").effective
    facts = {"name": actor.name, "most": most, "all": people.total(), "where": str(dwelling)}
    title = _("%(name)s经手的 %(all)d 笔里有 %(most)d 笔记给同一户") % facts
    text = _("这一户是：%(where)s") % facts
    return Find(
        Kind.ONE_HOUSEHOLD, f"{actor.pk}:{dwelling.pk}:{last:%Y-%m}", dwelling.building, title, last, text, actor
    )


def just_below(credits) -> Iterator[Find]:
    """Several credits of one hand that just escape the second person."""
    limits = dict(Policy.objects.values_list("unit", "second_person_above"))
    usual = Policy._meta.get_field("second_person_above").default
    by_hand: dict[tuple[int, int], list[Transfer]] = defaultdict(list)
    rows = credits.filter(settlement=None, actor__isnull=False, dst__kind=Account.Kind.PERSON)
    for row in rows.filter(amount__gte=min([usual, *limits.values()]) * (TENTH - 1) // TENTH).select_related(
        "dst__unit", "actor"
    ):
        limit = limits.get(row.dst.unit_id, usual)
        if limit * (TENTH - 1) <= row.amount * TENTH and row.amount <= limit:
            by_hand[row.actor_id, row.dst.unit_id].append(row)
    for (actor, unit), hits in by_hand.items():
        if len(hits) >= FEWEST_BELOW:
            last = max(hits, key=lambda row: row.effective)
            facts = {"name": last.actor.name, "n": len(hits)}
            title = _("%(name)s有 %(n)d 笔刚好不用第二人审核") % facts
            amounts = "、".join(str(row.amount) for row in hits[:20])
            yield Find(Kind.JUST_BELOW, f"{actor}:{unit}:{last.effective:%Y-%m}", last.dst.unit, title, last.effective,
                       _("分数：%(amounts)s") % {"amounts": amounts}, last.actor)  # fmt: skip
