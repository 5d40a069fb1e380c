"""Cells that a spreadsheet program will never take for a formula (registry S22), and words that are nobody's number."""

import re

# a date has eight digits
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){8,}[\dXx]?")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """An apostrophe in front of what would be calculated; the rest stays as it is."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def meant_cell(text: str) -> str:
    """What ``safe_cell`` was given, so that our own files come back unchanged."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text


def tells_number(text: str) -> bool:
    """What is kept unsealed (questions, headings, words that were taught) never holds somebody's number."""
    return bool(LONG_NUMBER.search(text))


def without_numbers(text: str) -> str:
    return LONG_NUMBER.sub("…", text)
