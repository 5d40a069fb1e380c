"""Who may do what in the book of points and in the shop. To see a passbook means to find it in ``visible_to``."""

import rules

from accounts.models import User
from grids.models import Posting, Unit
from grids.rules import roles_over
from points.models import (
    Account,
    Commendation,
    Evaluation,
    Good,
    Oddity,
    Opening,
    Order,
    Policy,
    Settlement,
    Shop,
    StockClaim,
    Transfer,
    Voucher,
)

# who looks at statements and decides on vouchers
REVIEWERS = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)
# who sets rules, budgets and settings of a community
RULERS = (Posting.Role.ADMIN, Posting.Role.SECRETARY)


def policy_of(unit: Unit) -> Policy:
    """What the community has decided; before it decides, as the model says."""
    return Policy.objects.filter(unit=unit).first() or Policy(unit=unit)


@rules.predicate
def books_alone(user: User, account: Account) -> bool:
    """Small sums need no second person from those who keep the community's book."""
    return bool(roles_over(user, account.unit) & set(Posting.DATA_KEEPERS))


@rules.predicate
def books(user: User, account: Account) -> bool:
    """Whoever sees a passbook may ask for something to be booked, but for their own."""
    own = account.person is not None and account.person.user_id == user.pk
    return not own and Account.objects.visible_to(user).filter(pk=account.pk).exists()


@rules.predicate
def reviews(user: User, settlement: Settlement) -> bool:
    return bool(roles_over(user, settlement.unit) & set(REVIEWERS))


@rules.predicate
def decides(user: User, voucher: Voucher) -> bool:
    return voucher.asked_by_id != user.pk and bool(roles_over(user, voucher.unit) & set(Posting.DATA_KEEPERS))


@rules.predicate
def corrects(user: User, transfer: Transfer) -> bool:
    return bool(roles_over(user, transfer.unit) & set(REVIEWERS))


@rules.predicate
def rules_over(user: User, unit: Unit) -> bool:
    return bool(roles_over(user, unit) & set(RULERS))


@rules.predicate
def exports(user: User, unit: Unit) -> bool:
    return bool(roles_over(user, unit) & set(Posting.DATA_KEEPERS))


def keeps_there(user: User, unit_id: int) -> bool:
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).filter(pk=unit_id).exists()


@rules.predicate
def keeps_books(user: User, row: Shop | Evaluation | Commendation | Oddity) -> bool:
    return keeps_there(user, row.unit_id)


@rules.predicate
def keeps_of_shop(user: User, row: Good | Order) -> bool:
    return keeps_there(user, row.shop.unit_id)


@rules.predicate
def keeps_of_good(user: User, row: Opening | StockClaim) -> bool:
    return keeps_there(user, row.good.shop.unit_id)


rules.add_perm("points.book_account", books)
rules.add_perm("points.review_settlement", reviews)
rules.add_perm("points.decide_voucher", decides)
rules.add_perm("points.reverse_transfer", corrects)
rules.add_perm("points.rule_unit", rules_over)
rules.add_perm("points.export_unit", exports)
rules.add_perm("points.keep_shop", keeps_books)
rules.add_perm("points.keep_good", keeps_of_shop)
rules.add_perm("points.keep_order", keeps_of_shop)
rules.add_perm("points.keep_opening", keeps_of_good)
rules.add_perm("points.decide_claim", keeps_of_good)
rules.add_perm("points.keep_evaluation", keeps_books)
rules.add_perm("points.decide_commendation", keeps_books)
rules.add_perm("points.look_at_oddity", keeps_books)
