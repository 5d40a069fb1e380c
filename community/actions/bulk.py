"""Many rows in one round trip, for imports: without a model instance for each, and without statements of a thousand cases.

SQLite takes the statement once and the rows after it, PostgreSQL all rows in one statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import CharField, DateField, Field, IntegerField, JSONField, Model, TextField

from accounts.secrets import EncryptedTextField, seal_all

AT_ONCE = 500


def insert_many(model: type[Model], names: Sequence[str], rows: Sequence[tuple]) -> list[int]:
    """The keys of the new rows, in order. Fields that are not named get their defaults."""
    if not rows:
        return []
    columns, ready = laid_out(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return run_values(cursor, insert_into(model, columns, "%s RETURNING", quoted(model._meta.pk.column)), ready)
        cursor.executemany(insert_into(model, columns, places(columns)), ready)
        # SQLite has one writer, and AUTOINCREMENT counts up: these rows stand together, the last one's key is known
        cursor.execute("SELECT last_insert_rowid()")
        last = cursor.fetchone()[0]
        return list(range(last - len(ready) + 1, last + 1))


def put_many(
    model: type[Model], names: Sequence[str], rows: Sequence[tuple], *, unique: Sequence[str], update: Sequence[str]
) -> None:
    """Insert, or where a row of this kind is there already, change these fields of it."""
    if not rows:
        return
    columns, ready = laid_out(model, names, rows)
    met = ", ".join(column_of(model, name) for name in unique)
    changed = ", ".join(f"{column_of(model, name)} = EXCLUDED.{column_of(model, name)}" for name in update)
    conflict = ("ON CONFLICT (", met, ") DO UPDATE SET", changed)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            run_values(
                cursor, insert_into(model, columns, "%s", *conflict, "RETURNING", quoted(model._meta.pk.column)), ready
            )
        else:
            cursor.executemany(insert_into(model, columns, places(columns), *conflict), ready)


def laid_out(model: type[Model], names: Sequence[str], rows: Sequence[tuple]) -> tuple[list[str], list[tuple]]:
    """The columns, and the values of each row ready for them."""
    fields = [field for field in model._meta.local_concrete_fields if not (field.primary_key or field.generated)]
    others = [field for field in fields if field.name not in names]
    rest = [repeat(next(iter(prepared(field, [field.get_default()]))), len(rows)) for field in others]
    told = [model._meta.get_field(name) for name in names]
    ready = list(zip(*converted(told, rows), *rest, strict=True))
    return [field.column for field in (*told, *others)], ready


def converted(fields: Sequence[Field], rows: Sequence[tuple]) -> Iterator[Iterable]:
    """Column by column, because most need no work at all."""
    return map(prepared, fields, zip(*rows, strict=True))


def insert_into(model: type[Model], columns: Sequence[str], *rest: str) -> str:
    names = ", ".join(map(quoted, columns))
    return " ".join(("INSERT INTO", quoted(model._meta.db_table), "(", names, ") VALUES", *rest))


def places(columns: Sequence[str]) -> str:
    return "(" + ", ".join(["%s"] * len(columns)) + ")"


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def column_of(model: type[Model], name: str) -> str:
    return quoted(model._meta.get_field(name).column)


def run_values(cursor: Any, statement: str, ready: Sequence[tuple]) -> list[int]:
    from psycopg2.extras import execute_values

    return [row[0] for row in execute_values(cursor.cursor, statement, ready, page_size=AT_ONCE, fetch=True)]


def update_many(model: type[Model], names: Sequence[str], rows: Sequence[tuple]) -> None:
    """Each row: the values of these fields in their order, then the key."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    assigned = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    key = quoted(model._meta.pk.column)
    statement = " ".join(("UPDATE", quoted(model._meta.db_table), "SET", assigned, "WHERE", key, "= %s"))
    keys = [row[-1] for row in rows]
    ready = list(zip(*converted(fields, [row[:-1] for row in rows]), keys, strict=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_batch

            execute_batch(cursor.cursor, statement, ready, page_size=AT_ONCE)
        else:
            cursor.executemany(statement, ready)


def prepared(field: Field, column: Sequence) -> Iterable:
    """A field's values as they go to the database; plain text and numbers go as they are."""
    if isinstance(field, EncryptedTextField):
        return seal_all(column)
    if isinstance(field, CharField) and field.max_length:
        return shortened(column, field.max_length)
    if isinstance(field, (IntegerField, TextField)) or field.is_relation:
        return column
    backend = connections[DEFAULT_DB_ALIAS]
    if isinstance(field, DateField) or (isinstance(field, JSONField) and all(isinstance(one, tuple) for one in column)):
        # many rows tell the same day or words, and each conversion costs more than looking one up
        known = {value: field.get_db_prep_save(value, backend) for value in set(column)}
        return map(known.__getitem__, column)
    return [field.get_db_prep_save(value, backend) for value in column]


def shortened(column: Sequence[str | None], limit: int) -> Iterable[str | None]:
    """What no check of the cell kept short must not stop thousands of other rows."""
    if max(map(len, filter(None, column)), default=0) <= limit:
        return column
    return (value and value[:limit] for value in column)
