"""The book of points: accounts, what moved between them, and by which rule."""

from points.models.account import Account
from points.models.evaluation import Commendation, Evaluation, Objection, Standing, StarLevel, Unnamed
from points.models.oddity import Oddity
from points.models.order import Order, OrderLine
from points.models.rule import Budget, Cap, Category, Item, Policy, RuleVersion, Span
from points.models.settlement import Settlement, SettlementLine
from points.models.shop import Good, Opening, Shop
from points.models.stock import StockClaim, StockMove
from points.models.transfer import Transfer, digest
from points.models.voucher import PassbookCode, Voucher

__all__ = [
    "Account",
    "Budget",
    "Cap",
    "Category",
    "Commendation",
    "Evaluation",
    "Good",
    "Item",
    "Objection",
    "Oddity",
    "Opening",
    "Order",
    "OrderLine",
    "PassbookCode",
    "Policy",
    "RuleVersion",
    "Settlement",
    "SettlementLine",
    "Shop",
    "Span",
    "Standing",
    "StarLevel",
    "StockClaim",
    "StockMove",
    "Transfer",
    "Unnamed",
    "Voucher",
    "digest",
]
