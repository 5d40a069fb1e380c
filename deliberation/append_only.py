"""The book of ballots: the database itself refuses to change or remove one."""

from accounts.append_only import Book

BALLOTS = Book("deliberation_ballot", ("receipt", "previous_id"), "ballot")
CONTEST_BALLOTS = Book("deliberation_contestballot", ("receipt", "previous_id"), "contest_ballot")
SIGNATURES = Book("deliberation_conventionsignature", ("previous_id",), "convention_signature")
BOOKS = (BALLOTS, CONTEST_BALLOTS, SIGNATURES)
