"""Who may do what in the book of points and in the shop."""

import rules
from rules import predicate

from accounts.models import User
from grids.models import Posting, Unit
from points.models import Commendation, Evaluation, Good, Oddity, Opening, Order, Shop, StockClaim


def keeps_there(user: User, unit_id: int) -> bool:
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).filter(pk=unit_id).exists()


@predicate
def keeps_books(user: User, row: Shop | Evaluation | Commendation | Oddity) -> bool:
    return keeps_there(user, row.unit_id)


@predicate
def keeps_of_shop(user: User, row: Good | Order) -> bool:
    return keeps_there(user, row.shop.unit_id)


@predicate
def keeps_of_good(user: User, row: Opening | StockClaim) -> bool:
    return keeps_there(user, row.good.shop.unit_id)


rules.add_perm("points.keep_shop", keeps_books)
rules.add_perm("points.keep_good", keeps_of_shop)
rules.add_perm("points.keep_order", keeps_of_shop)
rules.add_perm("points.keep_opening", keeps_of_good)
rules.add_perm("points.decide_claim", keeps_of_good)
rules.add_perm("points.keep_evaluation", keeps_books)
rules.add_perm("points.decide_commendation", keeps_books)
rules.add_perm("points.look_at_oddity", keeps_books)
