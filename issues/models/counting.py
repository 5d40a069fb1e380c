"""Several counts in one question, each of them only so far as anybody wants to know it."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value


def counts_up_to(most: int, found: dict[str, QuerySet]) -> dict[str, int]:
    """Name → number of rows, ``most`` + 1 standing for any more; one query.

    Written as text around what Django makes of each: as subqueries of another query they are copied and resolved again,
    which costs a page more than asking.
    """
    counts, asked, given = dict.fromkeys(found, 0), [], []
    for name, rows in found.items():
        try:
            sql, params = rows.order_by().values(one=Value(1))[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            # whoever sees no place at all
            continue
        # nobody's words are in it: they stand in ``params``
        asked.append((name, f"(SELECT COUNT(*) FROM ({sql}) counted)"))
        given += params
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(sql for _name, sql in asked)}", given)
            counts |= zip((name for name, _sql in asked), cursor.fetchone(), strict=True)
    return counts


def up_to(most: int, count: int) -> int | str:
    """999+ stands for any number above."""
    return f"{most}+" if count > most else count
