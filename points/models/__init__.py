"""The book of points: accounts, what moved between them, and by which rule."""

from points.models.account import Account
from points.models.rule import Budget, Cap, Category, Item, Policy, RuleVersion, Span
from points.models.settlement import Settlement, SettlementLine
from points.models.transfer import Transfer
from points.models.voucher import PassbookCode, Voucher

__all__ = [
    "Account",
    "Budget",
    "Cap",
    "Category",
    "Item",
    "PassbookCode",
    "Policy",
    "RuleVersion",
    "Settlement",
    "SettlementLine",
    "Span",
    "Transfer",
    "Voucher",
]
