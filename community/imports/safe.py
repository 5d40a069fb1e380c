"""Cells that a spreadsheet program will never take for a formula (registry S22)."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """An apostrophe in front of what would be calculated; the rest stays as it is."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def meant_cell(text: str) -> str:
    """What ``safe_cell`` was given, so that our own files come back unchanged."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text
