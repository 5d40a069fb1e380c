"""Is every point where it should be? Each check reads the ledger anew and says in sentences what does not fit.

An app or a file that keeps books beside the ledger adds its own: ``checks("I8")(function)``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from jobs.models import Job
from points.models import Account, Settlement, SettlementLine, Transfer
from points.reports import shop_checks

Check = Callable[[], Iterator[str]]
CHECKS: dict[str, Check] = {}
Kind = Transfer.Kind


@dataclass(frozen=True, slots=True)
class Problem:
    check: str
    sentence: str


def checks(name: str) -> Callable[[Check], Check]:
    def put(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return put


def problems() -> list[Problem]:
    return [Problem(name, sentence) for name, check in CHECKS.items() for sentence in check()]


def last_check() -> dict | None:
    """What the nightly proof of the book said."""
    job = Job.objects.filter(kind="points.check_ledger", state=Job.State.DONE).order_by("-ended_at").first()
    if job is None:
        return None
    facts = job.checkpoint or {}
    return {"at": job.ended_at, "problems": facts.get("problems", 0), "first": facts.get("first", "").splitlines()}


def moved() -> dict[int, int]:
    """What the transfers say each account holds: two passes over the ledger, whatever its size."""
    held: dict[int, int] = defaultdict(int)
    for side, sign in (("dst", 1), ("src", -1)):
        sums = Transfer.objects.order_by().values_list(side).annotate(total=Sum("amount"))
        for account, total in sums:
            held[account] += sign * total
    return held


@checks("I1-I4")
def balances() -> Iterator[str]:
    """All accounts together hold nothing; what is written beside the ledger is what the ledger says, and not below zero."""
    held = moved()
    if total := sum(held.values()):
        yield _("全部账户合计应为 0，实际是 %(total)s。") % {"total": total}
    for pk, cached, balance, floor in Account.objects.values_list("pk", "cached", "balance", "floor"):
        if cached and balance != held[pk]:
            yield _("%(number)08d 号存折写着 %(has)s 分，流水合计是 %(should)s 分。") % {
                "number": pk, "has": balance, "should": held[pk],
            }  # fmt: skip
        if cached and floor is not None and held[pk] < floor:
            yield _("%(number)08d 号存折的流水合计低于 %(floor)s 分。") % {"number": pk, "floor": floor}
        if not cached and balance:
            yield _("%(number)08d 号账户不应写余额，却写着 %(has)s 分。") % {"number": pk, "has": balance}


@checks("I5")
def rows() -> Iterator[str]:
    """Each row is as it was written: its digest, its key, what limits left of it."""
    for pk in Transfer.objects.altered().order_by().values_list("pk", flat=True):
        yield _("第 %(pk)s 笔流水被改过：内容和入账时的摘要不符。") % {"pk": pk}
    unexplained = Transfer.objects.filter(cut="").exclude(amount=F("asked")).order_by()
    for pk, amount, asked in unexplained.values_list("pk", "amount", "asked"):
        yield _("第 %(pk)s 笔流水记了 %(amount)s 分，应得 %(asked)s 分，没有写为什么。") % {
            "pk": pk, "amount": amount, "asked": asked,
        }  # fmt: skip


@checks("I7")
def reversals() -> Iterator[str]:
    """A reversal moves exactly what its original moved, and corrections are not corrected."""
    back = Transfer.objects.filter(kind=Kind.REVERSAL)
    wrong = back.exclude(amount=F("reverses__amount")) | back.filter(reverses__kind=Kind.REVERSAL)
    for pk, of in wrong.values_list("pk", "reverses"):
        yield _("第 %(pk)s 笔冲正和它冲正的第 %(of)s 笔对不上。") % {"pk": pk, "of": of}


@checks("debt")
def debts() -> Iterator[str]:
    """What the community advanced and has not got back stands on the passbook of whoever spent it."""
    owed: dict[int, int] = defaultdict(int)
    people = dict(Account.objects.of_people().values_list("pk", "person"))
    for kind, side, sign in ((Kind.CLAWBACK, "dst", 1), (Kind.REPAY, "src", -1)):
        sums = Transfer.objects.filter(kind=kind).order_by().values_list(side).annotate(total=Sum("amount"))
        for account, total in sums:
            owed[people.get(account, -account)] += sign * total
    for pk, person, debt in Account.objects.values_list("pk", "person", "debt"):
        owed[person or -pk] -= debt
    for person, off in owed.items():
        if off:
            yield _("%(person)s 号居民的社区垫付对不上，差 %(off)s 分。") % {"person": abs(person), "off": off}


@checks("I11")
def settlements() -> Iterator[str]:
    """A booked statement, its lines and the ledger say the same."""
    settled = Settlement.objects.filter(state=Settlement.State.SETTLED)
    # asked by statement: nearly every row of the ledger was earned, few of them with one
    paid = Transfer.objects.filter(settlement__in=settled).order_by()
    booked = dict(paid.values_list("settlement").annotate(total=Sum("amount", filter=Q(kind=Kind.EARN))))
    listed = dict(
        SettlementLine.objects.filter(settlement__in=settled).values_list("settlement").annotate(total=Sum("given"))
    )
    for pk, title, points in settled.values_list("pk", "title", "points"):
        if {points, booked.get(pk, 0), listed.get(pk, 0)} != {points}:
            yield _("“%(title)s”的结算表写着 %(points)s 分，明细合计 %(listed)s 分，入账 %(booked)s 分。") % {
                "title": title, "points": points, "listed": listed.get(pk, 0), "booked": booked.get(pk, 0),
            }  # fmt: skip
    for line in SettlementLine.objects.select_related("rule").filter(settlement__in=settled).iterator():
        if line.asked != line.rule.worth(line.minutes):
            yield _("结算明细 %(record)s 的应得积分和规则算出的不同。") % {"record": line.record}


@checks("I12")
def grounds() -> Iterator[str]:
    """Nobody earned anything for nothing, and points come into the world in one place only."""
    earned = Transfer.objects.filter(kind=Kind.EARN)
    for pk in earned.filter(subject="", settlement=None, voucher=None).values_list("pk", flat=True):
        yield _("第 %(pk)s 笔获得积分没有写明依据。") % {"pk": pk}
    new = Q(kind__in=(Kind.EARN, Kind.AWARD))
    given = Q(src__kind=Account.Kind.ISSUE)
    back = Q(kind=Kind.REVERSAL)
    for pk in Transfer.objects.filter(new & ~given | given & ~new & ~back).values_list("pk", flat=True):
        yield _("第 %(pk)s 笔积分不是从发放账户出来的。") % {"pk": pk}


checks("I8-I10 I14")(shop_checks.faults)
