"""Cells that a spreadsheet program will never take for a formula (registry S22)."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """An apostrophe in front of what would be calculated; the rest stays as it is."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
