"""The two statements of a single movement, put together once instead of for each: half of what a posting costs is that."""

from functools import lru_cache
from typing import Any

from django.db import connection, models

from points.models import Account, Transfer

FIELDS = Transfer._meta.concrete_fields
COLUMNS = [field for field in FIELDS if not field.primary_key]
# the others are whole numbers, texts and nothing, which every driver takes as they are
TIMES = [isinstance(field, models.DateField) for field in COLUMNS]


def row(facts: dict[str, Any], **known: Any) -> Transfer:
    """``Transfer(**facts)`` by columns (``src_id``), and the rows behind some of them, so that nobody asks again."""
    made = Transfer(*[facts.get(field.attname) for field in FIELDS])
    for name, there in known.items():
        if there is not None:
            Transfer._meta.get_field(name).set_cached_value(made, there)
    return made


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
    values = [getattr(row, field.attname) for field in COLUMNS]
    for place, field in enumerate(COLUMNS):
        if TIMES[place]:
            values[place] = field.get_db_prep_save(values[place], connection)
    with connection.cursor() as cursor:
        cursor.execute(insert_statement(connection.vendor), values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def move_one(account: int, delta: int) -> bool:
    """By the guarded update; False where the account is closed or would fall below its floor."""
    with connection.cursor() as cursor:
        cursor.execute(move_statement(connection.vendor), [delta, account, delta])
        return cursor.rowcount == 1
