"""The books of this app that are written once: what was credited, and by which rule, what left the shelf."""

from accounts.append_only import Book

BOOKS = (
    Book("points_transfer", ("key", "reverses_id"), "ledger"),
    Book("points_ruleversion", (), "point_rule"),
    Book("points_stockmove", ("key",), "stock"),
)
