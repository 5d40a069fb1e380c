"""SQL by which the database itself refuses to change or remove the rows of a book: the audit, the ledger.

Migrations put it on. Nothing in the portal takes it off; only tests do, to tamper and to clean up.
An app with a book of its own names it in ``AppConfig.ready``: ``append_only.register(*BOOKS)``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Book:
    """A table whose rows stay as they were written; ``unique`` are its unique columns beside the key."""

    table: str
    unique: tuple[str, ...]
    # how its triggers are called in the database
    name: str


AUDIT = Book("accounts_auditentry", ("previous", "digest"), "audit")
BOOKS: list[Book] = [AUDIT]
WORDS = "entries are append-only"


def register(*books: Book) -> None:
    BOOKS.extend(book for book in books if book not in BOOKS)


def sqlite_on(book: Book) -> list[str]:
    statements = [
        f"CREATE TRIGGER IF NOT EXISTS {book.name}_no_{verb.lower()} BEFORE {verb} ON {book.table} "
        f"BEGIN SELECT RAISE(ABORT, '{book.name} {WORDS}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    # INSERT OR REPLACE removes the old row without asking the trigger against removing
    same = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *book.unique))
    known = " ".join(("EXISTS (SELECT 1 FROM", book.table, "WHERE", same, ")"))
    return [
        *statements,
        f"CREATE TRIGGER IF NOT EXISTS {book.name}_no_replace BEFORE INSERT ON {book.table} WHEN {known} "
        f"BEGIN SELECT RAISE(ABORT, '{book.name} {WORDS}'); END",
    ]


def sqlite_off(book: Book) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {book.name}_no_{verb}" for verb in ("update", "delete", "replace")]


def postgres_on(book: Book) -> list[str]:
    refuse = f"refuse_{book.name}_change()"
    return [
        f"CREATE OR REPLACE FUNCTION {refuse} RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{book.name} {WORDS}'; END $$",
        f"CREATE OR REPLACE TRIGGER {book.name}_no_change BEFORE UPDATE OR DELETE ON {book.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}",
        f"CREATE OR REPLACE TRIGGER {book.name}_no_truncate BEFORE TRUNCATE ON {book.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}",
    ]


def postgres_off(book: Book) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {book.name}_no_{verb} ON {book.table}" for verb in ("change", "truncate")]


ON = {"sqlite": sqlite_on, "postgresql": postgres_on}
OFF = {"sqlite": sqlite_off, "postgresql": postgres_off}


def put_on(connection, *books: Book) -> None:
    """On these books, or on all there are."""
    run(connection, [line for book in books or BOOKS for line in ON[connection.vendor](book)])


def take_off(connection, *books: Book) -> None:
    run(connection, [line for book in books or BOOKS for line in OFF[connection.vendor](book)])


def run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
