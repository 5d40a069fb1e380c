"""The book of ballots: the database itself refuses to change or remove one."""

from accounts.append_only import Book

BALLOTS = Book("deliberation_ballot", ("receipt", "previous_id"), "ballot")
BOOKS = (BALLOTS,)
