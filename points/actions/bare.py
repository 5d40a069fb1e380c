"""The two statements of a single movement, put together once instead of for each: half of what a posting costs is that."""

from functools import lru_cache

from django.db import connection

from points.models import Account, Transfer

COLUMNS = [field for field in Transfer._meta.concrete_fields if not field.primary_key]


@lru_cache
def insert_statement(vendor: str) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in COLUMNS)
    marks = ", ".join(["%s"] * len(COLUMNS))
    key = quote(Transfer._meta.pk.column)
    table = quote(Transfer._meta.db_table)
    return " ".join(("INSERT INTO", table, "(", names, ") VALUES (", marks, ") RETURNING", key))


@lru_cache
def move_statement(vendor: str) -> str:
    table = connection.ops.quote_name(Account._meta.db_table)
    guard = "WHERE id = %s AND closed_at IS NULL AND balance >= floor - %s"
    return " ".join(("UPDATE", table, "SET balance = balance + %s", guard))


def insert(row: Transfer) -> None:
    """As ``row.save(force_insert=True)``; raises IntegrityError where its key, or what it reverses, is there already."""
    if not connection.features.can_return_columns_from_insert:
        row.save(force_insert=True)
        return
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(insert_statement(connection.vendor), values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def move_one(account: int, delta: int) -> bool:
    """By the guarded update; False where the account is closed or would fall below its floor."""
    with connection.cursor() as cursor:
        cursor.execute(move_statement(connection.vendor), [delta, account, delta])
        return cursor.rowcount == 1
