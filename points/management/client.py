"""One client process of the measure: posts for some seconds and prints how many; ``ours`` or ``floor``."""

import random
import sys
from time import perf_counter

import django

INSERT = (
    "INSERT INTO points_transfer (key, digest, src_id, dst_id, amount, asked, kind, unit_id, subject, cut, reason, "
    "effective, at) VALUES (%s, %s, %s, %s, 1, 1, 'award', %s, 'bench', '', '', CURRENT_DATE, CURRENT_TIMESTAMP)"
)
UPDATE = "UPDATE points_account SET balance = balance + 1 WHERE id = %s AND balance >= floor - 1 AND closed_at IS NULL"


def main(who: str, seconds: float, name: str) -> int:
    django.setup()
    from points.models import Account

    books = list(Account.objects.of_people().select_related("unit"))
    issue = Account.objects.get(kind=Account.Kind.ISSUE)
    post = {"ours": ours, "floor": floor}[who](issue, name)
    chance, done = random.Random(name), 0
    until = perf_counter() + seconds
    while perf_counter() < until:
        post(chance.choice(books), done)
        done += 1
    return done


def ours(issue, name: str):
    from points.actions.posting import Entry, post

    def one(book, number: int) -> None:
        entry = Entry(f"{name}:{number}", "award", issue, book, 1, book.unit, subject="bench")
        post(entry, by=None)

    return one


def floor(issue, name: str):
    """The driver alone: the same row, the same guarded update, one commit."""
    from django.db import connection

    from points.models import digest

    connection.ensure_connection()
    bare = connection.connection
    sqlite = connection.vendor == "sqlite"
    insert, update = (sql.replace("%s", "?") if sqlite else sql for sql in (INSERT, UPDATE))

    def one(book, number: int) -> None:
        cursor = bare.cursor()
        cursor.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        told = digest("award", issue.pk, book.pk, 1, None)
        cursor.execute(insert, (f"{name}:{number}", told, issue.pk, book.pk, book.unit_id))
        cursor.execute(update, (book.pk,))
        cursor.execute("COMMIT")

    return one


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1], float(sys.argv[2]), sys.argv[3])))
